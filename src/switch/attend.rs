//! The cron's part in the switch.

use super::drain::STATEMENTS_BEFORE;
use super::{
    D1_STATEMENTS, Ending, Hold, Known, Pursued, SwitchError, Switcher, Wish, pursue,
    settle_leftovers,
};
use crate::outbox::Queue;
use crate::router::Router;
use crate::runtime::{Level, Runtime};
use crate::store::{Control, Coordinator, RouteState, Side, Store};

/// What the cron did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attended {
    /// The pursuit, where one was wanted or under way.
    pub pursued: Option<Pursued>,
    /// Lines that a forced switch left, and that are settled now.
    pub settled: usize,
    /// Statements of D1 that this took at most, of those that an invocation has.
    pub statements: usize,
}

/// Statements of D1 that a line takes which is settled: its repair, and what is around it.
const STATEMENTS_A_LINE: usize = 6;

/// The cron's part: ends what is under way, brings MySQL's line up, settles what a forced switch
/// left, and begins a switch where this Worker's version is younger than the last one. So of versions
/// side by side only the youngest one's wish is pursued, and an undone switch is not begun again.
pub async fn attend<D, M, R>(router: &Router<D, M, R>) -> Result<Attended, SwitchError>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    if router.is_alone() {
        return Ok(Attended::default());
    }
    let switcher = match Switcher::of(router) {
        Ok(switcher) => switcher,
        Err(SwitchError::NoMysql) => return Ok(Attended::default()),
        Err(error) => return Err(error),
    };
    let control = router.d1().control().await?;
    if control.since_ms == 0 && wanted(router, &control).is_none() {
        // Nothing was ever switched: MySQL, which may not even be there yet, is left alone.
        return Ok(Attended::default());
    }
    let before = switcher.lines().await?;
    let was_closing = matches!(before.route.state, RouteState::Closing { .. });
    let (lines, _) = switcher.go_through().await?;
    if lines.route != before.route {
        router.forget_route();
    }
    let mut statements = if was_closing { D1_STATEMENTS } else { 0 };
    let settled = Box::pin(settle_leftovers(router)).await?.settled;
    statements = statements.saturating_add(settled.saturating_mul(STATEMENTS_A_LINE));
    let mut attended = Attended { settled, statements, pursued: None };
    if statements > 0 {
        // What is wanted next has its own statements, in a minute.
        return Ok(attended);
    }
    if let Some(to) = wanted(router, &router.d1().control().await?) {
        let wish = Wish {
            to,
            by: "PRIMARY".to_owned(),
            force: false,
            dry_run: false,
            leaves_journal: false,
        };
        let known = Known::of(router).await?;
        let pursued = Box::pin(pursue(router, &wish, &known)).await?;
        attended.statements = match pursued.ending {
            Ending::Held(Hold::Gate | Hold::Stuck(_) | Hold::NotDrained(_)) => STATEMENTS_BEFORE,
            _ => D1_STATEMENTS,
        };
        router.runtime().log(Level::Info, &format!("the switch that is wanted: {pursued:?}"));
        attended.pursued = Some(pursued);
    }
    Ok(attended)
}

/// Where the cron is to bring the primary: nowhere while a switch is under way.
fn wanted<D, M, R>(router: &Router<D, M, R>, control: &Control) -> Option<Side>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let RouteState::Open(primary) = control.route?.state else { return None };
    let config = router.config();
    let may = why_not_pursued(config.deployed_ms, control.since_ms).is_none();
    config.primary.filter(|to| *to != primary && may)
}

/// Why the cron of this version does not pursue its flag; `None` where it does.
pub fn why_not_pursued(deployed_ms: Option<i64>, since_ms: i64) -> Option<&'static str> {
    match deployed_ms {
        None => Some(
            "the Worker does not know when it was deployed (version_metadata): POST /admin/switch begins a switch",
        ),
        Some(deployed_ms) if deployed_ms <= since_ms => Some(
            "the last switch is younger than this version of the Worker: POST /admin/switch, or deploy again",
        ),
        Some(_) => None,
    }
}
