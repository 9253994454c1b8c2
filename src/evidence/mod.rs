//! What is known of a migration across all isolates, and kept in D1: facts that were tried out,
//! counts by minute, and whether everything was copied and compared.

/// Something that was tried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactName {
    /// Reads through the Hyperdrive binding are not answered from a cache.
    Uncached,
    /// Tables, columns and unique keys of both databases are those of `schema/`.
    SchemaEqual,
    /// A row has gone from D1 to MySQL and back.
    WayBack,
}

/// What trying it out gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub name: FactName,
    /// Whether it holds.
    pub holds: bool,
    /// For people: what was found. Without secrets and rows.
    pub detail: String,
    /// When it was tried, in milliseconds since 1970.
    pub at_ms: i64,
}

/// Whether the secondary has everything that was there before journaling began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// When the latest backfill of all tables ended without an open finding, in milliseconds since
    /// 1970, where it began after the last forced switch.
    pub backfilled_ms: Option<i64>,
    /// When the latest full verify of all tables ended, in milliseconds since 1970, where it began
    /// after that backfill ended.
    pub verified_ms: Option<i64>,
    /// Findings of severity error or warning that are open, counted up to a bound.
    pub open_findings: u64,
}

impl Standing {
    /// Whether the databases were found to agree, at whatever time.
    pub fn agrees(&self) -> bool {
        self.verified_ms.is_some() && self.open_findings == 0
    }
}

/// Latencies in buckets: the first counts those below 1 ms, the next below 2 ms, and so on by powers
/// of two; the last has no bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Histogram {
    /// How many in each bucket.
    pub counts: [u64; Histogram::BUCKETS],
}

impl Histogram {
    /// Up to 32 seconds, and beyond.
    pub const BUCKETS: usize = 17;
}

/// Counts of all isolates over the last minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// Writes that were brought to the secondary inline, successful or not.
    pub dual_writes: u64,
    /// Of these, those left to the replay.
    pub dual_failures: u64,
    /// Calls of MySQL by requests and by what comes after them.
    pub mysql_calls: u64,
    /// Of these, those that failed for want of the database.
    pub mysql_errors: u64,
    /// How long they took.
    pub mysql_latency: Histogram,
}
