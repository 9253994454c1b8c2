//! BEGIN, COMMIT, ROLLBACK.

use super::Connection;
use crate::{Error, Platform, Refusal, Sql, Stream};

impl<S: Stream, P: Platform> Connection<S, P> {
    /// Begins a transaction.
    ///
    /// # Errors
    /// [`Refusal::TransactionOpen`] if one is open: the server would commit it without a word.
    pub async fn begin(&mut self) -> Result<(), Error> {
        if self.in_transaction() {
            return Err(Refusal::TransactionOpen.into());
        }
        self.execute(&Sql::new().raw("START TRANSACTION")).await.map(|_| ())
    }

    /// Commits the open transaction.
    ///
    /// # Errors
    /// [`Refusal::NoTransaction`] if none is open: the server has rolled it back, and COMMIT would
    /// succeed without committing anything. If [`Error::outcome`] is `Unknown`, it may be committed:
    /// find out by reading, on another connection.
    pub async fn commit(&mut self) -> Result<(), Error> {
        if !self.in_transaction() && self.is_usable() {
            return Err(Refusal::NoTransaction.into());
        }
        self.execute(&Sql::new().raw("COMMIT")).await.map(|_| ())
    }

    /// Rolls back the open transaction, if there is one.
    ///
    /// # Errors
    /// The connection is lost; the server then rolls back by itself.
    pub async fn rollback(&mut self) -> Result<(), Error> {
        if !self.in_transaction() && self.is_usable() {
            return Ok(());
        }
        self.execute(&Sql::new().raw("ROLLBACK")).await.map(|_| ())
    }
}
