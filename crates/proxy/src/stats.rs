//! What a test can count, and the log of the last queries.

use std::collections::{BTreeMap, VecDeque};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// The last queries that are kept.
pub const LOG_ENTRIES: usize = 1000;

/// What the log keeps of one query's text, in characters.
pub const LOG_TEXT_CHARS: usize = 4096;

/// Counters since the start or the last reset; `open_connections`, `in_flight` and `held` are as of now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Connections accepted, those closed at once not counted.
    pub connections: u64,
    /// Connections that are open now.
    pub open_connections: u64,
    /// Queries received, the refused ones too.
    pub queries: u64,
    /// Queries received and not answered yet, the held and stalled ones too.
    pub in_flight: u64,
    /// Queries that wait for a release now.
    pub held: u64,
    /// What was refused, by kind.
    pub refused: BTreeMap<&'static str, u64>,
    /// Faults that struck, by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// Queries answered from the cache, stale ones too.
    pub cache_hits: u64,
    /// Of those, the ones answered after their minute, while they were read anew.
    pub cache_stale_hits: u64,
    /// How often a session was reset after something had been `SET`.
    pub session_resets: u64,
    /// Connections that ended in an open transaction, counted once it is rolled back or, if a query was
    /// still running, given up to the server.
    pub abandoned_transactions: u64,
    /// Why a connection last ended that neither the client nor a fault had ended: a socket's or the server's error.
    pub last_error: Option<String>,
}

impl Stats {
    /// Zero again, but for what is as of now.
    pub(crate) fn reset(&mut self) {
        *self = Self {
            open_connections: self.open_connections,
            in_flight: self.in_flight,
            held: self.held,
            ..Self::default()
        };
    }
}

/// One query that was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    /// When it was received, in milliseconds since 1970.
    pub at_ms: u64,
    /// The connection's number, from 1.
    pub connection: u64,
    /// The first [`LOG_TEXT_CHARS`] characters of its text.
    pub query: String,
}

/// The last [`LOG_ENTRIES`] queries.
#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: VecDeque<LogEntry>,
}

impl Log {
    pub fn add(&mut self, connection: u64, text: &str) {
        if self.entries.len() >= LOG_ENTRIES {
            self.entries.pop_front();
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.entries.push_back(LogEntry {
            at_ms: u64::try_from(now.as_millis()).unwrap_or(u64::MAX),
            connection,
            query: text.chars().take(LOG_TEXT_CHARS).collect(),
        });
    }

    pub fn entries(&self) -> Vec<LogEntry> {
        self.entries.iter().cloned().collect()
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_bounded() {
        let mut log = Log::default();
        for _ in 0..LOG_ENTRIES {
            log.add(1, "SELECT 1");
        }
        log.add(2, &"é".repeat(LOG_TEXT_CHARS + 1));
        let entries = log.entries();
        assert_eq!(entries.len(), LOG_ENTRIES);
        assert_eq!(entries[LOG_ENTRIES - 1].query.chars().count(), LOG_TEXT_CHARS);
    }
}
