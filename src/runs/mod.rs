//! Long work in chunks: backfill, verify, repair. A run is a line in D1 with its settings, and a
//! line for each of its tables with how far it is. Whoever holds the run's lease works on it for a
//! slice of time, notes each chunk, and sends the message that goes on; the cron sends it anew
//! where that chain broke.

mod backfill;
mod finding;
mod found;
pub mod ids;
mod model;
mod plan;
mod repair;
mod settings;
mod slice;
mod start;
mod throttle;
mod verify;

pub use plan::{PRICES, PRICES_AS_OF, Plan, Price, plan};
pub use settings::WrongSetting;
pub(crate) use start::lease_name;
pub use start::{RunError, Verb, Worked, change, is_message, revive, start, work};

pub use model::{
    Checkpoint, Finding, FindingFilter, FindingKind, FindingPosition, FindingState, Hold, Kind,
    Level, NewRun, Progress, Run, RunState, Settings, Severity, TableState, ValueShown,
};

use crate::evidence::Evidence;
use crate::store::{OldIds, StoreError};

/// Under this name stand the findings of shadow reads; runs have ULIDs.
pub const SHADOW_RUN: &str = "shadow";

/// Where runs, their findings, who did what and what is known are kept: in D1, whichever is the
/// primary. Every method is one atomic step.
#[allow(async_fn_in_trait)] // single-threaded by design: an isolate has one thread
pub trait Ledger: OldIds + Evidence {
    /// Keeps a new run; false where another one of its kind has not ended.
    async fn create_run(&self, run: &NewRun) -> Result<bool, StoreError>;

    /// A run, with the progress of its tables in their order.
    async fn run(&self, id: &str) -> Result<Option<Run>, StoreError>;

    /// The latest runs, newest first, without their tables' progress.
    async fn runs(&self, most: usize) -> Result<Vec<Run>, StoreError>;

    /// Runs that are `Running`, oldest first, without their tables' progress.
    async fn running(&self) -> Result<Vec<Run>, StoreError>;

    /// Notes what a chunk did: the table's progress, what was found, and what holds the run up; only
    /// if `holder` has the run's lease. The state that the run has now: it may have been paused or
    /// cancelled, or, if it is `None`, the lease is another's and nothing was noted.
    async fn checkpoint(&self, checkpoint: &Checkpoint) -> Result<Option<RunState>, StoreError>;

    /// Changes the run's state if it is one of `from`; whether it did. A table is begun anew where
    /// `restart` names one.
    async fn change_run(&self, change: &RunChange) -> Result<bool, StoreError>;

    /// Findings in the order of their keys, after a position.
    async fn findings(
        &self,
        filter: &FindingFilter,
        after: Option<&FindingPosition>,
        most: usize,
    ) -> Result<Vec<Finding>, StoreError>;

    /// How many findings there are, by state, kind and severity.
    async fn count_findings(&self, filter: &FindingFilter)
    -> Result<Vec<FindingCount>, StoreError>;

    /// Notes what was found by no run, under a name that is no run's; what was settled of it before
    /// goes. Beyond a bound it is dropped.
    async fn note_findings(&self, of: &str, findings: &[Finding]) -> Result<(), StoreError>;

    /// Notes what became of findings.
    async fn settle_findings(
        &self,
        found: &[(FindingPosition, FindingState)],
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// Notes who did what.
    async fn audit(&self, line: &AuditLine) -> Result<(), StoreError>;

    /// The latest of these lines, newest first.
    async fn audited(&self, most: usize) -> Result<Vec<AuditLine>, StoreError>;
}

/// A change of a run's state, by the operator or by the run itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunChange {
    /// Which run.
    pub id: String,
    /// The states from which it is possible.
    pub from: &'static [RunState],
    /// The new one.
    pub to: RunState,
    /// A table that is begun anew with it: its progress is taken back, and its findings of this run
    /// are deleted.
    pub restart: Option<String>,
    /// Why, where it failed.
    pub error: Option<String>,
    /// Only while this one has the run's lease: whoever works on a run must not end what was begun
    /// anew meanwhile.
    pub holder: Option<String>,
    /// When, in milliseconds since 1970.
    pub now_ms: i64,
}

/// How many findings are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// Table.
    pub table: String,
    /// Their kind.
    pub kind: FindingKind,
    /// Their state.
    pub state: FindingState,
    /// How many.
    pub findings: u64,
}

/// Who did what, and with which effect. Never purged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// ULID; sorts by time.
    pub id: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Who, as they named themselves.
    pub who: String,
    /// Such as `repair` or `run.cancel`.
    pub verb: String,
    /// What it was done to: a run, or table and key.
    pub target: String,
    /// JSON: what was before, and what is after. Without secrets.
    pub detail: String,
}
