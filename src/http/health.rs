//! `/health`: this Worker answers. `/health/database`: the databases do, too. Both are open to
//! everybody and show no rows, no secrets, and nothing that a database said.

use serde_json::{Value as Json, json};

use super::{Context, Response, evidence};
use crate::config::{Config, Inline, Maintenance, Secondary};
use crate::evidence::{FactName, Known, Phase, Standing, held_up, is_behind};
use crate::outbox::Queue;
use crate::router::{BreakerState, Evident, Health, SideHealth};
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::schema::Timestamp;
use crate::store::{Control, Role, RouteState, Side, Store};
use crate::switch::why_not_pursued;

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Context<'_, D, M, R> {
    /// `GET /health`.
    pub(super) fn health(&self) -> Response {
        let config = self.router.config();
        let status = if config.complaints.is_empty() { "ok" } else { "misconfigured" };
        Response::json(200, &json!({ "status": status, "flags": flags(config) }))
    }

    /// `GET /health/database`.
    pub(super) async fn database_health(&self) -> Response {
        let health = self.router.health(false).await;
        let page = page(self.router.config(), &health, self.now_ms, Detail::Public);
        Response::json(if serves(&health) { 200 } else { 503 }, &page)
    }
}

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// To everybody.
    Public,
    /// To the operator: what a database said, too.
    Operator,
}

/// Everything that is known of both databases.
pub fn page(config: &Config, health: &Health, now_ms: i64, detail: Detail) -> Json {
    let mysql = health.mysql.as_ref();
    let status = if !serves(health) {
        "down"
    } else if mysql.is_some_and(|side| side.error.is_some()) || !config.complaints.is_empty() {
        "degraded"
    } else {
        "ok"
    };
    json!({
        "status": status,
        "d1": health.d1.as_ref().map(|d1| side(d1, now_ms, detail)),
        "mysql": mysql.map(|mysql| side(mysql, now_ms, detail)),
        "breaker": match health.breaker {
            BreakerState::Closed => "closed",
            BreakerState::Open => "open",
            BreakerState::HalfOpen => "half-open",
        },
        "phase": phase(config, health, now_ms),
        "evidence": health.known.as_ref().map(|known| evidence::page(known, now_ms, detail)),
        "switch": wanted_switch(config, health),
        "flags": flags(config),
    })
}

/// Where the migration is, where D1 tells it or is there no more.
fn phase(config: &Config, health: &Health, now_ms: i64) -> Option<Json> {
    let Some(d1) = &health.d1 else {
        return Some(evidence::phase(Phase::MysqlOnly, &Standing::default(), None));
    };
    let Evident { has_mysql, facts, standing, .. } = health.known.as_ref()?;
    let (has_mysql, standing) = (*has_mysql, *standing);
    let route = d1.control?.route?;
    let known = Known { config, has_mysql, route, standing };
    let uncached = facts.iter().find(|fact| fact.name == FactName::Uncached).map(|fact| fact.holds);
    let behind = d1.journal.is_some_and(|journal| is_behind(&journal, now_ms));
    Some(evidence::phase(Phase::of(&known), &standing, held_up(&known, uncached, behind)))
}

/// Where the flag and the coordinator's line differ: what is done about it. Null where they don't.
fn wanted_switch(config: &Config, health: &Health) -> Json {
    let control = health.d1.as_ref().and_then(|d1| d1.control);
    let (Some(wanted), Some((control, route))) =
        (config.primary, control.and_then(|control| Some((control, control.route?))))
    else {
        return Json::Null;
    };
    let (primary, state) = match route.state {
        RouteState::Open(side) if side == wanted => return Json::Null,
        RouteState::Open(side) => (side, "open"),
        RouteState::Closing { to } => (to.other(), "closing"),
    };
    let pursued = "the cron pursues it as soon as its gate holds: GET /admin/switch";
    let what = why_not_pursued(config.deployed_ms, control.since_ms).unwrap_or(pursued);
    let what = if state == "closing" { "under way" } else { what };
    json!({ "wanted": wanted.name(), "primary": primary.name(), "what": what })
}

