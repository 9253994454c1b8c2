//! From what is to what is wanted: whatever is under way ends first, then the gate, then a new
//! switch.

use serde_json::json;

use super::gate::WINDOW_MS;
use super::steps::{Through, next_epoch};
use super::{Gate, Inputs, Lines, PURSUIT_MS, SwitchError, Switcher, gate};
use crate::config::Secondary;
use crate::evidence::{Fact, Standing, Window};
use crate::outbox::Queue;
use crate::router::Router;
use crate::runs::AuditLine;
use crate::runtime::{Runtime, new_ulid};
use crate::store::{
    Coordinator, JournalDepth, NewSwitch, Outcome, Redirect, Route, RouteState, Side, Store,
};

/// Lines of a journal are counted up to here.
const COUNT_TO: u64 = 10_000;

/// A switch as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The primary to come.
    pub to: Side,
    /// Who wants it.
    pub by: String,
    /// Lines of the gate that do not hold are gone over, but for those that the protocol rests on.
    pub force: bool,
    /// Nothing is changed: what would be done is said.
    pub dry_run: bool,
    /// Towards MySQL: D1's journal is not waited for. What is in it may lose.
    pub leaves_journal: bool,
}

/// What the gate rests on besides the two databases' own lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether both databases were found to agree.
    pub standing: Standing,
    /// What was tried out.
    pub facts: Vec<Fact>,
    /// The last minutes of all isolates.
    pub window: Window,
}

impl Known {
    /// What is kept of it in the coordinator.
    pub async fn of<D, M, R>(router: &Router<D, M, R>) -> Result<Known, SwitchError>
    where
        D: Coordinator + 'static,
        M: Store + 'static,
        R: Runtime + Queue,
    {
        let switcher = Switcher::of(router)?;
        let (d1, since_ms) = (router.d1(), router.runtime().now_ms().saturating_sub(WINDOW_MS));
        Ok(Known {
            standing: switcher.insist(async || d1.standing().await).await?,
            facts: switcher.insist(async || d1.facts().await).await?,
            window: switcher.insist(async || d1.window(since_ms).await).await?,
        })
    }
}

/// How a pursuit ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Pursued {
    /// Where writes go.
    pub route: Route,
    /// What became of the wish.
    pub ending: Ending,
    /// The gate, where it was come to.
    pub gate: Option<Gate>,
    /// What is wrong with MySQL's line, where it could not be brought up.
    pub behind: Option<String>,
}

/// What became of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Writes went where they are to go before this pursuit began anything.
    Rests,
    /// Writes go there now.
    Switched,
    /// The switch was begun and undone; why.
    Undone(String),
    /// The gate keeps it from beginning.
    Held(Hold),
    /// A dry run: it would begin now.
    WouldSwitch,
}

/// What keeps a switch from beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// Lines of the gate.
    Gate,
    /// Keys that can't be brought over: so many.
    Stuck(u64),
    /// Nothing can be brought over now, so that a close would wait in vain; why.
    NotDrained(String),
    /// Somebody else has begun or ended a switch meanwhile.
    Moved,
}

/// Does what is wanted, or says what holds it up. It may be entered again at any time.
pub async fn pursue<D, M, R>(
    router: &Router<D, M, R>,
    wish: &Wish,
    known: &Known,
) -> Result<Pursued, SwitchError>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let switcher = Switcher::of(router)?;
    let lines = match wish.dry_run {
        true => switcher.lines().await?,
        false => switcher.go_through().await?.0,
    };
    let ended = |lines: &Lines, ending, gate| Pursued {
        route: lines.route,
        ending,
        gate,
        behind: lines.mysql.as_ref().err().map(ToString::to_string),
    };
    let from = match lines.route.state {
        RouteState::Open(side) if side == wish.to => return Ok(ended(&lines, Ending::Rests, None)),
        RouteState::Open(side) => side,
        RouteState::Closing { to } => to.other(),
    };
    let mut hold = None;
    if !wish.dry_run && !wish.leaves_journal && lines.mysql.is_ok() {
        hold = match switcher.drain_before(from, lines.route.epoch).await {
            Ok(done) => Some(done.failed).filter(|keys| *keys > 0).map(Hold::Stuck),
            Err(error) => Some(Hold::NotDrained(error.to_string())),
        };
    }
    let doubles = router.config().secondary != Secondary::Off;
    let gate = gate(&switcher.inputs(&lines, wish, known, doubles).await?);
    let may_begin = gate.holds() || (wish.force && gate.may_be_overridden());
    if !may_begin {
        return Ok(ended(&lines, Ending::Held(Hold::Gate), Some(gate)));
    }
    if wish.dry_run {
        return Ok(ended(&lines, Ending::WouldSwitch, Some(gate)));
    }
    if let Some(hold) = hold {
        return Ok(ended(&lines, Ending::Held(hold), Some(gate)));
    }
    let begun = switcher.begin(&lines, wish, &gate).await?;
    router.forget_route();
    let (lines, through) = switcher.go_through().await?;
    router.forget_route();
    let ending = match lines.route.state {
        RouteState::Open(side) if side == wish.to => Ending::Switched,
        _ if !begun => Ending::Held(Hold::Moved),
        _ => Ending::Undone(through_problem(through)),
    };
    Ok(ended(&lines, ending, Some(gate)))
}

