//! The forced switch away from MySQL where MySQL is down: writes go on at D1, and what MySQL has and
//! D1 has not may lose.

use serde_json::json;

use super::steps::next_epoch;
use super::{Lines, SwitchError, Switcher};
use crate::outbox::Queue;
use crate::router::Router;
use crate::runtime::Runtime;
use crate::store::{
    Coordinator, JournalLine, NewSwitch, Outcome, Redirect, Route, RouteState, Side, Store,
    SwitchEnd,
};

/// Most keys that are listed.
const MOST_LISTED: usize = 1_000;

/// What a forced switch leaves behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// Keys whose last change may lose, the first of them; `None` where MySQL can't be asked, and
    /// nobody knows.
    pub lines: Option<Vec<JournalLine>>,
    /// There are more.
    pub more: bool,
}

/// A forced switch that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Abandoned {
    /// Writes go to D1 now.
    Forced,
    /// Nothing had to be left behind: MySQL was not the primary yet, and the closing was undone.
    Undone,
}

/// Journal lines of a database that may lose, before it is given up.
pub async fn losses<D, M, R>(router: &Router<D, M, R>, side: Side) -> Result<Loss, SwitchError>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let switcher = Switcher::of(router)?;
    let found = match side {
        Side::D1 => switcher.d1.journal(&None, i64::MAX, MOST_LISTED).await,
        Side::MySql => {
            let read = switcher.mysql.journal(&None, i64::MAX, MOST_LISTED);
            switcher.within(read).await
        }
    };
    Ok(match found {
        Ok(lines) => Loss { more: lines.len() == MOST_LISTED, lines: Some(lines) },
        Err(error) if side == Side::D1 => return Err(error.into()),
        Err(_) => Loss { lines: None, more: true },
    })
}

/// Gives MySQL up: D1 takes the writes from here, in a new epoch. Refused while MySQL answers, unless
/// the operator insists.
pub async fn abandon<D, M, R>(
    router: &Router<D, M, R>,
    by: &str,
    insists: bool,
) -> Result<Abandoned, SwitchError>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let switcher = Switcher::of(router)?;
    let lines = switcher.lines().await?;
    match lines.route.state {
        RouteState::Open(Side::D1) => return Err(SwitchError::NotPrimary(Side::MySql.name())),
        // MySQL has taken nothing in this epoch, and D1 has everything: that is an undo.
        RouteState::Closing { to: Side::MySql } => {
            switcher.audit(by, "switch.undo", Side::MySql, json!({})).await?;
            switcher.undo(&lines).await?;
            router.forget_route();
            // Somebody else may have opened it at MySQL before.
            return match switcher.go_through().await?.0.route.state {
                RouteState::Open(Side::D1) => Ok(Abandoned::Undone),
                _ => Err(SwitchError::Unfinished),
            };
        }
        RouteState::Open(Side::MySql) | RouteState::Closing { to: Side::D1 } => {}
    }
    if lines.mysql.is_ok() && !insists {
        return Err(SwitchError::NotAway(Side::MySql.name()));
    }
    let detail = json!({ "abandons": "mysql", "answers": lines.mysql.is_ok() });
    switcher.audit(by, "switch.force", Side::D1, detail.clone()).await?;
    let change = forced(&lines, by, detail.to_string(), router.runtime().now_ms())?;
    match switcher.insist(async || switcher.d1.redirect(&change).await).await {
        Ok(_) => {}
        Err(error) if error.outcome() == Outcome::Unknown => {}
        Err(error) => return Err(error.into()),
    }
    router.forget_route();
    let (lines, _) = switcher.go_through().await?;
    match lines.route.state {
        RouteState::Open(Side::D1) => Ok(Abandoned::Forced),
        _ => Err(SwitchError::Unfinished),
    }
}

fn forced(lines: &Lines, by: &str, detail: String, now_ms: i64) -> Result<Redirect, SwitchError> {
    let ends = match lines.route.state {
        RouteState::Closing { .. } => Some(SwitchEnd::Undone),
        RouteState::Open(_) => None,
    };
    Ok(Redirect {
        from: lines.route,
        to: Route { epoch: next_epoch(lines.route.epoch)?, state: RouteState::Open(Side::D1) },
        forced: true,
        now_ms,
        ends,
        begins: Some(NewSwitch {
            to: Side::D1,
            who: by.to_owned(),
            bookmark: None,
            detail,
            outcome: Some(SwitchEnd::Done),
        }),
    })
}
