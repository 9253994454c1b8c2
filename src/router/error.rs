//! What a caller of the router must tell apart.

use crate::store::{StoreError, UnitError, WriteError};

/// Why a request could not be served.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RouteError {
    /// A switch is under way and took longer than a write may wait.
    #[error("writes are moving to the other database; try again")]
    Closing {
        /// After how many seconds.
        retry_after_s: u32,
    },
    /// `MAINTENANCE_MODE` says no.
    #[error("maintenance is under way; try again")]
    Maintenance {
        /// After how many seconds.
        retry_after_s: u32,
    },
    /// The answer of the database was lost and could not be settled. The write may have been
    /// committed: the same request id finds out.
    #[error("the outcome of the write is not known; repeat it with the same Idempotency-Key")]
    Unknown,
    /// Committed at the primary, but not taken by the secondary yet, and the flags ask for both.
    /// The journal brings it there.
    #[error("committed, but not yet in the second database: {reason}")]
    SecondaryFailed {
        /// What went wrong there.
        reason: String,
    },
    /// MySQL is the primary, the Hyperdrive binding answers from a cache, and the read must not be
    /// behind.
    #[error("the HYPERDRIVE binding caches: only tolerant reads are served")]
    Cached,
    /// The unit breaks a bound.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// The unit was refused.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
