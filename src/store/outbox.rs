//! Events on their way: from the outbox to the queue, and what the consumer keeps of them.

use crate::schema::Version;

/// An event as the outbox holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEvent {
    /// ULID; sorts by the time of the write.
    pub id: String,
    /// Such as `team.created`.
    pub kind: String,
    /// Table of the row it is about; empty for an event about none.
    pub table: String,
    /// Key of that row.
    pub pk: String,
    /// The row's version by that write.
    pub version: Version,
    /// The tenant or owner it belongs to.
    pub tenant: Option<String>,
    /// Time of the write, in milliseconds since 1970.
    pub at_ms: i64,
    /// JSON.
    pub payload: String,
    /// How often sending it failed.
    pub attempts: u32,
}

/// What happened to an event that the poller took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The queue has it.
    Sent,
    /// Not this time.
    Failed {
        /// When to try again, in milliseconds since 1970.
        next_ms: i64,
        /// What went wrong, for people.
        error: String,
    },
    /// Never: it goes to the dead letters.
    Dead {
        /// Why.
        reason: String,
    },
}

/// An event as the consumer keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processed {
    /// Its ULID.
    pub id: String,
    /// Its type.
    pub kind: String,
}

/// Which of these are there for the first time: not among `seen`, nor before in the list.
pub(crate) fn first_times(events: &[Processed], seen: &[String]) -> Vec<bool> {
    let mut known: std::collections::HashSet<&str> = seen.iter().map(String::as_str).collect();
    events.iter().map(|event| known.insert(&event.id)).collect()
}

/// How many events wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxDepth {
    /// Events not sent, counted up to a bound.
    pub pending: u64,
    /// Time of the oldest, in milliseconds since 1970.
    pub oldest_ms: Option<i64>,
    /// Events in the dead letters, counted up to a bound.
    pub dead: u64,
}
