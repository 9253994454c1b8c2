//! One client's connection: command by command, in step with a server connection of its own.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::cache::{Key, Lookup, MAX_ANSWER_BYTES};
use crate::handshake::Identity;
use crate::mode::{Fault, InjectedError};
use crate::refusal::Refusal;
use crate::shared::{Gauge, Shared};
use crate::sql::{self, Statement};
use crate::upstream::Upstream;
use crate::wire::{
    Answer, Capture, MAX_QUERY_BYTES, Packet, Sink, Stream, err_payload, read_packet, write_packet,
};

/// Commands: <https://dev.mysql.com/doc/dev/mysql-server/latest/my__command_8h.html>.
const COM_QUIT: u8 = 0x01;
const COM_INIT_DB: u8 = 0x02;
pub(crate) const COM_QUERY: u8 = 0x03;
pub(crate) const COM_PING: u8 = 0x0E;
const COM_CHANGE_USER: u8 = 0x11;
const COM_STMT_PREPARE: u8 = 0x16;
const COM_STMT_FETCH: u8 = 0x1C;

/// The largest answer that can be cut in its middle; a larger one is cut before its first byte.
const MAX_CUT_BYTES: usize = 64 * 1024 * 1024;

/// How long the rollback of an abandoned transaction may take before it is left to the server.
const ROLLBACK_TIMEOUT: Duration = Duration::from_secs(5);

/// `ER_LOCK_DEADLOCK`, after which a server has rolled the transaction back.
const DEADLOCK: u16 = 1213;

/// Why a connection ended.
#[derive(Debug)]
pub(crate) enum End {
    /// The client quit, or its socket closed.
    ClientLeft,
    /// A fault that was ordered.
    Cut,
    /// The server said no, and the client was told.
    LoginFailed,
    /// Refused, in answer to the packet of this sequence number.
    Refused(Refusal, u8),
    /// A socket failed.
    Io(io::Error),
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A connection that is logged in.
pub(crate) struct Session {
    pub shared: Arc<Shared>,
    /// Its number, from 1.
    pub id: u64,
    pub client: Stream,
    pub upstream: Upstream,
    pub identity: Arc<Identity>,
}

impl Session {
    /// Serves commands until the connection ends.
    pub async fn run(&mut self) -> End {
        loop {
            if let Err(end) = self.command().await {
                return end;
            }
        }
    }

    async fn command(&mut self) -> Result<(), End> {
        let packet = match read_packet(&mut self.client, MAX_QUERY_BYTES).await {
            Ok(packet) => packet,
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                return Err(End::Refused(Refusal::TooLarge, 0));
            }
            Err(_) => return Err(End::ClientLeft),
        };
        let refusal = match packet.payload.first() {
            Some(&COM_QUERY) => return self.query(&packet).await,
            Some(&COM_PING) => return self.ping(&packet).await,
            Some(&COM_QUIT) | None => return Err(End::ClientLeft),
            Some(&COM_INIT_DB) => Refusal::InitDb,
            Some(&COM_CHANGE_USER) => Refusal::ChangeUser,
            Some(&(COM_STMT_PREPARE..=COM_STMT_FETCH)) => Refusal::PreparedStatement,
            Some(_) => Refusal::Command,
        };
        self.refuse(refusal, packet.sequence).await
    }

    async fn ping(&mut self, packet: &Packet) -> Result<(), End> {
        let shared = self.shared.clone();
        self.unless_client_leaves(shared.until(|mode| !mode.stall)).await?;
        let sink = Sink::client(&mut self.client);
        self.upstream.exchange(&packet.payload, sink).await?;
        Ok(self.client.flush().await?)
    }

    async fn query(&mut self, packet: &Packet) -> Result<(), End> {
        let _in_flight = Gauge::new(&self.shared, |stats| &mut stats.in_flight);
        self.shared.count(|stats| &mut stats.queries);
        let Ok(text) = str::from_utf8(packet.payload.get(1..).unwrap_or_default()) else {
            return self.refuse(Refusal::NotUtf8, packet.sequence).await;
        };
        self.shared.log_query(self.id, text);
        let statement = sql::inspect(text, self.upstream.backslash_escapes());
        if let Some(refusal) = statement.refusal {
            return self.refuse(refusal, packet.sequence).await;
        }
        match self.faults(text).await? {
            Some(Fault::CutBefore) => Err(End::Cut),
            Some(Fault::Error(error)) => self.inject(&error).await,
            Some(Fault::DropAnswer) => {
                self.forward(text, statement, Output::Nowhere).await?;
                Err(End::Cut)
            }
            Some(Fault::CutInResult) => {
                let (_, bytes) =
                    self.forward(text, statement, Output::Memory(MAX_CUT_BYTES)).await?;
                let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
                self.client.write_all(half).await?;
                self.client.flush().await?;
                Err(End::Cut)
            }
            None => self.answer(text, statement).await,
        }
    }

