//! What the D1 store needs of a database: one batch of statements, all or nothing.

use crate::store::Consistency;

/// A statement with its bound values.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Text with `?1`, `?2` … in it.
    pub sql: String,
    /// The values, at most [`MAX_PARAMS`].
    pub params: Vec<Param>,
}

/// Most values that D1 binds to one statement
/// (<https://developers.cloudflare.com/d1/platform/limits/>).
pub const MAX_PARAMS: usize = 100;

/// A bound value. There is no integer: D1 takes JavaScript numbers, which arrive as REAL, so whole
/// numbers are bound as text inside a CAST.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// NULL.
    Null,
    /// TEXT.
    Text(String),
    /// REAL.
    Real(f64),
    /// BLOB.
    Blob(Vec<u8>),
}

/// One row of an answer: the text column `r`, which holds a JSON array, and the REAL columns
/// `d0`, `d1` … after it, as many as the statement's [`Reading`] says.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The JSON array.
    pub json: String,
    /// The doubles, which JSON text would not carry exactly through SQLite; NaN is a value that is
    /// none.
    pub doubles: Vec<Option<f64>>,
}

/// A statement of a batch and what it gives back.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Nothing is read.
    Nothing,
    /// Rows with this many double columns.
    Records {
        /// How many `d` columns there are.
        doubles: usize,
    },
}

/// A batch failed; nothing of it was done unless the message says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseError {
    /// D1's message.
    pub message: String,
    /// The batch may have been done.
    pub unknown: bool,
}

/// D1, or in native tests SQLite with D1's limits.
#[allow(async_fn_in_trait)] // single-threaded by design
pub trait Database {
    /// Runs the statements in one transaction and gives the records of each.
    async fn batch(
        &self,
        statements: Vec<(Statement, Reading)>,
    ) -> Result<Vec<Vec<Record>>, DatabaseError>;

    /// The same at a copy that this consistency allows, and where the database stands after it, if
    /// it has a name for that: a bookmark.
    async fn batch_in(
        &self,
        _consistency: Consistency<'_>,
        statements: Vec<(Statement, Reading)>,
    ) -> Result<(Vec<Vec<Record>>, Option<String>), DatabaseError> {
        Ok((self.batch(statements).await?, None))
    }
}
