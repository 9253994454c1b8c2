//! The coordinator: the database whose line says where writes go. It is D1, whichever is the primary.

use super::{Route, Side, Store, StoreError};
use crate::runs::Ledger;
use crate::schema::Epoch;

/// What a switch needs of the coordinator.
#[allow(async_fn_in_trait)] // single-threaded by design: an isolate has one thread
pub trait Coordinator: Store + Ledger {
    /// Changes the line from one route to another and keeps the history, in one step; whether the
    /// line says so now. The same change again is no change.
    async fn redirect(&self, change: &Redirect) -> Result<bool, StoreError>;

    /// A name for the state of now, to which D1's Time Travel can go back, where it has one
    /// (<https://developers.cloudflare.com/d1/reference/time-travel/>).
    async fn bookmark(&self) -> Result<Option<String>, StoreError>;

    /// The latest switches, newest first.
    async fn switches(&self, most: usize) -> Result<Vec<Switch>, StoreError>;
}

/// A change of the coordinator's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// What it must say before.
    pub from: Route,
    /// What it says after. Its epoch is larger, but where a closing becomes open as planned.
    pub to: Route,
    /// Writes may be left behind.
    pub forced: bool,
    /// When, in milliseconds since 1970.
    pub now_ms: i64,
    /// The switch that ends with it: the one that `from` was closing for.
    pub ends: Option<SwitchEnd>,
    /// The switch that begins with it, in the epoch of `to`.
    pub begins: Option<NewSwitch>,
}

/// A switch that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSwitch {
    /// The primary to come.
    pub to: Side,
    /// Who wanted it.
    pub who: String,
    /// A restore point of D1 before it, where one could be had.
    pub bookmark: Option<String>,
    /// JSON: the gate, and what of it was overridden.
    pub detail: String,
    /// Set where it is through with the same step.
    pub outcome: Option<SwitchEnd>,
}

/// How a switch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchEnd {
    /// Writes go where they were to go.
    Done,
    /// They go where they went before.
    Undone,
}

impl SwitchEnd {
    /// The word that is kept.
    pub fn name(self) -> &'static str {
        match self {
            SwitchEnd::Done => "done",
            SwitchEnd::Undone => "undone",
        }
    }
}

/// A switch of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// The epoch that it began.
    pub epoch: Epoch,
    /// The primary to come.
    pub to: Side,
    /// It left writes behind, or may have.
    pub forced: bool,
    /// Who wanted it.
    pub who: String,
    /// A restore point of D1 before it.
    pub bookmark: Option<String>,
    /// When it began, in milliseconds since 1970.
    pub began_ms: i64,
    /// When it ended; `None` while it is under way.
    pub ended_ms: Option<i64>,
    /// How.
    pub outcome: Option<SwitchEnd>,
    /// JSON: the gate, and what of it was overridden.
    pub detail: String,
}
