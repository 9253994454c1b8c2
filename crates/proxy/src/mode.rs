//! The faults that a test orders: what a change may say, and the state that sessions look at.

use serde::{Deserialize, Serialize};

/// A change to how the proxy behaves: the body of `POST /mode`. What is not set stays as it is.
///
/// Substrings are compared with the query's text as it was sent, byte by byte; `""` matches every query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mode {
    /// Closes new connections at once, and cuts those there are.
    pub down: Option<bool>,
    /// Accepts connections and queries, and answers nothing until it is cleared.
    pub stall: Option<bool>,
    /// Waits this long before each query is forwarded.
    pub delay_ms: Option<u64>,
    /// Runs a query that contains this to its end upstream, then cuts the connection without an answer.
    pub drop_answer: Option<String>,
    /// Cuts the connection before a query that contains this is forwarded.
    pub cut_before: Option<String>,
    /// Sends half of the answer's bytes to a query that contains this, then cuts the connection.
    pub cut_in_result: Option<String>,
    /// How often each cut that is set in this same change strikes: 1 unless told, 0 takes it back.
    pub times: Option<u32>,
    /// Holds queries that contain this until they are released.
    pub hold: Option<String>,
    /// Answers with an error instead of forwarding.
    pub error: Option<InjectedError>,
    /// Caches as Hyperdrive does unless told otherwise; false also empties the cache.
    pub cache: Option<bool>,
    /// Makes what is cached now this much older, once: 60 seconds to see it stale, 75 to see it gone.
    pub cache_age_ms: Option<u64>,
    /// Keeps the last queries, to be read from the log.
    pub log: Option<bool>,
}

/// An ERR packet that a query gets instead of being forwarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjectedError {
    /// The substring that a query must contain.
    #[serde(rename = "match")]
    pub matches: String,
    /// MySQL's error number. 1213, a deadlock, rolls the transaction back, as it does on a server.
    pub code: u16,
    /// Five characters.
    #[serde(default = "general_error")]
    pub sqlstate: String,
    /// What the client is told.
    #[serde(default)]
    pub message: String,
    /// How often it strikes: 1 unless told, 0 takes it back.
    #[serde(default = "once")]
    pub times: u32,
}

fn general_error() -> String {
    "HY000".to_owned()
}

fn once() -> u32 {
    1
}

/// What is in force now.
#[derive(Debug, Default)]
pub(crate) struct Active {
    pub down: bool,
    pub stall: bool,
    pub delay_ms: u64,
    pub cache: bool,
    pub log: bool,
    pub hold: Option<String>,
    /// Grows with every release, so that one is not missed when a new hold follows at once.
    pub releases: u64,
    /// Grows whenever all connections are to be cut.
    pub cuts: u64,
    drop_answer: Option<Trigger>,
    cut_before: Option<Trigger>,
    cut_in_result: Option<Trigger>,
    error: Option<InjectedError>,
}

#[derive(Debug)]
struct Trigger {
    matches: String,
    left: u32,
}

/// A fault that struck a query.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    CutBefore,
    Error(InjectedError),
    DropAnswer,
    CutInResult,
}

impl Fault {
    /// The key under which it is counted.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CutBefore => "cut_before",
            Self::Error(_) => "error",
            Self::DropAnswer => "drop_answer",
            Self::CutInResult => "cut_in_result",
        }
    }
}

impl Active {
    /// What a proxy starts with.
    pub fn new(cache: bool) -> Self {
        Self { cache, ..Self::default() }
    }

