//! One connection, one statement at a time.

mod connect;
mod exchange;
mod transaction;

use crate::connection::exchange::Answer;
use crate::packets::Packets;
use crate::protocol::{Command, Status};
use crate::stream::Alarm;
use crate::{Error, Limits, Platform, Quoting, Refusal, Rows, Sql, Stream};

/// A connection that is ready for a statement, or has failed for good.
///
/// It fails for good when a deadline passes, when the stream breaks, when the server breaks the protocol
/// or says that it gives up, and when a future of ours is dropped half-way: whatever arrives then could be
/// taken for the answer to the next statement. Drop it, which closes the stream; the server then rolls back
/// what was not committed.
pub struct Connection<S, P: Platform> {
    packets: Packets<S>,
    platform: P,
    alarm: Alarm<P::Timer>,
    status: Status,
    /// False while an exchange is under way, and for ever after one that didn't end.
    usable: bool,
    query_deadline_ms: u64,
    limits: Limits,
    server_version: String,
}

/// What a statement without rows did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Rows matched by an UPDATE, inserted or deleted. An upsert counts 1 for an insert and 2 for an update.
    ///
    /// We ask for matched rows (`CLIENT_FOUND_ROWS`), as SQLite counts them. Hyperdrive may not pass that on, and
    /// then rows that were matched and not changed don't count: decide nothing on the difference.
    pub affected_rows: u64,
    /// The first AUTO_INCREMENT value made, or 0.
    pub last_insert_id: u64,
    /// How many warnings there were.
    pub warnings: u16,
}

impl<S: Stream, P: Platform> Connection<S, P> {
    /// Runs a statement that gives rows.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::outcome`] says what is then known.
    pub async fn query(&mut self, sql: &Sql) -> Result<Rows, Error> {
        match self.send(sql).await? {
            Answer::Rows(rows, _) => Ok(rows),
            Answer::Done(..) => Err(Error::Protocol("a statement gave no rows: use execute")),
        }
    }

    /// Runs a statement that gives no rows.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::outcome`] says what is then known.
    pub async fn execute(&mut self, sql: &Sql) -> Result<Done, Error> {
        match self.send(sql).await? {
            Answer::Done(done, _) => Ok(done),
            Answer::Rows(..) => Err(Error::Protocol("a statement gave rows: use query")),
        }
    }

    /// Asks whether the server is there.
    ///
    /// # Errors
    /// It is not.
    pub async fn ping(&mut self) -> Result<(), Error> {
        self.command(Command::Ping, &[]).await.map(|_| ())
    }

    /// Says good-bye, so that the server frees the connection at once. Best effort.
    pub async fn quit(mut self) {
        if self.usable && self.packets.begin(0).is_ok() {
            let goodbye = self.packets.send(&[Command::Quit as u8], &[]);
            let _ = self.alarm.within(&self.platform, self.query_deadline_ms, goodbye).await;
        }
    }

    /// Whether the server says that a transaction is open.
    #[must_use]
    pub fn in_transaction(&self) -> bool {
        self.status.in_transaction()
    }

    /// Whether another statement may be sent.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.usable
    }

    /// The deadline for each statement from here on, in milliseconds: what is left of a request's time, say.
    pub fn set_query_deadline_ms(&mut self, deadline_ms: u64) {
        self.query_deadline_ms = deadline_ms;
    }

    /// The version that the server greeted with.
    #[must_use]
    pub fn server_version(&self) -> &str {
        &self.server_version
    }

    async fn send(&mut self, sql: &Sql) -> Result<Answer, Error> {
        let quoting = match self.status.no_backslash_escapes() {
            true => Quoting::NoBackslashEscapes,
            false => Quoting::BackslashEscapes,
        };
        let text = sql.text(quoting)?;
        if text.len() > self.limits.statement_bytes {
            return Err(Refusal::StatementTooLarge(self.limits.statement_bytes).into());
        }
        self.command(Command::Query, text.as_bytes()).await
    }

    async fn command(&mut self, command: Command, body: &[u8]) -> Result<Answer, Error> {
        if !self.usable {
            return Err(Error::Closed);
        }
        // Until the whole answer is here. A future that is dropped on the way leaves it so.
        self.usable = false;
        let exchange = exchange::run(&mut self.packets, command, body, &self.limits);
        let answer = self.alarm.within(&self.platform, self.query_deadline_ms, exchange).await;
        match &answer {
            Ok(Answer::Done(_, status) | Answer::Rows(_, status)) => {
                self.status = *status;
                self.usable = true;
            }
            Err(Error::Server(error)) => {
                if error.is_deadlock() {
                    self.status = self.status.without_transaction();
                }
                self.usable = error.leaves_connection_usable();
            }
            Err(_) => {}
        }
        answer
    }
}

impl<S, P: Platform> std::fmt::Debug for Connection<S, P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Connection")
            .field("server_version", &self.server_version)
            .field("usable", &self.usable)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