fn through_problem(through: Through) -> String {
    through.problem.unwrap_or_else(|| "it took too long".to_owned())
}

/// Both lines as they are, and the gate towards a database, with nothing changed.
pub async fn look<D, M, R>(
    router: &Router<D, M, R>,
    to: Side,
    known: &Known,
) -> Result<(Lines, Gate), SwitchError>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let switcher = Switcher::of(router)?;
    let lines = switcher.lines().await?;
    let wish = Wish { to, by: String::new(), force: false, dry_run: true, leaves_journal: false };
    let doubles = router.config().secondary != Secondary::Off;
    let inputs = switcher.inputs(&lines, &wish, known, doubles).await?;
    Ok((lines, gate(&inputs)))
}

/// Opens the coordinator's line where it was before the closing; whether it is open there now, and
/// was not before.
pub async fn undo<D, M, R>(router: &Router<D, M, R>, by: &str) -> Result<bool, SwitchError>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let switcher = Switcher::of(router)?;
    let lines = switcher.lines().await?;
    let RouteState::Closing { to } = lines.route.state else { return Ok(false) };
    switcher.audit(by, "switch.undo", to, json!({ "epoch": lines.route.epoch.0 })).await?;
    switcher.undo(&lines).await?;
    router.forget_route();
    let (lines, _) = switcher.go_through().await?;
    // Somebody else may have opened it at the other database before.
    Ok(lines.route.state == RouteState::Open(to.other()))
}

impl<D, M, R> Switcher<'_, D, M, R>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    async fn inputs(
        &self,
        lines: &Lines,
        wish: &Wish,
        known: &Known,
        doubles: bool,
    ) -> Result<Inputs, SwitchError> {
        let depth = match wish.to {
            Side::MySql => self.insist(async || self.d1.journal_depth(COUNT_TO).await).await?,
            // Where MySQL does not answer, the lines about the epochs say so.
            Side::D1 => self.within(self.mysql.journal_depth(COUNT_TO)).await.unwrap_or_default(),
        };
        Ok(Inputs {
            to: wish.to,
            now_ms: self.runtime.now_ms(),
            doubles,
            standing: known.standing,
            facts: known.facts.clone(),
            window: known.window.clone(),
            journal: if wish.leaves_journal { JournalDepth::default() } else { depth },
            other_is_empty: self.journal_is_empty(wish.to).await.ok(),
            epoch: lines.route.epoch,
            mysql_epoch: lines.mysql.as_ref().ok().map(|(epoch, _)| *epoch),
        })
    }

    /// Step 1; false where the line is another one by now.
    async fn begin(&self, lines: &Lines, wish: &Wish, gate: &Gate) -> Result<bool, SwitchError> {
        let epoch = next_epoch(lines.route.epoch)?;
        let overridden: Vec<_> = gate
            .failing()
            .map(|line| json!({ "name": line.name, "value": line.value, "bound": line.bound }))
            .collect();
        let held: Vec<_> = gate
            .lines
            .iter()
            .map(|line| json!({ "name": line.name, "value": line.value }))
            .collect();
        let detail = json!({ "gate": held, "overridden": overridden });
        let to = wish.to;
        self.audit(&wish.by, "switch.begin", to, json!({ "epoch": epoch.0, "overridden": overridden, "leavesJournal": wish.leaves_journal }))
            .await?;
        let change = Redirect {
            from: lines.route,
            to: Route { epoch, state: RouteState::Closing { to } },
            forced: wish.leaves_journal,
            now_ms: self.runtime.now_ms(),
            ends: None,
            begins: Some(NewSwitch {
                to,
                who: wish.by.clone(),
                // Nothing rests on it: a restore point without a name is one all the same.
                bookmark: self.d1.bookmark().await.unwrap_or_default(),
                detail: detail.to_string(),
                outcome: None,
            }),
        };
        // Whatever came before it took, the closing has its time.
        self.until_ms.set(change.now_ms.saturating_add(PURSUIT_MS));
        match self.insist(async || self.d1.redirect(&change).await).await {
            Ok(begun) => Ok(begun),
            // What became of it is seen when the lines are read the next time.
            Err(error) if error.outcome() == Outcome::Unknown => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Notes who did what, before it is done.
    pub(super) async fn audit(
        &self,
        who: &str,
        verb: &str,
        to: Side,
        detail: serde_json::Value,
    ) -> Result<(), SwitchError> {
        let line = AuditLine {
            id: new_ulid(self.runtime),
            at_ms: self.runtime.now_ms(),
            who: who.to_owned(),
            verb: verb.to_owned(),
            target: to.name().to_owned(),
            detail: detail.to_string(),
        };
        Ok(self.insist(async || self.d1.audit(&line).await).await?)
    }
}
