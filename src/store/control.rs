//! The control line: which database takes client writes, and in which epoch.

use super::Side;
use crate::schema::Epoch;

/// Where writes go, as a line of the coordinator (D1) says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The term.
    pub epoch: Epoch,
    /// Open, or closing for a switch.
    pub state: RouteState,
}

impl Route {
    /// The primary; while a switch is under way the old one, which has every write.
    pub fn primary(self) -> Side {
        match self.state {
            RouteState::Open(side) => side,
            RouteState::Closing { to } => to.other(),
        }
    }
}

/// State of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteState {
    /// This database takes the writes.
    Open(Side),
    /// Nobody takes writes while they move to this database.
    Closing {
        /// The primary to come.
        to: Side,
    },
}

/// What a database's own line says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It takes the client writes of its epoch.
    Primary,
    /// It takes none.
    Closed,
}

/// A database's control line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    /// The term that this database knows of.
    pub epoch: Epoch,
    /// Whether it takes client writes.
    pub role: Role,
    /// Whether changes are journaled: from the first double write on, for ever.
    pub journaling: bool,
    /// When the coordinator's line last changed, in milliseconds since 1970; 0 where it never did.
    pub since_ms: i64,
    /// Writes may have been left behind when it did.
    pub forced: bool,
    /// The coordinator's route; only D1 has one.
    pub route: Option<Route>,
}
