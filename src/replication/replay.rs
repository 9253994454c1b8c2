//! *Replay*: journal lines whose rows have not reached the secondary yet are brought there.

use super::apply::{NotApplied, replicate};
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
const MOST_BACKOFF_MS: u64 = 300_000;

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
    /// It ended because its time was up; there may be more.
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
    loop {
        let now_ms = runtime.now_ms();
        if !coordinator.lease(REPLAY_LEASE, &holder, now_ms, LEASE_MS).await? {
            report.busy = true;
            return Ok(report);
        }
        if now_ms.saturating_sub(started_ms) > budget_ms {
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
        after = Some((last.key.table.name.to_owned(), last.key.pk.as_str().to_owned()));
        if let Err(error) = chunk(primary, secondary, runtime, epoch, &lines, &mut report).await {
            coordinator.release(REPLAY_LEASE, &holder).await?;
            return Err(error);
        }
    }
    coordinator.release(REPLAY_LEASE, &holder).await?;
    Ok(report)
}

async fn chunk<P: Store, S: Store, R: Runtime>(
    primary: &P,
    secondary: &S,
    runtime: &R,
    epoch: Epoch,
    lines: &[JournalLine],
    report: &mut ReplayReport,
) -> Result<(), StoreError> {
    report.lines += u64::try_from(lines.len()).unwrap_or(0);
    let keys: Vec<_> = lines.iter().map(|line| line.key.clone()).collect();
    let images: Vec<Image> = primary.snapshot(&keys).await?.into_iter().flatten().collect();
    let result = replicate(primary, secondary, &images, epoch).await?;
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