/// Whether the database that takes the writes answers.
fn serves(health: &Health) -> bool {
    let mysql = health.mysql.as_ref().filter(|mysql| mysql.error.is_none());
    let Some(d1) = &health.d1 else {
        let control = mysql.and_then(|mysql| mysql.control);
        return control.is_some_and(|control| control.role == Role::Primary);
    };
    let route = d1.control.and_then(|control| control.route);
    match route.map(|route| route.state) {
        None => false,
        Some(RouteState::Open(Side::D1) | RouteState::Closing { to: Side::MySql }) => true,
        Some(RouteState::Open(Side::MySql) | RouteState::Closing { to: Side::D1 }) => {
            mysql.is_some()
        }
    }
}

fn side(side: &SideHealth, now_ms: i64, detail: Detail) -> Json {
    let age_ms =
        |oldest_ms: Option<i64>| oldest_ms.map(|oldest| now_ms.saturating_sub(oldest).max(0));
    let mut page = json!({
        "reachable": side.error.is_none(),
        "latencyMs": side.latency_ms,
        "control": side.control.as_ref().map(control),
        "journal": side.journal.map(|journal| json!({
            "lines": journal.lines,
            "oldestAt": journal.oldest_ms.map(|at_ms| Timestamp(at_ms).to_rfc3339()),
            "ageMs": age_ms(journal.oldest_ms),
        })),
        "outbox": side.outbox.map(|outbox| json!({
            "pending": outbox.pending,
            "oldestAt": outbox.oldest_ms.map(|at_ms| Timestamp(at_ms).to_rfc3339()),
            "ageMs": age_ms(outbox.oldest_ms),
            "dead": outbox.dead,
        })),
    });
    if let (Detail::Operator, Some(page)) = (detail, page.as_object_mut()) {
        page.insert("error".to_owned(), side.error.as_deref().into());
    }
    page
}

fn control(control: &Control) -> Json {
    let route = control.route.map(|route| {
        let (state, primary) = match route.state {
            RouteState::Open(side) => ("open", side),
            RouteState::Closing { to } => ("closing", to),
        };
        json!({ "epoch": route.epoch.0, "state": state, "primary": primary.name() })
    });
    json!({
        "epoch": control.epoch.0,
        "role": match control.role {
            Role::Primary => "primary",
            Role::Closed => "closed",
        },
        "journaling": control.journaling,
        "route": route,
    })
}

