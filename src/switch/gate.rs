//! What must hold before a switch closes anything: facts in, lines out. Nothing here asks a
//! database.

use crate::evidence::{Fact, FactName, Standing, Window};
use crate::schema::Epoch;
use crate::store::{JournalDepth, Side};

/// How long a full verify is taken for recent, in milliseconds.
const VERIFY_MS: i64 = 24 * HOUR_MS;
/// How long a fact is, in milliseconds: it is tried every day, and that takes its time.
const FACT_MS: i64 = 25 * HOUR_MS;
const HOUR_MS: i64 = 3_600_000;
/// Most lines and greatest age of the journal that is to be emptied while nobody can write.
const MOST_LINES: u64 = 1_000;
const MOST_AGE_MS: i64 = 60_000;
/// The same towards D1, which takes some 200 in the statements of one invocation
/// (<https://developers.cloudflare.com/d1/platform/limits/>).
const MOST_LINES_TO_D1: u64 = 100;
/// Failures of a thousand that are too many to write there alone.
const FAILURES_PER_THOUSAND: u64 = 1;
/// The 99th percentile of MySQL's latency, in milliseconds.
const MOST_P99_MS: u64 = 500;
/// Over how long failures and latencies are looked at, in milliseconds.
pub const WINDOW_MS: i64 = 15 * 60_000;

/// What the gate rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// The primary to come.
    pub to: Side,
    /// Now, in milliseconds since 1970.
    pub now_ms: i64,
    /// `ENABLE_DOUBLE_WRITE`.
    pub doubles: bool,
    /// Whether both databases were found to agree.
    pub standing: Standing,
    /// What was tried out.
    pub facts: Vec<Fact>,
    /// The last minutes of all isolates.
    pub window: Window,
    /// The primary's journal.
    pub journal: JournalDepth,
    /// Whether the other journal is empty; `None` where it could not be read.
    pub other_is_empty: Option<bool>,
    /// The coordinator's epoch.
    pub epoch: Epoch,
    /// MySQL's; `None` where it could not be read.
    pub mysql_epoch: Option<Epoch>,
}

/// A condition of a switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateLine {
    /// Its name, which never changes.
    pub name: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// Whether an operator may go on without it. What the protocol rests on is no matter of opinion.
    pub overridable: bool,
    /// What was found.
    pub value: String,
    /// What is wanted.
    pub bound: String,
    /// What to do where it does not hold.
    pub remedy: &'static str,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// In the order in which a migration comes to them.
    pub lines: Vec<GateLine>,
}

impl Gate {
    /// Whether a switch may begin.
    pub fn holds(&self) -> bool {
        self.lines.iter().all(|line| line.holds)
    }

    /// Whether it may if the operator insists.
    pub fn may_be_overridden(&self) -> bool {
        self.lines.iter().all(|line| line.holds || line.overridable)
    }

    /// The lines that do not hold.
    pub fn failing(&self) -> impl Iterator<Item = &GateLine> {
        self.lines.iter().filter(|line| !line.holds)
    }
}

/// What must hold for a switch. The way back has fewer lines: only those without which something
/// would be lost.
pub fn gate(inputs: &Inputs) -> Gate {
    let lines = match inputs.to {
        Side::MySql => vec![
            doubles(inputs),
            backfilled(inputs),
            verified(inputs),
            verified_lately(inputs),
            fact(inputs, FactName::SchemaEqual),
            fact(inputs, FactName::Uncached),
            fact(inputs, FactName::WayBack),
            dual_writes(inputs),
            errors(inputs),
            latency(inputs),
            journal(inputs),
            other_journal(inputs),
            epochs(inputs),
        ],
        Side::D1 => vec![
            verified(inputs),
            fact(inputs, FactName::SchemaEqual),
            journal(inputs),
            other_journal(inputs),
            epochs(inputs),
        ],
    };
    Gate { lines }
}

fn line(
    name: &'static str,
    holds: bool,
    value: impl Into<String>,
    bound: impl Into<String>,
    remedy: &'static str,
) -> GateLine {
    GateLine { name, holds, overridable: true, value: value.into(), bound: bound.into(), remedy }
}

fn doubles(inputs: &Inputs) -> GateLine {
    let value = if inputs.doubles { "on" } else { "off" };
    let remedy = "set ENABLE_DOUBLE_WRITE to \"true\" and deploy";
    line("double-write", inputs.doubles, value, "on", remedy)
}

fn backfilled(inputs: &Inputs) -> GateLine {
    let at = inputs.standing.backfilled_ms;
    let value = at.map_or("never".to_owned(), |at| ago(inputs.now_ms, at));
    let remedy = "POST /admin/runs {\"kind\":\"backfill\"}, and repair what it finds";
    line("backfill", at.is_some(), value, "complete, of all tables", remedy)
}

fn verified(inputs: &Inputs) -> GateLine {
    let Standing { verified_ms, open_findings, .. } = inputs.standing;
    let value = match verified_ms {
        None => "no full verify since the backfill".to_owned(),
        Some(_) => format!("{open_findings} open findings"),
    };
    let remedy = "POST /admin/runs {\"kind\":\"verify\"}; where it finds something {\"kind\":\"repair\"}, and verify again";
    line("verified", inputs.standing.agrees(), value, "0 open findings after a full verify", remedy)
}

