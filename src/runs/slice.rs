//! One slice of a run: whoever has the run's lease works on some of its tables at once, notes each
//! chunk, and stops when the time is over, the operator says so, or all is done.

mod take;

use std::cell::{Cell, RefCell};
use std::convert::Infallible;

use futures_util::future::{Either as Either2, join_all, select};

use super::lease_name;
use super::model::{Checkpoint, Finding, Hold, Kind, Progress, Run, RunState, TableState};
use super::throttle::Throttle;
use super::{Ledger, backfill, ids, repair, verify};
use crate::outbox::Queue;
use crate::router::Router;
use crate::runtime::{Level, Runtime};
use crate::schema::Epoch;
use crate::store::{Either, Side, Store, StoreError};
pub(super) use take::Lane;
use take::Taken;

/// How long a slice works, in milliseconds. It is short beside what a consumer of a queue may take
/// (15 minutes, <https://developers.cloudflare.com/queues/platform/limits/>) and the CPU it may use
/// (30 seconds unless more is asked for).
const SLICE_MS: i64 = 10_000;
/// How long a slice may be silent before another one may begin, in milliseconds.
pub(super) const LEASE_MS: i64 = 60_000;
/// How often the lease is renewed beside the work, in milliseconds.
const HEARTBEAT_MS: u64 = 15_000;
/// How long a lane waits before it looks again whether a table may begin, in milliseconds.
const BLOCKED_MS: u64 = 20;
/// Most statements of D1 that a slice runs, of the 1,000 that D1 allows an invocation
/// (<https://developers.cloudflare.com/d1/platform/limits/>): what is under way when they are used
/// up is finished.
const D1_STATEMENTS: u32 = 700;
/// What the replay may take of them by which a difference settles.
const SETTLE_STATEMENTS: u32 = 120;
/// What a chunk may take of them: two to read, one for a look at the journal, six to note it.
const CHUNK_STATEMENTS: u32 = 9;

/// Why a table is left before it is through.
#[derive(Debug)]
pub(super) enum Stop {
    /// The slice is over: its time, the operator's will, or the lease.
    Over,
    /// The run can't go on.
    Failed(String),
}

/// What became of a slice.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sliced {
    /// There is more to do.
    Unfinished,
    /// All tables are through.
    Done,
    /// The run can't go on.
    Failed(String),
}

/// A slice under way.
pub(super) struct Slice<'a, D, M, R> {
    pub(super) router: &'a Router<D, M, R>,
    pub(super) mysql: &'a M,
    pub(super) run: &'a Run,
    pub(super) epoch: Epoch,
    pub(super) throttle: Throttle,
    holder: String,
    until_ms: i64,
    statements_left: Cell<u32>,
    tables: RefCell<Vec<Progress>>,
    /// Tables that a lane of this slice has taken.
    taken: RefCell<Vec<bool>>,
    /// False once the operator, or the lease, says so.
    goes_on: Cell<bool>,
    noted_ms: Cell<i64>,
}

