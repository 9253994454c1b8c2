//! The server's end of one client's connection, and the state of its session.
//!
//! Pooling by transaction is played by resetting the session whenever a transaction has ended and something
//! was set: what comes next finds what another pooled connection would show.
//! Source: <https://developers.cloudflare.com/hyperdrive/concepts/connection-pooling/#pooling-mode>.

use std::io;
use std::sync::Arc;

use crate::session::{COM_PING, COM_QUERY};
use crate::shared::Shared;
use crate::sql::Statement;
use crate::wire::{
    Answer, Capture, STATUS_IN_TRANS, STATUS_NO_BACKSLASH_ESCAPES, Sink, Stream, relay_answer,
    write_packet,
};

const COM_RESET_CONNECTION: u8 = 0x1F;

/// A server connection that is logged in.
pub(crate) struct Upstream {
    shared: Arc<Shared>,
    stream: Stream,
    /// The server's status flags, as of its last answer.
    status: u16,
    /// Something was set since the last reset.
    dirty: bool,
    /// No answer is under way.
    idle: bool,
}

impl Upstream {
    pub fn new(shared: Arc<Shared>, stream: Stream, status: u16) -> Self {
        Self { shared, stream, status, dirty: false, idle: true }
    }

    pub fn in_transaction(&self) -> bool {
        self.status & STATUS_IN_TRANS != 0
    }

    pub fn backslash_escapes(&self) -> bool {
        self.status & STATUS_NO_BACKSLASH_ESCAPES == 0
    }

    /// Whether a command can be sent: not if one was given up before its answer was read.
    pub fn is_idle(&self) -> bool {
        self.idle
    }

    /// Before a query: what an earlier one left in the session is out of reach outside a transaction.
    pub async fn begin(&mut self, statement: Statement) -> io::Result<()> {
        if statement.reads_session && !self.in_transaction() {
            self.reset().await?;
        }
        self.dirty |= statement.writes_session;
        Ok(())
    }

    /// One command and its whole answer. Does not flush the sink.
    pub async fn exchange(
        &mut self,
        payload: &[u8],
        mut sink: Sink<'_>,
    ) -> io::Result<(Answer, Capture)> {
        self.idle = false;
        write_packet(&mut self.stream, 0, payload).await?;
        let answer = relay_answer(&mut self.stream, &mut sink).await?;
        if let Answer::Status(status) = answer {
            self.status = status;
        }
        self.idle = true;
        Ok((answer, sink.capture))
    }

    /// After a query: if the transaction is over, the session is another one's.
    pub async fn settle(&mut self, answer: Answer) -> io::Result<()> {
        // An ERR packet has no status flags: some errors end the transaction and some don't, so ask.
        if answer == Answer::Error && self.in_transaction() {
            self.exchange(&[COM_PING], Sink::nowhere()).await?;
        }
        if self.dirty && !self.in_transaction() {
            self.reset().await?;
        }
        Ok(())
    }

    pub async fn rollback(&mut self) -> io::Result<()> {
        let answer = self.query("ROLLBACK").await?;
        self.settle(answer).await
    }

    /// The database stays; so would the character set that Hyperdrive's own connections have.
    async fn reset(&mut self) -> io::Result<()> {
        let (reset, _) = self.exchange(&[COM_RESET_CONNECTION], Sink::nowhere()).await?;
        let names = self.query("SET NAMES utf8mb4").await?;
        if reset == Answer::Error || names == Answer::Error {
            return Err(io::Error::other("the server refused to reset the session"));
        }
        self.dirty = false;
        self.shared.count(|stats| &mut stats.session_resets);
        Ok(())
    }

    async fn query(&mut self, text: &str) -> io::Result<Answer> {
        let payload = [&[COM_QUERY], text.as_bytes()].concat();
        let (answer, _) = self.exchange(&payload, Sink::nowhere()).await?;
        Ok(answer)
    }
}
