//! Where a migration is: one pure function of what is wanted, what is, and what is known.

use super::Standing;
use crate::config::{Config, Secondary};
use crate::store::{Route, RouteState, Side};

/// A stage of the way from D1 to MySQL, in their order. What is counts, not what the flags want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing goes to MySQL.
    D1Only,
    /// Writes go to both.
    DualWrite,
    /// What was there before is in MySQL too.
    Backfilled,
    /// All of it was compared, and is the same.
    Verified,
    /// Some reads are repeated at MySQL, and compared.
    Shadowing,
    /// MySQL serves some reads.
    Reads {
        /// How many, in percent, 1 to 100.
        percent: u8,
    },
    /// A switch is under way.
    Switching {
        /// The primary to come.
        to: Side,
    },
    /// MySQL takes the writes.
    MysqlPrimary,
    /// The Worker has no D1 any more.
    MysqlOnly,
}

/// What is known of a Worker that has D1, and of its databases.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The flags as read.
    pub config: &'a Config,
    /// Whether it has one to MySQL.
    pub has_mysql: bool,
    /// What the coordinator's line says.
    pub route: Route,
    /// What the runs have left.
    pub standing: Standing,
}

/// How to get to another phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub to: &'static str,
    /// What to set or to call.
    pub how: &'static str,
}

impl Phase {
    /// The phase that what is known makes, of a Worker that has D1.
    pub fn of(known: &Known<'_>) -> Phase {
        match known.route.state {
            RouteState::Closing { to } => Phase::Switching { to },
            RouteState::Open(Side::MySql) => Phase::MysqlPrimary,
            RouteState::Open(Side::D1) => Phase::before_the_switch(known),
        }
    }

    fn before_the_switch(known: &Known<'_>) -> Phase {
        let reads = &known.config.reads;
        let percent = reads.staged.as_ref().map_or(0, |staged| staged.percent);
        if !known.has_mysql || known.config.secondary == Secondary::Off {
            Phase::D1Only
        } else if known.standing.backfilled_ms.is_none() {
            Phase::DualWrite
        } else if !known.standing.agrees() {
            Phase::Backfilled
        } else if percent > 0 {
            Phase::Reads { percent }
        } else if reads.shadow_percent > 0 {
            Phase::Shadowing
        } else {
            Phase::Verified
        }
    }

    /// Its name.
    pub fn name(self) -> String {
        match self {
            Phase::D1Only => "d1-only".to_owned(),
            Phase::DualWrite => "dual-write".to_owned(),
            Phase::Backfilled => "backfilled".to_owned(),
            Phase::Verified => "verified".to_owned(),
            Phase::Shadowing => "shadowing".to_owned(),
            Phase::Reads { percent } => format!("reads {percent} %"),
            Phase::Switching { .. } => "switching".to_owned(),
            Phase::MysqlPrimary => "mysql-primary".to_owned(),
            Phase::MysqlOnly => "mysql-only".to_owned(),
        }
    }

