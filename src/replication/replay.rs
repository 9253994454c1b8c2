//! *Replay*: journal lines whose rows have not reached the secondary yet are brought there.

use super::apply::{NotApplied, Replicated, replicate};
use crate::runtime::{Level, Runtime, backoff_ms};
use crate::schema::{Epoch, Image};
use crate::store::{JournalLine, JournalPosition, Store, StoreError};

/// Name of the lease that keeps replays from doing the same work twice. Two at once would be
/// correct all the same: apply and ack are idempotent.
pub const REPLAY_LEASE: &str = "replay";
/// How long a replay may be silent before another one may start, in milliseconds.
const LEASE_MS: i64 = 30_000;
/// Lines of one chunk: one snapshot, one apply, one ack.
const CHUNK_LINES: usize = 100;
/// First and longest wait of a key that fails, in milliseconds.
const FIRST_BACKOFF_MS: u64 = 1_000;
const MOST_BACKOFF_MS: u64 = 60_000;
/// Different lines in a row that fail because a database is not available: then it is taken to be
/// down, and the replay ends.
const DOWN_AFTER_LINES: u32 = 3;
/// Most chunks of one replay: each takes about ten queries of the 1,000 that D1 allows an
/// invocation (<https://developers.cloudflare.com/d1/platform/limits/>), which the cron shares
/// with the outboxes.
const MAX_CHUNKS: u32 = 40;

/// What a replay did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayReport {
    /// Another replay was at work.
    pub busy: bool,
    /// Lines looked at.
    pub lines: u64,
    /// Lines whose rows the secondary holds now.
    pub confirmed: u64,
    /// Lines that stay, with a later time to try again.
    pub failed: u64,
    /// It ended because its time or its queries were used up; there may be more.
    pub unfinished: bool,
}

/// Goes once through the journal of `primary`, until it is through or `budget_ms` is over. The
/// lease is kept in `coordinator`.
pub async fn replay<P: Store, S: Store, C: Store, R: Runtime>(
    primary: &P,
    secondary: &S,
    coordinator: &C,
    runtime: &R,
    epoch: Epoch,
    budget_ms: i64,
) -> Result<ReplayReport, StoreError> {
    let holder = crate::runtime::new_ulid(runtime);
    let started_ms = runtime.now_ms();
    let mut report = ReplayReport::default();
    let mut after: JournalPosition = None;
    let mut chunks = 0;
    loop {
        let now_ms = runtime.now_ms();
        if !coordinator.lease(REPLAY_LEASE, &holder, now_ms, LEASE_MS).await? {
            report.busy = true;
            return Ok(report);
        }
        if chunks == MAX_CHUNKS || now_ms.saturating_sub(started_ms) > budget_ms {
            report.unfinished = true;
            break;
        }
        let lines = match primary.journal(&after, now_ms, CHUNK_LINES).await {
            Ok(lines) => lines,
            Err(error) => {
                coordinator.release(REPLAY_LEASE, &holder).await?;
                return Err(error);
            }
        };
        let Some(last) = lines.last() else { break };
        chunks += 1;
        after = Some((last.key.table.name.to_owned(), last.key.pk.as_str().to_owned()));
        if let Err(error) = chunk(primary, secondary, runtime, epoch, &lines, &mut report).await {
            coordinator.release(REPLAY_LEASE, &holder).await?;
            return Err(error);
        }
    }
    coordinator.release(REPLAY_LEASE, &holder).await?;
    Ok(report)
}

/// Brings over the rows of some lines. Where they can't be brought over together, each goes alone,
/// so that a line that fails holds up no other, whatever it is that fails: a value that can't be
/// read, a row that can't be locked, more bytes than one answer may have.
async fn chunk<P: Store, S: Store, R: Runtime>(
    primary: &P,
    secondary: &S,
    runtime: &R,
    epoch: Epoch,
    lines: &[JournalLine],
    report: &mut ReplayReport,
) -> Result<(), StoreError> {
    report.lines += u64::try_from(lines.len()).unwrap_or(0);
    if lines.len() > 1
        && let Ok(result) = bring(primary, secondary, epoch, lines).await
    {
        return note(primary, runtime, lines, result, report).await;
    }
    let mut failed_in_a_row = 0;
    for line in lines {
        let alone = std::slice::from_ref(line);
        match bring(primary, secondary, epoch, alone).await {
            Ok(result) => {
                failed_in_a_row = 0;
                note(primary, runtime, alone, result, report).await?;
            }
            Err(error) => {
                let failed = NotApplied { key: line.key.clone(), reason: error.to_string() };
                let failed = Replicated { confirmed: Vec::new(), failed: vec![failed] };
                note(primary, runtime, alone, failed, report).await?;
                if error.is_transient() {
                    failed_in_a_row += 1;
                }
                if failed_in_a_row == DOWN_AFTER_LINES {
                    return Err(error);
                }
            }
        }
    }
    Ok(())
}

/// Reads these keys' rows at the primary in one snapshot and applies them.
async fn bring<P: Store, S: Store>(
    primary: &P,
    secondary: &S,
    epoch: Epoch,
    lines: &[JournalLine],
) -> Result<Replicated, StoreError> {
    let keys: Vec<_> = lines.iter().map(|line| line.key.clone()).collect();
    let images: Vec<Image> = primary.snapshot(&keys).await?.into_iter().flatten().collect();
    replicate(primary, secondary, &images, epoch).await
}

/// Acknowledges what arrived, and puts off what did not.
async fn note<P: Store, R: Runtime>(
    primary: &P,
    runtime: &R,
    lines: &[JournalLine],
    result: Replicated,
    report: &mut ReplayReport,
) -> Result<(), StoreError> {
    primary.ack(&result.confirmed).await?;
    report.confirmed += u64::try_from(result.confirmed.len()).unwrap_or(0);
    for NotApplied { key, reason } in &result.failed {
        let attempts = lines.iter().find(|line| line.key == *key).map_or(0, |line| line.attempts);
        let wait = backoff_ms(attempts, FIRST_BACKOFF_MS, MOST_BACKOFF_MS, runtime.random());
        let next_ms = runtime.now_ms().saturating_add(i64::try_from(wait).unwrap_or(0));
        runtime.log(Level::Warn, &format!("{key} waits in the journal: {reason}"));
        primary.postpone(key, next_ms, reason).await?;
        report.failed += 1;
    }
    Ok(())
}
