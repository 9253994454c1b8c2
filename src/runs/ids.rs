//! Tables whose keys were whole numbers in D1 get ids: twice through the old table, since rows may
//! point at later ones, then what the old table has no longer. All in D1.

use super::Ledger;
use super::model::{Finding, FindingKind, Progress, Settings, Severity, TableState};
use super::slice::{Lane, Slice, Stop};
use super::throttle::adapted_rows;
use crate::outbox::Queue;
use crate::replication::{Brought, IdReport, bring_ids, compare_ids};
use crate::runtime::Runtime;
use crate::schema::{LEGACY, Legacy, Pk, Table};
use crate::store::{IdMark, IdState, OldIds, Outcome, Side, Store, StoreError, WriteError};

/// Rows of a table's first chunk.
const FIRST_CHUNK_ROWS: u32 = 500;
/// Statements of D1 that a chunk takes more than one of a backfill: it is all done there.
const MORE_STATEMENTS: u32 = 4;
/// The code of all findings here.
const OLD_ROW: &str = "old-row";
/// The part of the work that goes through the rows once more.
const AGAIN: &str = "again";
/// The part that lists what the old table has no longer.
const GONE: &str = "gone";

/// The table that this one takes the rows of.
pub(super) fn legacy_of(table: &Table) -> Option<&'static Legacy> {
    LEGACY.iter().find(|legacy| std::ptr::eq(legacy.table, table))
}

/// Brings a table's rows, or as many as the slice lasts.
pub(super) async fn table<D, M, R>(slice: &Slice<'_, D, M, R>, lane: &mut Lane) -> Result<(), Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let Some(legacy) = legacy_of(lane.table) else {
        lane.progress.state = TableState::Done;
        return slice.keep(lane, Vec::new()).await;
    };
    let (d1, runtime) = (slice.router.d1(), slice.router.runtime());
    let settings = &slice.run.settings;
    while lane.progress.state != TableState::Done {
        slice.turn(d1, 0).await?;
        slice.spend(MORE_STATEMENTS);
        let mut progress = lane.progress.clone();
        let step = step(d1, runtime, LEGACY, legacy, settings, &mut progress);
        match step.await {
            Ok(marks) => {
                slice.throttle.went(progress.rows.saturating_sub(lane.progress.rows));
                lane.progress = progress;
                let now_ms = runtime.now_ms();
                let findings =
                    marks.iter().map(|mark| finding(&slice.run.id, legacy, mark, now_ms));
                slice.keep(lane, findings.collect()).await?;
            }
            Err(error) => slice.wait_after(error).await?,
        }
    }
    Ok(())
}

/// What a row of the old table comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The new row is not equal to it.
    Unequal(IdMark),
    /// There is a new row, and the old one is gone.
    Gone {
        /// The old key.
        old_id: i64,
        /// The new one.
        new_id: Pk,
    },
}

