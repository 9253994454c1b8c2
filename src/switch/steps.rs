//! The steps of a switch that is under way. What comes next is a function of both lines and the
//! time, so that whoever enters goes on where the last one died.

use futures_util::future::{Either, select};

use super::{SwitchError, Switcher};
use crate::outbox::Queue;
use crate::runtime::{Level, Runtime, backoff_ms};
use crate::schema::{Epoch, MAX_EPOCH};
use crate::store::{
    Coordinator, Outcome, Redirect, Role, Route, RouteState, Side, Store, StoreError, SwitchEnd,
};

/// How long nobody may write for a switch, in milliseconds. Then it is undone, unless all that is
/// left is to open.
pub const CLOSING_MS: i64 = 20_000;
/// How long one call of MySQL may take while nobody can write, in milliseconds. A write that is under
/// way there holds up step 2, and takes milliseconds.
const CALL_MS: u64 = 3_000;
/// Calls of MySQL in a row that fail before a closing is undone.
const MOST_FAILURES: u32 = 3;
/// Drains in a row that bring nothing over before a closing is undone.
const MOST_IDLE_DRAINS: u32 = 20;
/// First and longest wait before a step is tried again, in milliseconds.
const PAUSE_MS: u64 = 15;
const MOST_PAUSE_MS: u64 = 500;
/// How often a call of the coordinator is tried: errors of D1 pass, and whoever leaves a closing behind
/// leaves it to the next minute's cron.
const MOST_TRIES: u32 = 8;
/// How long a pursuit whose time is up goes on trying to undo its closing, in milliseconds.
const GRACE_MS: i64 = 5_000;

/// What both control lines say.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// The coordinator's.
    pub route: Route,
    /// When it last changed, in milliseconds since 1970.
    pub since_ms: i64,
    /// Writes may be left behind by this change.
    pub forced: bool,
    /// MySQL's own, or why it could not be read.
    pub mysql: Result<(Epoch, Role), StoreError>,
}

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing: the coordinator is open, and MySQL's line is as new, or can't be reached.
    Rest,
    /// MySQL's line is brought up to this.
    Raise(Epoch, Role),
    /// The old primary's journal is brought over until it is empty, and then this is done.
    Drain(Then),
    /// The coordinator's line opens at the new primary.
    Open,
    /// It opens at the old one, in a new epoch.
    Undo,
}

/// What follows on an empty journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// MySQL becomes the primary of this epoch.
    Raise(Epoch),
    /// The coordinator's line opens.
    Open,
    /// It opens, or if the journal is not empty now the switch is undone: its time is up.
    OpenOrUndo,
}

/// What comes next. Epochs are compared always: a line of a later epoch is never taken back.
pub fn next(lines: &Lines, now_ms: i64) -> Step {
    let epoch = lines.route.epoch;
    let mysql = lines.mysql.as_ref().ok().copied();
    let is_late = now_ms.saturating_sub(lines.since_ms) > CLOSING_MS;
    match (lines.route.state, mysql) {
        (RouteState::Open(side), Some((at, _))) if at < epoch => Step::Raise(epoch, role(side)),
        (RouteState::Open(_), _) => Step::Rest,
        // Only the last step is left: MySQL is the primary of this epoch already.
        (RouteState::Closing { to: Side::MySql }, Some((at, Role::Primary))) if at == epoch => {
            Step::Open
        }
        (RouteState::Closing { to: Side::MySql }, _) if is_late => Step::Undo,
        (RouteState::Closing { to: Side::MySql }, _) if lines.forced => {
            Step::Raise(epoch, Role::Primary)
        }
        (RouteState::Closing { to: Side::MySql }, _) => Step::Drain(Then::Raise(epoch)),
        (RouteState::Closing { to: Side::D1 }, Some((at, _))) if at >= epoch => {
            Step::Drain(if is_late { Then::OpenOrUndo } else { Then::Open })
        }
        (RouteState::Closing { to: Side::D1 }, _) if is_late => Step::Undo,
        (RouteState::Closing { to: Side::D1 }, _) => Step::Raise(epoch, Role::Closed),
    }
}