    /// What it means for the app.
    pub fn meaning(self) -> &'static str {
        match self {
            Phase::D1Only => "D1 has everything, and nothing goes to MySQL",
            Phase::DualWrite => "D1 is the primary; what changes goes to MySQL too",
            Phase::Backfilled => {
                "D1 is the primary; MySQL has what was there before, not compared yet or with findings open"
            }
            Phase::Verified => "D1 is the primary; MySQL was found to have the same",
            Phase::Shadowing => {
                "D1 serves everything; some reads are repeated at MySQL and compared"
            }
            Phase::Reads { .. } => "D1 takes the writes; MySQL serves some reads",
            Phase::Switching { to: Side::MySql } => "writes wait while they move to MySQL",
            Phase::Switching { to: Side::D1 } => "writes wait while they move to D1",
            Phase::MysqlPrimary => "MySQL takes the writes and serves the reads",
            Phase::MysqlOnly => "MySQL has everything, and this Worker has no D1",
        }
    }

    /// How to get further.
    pub fn next(self, standing: &Standing) -> Option<Step> {
        let (to, how) = match self {
            Phase::D1Only => (
                "dual-write",
                "apply migrations/mysql to the MySQL database, bind HYPERDRIVE with --caching-disabled, and set ENABLE_DOUBLE_WRITE=true",
            ),
            Phase::DualWrite if standing.open_findings > 0 => (
                "backfilled",
                "correct what GET /admin/runs/ID/findings names, and POST /admin/runs {\"kind\": \"backfill\"}",
            ),
            Phase::DualWrite => ("backfilled", "POST /admin/runs {\"kind\": \"backfill\"}"),
            Phase::Backfilled if standing.open_findings > 0 => (
                "verified",
                "POST /admin/runs {\"kind\": \"repair\"}, then POST /admin/runs {\"kind\": \"verify\"}",
            ),
            Phase::Backfilled => ("verified", "POST /admin/runs {\"kind\": \"verify\"}"),
            Phase::Verified => ("shadowing", "set SHADOW_READ_PERCENT, such as 10"),
            Phase::Shadowing => (
                "reads 1 %",
                "set ENABLE_PS_READS=true and PS_READ_PERCENT=1 once shadow reads show no mismatch",
            ),
            Phase::Reads { percent: 0..100 } => {
                ("reads 100 %", "raise PS_READ_PERCENT step by step")
            }
            Phase::Reads { .. } => (
                "mysql-primary",
                "see GET /admin/switch for what holds it up, then set PRIMARY=mysql and POST /admin/switch",
            ),
            Phase::Switching { .. } => {
                ("the primary that is wanted", "wait: it goes on, or is undone, by itself")
            }
            Phase::MysqlPrimary => (
                "mysql-only",
                "set ENABLE_DOUBLE_WRITE=false once you will not go back, then take the binding DB out of wrangler.toml: see docs/leaving.md",
            ),
            Phase::MysqlOnly => return None,
        };
        Some(Step { to, how })
    }

    /// How to get back.
    pub fn back(self) -> Option<Step> {
        let (to, how) = match self {
            Phase::D1Only => return None,
            Phase::DualWrite | Phase::Backfilled | Phase::Verified => (
                "d1-only",
                "set ENABLE_DOUBLE_WRITE=false: changes go on being journaled, so that they are brought over once it is true again",
            ),
            Phase::Shadowing => ("verified", "set SHADOW_READ_PERCENT=0"),
            Phase::Reads { .. } => ("verified", "set PS_READ_PERCENT=0, at any moment"),
            Phase::Switching { .. } => {
                ("the primary that was", "POST /admin/switch/undo, with PRIMARY set back")
            }
            Phase::MysqlPrimary => {
                ("reads n %", "set ENABLE_DOUBLE_WRITE=true and PRIMARY=d1, and POST /admin/switch")
            }
            Phase::MysqlOnly => ("mysql-primary", "bind DB again, with ENABLE_DOUBLE_WRITE=true"),
        };
        Some(Step { to, how })
    }
}

/// Why reads are not served as the flags want it; `behind` says that MySQL is.
pub fn held_up(known: &Known<'_>, uncached: Option<bool>, behind: bool) -> Option<&'static str> {
    let wanted = known.config.reads.staged.as_ref().is_some_and(|staged| staged.percent > 0);
    if !wanted || known.route.state != RouteState::Open(Side::D1) {
        return None;
    }
    let standing = &known.standing;
    if !known.has_mysql {
        Some("PS_READ_PERCENT is not followed: this Worker has no HYPERDRIVE binding")
    } else if standing.backfilled_ms.is_none() {
        Some("PS_READ_PERCENT is not followed: no backfill of all tables ended without findings")
    } else if standing.verified_ms.is_none() {
        Some(
            "PS_READ_PERCENT is not followed: no full verify of all tables came after the backfill",
        )
    } else if standing.open_findings > 0 {
        Some("PS_READ_PERCENT is not followed: findings are open; begin a repair")
    } else if behind {
        Some(
            "PS_READ_PERCENT is not followed: D1's journal is long or old, so MySQL is behind; see mysql.error and POST /admin/replay",
        )
    } else if uncached != Some(true) {
        Some(
            "PS_READ_PERCENT is followed for tolerant reads alone: that the Hyperdrive binding does not cache is not known; POST /admin/facts",
        )
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
