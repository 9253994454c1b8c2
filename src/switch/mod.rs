//! The switch of the primary, in both directions: the steps of `docs/protocol.md`, entered again by
//! the cron until it is through or undone, whoever began it and wherever that one died.
//!
//! Read in this order: [`steps`] says what comes next, and does it; [`pursue`] begins a switch if the
//! [`gate`] lets it; [`attend`] is the cron's part; [`force`] gives up a database that is away, and [`leftovers`] settles what that
//! left behind.

mod attend;
mod drain;
mod force;
mod gate;
mod leftovers;
mod pursue;
mod steps;

pub use attend::{Attended, attend, why_not_pursued};
pub use force::{Abandoned, Loss, abandon, losses};
pub use gate::{Gate, GateLine, Inputs, gate};
pub use leftovers::{Leftovers, settle_leftovers};
pub use pursue::{Ending, Hold, Known, Pursued, Wish, look, pursue, undo};
pub use steps::{CLOSING_MS, Lines, Step, next};

use crate::outbox::Queue;
use crate::router::Router;
use crate::runtime::Runtime;
use crate::store::{Coordinator, Store, StoreError};

/// Why a switch could not go on now.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SwitchError {
    /// There is nothing to switch to.
    #[error("this Worker has a binding to one database alone")]
    NoMysql,
    /// The coordinator has no line.
    #[error("d1 has no control line: are the migrations applied?")]
    NoLine,
    /// Versions have room for so many switches.
    #[error("the epochs are used up: versions have no room for another switch")]
    NoEpoch,
    /// Its time was up; the cron goes on.
    #[error("the switch is not through yet; the cron goes on with it")]
    Unfinished,
    /// The other database answers: nothing need be given up.
    #[error("{0} answers: an ordinary switch leaves nothing behind")]
    NotAway(&'static str),
    /// Only the primary can be given up.
    #[error("{0} is not the primary: there is nothing to give up")]
    NotPrimary(&'static str),
    /// The coordinator could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Most statements of D1 that one pursuit runs, of the 1,000 that D1 allows an invocation
/// (<https://developers.cloudflare.com/d1/platform/limits/>).
const D1_STATEMENTS: usize = 850;
/// How long one pursuit goes on before and after it closes anything, in milliseconds: longer than
/// writes are ever kept waiting, so that it undoes itself what it has begun.
const PURSUIT_MS: i64 = 25_000;

/// The two databases of a switch, and how much of its time and statements is left.
struct Switcher<'a, D, M, R> {
    d1: &'a D,
    mysql: &'a M,
    runtime: &'a R,
    until_ms: std::cell::Cell<i64>,
    statements: std::cell::Cell<usize>,
}

impl<'a, D: Coordinator + 'static, M: Store + 'static, R: Runtime + Queue> Switcher<'a, D, M, R> {
    fn of(router: &'a Router<D, M, R>) -> Result<Self, SwitchError> {
        let runtime = router.runtime();
        Ok(Switcher {
            d1: router.d1(),
            mysql: router.mysql().filter(|_| !router.is_alone()).ok_or(SwitchError::NoMysql)?,
            runtime,
            until_ms: std::cell::Cell::new(runtime.now_ms().saturating_add(PURSUIT_MS)),
            statements: std::cell::Cell::new(D1_STATEMENTS),
        })
    }
}
