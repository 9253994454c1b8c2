//! The way of a write: find the primary, commit there, bring the result to the secondary.

use std::pin::Pin;
use std::rc::Rc;

use futures_util::future::{Either, select};

use super::afterwards::Left;
use super::{MAINTENANCE_RETRY_S, RouteError, Router, no_mysql};
use crate::config::{Inline, Maintenance, Secondary};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::{Runtime, backoff_ms};
use crate::schema::{Epoch, Image};
use crate::session::takes_along;
use crate::store::{
    ApplySet, Change, Op, Outcome, RouteState, Side, Store, StoreError, Unit, WriteError, Written,
};

/// How long a write waits for a switch or for a lost answer, in milliseconds.
const WRITE_WAIT_MS: i64 = 5_000;
/// First and longest wait between two looks at the route, in milliseconds: a switch closes for a
/// moment.
const FIRST_LOOK_MS: u64 = 10;
const MOST_LOOK_MS: u64 = 50;
/// First and longest wait between two tries to settle, in milliseconds.
const FIRST_WAIT_MS: u64 = 20;
const MOST_WAIT_MS: u64 = 500;
/// After how many seconds a client may come back from a switch.
const CLOSING_RETRY_S: u32 = 2;

/// A connection in the making, for the apply to use; whether it could be made.
pub(super) type Warm = Pin<Box<dyn Future<Output = bool>>>;

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// Commits a unit at the primary. With the double write on, the secondary has it too when
    /// this returns (`SECONDARY_WRITES=await`) or soon after (`defer`); if anything goes wrong
    /// there, the journal has it.
    pub async fn write(&self, unit: Unit) -> Result<Written, RouteError> {
        self.write_as(unit, Id::New).await
    }

    /// The same for a unit whose id the client gave: it may come again, also when another database is
    /// the primary by then.
    pub async fn write_once(&self, unit: Unit) -> Result<Written, RouteError> {
        self.write_as(unit, Id::Given).await
    }

    async fn write_as(&self, unit: Unit, id: Id) -> Result<Written, RouteError> {
        if self.config().maintenance != Maintenance::Off {
            return Err(RouteError::Maintenance { retry_after_s: MAINTENANCE_RETRY_S });
        }
        unit.check_bounds()?;
        let mut deadline_ms = self.runtime().now_ms().saturating_add(WRITE_WAIT_MS);
        // Where an answer was lost, that database is asked before the unit goes anywhere else.
        let mut unsettled: Option<Side> = None;
        let mut refused: Option<Epoch> = None;
        let mut tries = 0_u32;
        loop {
            if tries > 0 {
                if self.runtime().now_ms() >= deadline_ms {
                    return Err(match unsettled {
                        Some(_) => RouteError::Unknown,
                        None => RouteError::Closing { retry_after_s: CLOSING_RETRY_S },
                    });
                }
                self.wait(tries, unsettled).await;
            }
            tries = tries.saturating_add(1);
            let error = match self.attempt(&unit, id, unsettled, refused).await {
                Ok(Some(done)) => return self.finish(&unit, done).await,
                Ok(None) => continue, // a switch is under way
                Err(error) => error,
            };
            match error {
                Attempt::Lost(side) => {
                    // The lost answer may have used up the time; settling gets its own.
                    if unsettled.replace(side).is_none() {
                        deadline_ms = self.runtime().now_ms().saturating_add(WRITE_WAIT_MS);
                    }
                }
                Attempt::Fenced(epoch) => {
                    self.isolate().counters.rerouted.add(1);
                    self.forget_route();
                    refused = Some(epoch);
                }
                // That this try did nothing says nothing of the one whose answer was lost.
                Attempt::Failed(WriteError::Store(_)) if unsettled.is_some() => {}
                Attempt::Failed(error) => return Err(error.into()),
            }
        }
    }

    /// One try: settles what is not known, or commits. `None` while a switch is under way.
    async fn attempt(
        &self,
        unit: &Unit,
        id: Id,
        unsettled: Option<Side>,
        refused: Option<Epoch>,
    ) -> Result<Option<Done>, Attempt> {
        self.start_journaling().await?;
        let known = self.known_route().await?;
        let route = known.route;
        // Asked after the route was read: what that database has not taken by now, it can take
        // only under this route, where the request id tells.
        if let Some(side) = unsettled
            && let Some(written) = self.settle(side, unit).await?
        {
            // Whose events these were is not known here: the poller sends what is in the outbox.
            return Ok(Some(Done { side, epoch: route.epoch, written, warm: None, sends: false }));
        }
        let RouteState::Open(side) = route.state else {
            return Ok(None);
        };
        if id == Id::Given
            && let Some(written) = self.committed_before(side, &known, unit).await?
        {
            return Ok(Some(Done { side, epoch: route.epoch, written, warm: None, sends: false }));
        }
        if refused == Some(route.epoch) {
            self.bring_line_up().await?;
        }
        match self.commit(side, unit, route.epoch).await {
            Ok((written, warm)) => {
                let sends = !written.replayed;
                Ok(Some(Done { side, epoch: route.epoch, written, warm, sends }))
            }
            Err(WriteError::Store(error)) if error.outcome() == Outcome::Unknown => {
                Err(Attempt::Lost(side))
            }
            Err(WriteError::Fenced) => Err(Attempt::Fenced(route.epoch)),
            Err(error) => Err(Attempt::Failed(error)),
        }
    }

    async fn wait(&self, tries: u32, unsettled: Option<Side>) {
        let (first, most) = match unsettled {
            None => (FIRST_LOOK_MS, MOST_LOOK_MS),
            Some(_) => (FIRST_WAIT_MS, MOST_WAIT_MS),
        };
        let wait = backoff_ms(tries, first, most, self.runtime().random());
        self.runtime().sleep_ms(wait).await;
    }

    /// Changes must be journaled before the first of them is to reach MySQL.
    async fn start_journaling(&self) -> Result<(), StoreError> {
        let isolate = self.isolate();
        if !self.doubles() || isolate.journaling.get() {
            return Ok(());
        }
        self.route().await?;
        if !isolate.journaling.get() {
            self.shared.d1.start_journaling().await?;
            isolate.journaling.set(true);
        }
        Ok(())
    }

    async fn settle(&self, side: Side, unit: &Unit) -> Result<Option<Written>, StoreError> {
        let settled = match (side, &self.shared.mysql) {
            (Side::D1, _) => self.shared.d1.settle(unit).await?,
            (Side::MySql, Some(mysql)) => {
                let call = self.call_of(Side::MySql);
                self.observed(call, mysql.settle(unit).await)?
            }
            (Side::MySql, None) => return Err(no_mysql()),
        };
        if settled.is_some() {
            self.isolate().counters.settled.add(1);
        }
        // It is this call's own write, not a repetition by the client.
        Ok(settled.map(|written| Written { replayed: false, ..written }))
    }

    async fn commit(
        &self,
        side: Side,
        unit: &Unit,
        epoch: Epoch,
    ) -> Result<(Written, Option<Warm>), WriteError> {
        let (d1, mysql) = (&self.shared.d1, self.shared.mysql.as_ref());
        match (side, mysql) {
            (Side::D1, mysql) => self.commit_at(d1, mysql, unit, epoch).await,
            (Side::MySql, Some(mysql)) => self.commit_at(mysql, Some(d1), unit, epoch).await,
            (Side::MySql, None) => Err(no_mysql().into()),
        }
    }

    /// Connecting to the secondary overlaps the commit, where its answer is waited for.
    async fn commit_at<P: Store, S: Store + 'static>(
        &self,
        primary: &Rc<P>,
        secondary: Option<&Rc<S>>,
        unit: &Unit,
        epoch: Epoch,
    ) -> Result<(Written, Option<Warm>), WriteError> {
        let connect = secondary.filter(|_| self.awaits_secondary()).map(Rc::clone);
        let call = self.call_of(primary.side());
        let Some(connect) = connect else {
            let written = primary.write(unit, epoch).await;
            return Ok((self.observed(call, written)?, None));
        };
        let warm: Warm = Box::pin(async move { connect.warm().await });
        let commit = std::pin::pin!(primary.write(unit, epoch));
        match select(commit, warm).await {
            Either::Left((written, warm)) => Ok((self.observed(call, written)?, Some(warm))),
            Either::Right((ready, commit)) => {
                let warm: Warm = Box::pin(std::future::ready(ready));
                Ok((self.observed(call, commit.await)?, Some(warm)))
            }
        }
    }

    fn awaits_secondary(&self) -> bool {
        use super::BreakerState;
        let awaited = |inline| matches!(inline, Inline::Awaited { .. });
        matches!(self.config().secondary, Secondary::On { inline, .. } if awaited(inline))
            && self.shared.mysql.is_some()
            && self.isolate().breaker.state(self.runtime().now_ms()) != BreakerState::Open
    }

    /// After the commit: the secondary and the queue, before or after the response.
    async fn finish(&self, unit: &Unit, done: Done) -> Result<Written, RouteError> {
        self.isolate().counters.writes.add(1);
        let events = if done.sends { self.events_of(unit, &done.written) } else { Vec::new() };
        let Done { side, epoch, written, warm, .. } = done;
        let change = self.doubles().then(|| Committed {
            side,
            epoch,
            images: written.images.clone(),
            set: set_of(unit),
            writes: 1,
            drains: takes_along(unit),
        });
        let mut left = Left { change: None, confirmed: Vec::new(), side, events };
        let waits = match (self.config().secondary, change) {
            (Secondary::On { inline: Inline::Awaited { fail }, .. }, Some(change)) => {
                let brought = self.bring_over(&change, warm).await;
                left.confirmed = brought.confirmed;
                brought.waits.filter(|_| fail)
            }
            (_, change) => {
                left.change = change;
                None
            }
        };
        self.leave(left);
        match waits {
            Some(reason) => Err(RouteError::SecondaryFailed { reason }),
            None => Ok(written),
        }
    }
}

