//! What the cron does each minute, and what an operator may ask for at once.

use super::Router;
use crate::outbox::{Handled, PollReport, Queue, poll};
use crate::replication::{D1_STATEMENTS, ReplayReport, replay};
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::store::{Either, Side, Store, StoreError};

/// How long one job of a tick may go on, in milliseconds. The next tick comes after a minute.
const TICK_BUDGET_MS: i64 = 20_000;
/// Sent events are kept so long, in milliseconds.
const KEEP_SENT_MS: i64 = 3_600_000;
/// Most lines of a table that one pass of the purge deletes, and most passes of a tick.
const PURGE_ROWS: usize = 1_000;
const PURGE_PASSES: usize = 5;
/// Most dead letters that are put back at once.
const REDRIVE_EVENTS: usize = 1_000;

/// What a tick did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TickReport {
    /// The replay, where the double write is on.
    pub replay: Option<ReplayReport>,
    /// The outbox of D1.
    pub d1: Option<PollReport>,
    /// The outbox of MySQL.
    pub mysql: Option<PollReport>,
    /// What failed, for people.
    pub problems: Vec<String>,
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// The cron's work. Each job is on its own: one that fails does not hold up the others.
    pub fn tick(&self) -> impl Future<Output = TickReport> {
        self.tick_after(0)
    }

    /// The same in an invocation that may have run so many statements of D1 already. The replay has
    /// fewer then: its lines can wait for a minute, and the events can't for as long as a switch is
    /// held up. Nothing is done where too few are left.
    pub async fn tick_after(&self, used: usize) -> TickReport {
        let Some(left) = D1_STATEMENTS.checked_sub(used) else {
            return TickReport::default();
        };
        let mut report = TickReport::default();
        // A cron handler must not trust what the isolate remembers: it is what notices a switch.
        self.forget_route();
        if self.doubles() {
            match self.replay_within(TICK_BUDGET_MS, left).await {
                Ok(done) => report.replay = Some(done),
                Err(error) => report.problems.push(format!("replay: {error}")),
            }
        }
        match self.poll_outbox(Side::D1).await {
            Ok(done) => report.d1 = done,
            Err(error) => report.problems.push(format!("outbox of d1: {error}")),
        }
        match self.poll_outbox(Side::MySql).await {
            Ok(done) => report.mysql = done,
            Err(error) => report.problems.push(format!("outbox of mysql: {error}")),
        }
        if let Err(error) = self.purge().await {
            report.problems.push(format!("purge: {error}"));
        }
        for problem in &report.problems {
            self.runtime().log(Level::Warn, problem);
        }
        report
    }

    /// Replays the primary's journal to the secondary.
    pub async fn replay(&self, budget_ms: i64) -> Result<ReplayReport, StoreError> {
        self.replay_within(budget_ms, D1_STATEMENTS).await
    }

    /// The same with so many statements of D1.
    pub(crate) async fn replay_within(
        &self,
        budget_ms: i64,
        d1_statements: usize,
    ) -> Result<ReplayReport, StoreError> {
        let (d1, Some(mysql)) = (&self.shared.d1, &self.shared.mysql) else {
            return Ok(ReplayReport::default());
        };
        if !self.doubles() {
            return Ok(ReplayReport::default());
        }
        let route = self.route().await?;
        let (d1, runtime) = (d1.as_ref(), self.runtime());
        let (from, to) = Either::pair(route.primary(), d1, mysql.as_ref());
        // On the heap: it is in many futures, and large.
        let result =
            Box::pin(replay(&from, &to, d1, runtime, route.epoch, budget_ms, d1_statements)).await;
        match &result {
            Ok(done) if !done.busy && done.failed == 0 && !done.unfinished => {
                self.isolate().behind.set(false);
                if done.confirmed > 0 {
                    self.isolate().breaker.succeeded();
                }
            }
            _ => self.isolate().behind.set(true),
        }
        result
    }

    /// Sends what waits in one database's outbox; both are polled, whichever is the primary.
    pub async fn poll_outbox(&self, side: Side) -> Result<Option<PollReport>, StoreError> {
        let runtime = self.runtime();
        let store = match side {
            Side::D1 if self.is_alone() => return Ok(None),
            Side::D1 => Either::D1(self.d1()),
            Side::MySql => match self.mysql_in_use().await? {
                Some(mysql) => Either::MySql(mysql),
                None => return Ok(None),
            },
        };
        Ok(Some(poll(&store, &self.books(), runtime, runtime, TICK_BUDGET_MS).await?))
    }

    /// Puts dead letters of both databases back into their outboxes; gives how many.
    pub async fn redrive(&self) -> Result<u64, StoreError> {
        let mut back = 0;
        if !self.is_alone() {
            back += self.d1().redrive(REDRIVE_EVENTS).await?;
        }
        if let Some(mysql) = self.mysql_in_use().await? {
            back += mysql.redrive(REDRIVE_EVENTS).await?;
        }
        Ok(back)
    }

    async fn purge(&self) -> Result<(), StoreError> {
        let before_ms = self.runtime().now_ms().saturating_sub(KEEP_SENT_MS);
        if !self.is_alone() {
            purge(self.d1(), before_ms).await?;
        }
        if let Some(mysql) = self.mysql_in_use().await? {
            purge(mysql, before_ms).await?;
        }
        Ok(())
    }

    /// A batch of the queue; the example's effect is kept in D1, whichever is the primary, while
    /// there is one.
    pub async fn consume(&self, bodies: &[String]) -> Result<Vec<Handled>, StoreError> {
        let now_ms = self.runtime().now_ms();
        crate::outbox::consume(&self.books(), bodies, now_ms).await
    }
}

async fn purge<S: Store>(store: &S, before_ms: i64) -> Result<(), StoreError> {
    let full = u64::try_from(PURGE_ROWS).unwrap_or(u64::MAX);
    for _ in 0..PURGE_PASSES {
        if store.purge(before_ms, PURGE_ROWS).await? < full {
            break;
        }
    }
    Ok(())
}