/// The flags as they were read, and what is wrong with them.
pub fn flags(config: &Config) -> Json {
    let (double_write, secondary_writes, fail, verify) = match config.secondary {
        Secondary::Off => (false, Json::Null, false, false),
        Secondary::On { inline, verify } => match inline {
            Inline::Deferred => (true, "defer".into(), false, verify),
            Inline::Awaited { fail } => (true, "await".into(), fail, verify),
        },
    };
    let percent = config.reads.staged.as_ref().map(|staged| staged.percent);
    let complaints: Vec<Json> = config
        .complaints
        .iter()
        .map(|c| json!({ "flag": c.flag, "problem": c.problem, "reading": c.reading }))
        .collect();
    json!({
        "primary": config.primary.map(Side::name),
        "doubleWrite": double_write,
        "secondaryWrites": secondary_writes,
        "failOnSecondaryError": fail,
        "verifyWrites": verify,
        "stagedReadsPercent": percent,
        "shadowReadsPercent": config.reads.shadow_percent,
        "maintenance": Maintenance::name(config.maintenance),
        "complaints": complaints,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Epoch;
    use crate::store::{JournalDepth, OutboxDepth, Route};

    fn answers(side: Side, route: Option<RouteState>) -> SideHealth {
        let epoch = Epoch(3);
        SideHealth {
            side,
            error: None,
            latency_ms: 4,
            control: Some(Control {
                epoch,
                role: Role::Primary,
                journaling: true,
                since_ms: 0,
                forced: false,
                route: route.map(|state| Route { epoch, state }),
            }),
            journal: Some(JournalDepth {
                lines: 2,
                oldest_ms: Some(1_000),
                oldest_untried_ms: None,
            }),
            outbox: Some(OutboxDepth { pending: 1, oldest_ms: None, dead: 0 }),
        }
    }

    fn silent(side: Side) -> SideHealth {
        let error = Some("connection to host db.internal was refused".to_owned());
        SideHealth { side, error, latency_ms: 9, control: None, journal: None, outbox: None }
    }

    fn health(d1: SideHealth, mysql: Option<SideHealth>) -> Health {
        Health { d1: Some(d1), mysql, breaker: BreakerState::Closed, known: None }
    }

    fn config() -> Config {
        Config::parse(|_| None)
    }

    #[test]
    fn both_databases_are_shown() {
        let open = answers(Side::D1, Some(RouteState::Open(Side::D1)));
        let health = health(open, Some(answers(Side::MySql, None)));
        let page = page(&config(), &health, 61_000, Detail::Public);
        assert_eq!(page["status"], "ok");
        assert_eq!(page["d1"]["journal"]["ageMs"], 60_000);
        assert_eq!(page["d1"]["control"]["route"]["primary"], "d1");
        assert_eq!(page["mysql"]["outbox"]["pending"], 1);
        assert_eq!(page["flags"]["maintenance"], "off");
    }

    #[test]
    fn the_primary_decides_whether_it_serves() {
        let d1 = |state| answers(Side::D1, Some(state));
        let d1_open = || d1(RouteState::Open(Side::D1));
        let mysql_open = || d1(RouteState::Open(Side::MySql));
        let status = |health: &Health| page(&config(), health, 0, Detail::Public)["status"].clone();
        assert_eq!(status(&health(d1_open(), None)), "ok");
        assert_eq!(status(&health(d1_open(), Some(silent(Side::MySql)))), "degraded");
        assert_eq!(status(&health(mysql_open(), Some(silent(Side::MySql)))), "down");
        assert_eq!(status(&health(mysql_open(), Some(answers(Side::MySql, None)))), "ok");
        assert_eq!(status(&health(silent(Side::D1), Some(answers(Side::MySql, None)))), "down");
    }

    #[test]
    fn without_d1_the_line_of_mysql_decides() {
        let alone = |mysql| Health { d1: None, ..health(silent(Side::D1), Some(mysql)) };
        let shown = |health: &Health| page(&config(), health, 0, Detail::Public);
        let page = shown(&alone(answers(Side::MySql, None)));
        assert_eq!((&page["status"], &page["d1"]), (&"ok".into(), &Json::Null));
        assert_eq!(page["phase"]["name"], "mysql-only");
        assert_eq!(shown(&alone(silent(Side::MySql)))["status"], "down");
        let mut closed = answers(Side::MySql, None);
        closed.control = closed.control.map(|control| Control { role: Role::Closed, ..control });
        assert_eq!(shown(&alone(closed))["status"], "down");
    }

    #[test]
    fn only_the_operator_sees_what_a_database_said() {
        let health = health(silent(Side::D1), None);
        let shown =
            |detail| page(&config(), &health, 0, detail).to_string().contains("db.internal");
        assert!(!shown(Detail::Public) && shown(Detail::Operator));
    }

    #[test]
    fn wrong_flags_are_named() {
        let config = Config::parse(|flag| (flag == "PRIMARY").then(|| "hunter2".to_owned()));
        let flags = flags(&config);
        assert_eq!(flags["complaints"][0]["flag"], "PRIMARY");
        assert_eq!(flags["primary"], Json::Null);
        assert!(!flags.to_string().contains("hunter2"));
    }
}
