//! What is kept of a run.

use serde::{Deserialize, Serialize};

pub use super::found::{
    Finding, FindingFilter, FindingKind, FindingPosition, FindingState, Severity, ValueShown,
};
use crate::schema::{Pk, Table};
use crate::store::Side;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Copies what was there before.
    Backfill,
    /// Copies the rows whose time of change is late enough.
    Sync,
    /// Compares both databases; only reads.
    Verify,
    /// Mends what others found.
    Repair,
    /// Gives rows of old tables ids, and brings them into the new tables.
    Ids,
}

/// How thoroughly a verify looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// How many rows each table has.
    Counts,
    /// Random rows of each table, in both directions.
    Sample,
    /// Every row, every column, tombstones and references.
    #[default]
    Full,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Somebody works on it, or will.
    Running,
    /// The operator has stopped it for now.
    Paused,
    /// The operator has ended it.
    Cancelled,
    /// It is through.
    Done,
    /// It ended itself: see its error.
    Failed,
}

impl RunState {
    /// Whether it goes on never again.
    pub fn has_ended(self) -> bool {
        matches!(self, RunState::Cancelled | RunState::Done | RunState::Failed)
    }
}

/// Where a table of a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableState {
    /// Not begun.
    #[default]
    Waiting,
    /// Under way.
    Active,
    /// Through.
    Done,
}

/// What an operator may set. Names as in the scripts that teams know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Tables, all where it is empty.
    pub tables: Vec<String>,
    /// Most rows of a chunk.
    pub batch_rows: u32,
    /// Most bytes of rows of a chunk.
    pub batch_bytes: u32,
    /// The time that a chunk is to take, in milliseconds: its rows are adapted to it.
    pub chunk_ms: u32,
    /// Tables at a time.
    pub parallel_tables: u32,
    /// Each chunk is read back from the other database and compared.
    pub validate: bool,
    /// A row that can't be copied is noted, and the run goes on.
    pub continue_on_error: bool,
    /// Nothing is written but the run's own lines.
    pub dry_run: bool,
    /// After how many minutes of work the run fails; 0: never.
    pub timeout_minutes: u32,
    /// Most rows a second; 0: as many as go.
    pub rows_per_second: u32,
    /// It waits while MySQL needs longer than this for a small statement, in milliseconds.
    pub max_latency_ms: u32,
    /// It waits while the oldest journal line is older than this, in milliseconds.
    pub max_journal_age_ms: u32,
    /// Verify: how thoroughly.
    pub level: Level,
    /// Verify by sample: rows a table, in each direction.
    pub sample_rows: u32,
    /// Sync: rows changed at this time or later, in milliseconds since 1970.
    pub since_ms: Option<i64>,
    /// Repair: the run whose findings it mends; all open findings where it is none.
    pub of_run: Option<String>,
    /// Repair: one key of the one table in `tables`.
    pub key: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            tables: Vec::new(),
            batch_rows: 2_000,
            batch_bytes: 2 << 20,
            chunk_ms: 500,
            parallel_tables: 2,
            validate: false,
            continue_on_error: true,
            dry_run: false,
            timeout_minutes: 0,
            rows_per_second: 0,
            max_latency_ms: 250,
            max_journal_age_ms: 60_000,
            level: Level::Full,
            sample_rows: 100,
            since_ms: None,
            of_run: None,
            key: None,
        }
    }
}

/// A run to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRun {
    /// ULID.
    pub id: String,
    /// What it does.
    pub kind: Kind,
    /// The primary when it began: rows go from there.
    pub from: Side,
    /// Its settings.
    pub settings: Settings,
    /// Its tables in the order in which they are begun.
    pub tables: Vec<&'static Table>,
    /// Who began it, as they named themselves.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub now_ms: i64,
}

/// A run as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// ULID.
    pub id: String,
    /// What it does.
    pub kind: Kind,
    /// Where it stands.
    pub state: RunState,
    /// The primary when it began.
    pub from: Side,
    /// Its settings.
    pub settings: Settings,
    /// Who began it.
    pub by: String,
    /// When it began, in milliseconds since 1970.
    pub created_ms: i64,
    /// When something was last noted of it.
    pub updated_ms: i64,
    /// How long it has been worked on, in milliseconds.
    pub worked_ms: i64,
    /// What holds it up now.
    pub hold: Option<Hold>,
    /// Why it failed.
    pub error: Option<String>,
    /// Its tables, where they were asked for.
    pub tables: Vec<Progress>,
}

/// What makes a run wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// MySQL answers too slowly.
    MysqlLatency,
    /// A database is overloaded or does not answer.
    Unavailable,
    /// Live writes wait too long in the journal.
    JournalAge,
    /// The bound of rows a second.
    RowsPerSecond,
}

/// How far a run is with a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Table.
    pub table: String,
    /// Where it stands.
    pub state: TableState,
    /// The key up to which it is through.
    pub after: Option<Pk>,
    /// A part of the work on the table that comes after the rows, by its name; empty: the rows.
    pub part: String,
    /// Rows read.
    pub rows: u64,
    /// Bytes of their texts and blobs.
    pub bytes: u64,
    /// Chunks.
    pub chunks: u64,
    /// Rows that were copied, or that agree.
    pub good: u64,
    /// Findings.
    pub findings: u64,
    /// How many rows the table had when it was begun.
    pub expected_rows: Option<u64>,
    /// Rows of the next chunk.
    pub chunk_rows: u32,
    /// Time that its chunks took, in milliseconds.
    pub worked_ms: i64,
}

/// What a chunk did.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Which run.
    pub run: String,
    /// Who holds its lease.
    pub holder: String,
    /// The table as it stands now; `None` where only the rest is noted.
    pub progress: Option<Progress>,
    /// What was found in this chunk.
    pub findings: Vec<Finding>,
    /// What holds the run up.
    pub hold: Option<Hold>,
    /// Time worked since the last one, in milliseconds.
    pub worked_ms: i64,
    /// When, in milliseconds since 1970.
    pub now_ms: i64,
    /// Until when the lease is renewed, in milliseconds since 1970.
    pub lease_until_ms: i64,
}
