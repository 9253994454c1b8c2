//! *Verify*: whether both databases hold the same. It reads, and writes nowhere: what a difference
//! needs to settle, a replay or a moment, is its caller's to give. See `docs/verification.md`.

mod judge;
mod look;
mod meaning;
mod merge;
mod orphans;
mod read_only;
mod rows;
mod sample;
mod seen;
mod shown;
mod tables;
mod tombstones;
mod write;

pub use look::MAX_LOOKS;
pub use meaning::same_rows;
pub use read_only::ReadOnly;
pub use sample::MAX_SAMPLE_ROWS;
pub use write::verify_write;

use crate::runs::{Finding, FindingState, Level};
use crate::runtime::Runtime;
use crate::schema::{Key, Pk, Table};
use crate::store::{Side, StoreError};
use judge::Difference;

/// The first part of the work on a table: its rows, or all there is where only a sample or the
/// counts are compared. As in [`Progress::part`](crate::runs::Progress::part).
const ROWS: &str = "";
/// The second part of a full verify.
const TOMBSTONES: &str = "tombstones";
/// The last part of a full verify.
const UNIQUE_KEYS: &str = "unique-keys";

/// A verify of one run.
pub struct Verify<'a, P, S, R, H> {
    /// The database that takes writes.
    pub primary: &'a P,
    /// The other one.
    pub secondary: &'a S,
    /// Time and randomness.
    pub runtime: &'a R,
    /// What lets differences settle: it replays the primary's journal, these keys' lines above all,
    /// and waits, longer with each look (from 1). It is called after each of [`MAX_LOOKS`] looks but
    /// the last, if something is in motion. No keys: whatever is in the journal.
    pub settle: H,
    /// The run's id.
    pub run: &'a str,
}

/// How much of a table one step takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most rows of each side.
    pub rows: usize,
    /// About how many bytes of rows of each side.
    pub bytes: usize,
    /// Rows of a sample in each direction, at most [`MAX_SAMPLE_ROWS`].
    pub sample_rows: usize,
}

/// What one step found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Rows compared: keys that are on either side.
    pub rows: u64,
    /// Of these, those that are the same.
    pub good: u64,
    /// Bytes read of both sides' rows, as they came.
    pub bytes: u64,
    /// Where to go on; `None` if the table is through.
    pub next: Option<Next>,
}

/// Where the next step begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The part, as in [`Progress::part`](crate::runs::Progress::part).
    pub part: &'static str,
    /// The last key that was compared.
    pub after: Option<Pk>,
}

impl<P: ReadOnly, S: ReadOnly, R: Runtime, H> Verify<'_, P, S, R, H>
where
    H: AsyncFn(&[Key], u32) -> Result<(), StoreError>,
{
    /// Compares the next rows of a table, or the next of what comes after them. `part` and `after`
    /// are those of the step before, or empty.
    ///
    /// # Errors
    /// [`StoreError`] where a database can't be read. Nothing is lost: the same step again finds the
    /// same.
    pub async fn step(
        &self,
        table: &'static Table,
        level: Level,
        part: &str,
        after: Option<&Pk>,
        limits: Limits,
    ) -> Result<Step, StoreError> {
        match (level, part) {
            (Level::Counts, _) => self.counts(table).await,
            (Level::Sample, _) => self.sample(table, limits.sample_rows).await,
            (Level::Full, TOMBSTONES) => self.tombstones(table, after, limits).await,
            (Level::Full, UNIQUE_KEYS) => self.unique_keys(table).await,
            (Level::Full, _) => self.rows(table, after, limits).await,
        }
    }

    fn here(&self) -> Side {
        self.primary.side()
    }

    fn there(&self) -> Side {
        self.here().other()
    }

    fn finding(&self, table: &'static Table, pk: &str, difference: Difference) -> Finding {
        Finding {
            run: self.run.to_owned(),
            table: table.name.to_owned(),
            pk: pk.to_owned(),
            kind: difference.kind,
            severity: difference.severity,
            state: FindingState::Open,
            values: difference.values,
            code: None,
            message: difference.message,
            remedy: difference.remedy.to_owned(),
            found_ms: self.runtime.now_ms(),
        }
    }
}