fn verified_lately(inputs: &Inputs) -> GateLine {
    let at = inputs.standing.verified_ms;
    let value = at.map_or("never".to_owned(), |at| ago(inputs.now_ms, at));
    let holds = is_younger(inputs.now_ms, at, VERIFY_MS);
    let remedy = "POST /admin/runs {\"kind\":\"verify\"}";
    line("verified-lately", holds, value, "at most 24 h ago", remedy)
}

fn fact(inputs: &Inputs, name: FactName) -> GateLine {
    let remedy = match name {
        FactName::Uncached => {
            "make the Hyperdrive binding with --caching-disabled, then POST /admin/facts"
        }
        FactName::SchemaEqual => "apply the migrations to both databases, then POST /admin/facts",
        FactName::WayBack => "POST /admin/facts, and read what it says",
    };
    let found = inputs.facts.iter().find(|fact| fact.name == name);
    let value = match found {
        None => "never tried".to_owned(),
        Some(fact) => {
            let holds = if fact.holds { "holds" } else { "does not hold" };
            format!("{holds}, {}: {}", ago(inputs.now_ms, fact.at_ms), fact.detail)
        }
    };
    let holds = found
        .is_some_and(|fact| fact.holds && is_younger(inputs.now_ms, Some(fact.at_ms), FACT_MS));
    line(name.name(), holds, value, "holds, tried at most 25 h ago", remedy)
}

fn dual_writes(inputs: &Inputs) -> GateLine {
    let Window { dual_writes, dual_failures, .. } = inputs.window;
    let value = share(dual_writes, dual_failures, "writes");
    let remedy = "look at /admin/status and at what the log says of writes that wait";
    let holds = are_few(dual_failures, dual_writes);
    line("dual-write-success", holds, value, "at least 99.9 % over 15 min", remedy)
}

fn errors(inputs: &Inputs) -> GateLine {
    let Window { mysql_calls, mysql_errors, .. } = inputs.window;
    let value = share(mysql_calls, mysql_errors, "calls");
    let remedy = "look at MySQL, and at the breaker in /admin/status";
    let holds = are_few(mysql_errors, mysql_calls);
    line("mysql-errors", holds, value, "at most 0.1 % over 15 min", remedy)
}

fn latency(inputs: &Inputs) -> GateLine {
    let p99_ms = inputs.window.mysql_latency.percentile(99);
    let value = p99_ms.map_or("no calls in 15 min".to_owned(), |ms| format!("{ms} ms"));
    let remedy = "look at MySQL's load and at its distance from the Worker (placement)";
    let bound = format!("p99 at most {MOST_P99_MS} ms over 15 min");
    line("mysql-p99", p99_ms.is_none_or(|ms| ms <= MOST_P99_MS), value, bound, remedy)
}

fn journal(inputs: &Inputs) -> GateLine {
    let JournalDepth { lines, oldest_ms, .. } = inputs.journal;
    let age_ms = oldest_ms.map_or(0, |oldest| inputs.now_ms.saturating_sub(oldest).max(0));
    let (most, young, bound) = match inputs.to {
        Side::MySql => (
            MOST_LINES,
            age_ms <= MOST_AGE_MS,
            format!("at most {MOST_LINES} lines, the oldest {} s", MOST_AGE_MS / 1_000),
        ),
        Side::D1 => (MOST_LINES_TO_D1, true, format!("at most {MOST_LINES_TO_D1} lines")),
    };
    let value = format!("{lines} lines, the oldest {} s", age_ms / 1_000);
    let remedy = "wait for the cron, or POST /admin/replay; the log names the keys that can't be brought over";
    line("journal", lines <= most && young, value, bound, remedy)
}

/// The protocol's own condition.
fn other_journal(inputs: &Inputs) -> GateLine {
    let value = match inputs.other_is_empty {
        None => "can't be read",
        Some(true) => "empty",
        Some(false) => "holds lines that a forced switch left",
    };
    let remedy = "wait for the cron, which settles them: GET /admin/switch shows how many are left";
    let holds = inputs.other_is_empty == Some(true);
    let line = line("other-journal", holds, value, "empty", remedy);
    GateLine { overridable: false, ..line }
}

/// The protocol's own condition.
fn epochs(inputs: &Inputs) -> GateLine {
    let value = match inputs.mysql_epoch {
        None => "MySQL does not answer".to_owned(),
        Some(epoch) => format!("MySQL {}, D1 {}", epoch.0, inputs.epoch.0),
    };
    let remedy = "make MySQL reachable; the cron brings its control line up";
    let holds = inputs.mysql_epoch == Some(inputs.epoch);
    GateLine { overridable: false, ..line("epochs", holds, value, "the same", remedy) }
}

fn is_younger(now_ms: i64, at_ms: Option<i64>, most_ms: i64) -> bool {
    at_ms.is_some_and(|at_ms| now_ms.saturating_sub(at_ms) <= most_ms)
}

fn ago(now_ms: i64, at_ms: i64) -> String {
    let minutes = now_ms.saturating_sub(at_ms).max(0) / 60_000;
    format!("{} h {} min ago", minutes / 60, minutes % 60)
}

/// None of none are few: nothing is known against it.
fn are_few(failures: u64, all: u64) -> bool {
    failures.saturating_mul(1_000) <= all.saturating_mul(FAILURES_PER_THOUSAND)
}

fn share(all: u64, failures: u64, of: &str) -> String {
    if all == 0 { format!("no {of} in 15 min") } else { format!("{failures} of {all} {of} failed") }
}

#[cfg(test)]
mod tests;