/// What MySQL's own line says of itself when this database takes the writes.
fn role(primary: Side) -> Role {
    match primary {
        Side::MySql => Role::Primary,
        Side::D1 => Role::Closed,
    }
}

/// What a closing that was undone met.
#[derive(Debug, Default)]
pub(super) struct Through {
    /// What kept it from going on, the latest.
    pub(super) problem: Option<String>,
}

impl<D, M, R> Switcher<'_, D, M, R>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// Both lines.
    pub(super) async fn lines(&self) -> Result<Lines, SwitchError> {
        let control = self.insist(async || self.d1.control().await).await?;
        let route = control.route.ok_or(SwitchError::NoLine)?;
        let mysql = self.within(self.mysql.control()).await;
        let mysql = mysql.map(|control| (control.epoch, control.role));
        Ok(Lines { route, since_ms: control.since_ms, forced: control.forced, mysql })
    }

    /// Goes on until the coordinator is open and MySQL's line is as new as it can be.
    pub(super) async fn go_through(&self) -> Result<(Lines, Through), SwitchError> {
        let mut through = Through::default();
        let (mut failures, mut idle) = (0_u32, 0_u32);
        let mut raised: Option<(Epoch, Role)> = None;
        loop {
            let lines = Box::pin(self.lines()).await?;
            let closing = matches!(lines.route.state, RouteState::Closing { .. });
            let over_ms = self.runtime.now_ms().saturating_sub(self.until_ms.get());
            if closing && over_ms > GRACE_MS {
                return Err(SwitchError::Unfinished);
            }
            let mut step = next(&lines, self.runtime.now_ms());
            let is_over = over_ms > 0 || failures >= MOST_FAILURES || idle >= MOST_IDLE_DRAINS;
            if closing && is_over {
                step = match step {
                    Step::Open => Step::Open,
                    _ => Step::Undo,
                };
            }
            let done = match (step, &lines.mysql) {
                (Step::Rest, _) => return Ok((lines, through)),
                (Step::Drain(_) | Step::Raise(..), Err(error)) => Err(error.clone()),
                (Step::Raise(epoch, role), Ok(_)) if raised == Some((epoch, role)) => {
                    let message = "its control line does not change: is it read from a copy?";
                    Err(StoreError::rejected(Side::MySql, message))
                }
                (Step::Raise(epoch, role), Ok(_)) => {
                    let done = self.within(self.mysql.raise(epoch, role)).await;
                    raised = done.is_ok().then_some((epoch, role));
                    done.map(|()| true)
                }
                (Step::Drain(then), Ok(_)) => self.drain_then(&lines, then).await,
                (Step::Open, _) => self.open(&lines).await.map(|()| true),
                (Step::Undo, _) => self.undo(&lines).await.map(|()| true),
            };
            match done {
                Ok(moved) => {
                    failures = 0;
                    idle = if moved { 0 } else { idle.saturating_add(1) };
                    if !moved {
                        through.problem = Some("the journal does not become empty".to_owned());
                        self.runtime.sleep_ms(PAUSE_MS).await;
                    }
                }
                Err(error) => {
                    if !closing {
                        // Writes go on where they are to: the cron brings the line up.
                        return Ok((Lines { mysql: Err(error), ..lines }, through));
                    }
                    self.runtime.log(Level::Warn, &format!("a step of the switch failed: {error}"));
                    through.problem = Some(error.to_string());
                    failures = failures.saturating_add(1);
                    self.pause(failures).await;
                }
            }
        }
    }

    async fn pause(&self, tries: u32) {
        let ms = backoff_ms(tries, PAUSE_MS, MOST_PAUSE_MS, self.runtime.random());
        self.runtime.sleep_ms(ms).await;
    }

    /// Whether that went on: something was brought over, or what follows on the empty journal done.
    async fn drain_then(&self, lines: &Lines, then: Then) -> Result<bool, StoreError> {
        let RouteState::Closing { to } = lines.route.state else { return Ok(true) };
        if self.journal_is_empty(to.other()).await? {
            match then {
                Then::Raise(epoch) => {
                    self.within(self.mysql.raise(epoch, Role::Primary)).await?;
                }
                Then::Open | Then::OpenOrUndo => self.open(lines).await?,
            }
            return Ok(true);
        }
        if then == Then::OpenOrUndo {
            self.redirect(lines, to.other(), SwitchEnd::Undone).await?;
            return Ok(true);
        }
        let until_ms = lines.since_ms.saturating_add(CLOSING_MS).min(self.until_ms.get());
        Ok(self.drain(to.other(), lines.route.epoch, until_ms).await?.confirmed > 0)
    }

    async fn open(&self, lines: &Lines) -> Result<(), StoreError> {
        match lines.route.state {
            RouteState::Closing { to } => self.redirect(lines, to, SwitchEnd::Done).await,
            RouteState::Open(_) => Ok(()),
        }
    }

    /// Opens the coordinator's line where it was before the closing.
    pub(super) async fn undo(&self, lines: &Lines) -> Result<(), StoreError> {
        match lines.route.state {
            RouteState::Closing { to } => self.redirect(lines, to.other(), SwitchEnd::Undone).await,
            RouteState::Open(_) => Ok(()),
        }
    }

    /// Ends a closing. Whoever was faster is seen when the lines are read the next time.
    async fn redirect(&self, lines: &Lines, open: Side, end: SwitchEnd) -> Result<(), StoreError> {
        let epoch = match end {
            SwitchEnd::Done => lines.route.epoch,
            SwitchEnd::Undone => Epoch(lines.route.epoch.0.saturating_add(1)),
        };
        let change = Redirect {
            from: lines.route,
            to: Route { epoch, state: RouteState::Open(open) },
            forced: lines.forced && end == SwitchEnd::Done,
            now_ms: self.runtime.now_ms(),
            ends: Some(end),
            begins: None,
        };
        self.insist(async || self.d1.redirect(&change).await).await?;
        Ok(())
    }

    /// A call of the coordinator that may be made twice. Errors are normal life there, and meanwhile
    /// nobody may be able to write.
    pub(super) async fn insist<T>(
        &self,
        call: impl AsyncFn() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut tries = 0_u32;
        loop {
            tries = tries.saturating_add(1);
            match call().await {
                Err(error) if error.is_transient() && tries < MOST_TRIES => {
                    self.runtime.log(Level::Warn, &format!("the switch tries again: {error}"));
                    self.pause(tries).await;
                }
                answer => return answer,
            }
        }
    }

    /// A call of MySQL, with an end.
    pub(super) async fn within<T>(
        &self,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        self.within_ms(CALL_MS, call).await
    }

    /// The same, so many milliseconds from now.
    pub(super) async fn within_ms<T>(
        &self,
        ms: u64,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        // On the heap: the drain of a switch is a large future, and this one is in others.
        let (call, end) = (Box::pin(call), std::pin::pin!(self.runtime.beat_ms(ms)));
        match select(call, end).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(StoreError::Unavailable {
                side: Side::MySql,
                outcome: Outcome::Unknown,
                message: format!("no answer within {ms} ms"),
            }),
        }
    }
}

/// The epoch that a switch begins, if there is room for its undo too.
pub(super) fn next_epoch(epoch: Epoch) -> Result<Epoch, SwitchError> {
    let next = Epoch(epoch.0.saturating_add(1));
    if next < MAX_EPOCH { Ok(next) } else { Err(SwitchError::NoEpoch) }
}

#[cfg(test)]
mod tests;