    /// Waits as the mode says, and finds the fault that strikes.
    async fn faults(&mut self, text: &str) -> Result<Option<Fault>, End> {
        let shared = self.shared.clone();
        self.unless_client_leaves(shared.until(|mode| !mode.stall)).await?;
        let fault = shared.strike(text);
        if matches!(fault, Some(Fault::CutBefore | Fault::Error(_))) {
            return Ok(fault);
        }
        let (held_at, delay_ms) = {
            let mode = shared.mode.borrow();
            (mode.holds(text).then_some(mode.releases), mode.delay_ms)
        };
        if let Some(releases) = held_at {
            let _held = Gauge::new(&shared, |stats| &mut stats.held);
            let released = shared.until(|mode| mode.releases != releases);
            self.unless_client_leaves(released).await?;
        }
        let delay = tokio::time::sleep(Duration::from_millis(delay_ms));
        self.unless_client_leaves(delay).await?;
        Ok(fault)
    }

    /// From the cache if it may be, else from the server.
    async fn answer(&mut self, text: &str, statement: Statement) -> Result<(), End> {
        let caches = statement.cacheable
            && !self.upstream.in_transaction()
            && self.shared.mode.borrow().cache;
        if !caches {
            self.forward(text, statement, Output::Client).await?;
            return Ok(());
        }
        let key = Key { identity: self.identity.clone(), text: text.to_owned() };
        let found = self.shared.cache().get(&key, Instant::now());
        let output = match found {
            Lookup::Miss => Output::Both(MAX_ANSWER_BYTES),
            Lookup::Fresh(answer) => return self.send_cached(&answer).await,
            Lookup::Stale(answer) => {
                self.shared.count(|stats| &mut stats.cache_stale_hits);
                self.send_cached(&answer).await?;
                Output::Memory(MAX_ANSWER_BYTES)
            }
        };
        let (answer, bytes) = self.forward(text, statement, output).await?;
        if answer != Answer::Error && !bytes.is_empty() {
            self.shared.cache().put(key, bytes, Instant::now());
        }
        Ok(())
    }

    async fn send_cached(&mut self, answer: &[u8]) -> Result<(), End> {
        self.shared.count(|stats| &mut stats.cache_hits);
        self.client.write_all(answer).await?;
        Ok(self.client.flush().await?)
    }

    /// Runs a query on the server. Returns the answer's bytes too if they were asked for and fitted.
    async fn forward(
        &mut self,
        text: &str,
        statement: Statement,
        output: Output,
    ) -> Result<(Answer, Vec<u8>), End> {
        let payload = [&[COM_QUERY], text.as_bytes()].concat();
        let sink = match output {
            Output::Nowhere => Sink::nowhere(),
            Output::Client => Sink::client(&mut self.client),
            Output::Memory(max_bytes) => Sink::memory(max_bytes),
            Output::Both(max_bytes) => Sink::both(&mut self.client, max_bytes),
        };
        self.upstream.begin(statement).await?;
        let (answer, captured) = self.upstream.exchange(&payload, sink).await?;
        self.client.flush().await?;
        self.upstream.settle(answer).await?;
        Ok(match captured {
            Capture::Bytes { bytes, .. } => (answer, bytes),
            Capture::None => (answer, Vec::new()),
        })
    }

    async fn inject(&mut self, error: &InjectedError) -> Result<(), End> {
        if error.code == DEADLOCK && self.upstream.in_transaction() {
            self.upstream.rollback().await?;
        }
        let payload = err_payload(error.code, &error.sqlstate, &error.message);
        Ok(write_packet(&mut self.client, 1, &payload).await?)
    }

    async fn refuse(&mut self, refusal: Refusal, sequence: u8) -> Result<(), End> {
        Ok(refusal.send(&self.shared, &mut self.client, sequence).await?)
    }

    async fn unless_client_leaves(&mut self, wait: impl Future<Output = ()>) -> Result<(), End> {
        unless_client_leaves(&mut self.client, wait).await
    }

    /// Ends the connection: first the transaction, then the socket, so that a client that sees the end can
    /// rely on the rollback. Only a query that is still running is left to the server.
    pub async fn close(mut self, end: End) {
        match end {
            End::Refused(refusal, sequence) => drop(self.refuse(refusal, sequence).await),
            End::Io(error) => self.shared.failed(&error),
            End::ClientLeft | End::Cut | End::LoginFailed => {}
        }
        if self.upstream.in_transaction() {
            if self.upstream.is_idle() {
                let _ = timeout(ROLLBACK_TIMEOUT, self.upstream.rollback()).await;
            }
            self.shared.count(|stats| &mut stats.abandoned_transactions);
        }
    }
}

/// Where an answer goes; the numbers bound what is kept of it, in bytes.
#[derive(Debug, Clone, Copy)]
enum Output {
    Client,
    Memory(usize),
    Both(usize),
    Nowhere,
}

/// Waits, but no longer than the client is there: what it asked for is then not done.
pub(crate) async fn unless_client_leaves(
    client: &mut Stream,
    wait: impl Future<Output = ()>,
) -> Result<(), End> {
    let left = async {
        // Bytes that came early are the next command: the client is there.
        if client.fill_buf().await.is_ok_and(|bytes| !bytes.is_empty()) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        biased;
        () = wait => Ok(()),
        () = left => Err(End::ClientLeft),
    }
}