/// One chunk: brings, or where the run is dry compares, and notes in `progress` how far it is. What
/// is left undone for good is given back, from the second time through the rows on.
///
/// # Errors
///
/// D1 failed, or is not the primary: nothing was done, and `progress` is of no use.
pub async fn step<S: OldIds>(
    d1: &S,
    runtime: &impl Runtime,
    all: &[Legacy],
    legacy: &Legacy,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<Vec<Mark>, StoreError> {
    if progress.state == TableState::Waiting {
        progress.state = TableState::Active;
        progress.chunk_rows = FIRST_CHUNK_ROWS.min(settings.batch_rows);
    }
    let after = progress.after.as_ref().and_then(|after| after.as_str().parse().ok());
    let most = usize::try_from(progress.chunk_rows).unwrap_or(1).max(1);
    let began_ms = runtime.now_ms();
    progress.chunks = progress.chunks.saturating_add(1);
    if progress.part == GONE {
        return gone(d1, legacy, after, most, progress).await;
    }
    let brought = if settings.dry_run {
        Brought::Chunk(compare_ids(d1, all, legacy, after, most).await?)
    } else {
        bring_ids(d1, runtime, all, legacy, after, most).await.map_err(failure)?
    };
    let took_ms = runtime.now_ms().saturating_sub(began_ms);
    progress.worked_ms = progress.worked_ms.saturating_add(took_ms);
    let IdReport { last, rows, marks } = match brought {
        Brought::Chunk(report) => report,
        Brought::AskForFewer { rows } => {
            progress.chunk_rows = u32::try_from(rows).unwrap_or(1).max(1);
            return Ok(Vec::new());
        }
    };
    progress.chunk_rows = adapted_rows(progress.chunk_rows, took_ms, settings);
    progress.after = last.map(|last| Pk::from_stored(last.to_string()));
    let is_last_time = settings.dry_run || progress.part == AGAIN;
    if last.is_none() {
        progress.part = if is_last_time { GONE } else { AGAIN }.to_owned();
    }
    if !is_last_time {
        return Ok(Vec::new());
    }
    let unequal = u64::try_from(marks.len()).unwrap_or(u64::MAX);
    progress.rows = progress.rows.saturating_add(rows);
    progress.good = progress.good.saturating_add(rows.saturating_sub(unequal));
    progress.findings = progress.findings.saturating_add(unequal);
    Ok(marks.into_iter().map(Mark::Unequal).collect())
}

async fn gone<S: OldIds>(
    d1: &S,
    legacy: &Legacy,
    after: Option<i64>,
    most: usize,
    progress: &mut Progress,
) -> Result<Vec<Mark>, StoreError> {
    let rows = d1.gone_rows(legacy, after, most).await?;
    match rows.last() {
        Some((last, _)) => progress.after = Some(Pk::from_stored(last.to_string())),
        None => progress.state = TableState::Done,
    }
    let found = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    progress.findings = progress.findings.saturating_add(found);
    Ok(rows.into_iter().map(|(old_id, new_id)| Mark::Gone { old_id, new_id }).collect())
}

fn failure(error: WriteError) -> StoreError {
    match error {
        WriteError::Store(error) => error,
        // A switch has begun: the next slice finds out which way it went.
        WriteError::Fenced => StoreError::Unavailable {
            side: Side::D1,
            outcome: Outcome::NotDone,
            message: "it takes no writes now".to_owned(),
        },
        other => StoreError::rejected(Side::D1, other.to_string()),
    }
}

/// Whether a run of this kind has found it: it is about the old table and the new one, both in D1.
pub(super) fn is_of_old_row(finding: &Finding) -> bool {
    finding.code.as_deref() == Some(OLD_ROW)
}

/// In words.
fn finding(run: &str, legacy: &Legacy, mark: &Mark, now_ms: i64) -> Finding {
    let (old_id, new_id) = match mark {
        Mark::Unequal(IdMark { old_id, new_id, .. }) => (old_id, new_id.as_ref()),
        Mark::Gone { old_id, new_id } => (old_id, Some(new_id)),
    };
    let (kind, severity, what, remedy) = match mark {
        Mark::Gone { .. } => (
            FindingKind::Extra,
            Severity::Warning,
            "is gone since it was brought".to_owned(),
            "delete the new row where it is to go too",
        ),
        Mark::Unequal(IdMark { state, .. }) => match state {
            IdState::Waits { column: Some(column) } => (
                FindingKind::Orphan,
                Severity::Error,
                format!("points at no row with `{column}`"),
                "correct the reference in the old table, or bring the table that it points at; then begin another run",
            ),
            IdState::Waits { column: None } => (
                FindingKind::Different,
                Severity::Error,
                "was not brought, or has changed since".to_owned(),
                "begin another run",
            ),
            IdState::Newer => (
                FindingKind::Different,
                Severity::Note,
                "differs from the new row, which was changed after it was brought".to_owned(),
                "nothing, if the app writes the new table",
            ),
            IdState::Deleted => (
                FindingKind::Missing,
                Severity::Note,
                "has no new row: that was deleted after it was brought".to_owned(),
                "nothing, if the app writes the new table",
            ),
            IdState::Refused { reason } => (
                FindingKind::Refused,
                Severity::Error,
                format!("is refused: {reason}"),
                "correct the row in the old table, then begin another run",
            ),
        },
    };
    Finding {
        pk: new_id.map_or_else(|| format!("old/{old_id}"), |new_id| new_id.as_str().to_owned()),
        code: Some(OLD_ROW.to_owned()),
        message: format!("row {old_id} of `{}` {what}", legacy.old),
        remedy: remedy.to_owned(),
        ..Finding::of_table(run, legacy.table, kind, severity, now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::TABLES;

    #[test]
    fn a_finding_names_the_old_row_and_the_new_one() {
        let Some(table) = TABLES.first() else { return };
        let legacy = Legacy { table, old: "before" };
        let mark = |state, new_id| Mark::Unequal(IdMark { old_id: -5, new_id, state });
        let new_id = || Some(Pk::from_stored("x_1".to_owned()));
        let refused = IdState::Refused { reason: "too long".to_owned() };
        for (mark, kind, pk, message) in [
            (
                mark(IdState::Waits { column: Some("a".to_owned()) }, new_id()),
                FindingKind::Orphan,
                "x_1",
                "row -5 of `before` points at no row with `a`",
            ),
            (
                mark(refused, None),
                FindingKind::Refused,
                "old/-5",
                "row -5 of `before` is refused: too long",
            ),
            (
                Mark::Gone { old_id: -5, new_id: Pk::from_stored("x_1".to_owned()) },
                FindingKind::Extra,
                "x_1",
                "row -5 of `before` is gone since it was brought",
            ),
        ] {
            let found = finding("r", &legacy, &mark, 7);
            assert_eq!((found.kind, found.pk.as_str()), (kind, pk));
            assert_eq!((found.message.as_str(), found.found_ms), (message, 7));
            assert!(is_of_old_row(&found));
        }
    }
}
