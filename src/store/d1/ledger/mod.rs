//! Runs, their progress, their findings, and who did what: the [`Ledger`] in D1's side tables.

mod audit;
mod findings;
mod progress;
mod runs;
mod switches;
mod words;

pub use findings::{MAX_FINDINGS, MAX_NOTED};
pub use runs::MAX_ENDED_RUNS;

use super::D1;
use super::database::Database;
use super::sql::Sql;
use crate::runs::{
    AuditLine, Checkpoint, Finding, FindingCount, FindingFilter, FindingPosition, FindingState,
    Ledger, NewRun, Run, RunChange, RunState,
};
use crate::store::StoreError;

impl<B: Database> Ledger for D1<B> {
    async fn create_run(&self, run: &NewRun) -> Result<bool, StoreError> {
        runs::create(self, run).await
    }

    async fn run(&self, id: &str) -> Result<Option<Run>, StoreError> {
        runs::one_run(self, id).await
    }

    async fn runs(&self, most: usize) -> Result<Vec<Run>, StoreError> {
        runs::latest(self, most).await
    }

    async fn running(&self) -> Result<Vec<Run>, StoreError> {
        runs::running(self).await
    }

    async fn checkpoint(&self, checkpoint: &Checkpoint) -> Result<Option<RunState>, StoreError> {
        progress::checkpoint(self, checkpoint).await
    }

    async fn change_run(&self, change: &RunChange) -> Result<bool, StoreError> {
        runs::change(self, change).await
    }

    async fn findings(
        &self,
        filter: &FindingFilter,
        after: Option<&FindingPosition>,
        most: usize,
    ) -> Result<Vec<Finding>, StoreError> {
        findings::page(self, filter, after, most).await
    }

    async fn count_findings(
        &self,
        filter: &FindingFilter,
    ) -> Result<Vec<FindingCount>, StoreError> {
        findings::count(self, filter).await
    }

    async fn note_findings(&self, of: &str, findings: &[Finding]) -> Result<(), StoreError> {
        findings::note(self, of, findings).await
    }

    async fn settle_findings(
        &self,
        found: &[(FindingPosition, FindingState)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        findings::settle(self, found, now_ms).await
    }

    async fn audit(&self, line: &AuditLine) -> Result<(), StoreError> {
        audit::note(self, line).await
    }

    async fn audited(&self, most: usize) -> Result<Vec<AuditLine>, StoreError> {
        audit::latest(self, most).await
    }
}

fn limit(sql: Sql, most: usize) -> Sql {
    sql.raw(" LIMIT ").int(i64::try_from(most).unwrap_or(i64::MAX))
}

/// A text that people read, cut where it is too long.
fn cut(text: &str) -> String {
    text.chars().take(MAX_TEXT_CHARS).collect()
}

/// Longest text for people that is kept, in characters.
const MAX_TEXT_CHARS: usize = 1_000;