    /// Makes a change.
    pub fn apply(&mut self, mode: Mode) {
        let times = mode.times.unwrap_or(1);
        let trigger = |slot: &mut Option<Trigger>, matches: Option<String>| {
            if let Some(matches) = matches {
                *slot = Some(Trigger { matches, left: times });
            }
        };
        trigger(&mut self.drop_answer, mode.drop_answer);
        trigger(&mut self.cut_before, mode.cut_before);
        trigger(&mut self.cut_in_result, mode.cut_in_result);
        self.error = mode.error.or(self.error.take());
        self.hold = mode.hold.or(self.hold.take());
        self.stall = mode.stall.unwrap_or(self.stall);
        self.delay_ms = mode.delay_ms.unwrap_or(self.delay_ms);
        self.cache = mode.cache.unwrap_or(self.cache);
        self.log = mode.log.unwrap_or(self.log);
        self.down = mode.down.unwrap_or(self.down);
        if mode.down == Some(true) {
            self.cuts = self.cuts.wrapping_add(1);
        }
    }

    /// Lets go of the queries that are held, and holds no more.
    pub fn release(&mut self) {
        self.hold = None;
        self.releases = self.releases.wrapping_add(1);
    }

    /// Back to how the proxy was started.
    pub fn reset(&mut self, cache: bool) {
        *self =
            Self { releases: self.releases.wrapping_add(1), cuts: self.cuts, ..Self::new(cache) };
    }

    /// The fault that strikes this query, if any; it is used up by one.
    pub fn strike(&mut self, text: &str) -> Option<Fault> {
        if struck(&mut self.cut_before, text) {
            return Some(Fault::CutBefore);
        }
        if let Some(error) = &mut self.error
            && error.times > 0
            && text.contains(&error.matches)
        {
            error.times = error.times.saturating_sub(1);
            return Some(Fault::Error(error.clone()));
        }
        if struck(&mut self.drop_answer, text) {
            return Some(Fault::DropAnswer);
        }
        struck(&mut self.cut_in_result, text).then_some(Fault::CutInResult)
    }

    /// Whether a query is held.
    pub fn holds(&self, text: &str) -> bool {
        self.hold.as_deref().is_some_and(|hold| text.contains(hold))
    }
}

fn struck(trigger: &mut Option<Trigger>, text: &str) -> bool {
    match trigger {
        Some(trigger) if trigger.left > 0 && text.contains(&trigger.matches) => {
            trigger.left = trigger.left.saturating_sub(1);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn active(json: &str) -> Active {
        let mut active = Active::default();
        active.apply(serde_json::from_str(json).unwrap());
        active
    }

    #[test]
    fn a_fault_strikes_as_often_as_told() {
        let mut active = active(r#"{"drop_answer": "COMMIT", "times": 2}"#);
        assert_eq!(active.strike("SELECT 1"), None);
        assert_eq!(active.strike("COMMIT"), Some(Fault::DropAnswer));
        assert_eq!(active.strike("COMMIT"), Some(Fault::DropAnswer));
        assert_eq!(active.strike("COMMIT"), None);
    }

    #[test]
    fn a_fault_is_taken_back_by_zero_times() {
        let mut active = active(r#"{"cut_before": ""}"#);
        active.apply(serde_json::from_str(r#"{"cut_before": "", "times": 0}"#).unwrap());
        assert_eq!(active.strike("SELECT 1"), None);
    }

    #[test]
    fn an_error_is_as_told() {
        let mut active =
            active(r#"{"error": {"match": "UPDATE", "code": 1213, "sqlstate": "40001"}}"#);
        let Some(Fault::Error(error)) = active.strike("UPDATE t SET a = 1") else {
            panic!("no error");
        };
        assert_eq!((error.code, error.sqlstate.as_str()), (1213, "40001"));
        assert_eq!(active.strike("UPDATE t SET a = 1"), None);
    }

    #[test]
    fn what_is_not_set_stays() {
        let mut active = active(r#"{"stall": true, "hold": "COMMIT", "delay_ms": 5}"#);
        active.apply(Mode { delay_ms: Some(0), ..Mode::default() });
        assert!(active.stall && active.holds("COMMIT"));
        active.release();
        assert!(!active.holds("COMMIT"));
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        assert!(serde_json::from_str::<Mode>(r#"{"stalled": true}"#).is_err());
    }
}