/// Where the id of a unit comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Id {
    /// It was made for this write.
    New,
    /// The client gave it.
    Given,
}

/// A unit that is committed.
struct Done {
    side: Side,
    epoch: Epoch,
    written: Written,
    warm: Option<Warm>,
    /// Its events are this unit's own, and in no other's hands.
    sends: bool,
}

/// What a commit left to be brought over.
pub(super) struct Committed {
    /// Where.
    pub(super) side: Side,
    /// In which epoch.
    pub(super) epoch: Epoch,
    /// The unit's own keys.
    pub(super) images: Vec<Image>,
    /// How they came about.
    pub(super) set: ApplySet,
    /// How many units it is.
    pub(super) writes: u64,
    /// It may have changed more rows than those, which only the journal knows.
    pub(super) drains: bool,
}

/// A try that did not commit, as far as is known.
enum Attempt {
    /// The answer of this database was lost.
    Lost(Side),
    /// The database that the route of this epoch names took nothing.
    Fenced(Epoch),
    /// It did not.
    Failed(WriteError),
}

impl From<StoreError> for Attempt {
    fn from(error: StoreError) -> Self {
        Attempt::Failed(error.into())
    }
}

/// How the unit's images came about, where all did in the same way.
fn set_of(unit: &Unit) -> ApplySet {
    let mut changes = unit.changes.iter().filter(|change| !matches!(change.op, Op::Require(_)));
    let is_insert = |change: &Change| matches!(change.op, Op::Insert(_));
    let is_update = |change: &Change| matches!(change.op, Op::Update(_));
    if changes.clone().all(is_insert) {
        ApplySet::Inserted
    } else if changes.all(is_update) {
        ApplySet::Updated
    } else {
        ApplySet::Independent
    }
}
