//! What can go wrong in a store, sorted by what the caller can do about it.

use super::{InTheWay, Side};
use crate::schema::{DecodeError, Invalid, KeyError};

/// Whether a step that failed may have taken effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did not.
    NotDone,
    /// Its answer was lost: it must be settled by reading before anything is repeated.
    Unknown,
}

/// The database could not do a step.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// Unreachable, overloaded, past its deadline, reset.
    #[error("{} is not available: {message}", side.name())]
    Unavailable {
        /// Which database.
        side: Side,
        /// Whether the step may have been done.
        outcome: Outcome,
        /// What it said; never values or secrets.
        message: String,
    },
    /// It refused for a reason that a retry does not change.
    #[error("{} refused: {message}", side.name())]
    Rejected {
        /// Which database.
        side: Side,
        /// Its code, such as `1406` or `SQLITE_TOOBIG`, where it gave one.
        code: Option<String>,
        /// The column that it is about, as far as it is known.
        column: Option<&'static str>,
        /// What it said.
        message: String,
    },
    /// A stored value is not of its column's type.
    #[error("{key}: `{column}` {reason}")]
    Unreadable {
        /// Table and key, as far as they are known.
        key: String,
        /// Column.
        column: &'static str,
        /// What was expected.
        reason: String,
    },
    /// A key in a side table names a table that the schema does not have.
    #[error(
        "the schema has no table `{0}`: its lines wait for a version of the program that knows it"
    )]
    UnknownTable(String),
    /// A stored key is not of its table's form.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl StoreError {
    /// A refusal without a code.
    pub fn rejected(side: Side, message: impl Into<String>) -> StoreError {
        StoreError::Rejected { side, code: None, column: None, message: message.into() }
    }

    /// Whether the step may have been done.
    pub fn outcome(&self) -> Outcome {
        match self {
            StoreError::Unavailable { outcome, .. } => *outcome,
            _ => Outcome::NotDone,
        }
    }

    /// A read failed after a write was refused because its request is known: that the read is not
    /// done does not say so of the unit.
    pub(crate) fn of_known_request(self) -> StoreError {
        match self {
            StoreError::Unavailable { side, message, .. } => {
                StoreError::Unavailable { side, outcome: Outcome::Unknown, message }
            }
            other => other,
        }
    }

    /// Whether the same step may succeed later without anybody's help.
    pub fn is_transient(&self) -> bool {
        matches!(self, StoreError::Unavailable { .. })
    }
}

impl From<DecodeError> for StoreError {
    fn from(error: DecodeError) -> Self {
        StoreError::Unreadable {
            key: error.table.to_owned(),
            column: error.column,
            reason: format!("expected {}, found {}", error.expected, error.found),
        }
    }
}

/// A rule that the unit breaks; nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// An insert of a key that has a row, or a required absence that is not one.
    #[error("{table}/{pk} exists already")]
    Exists {
        /// Table.
        table: String,
        /// Key.
        pk: String,
    },
    /// An update or delete of a key without a row (in this scope).
    #[error("{table}/{pk} does not exist")]
    Missing {
        /// Table.
        table: String,
        /// Key.
        pk: String,
    },
    /// Another row has this value of a unique key.
    #[error("another row of {table} has the same {}", columns.join(", "))]
    Duplicate {
        /// Table.
        table: String,
        /// Columns of the unique key.
        columns: Vec<String>,
    },
    /// A precondition of the unit does not hold.
    #[error("{table}/{pk}: {condition} does not hold")]
    Condition {
        /// Table.
        table: String,
        /// Key.
        pk: String,
        /// The condition, in words, without values.
        condition: String,
    },
    /// A reference points at a row that does not exist.
    #[error("`{column}` of {table} points at a row of {parent} that does not exist")]
    NoParent {
        /// Table.
        table: String,
        /// Column that holds the reference.
        column: String,
        /// The table pointed at.
        parent: String,
    },
    /// Rows still point at the row that is to be deleted.
    #[error("{table}/{pk} is still referenced by `{column}` of {child}")]
    Referenced {
        /// Table.
        table: String,
        /// Key.
        pk: String,
        /// Table that holds the reference.
        child: String,
        /// Column that holds it.
        column: String,
    },
    /// An increment leaves the column's range.
    #[error("{table}/{pk}: the sum leaves the range of `{column}`")]
    OutOfRange {
        /// Table.
        table: String,
        /// Key.
        pk: String,
        /// Column.
        column: String,
    },
    /// The request id was used for another unit.
    #[error("this request id was used for another request")]
    RequestReused,
    /// A delete reaches more rows than one step may change.
    #[error("{table}/{pk}: the delete reaches more than {most} rows; delete its children first")]
    TooManyRows {
        /// Table.
        table: String,
        /// Key.
        pk: String,
        /// The bound.
        most: usize,
    },
}

/// Why a unit was not committed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WriteError {
    /// This database is not the primary of the writer's epoch. Read the route again.
    #[error("this database is not the primary of the writer's epoch")]
    Fenced,
    /// The unit breaks a rule.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A value that one of the databases would change.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a set of images was not applied; none of it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApplyError {
    /// This database's own line says that it is the primary.
    #[error("this database is the primary: it takes no replicated rows")]
    Primary,
    /// Rows outside the set have unique values of the set. Empty: two images of the set conflict.
    #[error("{} rows stand in the way of a unique value", .0.len())]
    InTheWay(Vec<InTheWay>),
    /// An image has a value that this database would change.
    #[error("{key}: {invalid}")]
    Invalid {
        /// The image's key.
        key: String,
        /// The column and what it must be.
        invalid: Invalid,
    },
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
