//! The replication protocol: write, apply, ack, and what is made of them. One direction or the
//! other, it is the same code.

mod apply;
mod ids;
mod reason;
mod replay;
pub mod verify;
mod widen;

pub use apply::{Confirmed, NotApplied, Replicated, replicate};
pub use ids::{Brought, IdReport, bring_ids, compare_ids};
pub use reason::{Reason, ReasonKind};
pub use replay::{D1_STATEMENTS, REPLAY_LEASE, ReplayReport, drain, replay};
pub use verify::{ReadOnly, verify_write};