impl<'a, D, M, R> Slice<'a, D, M, R>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    pub(super) fn new(
        router: &'a Router<D, M, R>,
        mysql: &'a M,
        run: &'a Run,
        epoch: Epoch,
        holder: String,
    ) -> Self {
        let now_ms = router.runtime().now_ms();
        Slice {
            router,
            mysql,
            run,
            epoch,
            throttle: Throttle::new(now_ms),
            holder,
            until_ms: now_ms.saturating_add(SLICE_MS),
            statements_left: Cell::new(D1_STATEMENTS),
            tables: RefCell::new(run.tables.clone()),
            taken: RefCell::new(vec![false; run.tables.len()]),
            goes_on: Cell::new(true),
            noted_ms: Cell::new(now_ms),
        }
    }

    /// Works on the run's tables, as many at once as it says, and keeps the lease meanwhile: a chunk
    /// may take longer than it lasts.
    pub(super) async fn work(&self) -> Sliced {
        let lanes = join_all((0..self.run.settings.parallel_tables).map(|_| self.lane()));
        let lanes = std::pin::pin!(lanes);
        let ended = match select(lanes, std::pin::pin!(self.keep_lease())).await {
            Either2::Left((ended, _)) => ended,
            Either2::Right((never, _)) => match never {},
        };
        for ended in ended {
            if let Err(Stop::Failed(error)) = ended {
                return Sliced::Failed(error);
            }
        }
        let all = self.tables.borrow().iter().all(|table| table.state == TableState::Done);
        if all { Sliced::Done } else { Sliced::Unfinished }
    }

    async fn keep_lease(&self) -> Infallible {
        let runtime = self.router.runtime();
        loop {
            runtime.beat_ms(HEARTBEAT_MS).await;
            let (lease, now_ms) = (lease_name(&self.run.id), runtime.now_ms());
            self.spend(2);
            // An error says nothing of who has it: the next beat asks again.
            let mine = self.router.d1().lease(&lease, &self.holder, now_ms, LEASE_MS).await;
            if mine == Ok(false) {
                self.goes_on.set(false);
            }
        }
    }

    async fn lane(&self) -> Result<(), Stop> {
        let (d1, mysql) = (self.router.d1(), self.mysql);
        loop {
            let mut lane = match self.take()? {
                Taken::Lane(lane) => lane,
                Taken::Nothing => return Ok(()),
                Taken::Blocked => {
                    self.router.runtime().sleep_ms(BLOCKED_MS).await;
                    continue;
                }
            };
            let (from, to) = Either::pair(self.run.from, d1, mysql);
            self.one(&mut lane, &from, &to).await?;
        }
    }

    async fn one<P: Store, S: Store>(
        &self,
        lane: &mut Lane,
        primary: &P,
        secondary: &S,
    ) -> Result<(), Stop> {
        match self.run.kind {
            Kind::Backfill | Kind::Sync => backfill::table(self, lane, primary, secondary).await,
            Kind::Verify => verify::table(self, lane, primary, secondary).await,
            Kind::Repair => repair::table(self, lane, primary, secondary).await,
            Kind::Ids if primary.side() == Side::D1 => ids::table(self, lane).await,
            Kind::Ids => Err(Stop::Failed(
                "rows of old tables are brought while D1 is the primary".to_owned(),
            )),
        }
    }

    /// Whether there is time for another chunk.
    pub(super) fn goes_on(&self) -> bool {
        self.goes_on.get()
            && self.router.runtime().now_ms() < self.until_ms
            && self.statements_left.get() >= CHUNK_STATEMENTS
    }

    /// Waits until the throttle lets the next chunk go, which takes so many statements of D1 more
    /// than others.
    pub(super) async fn turn<P: Store>(&self, primary: &P, statements: u32) -> Result<(), Stop> {
        let settings = &self.run.settings;
        loop {
            let fits = self.statements_left.get() >= CHUNK_STATEMENTS.saturating_add(statements);
            if !fits {
                self.goes_on.set(false);
            }
            if !self.goes_on() {
                // Whoever looks at the run sees what holds it.
                self.note(None, Vec::new()).await?;
                return Err(Stop::Over);
            }
            self.spend(CHUNK_STATEMENTS);
            match self.throttle.lets_go(settings, primary, self.mysql, self.router.runtime()).await
            {
                Ok(true) => {
                    self.spend(statements);
                    return Ok(());
                }
                Ok(false) => {}
                Err(error) => self.wait_after(error).await?,
            }
        }
    }

    /// Replays the journal, as far as the slice's statements allow: what differs because it waits
    /// there is to settle.
    pub(super) async fn settle(&self, budget_ms: i64) -> Result<(), StoreError> {
        self.spend(SETTLE_STATEMENTS);
        let statements = usize::try_from(SETTLE_STATEMENTS).unwrap_or(0);
        self.router.replay_within(budget_ms, statements).await.map(|_| ())
    }

    /// Counts statements of D1 beyond those of a chunk.
    pub(super) fn spend(&self, statements: u32) {
        self.statements_left.set(self.statements_left.get().saturating_sub(statements));
    }

    /// Does a step until it succeeds, waiting longer each time, while the slice lasts.
    pub(super) async fn patiently<T>(
        &self,
        step: impl AsyncFn() -> Result<T, StoreError>,
    ) -> Result<T, Stop> {
        loop {
            match step().await {
                Ok(value) => return Ok(value),
                Err(error) => self.wait_after(error).await?,
            }
        }
    }

    /// Waits after an error that may pass; any other ends the run.
    pub(super) async fn wait_after(&self, error: StoreError) -> Result<(), Stop> {
        if !error.is_transient() {
            return Err(Stop::Failed(error.to_string()));
        }
        let runtime = self.router.runtime();
        runtime.log(Level::Warn, &format!("run {} waits: {error}", self.run.id));
        self.spend(CHUNK_STATEMENTS);
        let first = self.throttle.hold() != Some(Hold::Unavailable);
        self.throttle.failed(runtime).await;
        if first {
            // Whoever looks at the run sees why it stands. It may be D1 that is away.
            self.note_once(None, Vec::new()).await.ok();
        }
        if self.goes_on() { Ok(()) } else { Err(Stop::Over) }
    }

    /// Keeps how far a lane is, and what it found.
    pub(super) async fn keep(&self, lane: &Lane, findings: Vec<Finding>) -> Result<(), Stop> {
        self.note(Some(lane.progress.clone()), findings).await?;
        if let Some(slot) = self.tables.borrow_mut().get_mut(lane.at) {
            slot.clone_from(&lane.progress);
        }
        Ok(())
    }

    async fn note(&self, progress: Option<Progress>, findings: Vec<Finding>) -> Result<(), Stop> {
        let note = async || self.note_once(progress.clone(), findings.clone()).await;
        let state = self.patiently(note).await?;
        if state != Some(RunState::Running) {
            self.goes_on.set(false);
        }
        // Without the lease nothing was noted: another slice does this chunk again.
        if state.is_some() { Ok(()) } else { Err(Stop::Over) }
    }

    async fn note_once(
        &self,
        progress: Option<Progress>,
        findings: Vec<Finding>,
    ) -> Result<Option<RunState>, StoreError> {
        let now_ms = self.router.runtime().now_ms();
        let worked_ms = now_ms.saturating_sub(self.noted_ms.replace(now_ms));
        let checkpoint = Checkpoint {
            run: self.run.id.clone(),
            holder: self.holder.clone(),
            progress,
            findings,
            hold: self.throttle.hold(),
            worked_ms,
            now_ms,
            lease_until_ms: now_ms.saturating_add(LEASE_MS),
        };
        self.router.d1().checkpoint(&checkpoint).await
    }
}
