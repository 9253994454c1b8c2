//! *Verify* as a run: one step of the comparison after the other, and what it finds.

use super::Ledger;
use super::backfill::{begin, count};
use super::model::{Finding, Kind, Level, TableState};
use super::slice::{Lane, Slice, Stop};
use super::throttle::adapted_rows;
use crate::outbox::Queue;
use crate::replication::verify::{Limits, Step, Verify};
use crate::runtime::Runtime;
use crate::schema::Key;
use crate::store::{Store, StoreError};

/// How long the replay may go on by which a difference settles, in milliseconds.
const SETTLE_MS: i64 = 3_000;
/// Statements of D1 that a step takes beyond those of a chunk: its page, and orphans of a few
/// references.
const STEP_STATEMENTS: u32 = 4;
/// How long is waited after it, in milliseconds, by the number of the look: for the writes that
/// were under way, and for lines that failed to come due again.
const SETTLE_WAIT_MS: u64 = 300;

/// What lets differences settle.
pub(super) trait Settle: AsyncFn(&[Key], u32) -> Result<(), StoreError> {}
impl<T: AsyncFn(&[Key], u32) -> Result<(), StoreError>> Settle for T {}

/// The comparison of this run's databases. What is in motion settles by the journal's replay.
pub(super) fn verifier<'a, D, M, R, P, S>(
    slice: &'a Slice<'_, D, M, R>,
    primary: &'a P,
    secondary: &'a S,
) -> Verify<'a, P, S, R, impl Settle + 'a>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
    S: Store,
{
    let settle = async move |_: &[Key], look: u32| {
        slice.settle(SETTLE_MS).await?;
        slice.router.runtime().sleep_ms(SETTLE_WAIT_MS.saturating_mul(look.into())).await;
        Ok(())
    };
    let (runtime, run) = (slice.router.runtime(), slice.run.id.as_str());
    Verify { primary, secondary, runtime, settle, run }
}

/// Compares a table, or as much of it as the slice lasts.
pub(super) async fn table<D, M, R, P, S>(
    slice: &Slice<'_, D, M, R>,
    lane: &mut Lane,
    primary: &P,
    secondary: &S,
) -> Result<(), Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
    S: Store,
{
    debug_assert_eq!(slice.run.kind, Kind::Verify);
    begin(slice, lane, primary).await?;
    let settings = &slice.run.settings;
    let verifier = verifier(slice, primary, secondary);
    while lane.progress.state != TableState::Done {
        let sample = if settings.level == Level::Sample { settings.sample_rows } else { 0 };
        slice.turn(primary, sample.saturating_add(sample / 5)).await?;
        let mut limits = Limits {
            rows: usize::try_from(lane.progress.chunk_rows).unwrap_or(1).max(1),
            bytes: usize::try_from(settings.batch_bytes).unwrap_or(usize::MAX),
            sample_rows: usize::try_from(settings.sample_rows).unwrap_or(usize::MAX),
        };
        let began_ms = slice.router.runtime().now_ms();
        let (mut rows, mut findings) = (0, Vec::new());
        // What is soon through is not worth a checkpoint each.
        while lane.progress.state != TableState::Done
            && findings.is_empty()
            && rows <= count(limits.rows / 2)
        {
            slice.spend(STEP_STATEMENTS);
            let (part, after) = (lane.progress.part.clone(), lane.progress.after.clone());
            let step = loop {
                let (table, level) = (lane.table, settings.level);
                match verifier.step(table, level, &part, after.as_ref(), limits).await {
                    Ok(step) => break step,
                    Err(error) => {
                        limits.rows = (limits.rows / 2).max(1);
                        lane.progress.chunk_rows = (lane.progress.chunk_rows / 2).max(1);
                        slice.wait_after(error).await?;
                    }
                }
            };
            rows = step.rows.saturating_add(rows);
            findings = went(lane, step);
        }
        let took_ms = slice.router.runtime().now_ms().saturating_sub(began_ms);
        lane.progress.chunks = lane.progress.chunks.saturating_add(1);
        lane.progress.worked_ms = lane.progress.worked_ms.saturating_add(took_ms);
        if findings.is_empty() {
            // What differed was waited for: that says nothing of how long the rows take.
            lane.progress.chunk_rows = adapted_rows(lane.progress.chunk_rows, took_ms, settings);
        }
        slice.throttle.went(rows);
        slice.keep(lane, findings).await?;
    }
    Ok(())
}

/// Notes how far a step went; what it found.
fn went(lane: &mut Lane, step: Step) -> Vec<Finding> {
    let progress = &mut lane.progress;
    progress.rows = progress.rows.saturating_add(step.rows);
    progress.good = progress.good.saturating_add(step.good);
    progress.bytes = progress.bytes.saturating_add(step.bytes);
    progress.findings = progress.findings.saturating_add(count(step.findings.len()));
    match step.next {
        Some(next) => {
            next.part.clone_into(&mut progress.part);
            progress.after = next.after;
        }
        None => progress.state = TableState::Done,
    }
    step.findings
}
