//! *Replay*: journal lines whose rows have not reached the secondary yet are brought there.

use super::apply::{NotApplied, Replicated, replicate};
use crate::runtime::{Level, Runtime, backoff_ms};
use crate::schema::{Epoch, Image};
use crate::store::{ApplySet, JournalLine, JournalPosition, Postponed, Side, Store, StoreError};

/// Name of the lease that keeps replays from doing the same work twice. Two at once would be
/// correct all the same: apply and ack are idempotent.
pub const REPLAY_LEASE: &str = "replay";
/// How long a replay may be silent before another one may start, in milliseconds.
const LEASE_MS: i64 = 30_000;
/// How old the lease is when it is renewed, in milliseconds.
const RENEW_AFTER_MS: i64 = LEASE_MS / 3;
/// Most bytes of rows that one step has in memory: as text of an answer, as values, as text of a
/// statement, of the 128 MB that an isolate has
/// (<https://developers.cloudflare.com/workers/platform/limits/>). One row alone may have more.
const STEP_BYTES: usize = 4 << 20;
/// First and longest wait of a key that fails, in milliseconds. The longest is several of the
/// cron's minutes, so that keys that fail for good don't take up each of its replays.
const FIRST_BACKOFF_MS: u64 = 1_000;
const MOST_BACKOFF_MS: u64 = 300_000;
/// Different lines in a row that fail because a database is not available: then it is taken to be
/// down, and the replay ends.
const DOWN_AFTER_LINES: u32 = 3;
/// Most statements of D1 that one replay runs, of the 1,000 that D1 allows an invocation, where
/// each of a batch counts (<https://developers.cloudflare.com/d1/platform/limits/>). The cron
/// shares them with the outboxes, and a step may come to more than is reckoned: each row that
/// stands in another's way takes some, and each set that is halved.
pub const D1_STATEMENTS: usize = 600;

/// Most lines of one step.
const fn most_lines(secondary: Side) -> usize {
    match secondary {
        Side::MySql => 1_000,
        Side::D1 => 100,
    }
}

/// How many statements of D1 a step of so many lines takes.
fn statements(secondary: Side, lines: usize) -> usize {
    match secondary {
        // The journal, a snapshot (tombstones and up to 4 tables), the ack, up to 4 to put off.
        Side::MySql => 11,
        // The batch of an apply: up to 2 for each line, and about 10 around them.
        Side::D1 => lines.saturating_mul(2).saturating_add(10),
    }
}

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

/// Goes once through the journal of `primary`, until it is through, `budget_ms` is over, or
/// so many statements of D1 are used up. The
/// lease is kept in `coordinator`.
pub async fn replay<P: Store, S: Store, C: Store, R: Runtime>(
    primary: &P,
    secondary: &S,
    coordinator: &C,
    runtime: &R,
    epoch: Epoch,
    budget_ms: i64,
    d1_statements: usize,
) -> Result<ReplayReport, StoreError> {
    let holder = crate::runtime::new_ulid(runtime);
    let now_ms = runtime.now_ms();
    let mut replay = Replay {
        primary,
        secondary,
        runtime,
        epoch,
        lease: Some(Lease { coordinator, holder: &holder, renewed_ms: now_ms }),
        until_ms: now_ms.saturating_add(budget_ms),
        statements_left: d1_statements,
        failed_in_a_row: 0,
        report: ReplayReport::default(),
    };
    if !coordinator.lease(REPLAY_LEASE, &holder, now_ms, LEASE_MS).await? {
        return Ok(ReplayReport { busy: true, ..ReplayReport::default() });
    }
    let through = replay.run().await;
    coordinator.release(REPLAY_LEASE, &holder).await?;
    through.map(|()| replay.report)
}

/// The same for a switch, which waits for nothing: beside whoever else replays, and lines that were
/// put off too.
pub async fn drain<P: Store, S: Store, R: Runtime>(
    primary: &P,
    secondary: &S,
    runtime: &R,
    epoch: Epoch,
    until_ms: i64,
    d1_statements: usize,
) -> Result<ReplayReport, StoreError> {
    let mut replay = Replay {
        primary,
        secondary,
        runtime,
        epoch,
        lease: None::<Lease<'_, P>>,
        until_ms,
        statements_left: d1_statements,
        failed_in_a_row: 0,
        report: ReplayReport::default(),
    };
    replay.run().await?;
    Ok(replay.report)
}

/// A replay under way.
struct Replay<'a, P, S, C, R> {
    primary: &'a P,
    secondary: &'a S,
    runtime: &'a R,
    epoch: Epoch,
    /// `None`: other replays go on beside it.
    lease: Option<Lease<'a, C>>,
    until_ms: i64,
    statements_left: usize,
    failed_in_a_row: u32,
    report: ReplayReport,
}

/// What keeps other replays away.
struct Lease<'a, C> {
    coordinator: &'a C,
    holder: &'a str,
    /// When it was last renewed.
    renewed_ms: i64,
}

