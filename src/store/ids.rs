//! New ids for rows whose keys were whole numbers in D1: what the database must be able to do.

use super::{StoreError, WriteError};
use crate::schema::{Legacy, Pk};

/// Most rows of the old table that one step brings.
pub const MAX_OLD_ROWS: usize = 5_000;

/// D1, where the old tables are. Every method is one atomic step.
#[allow(async_fn_in_trait)] // single-threaded by design
pub trait OldIds {
    /// Rows of the old table in the order of their keys, after one, at most [`MAX_OLD_ROWS`].
    async fn old_rows(
        &self,
        legacy: &Legacy,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<OldRow>, StoreError>;

    /// Gives the rows of this range their new ids, unless they have some, and brings them into the
    /// new table: those that are not there yet, and those that have changed in the old table since,
    /// unless somebody else has changed or deleted them in the new one. It is a write like any
    /// other: versioned, journaled, and refused where D1 is not the primary. What it left undone.
    ///
    /// `all` are the tables that take others over, so that references to them are rewritten.
    async fn bring_rows(
        &self,
        all: &[Legacy],
        legacy: &Legacy,
        range: OldRange,
        new_ids: &[(i64, String)],
    ) -> Result<Vec<IdMark>, WriteError>;

    /// What is not the same in the new table, of this range. Only reads.
    async fn compare_rows(
        &self,
        all: &[Legacy],
        legacy: &Legacy,
        range: OldRange,
    ) -> Result<Vec<IdMark>, StoreError>;

    /// Rows of the new table, brought from the old one, that the old one has no longer, in the order
    /// of their old keys, after one.
    async fn gone_rows(
        &self,
        legacy: &Legacy,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Pk)>, StoreError>;
}

/// A row of an old table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldRow {
    /// Its key.
    pub old_id: i64,
    /// When it was made, in milliseconds since 1970, where a column says so.
    pub created_ms: Option<i64>,
    /// Whether it has a new id.
    pub has_new_id: bool,
}

/// Old keys after one, up to and with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldRange {
    /// From the very first where it is `None`.
    pub after: Option<i64>,
    /// The last.
    pub to: i64,
}

/// An old row to which the new one is not equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdMark {
    /// Its key.
    pub old_id: i64,
    /// The key of the new row, where it has one.
    pub new_id: Option<Pk>,
    /// Why.
    pub state: IdState,
}

/// Why a new row is not equal to the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdState {
    /// It was not brought, or not since the old one changed: the next time it is, unless a reference
    /// keeps pointing at nothing.
    Waits {
        /// The column whose row is not there, if that is why.
        column: Option<String>,
    },
    /// It was brought, and changed in the new table since: it stays as it is.
    Newer,
    /// It was brought, and deleted in the new table since: it stays deleted.
    Deleted,
    /// The new table does not take it.
    Refused {
        /// What the database said.
        reason: String,
    },
}