impl<P: Store, S: Store, C: Store, R: Runtime> Replay<'_, P, S, C, R> {
    async fn run(&mut self) -> Result<(), StoreError> {
        let most = most_lines(self.secondary.side());
        let mut after: JournalPosition = None;
        loop {
            let due_ms = if self.lease.is_some() { self.runtime.now_ms() } else { i64::MAX };
            let lines = self.primary.journal(&after, due_ms, most).await?;
            let Some(last) = lines.last() else { return Ok(()) };
            after = Some((last.key.table.name.to_owned(), last.key.pk.as_str().to_owned()));
            self.report.lines += u64::try_from(lines.len()).unwrap_or(0);
            if !self.bring_all(&lines).await? {
                return Ok(());
            }
            if lines.len() < most {
                return Ok(());
            }
        }
    }

    /// Brings over the rows of these lines, as many at a time as memory allows; false where the
    /// replay has to end before. Lines that can't be brought over together are by halves, so that a
    /// line that fails holds up no other, whatever it is that fails: a value that can't be read, a
    /// row that can't be locked, more bytes than one answer may have.
    async fn bring_all(&mut self, lines: &[JournalLine]) -> Result<bool, StoreError> {
        let mut parts = vec![lines];
        while let Some(part) = parts.pop() {
            if part.is_empty() {
                continue;
            }
            if !self.may_go_on(part.len()).await? {
                return Ok(false);
            }
            match (self.bring(part).await, part) {
                (Ok((read, result)), _) => {
                    let (done, rest) = part.split_at_checked(read).unwrap_or((part, &[]));
                    self.failed_in_a_row = 0;
                    self.note(done, result).await?;
                    parts.push(rest);
                }
                (Err(error), [line]) => self.leave(line, error).await?,
                (Err(_), [first, rest @ ..]) => {
                    // One line first, which tells a database that is down from a line that fails.
                    let (near, far) = rest.split_at(rest.len() / 2);
                    parts.extend([far, near, std::slice::from_ref(first)]);
                }
                (Err(_), []) => {}
            }
        }
        Ok(true)
    }

    /// Whether there is time, and statements, for a step of so many lines; keeps the lease.
    async fn may_go_on(&mut self, lines: usize) -> Result<bool, StoreError> {
        let now_ms = self.runtime.now_ms();
        let left = self.statements_left.checked_sub(statements(self.secondary.side(), lines));
        let Some(left) = left.filter(|_| now_ms <= self.until_ms) else {
            self.report.unfinished = true;
            return Ok(false);
        };
        self.statements_left = left;
        if let Some(lease) = &mut self.lease
            && now_ms.saturating_sub(lease.renewed_ms) >= RENEW_AFTER_MS
        {
            let holder = lease.holder;
            if !lease.coordinator.lease(REPLAY_LEASE, holder, now_ms, LEASE_MS).await? {
                self.report.busy = true;
                return Ok(false);
            }
            lease.renewed_ms = now_ms;
        }
        Ok(true)
    }

    /// Reads rows of the first of these lines at the primary in one snapshot and applies them; how
    /// many lines that were.
    async fn bring(&self, lines: &[JournalLine]) -> Result<(usize, Replicated), StoreError> {
        let keys: Vec<_> = lines.iter().map(|line| line.key.clone()).collect();
        let found = self.primary.snapshot_within(&keys, STEP_BYTES).await?;
        let read = found.len();
        let images: Vec<Image> = found.into_iter().flatten().collect();
        let (primary, secondary) = (self.primary, self.secondary);
        let set = ApplySet::Independent;
        Ok((read, replicate(primary, secondary, &images, set, self.epoch).await?))
    }

    /// Puts off a line that could not be brought over even alone.
    async fn leave(&mut self, line: &JournalLine, error: StoreError) -> Result<(), StoreError> {
        let failed = vec![NotApplied { key: line.key.clone(), reason: error.clone().into() }];
        let failed = Replicated { confirmed: Vec::new(), failed };
        self.note(std::slice::from_ref(line), failed).await?;
        if error.is_transient() {
            self.failed_in_a_row += 1;
        }
        if self.failed_in_a_row == DOWN_AFTER_LINES { Err(error) } else { Ok(()) }
    }

    /// Acknowledges what arrived, and puts off what did not.
    async fn note(&mut self, lines: &[JournalLine], result: Replicated) -> Result<(), StoreError> {
        self.primary.ack(&result.confirmed).await?;
        let count = |lines: usize| u64::try_from(lines).unwrap_or(0);
        self.report.confirmed += count(result.confirmed.len());
        self.report.failed += count(result.failed.len());
        let mut postponed = Vec::with_capacity(result.failed.len());
        for NotApplied { key, reason } in result.failed {
            let error = reason.to_string();
            let line = lines.iter().find(|line| line.key == key);
            let attempts = line.map_or(0, |line| line.attempts);
            let random = self.runtime.random();
            let wait = backoff_ms(attempts, FIRST_BACKOFF_MS, MOST_BACKOFF_MS, random);
            let wait = i64::try_from(wait).unwrap_or(0);
            let next_ms = self.runtime.now_ms().saturating_add(wait);
            self.runtime.log(Level::Warn, &format!("{key} waits in the journal: {error}"));
            postponed.push(Postponed { key, next_ms, error });
        }
        if postponed.is_empty() { Ok(()) } else { self.primary.postpone(&postponed).await }
    }
}
