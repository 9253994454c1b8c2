//! The store's connection, and the one way to run a step: a transaction that is begun again when
//! it loses a race for locks.

use std::cell::Cell;

use tandem_mysql::{Connection, Error, Platform, Rows, Sql, Stream};

use super::errors::{Stage, garbled, is_lost_race, key_name, store_error};
use super::{Connect, MySql};
use crate::store::{Side, StoreError};

/// How often a step is tried that loses a deadlock or waits too long for a lock.
const MAX_TRIES: u32 = 5;
/// Longest pause before the second try in milliseconds; it doubles with every further one.
const FIRST_PAUSE_MS: u64 = 10;

pub(super) type Conn<C> = Connection<<C as Connect>::Stream, <C as Connect>::Platform>;

/// The connection that nobody uses just now. It is taken out for use, so that a dropped future
/// leaves none behind, and two futures never share one.
pub(super) struct Idle<S, P: Platform>(Cell<Option<Connection<S, P>>>);

impl<S: Stream, P: Platform> Idle<S, P> {
    pub(super) fn none() -> Self {
        Idle(Cell::new(None))
    }

    /// Keeps a connection for the next use, if it is clean.
    fn keep(&self, connection: Connection<S, P>) {
        if connection.is_usable() && !connection.in_transaction() {
            self.0.set(Some(connection));
        }
    }
}

/// A step under way.
pub(super) struct Tx<C: Connect> {
    connection: Conn<C>,
    /// Not settled for good: the step is to be begun again.
    again: bool,
}

/// What became of rows put in.
#[must_use]
pub(super) enum Put {
    /// They are there; how many rows the statement touched.
    Done,
    /// Nothing changed: another row has the value of the key with this name.
    Duplicate(String),
}

impl<C: Connect> Tx<C> {
    pub(super) async fn query(&mut self, sql: &Sql) -> Result<Rows, StoreError> {
        let answer = self.connection.query(sql).await;
        answer.map_err(|error| self.failed(&error, Stage::Undone))
    }

    pub(super) async fn execute(&mut self, sql: &Sql) -> Result<(), StoreError> {
        let answer = self.connection.execute(sql).await;
        answer.map(|_| ()).map_err(|error| self.failed(&error, Stage::Undone))
    }

    /// For a statement that may meet a unique key.
    pub(super) async fn put(&mut self, sql: &Sql) -> Result<Put, StoreError> {
        let error = match self.connection.execute(sql).await {
            Ok(_) => return Ok(Put::Done),
            Err(error) => error,
        };
        match error.server().filter(|server| server.is_duplicate_key()) {
            Some(server) => Ok(Put::Duplicate(key_name(server).unwrap_or_default().to_owned())),
            None => Err(self.failed(&error, Stage::Undone)),
        }
    }

    /// Ends this try; what the next one finds may be different.
    pub(super) fn restart(&mut self) -> StoreError {
        self.again = true;
        StoreError::Unavailable {
            side: Side::MySql,
            outcome: crate::store::Outcome::NotDone,
            message: "rows keep changing under the step".to_owned(),
        }
    }

    fn failed(&mut self, error: &Error, stage: Stage) -> StoreError {
        self.again = self.again || is_lost_race(error);
        store_error(error, stage)
    }
}

impl<C: Connect> MySql<C> {
    /// Runs a step in a transaction: committed where it returns `Ok`, else rolled back.
    pub(super) async fn transaction<T, E: From<StoreError>>(
        &self,
        step: impl AsyncFn(&mut Tx<C>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.require_session().await?;
        let mut tries = 0;
        loop {
            tries += 1;
            let begun = self.harmless(async |connection: &mut Conn<C>| connection.begin().await);
            let (connection, ()) = begun.await?;
            let mut tx = Tx { connection, again: false };
            let result = match step(&mut tx).await {
                Ok(done) => match tx.connection.commit().await {
                    Ok(()) => Ok(done),
                    Err(error) => Err(tx.failed(&error, Stage::Commits).into()),
                },
                Err(error) => {
                    // Where it can't be said, the server rolls back when the connection goes.
                    let _ = tx.connection.rollback().await;
                    Err(error)
                }
            };
            let Tx { connection, again } = tx;
            self.idle.keep(connection);
            if result.is_ok() || !again || tries >= MAX_TRIES {
                return result;
            }
            self.pause(tries).await;
        }
    }

    /// A statement that is a step by itself, and may be done twice.
    pub(super) async fn statement(&self, sql: &Sql) -> Result<(), StoreError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let done =
                self.run(async |connection: &mut Conn<C>| connection.execute(sql).await).await;
            match done {
                Ok((connection, _)) => {
                    self.idle.keep(connection);
                    return Ok(());
                }
                Err(error) if is_lost_race(&error) && tries < MAX_TRIES => self.pause(tries).await,
                Err(error) => return Err(store_error(&error, Stage::Commits)),
            }
        }
    }

    /// A statement that is a step by itself, of which nothing is concluded but that it did its work:
    /// how many rows it touched, or `None` where the server refused it. It had no effect then: the
    /// step that follows finds out why, in statements that are simpler.
    pub(super) async fn attempt(&self, sql: &Sql) -> Result<Option<u64>, StoreError> {
        self.require_session().await?;
        let done = self.run(async |connection: &mut Conn<C>| connection.execute(sql).await).await;
        match done {
            Ok((connection, done)) => {
                // Where the server does not commit by itself, the statement is rolled back with
                // its connection.
                let is_committed = !connection.in_transaction();
                self.idle.keep(connection);
                Ok(is_committed.then_some(done.affected_rows))
            }
            Err(error) => {
                let failed = store_error(&error, Stage::Commits);
                let had_no_effect = error.server().is_some() && !failed.is_transient();
                if had_no_effect || is_lost_race(&error) { Ok(None) } else { Err(failed) }
            }
        }
    }

    /// A single read.
    pub(super) async fn read(&self, sql: &Sql) -> Result<Rows, StoreError> {
        let read = self.harmless(async |connection: &mut Conn<C>| connection.query(sql).await);
        let (connection, rows) = read.await?;
        self.idle.keep(connection);
        Ok(rows)
    }

    /// A read of exactly one row's texts.
    pub(super) async fn read_one(&self, sql: &Sql) -> Result<Rows, StoreError> {
        let rows = self.read(sql).await?;
        if rows.is_empty() { Err(garbled()) } else { Ok(rows) }
    }

    /// Connects if there is no connection; whether there is one now.
    pub(super) async fn connect_if_needed(&self) -> bool {
        let connection = match self.idle.0.take() {
            Some(connection) => connection,
            None => match self.connect.connect().await {
                Ok(connection) => connection,
                Err(_) => return false,
            },
        };
        self.idle.keep(connection);
        true
    }

    async fn harmless<T>(
        &self,
        work: impl AsyncFn(&mut Conn<C>) -> Result<T, Error>,
    ) -> Result<(Conn<C>, T), StoreError> {
        self.run(work).await.map_err(|error| store_error(&error, Stage::Undone))
    }

    /// Does something on the idle connection or a new one. An idle connection may have been
    /// closed meanwhile, so the work is done again on a new one: it must bear that.
    async fn run<T>(
        &self,
        work: impl AsyncFn(&mut Conn<C>) -> Result<T, Error>,
    ) -> Result<(Conn<C>, T), Error> {
        if let Some(mut connection) = self.idle.0.take() {
            match work(&mut connection).await {
                Ok(done) => return Ok((connection, done)),
                Err(error) if connection.is_usable() || matches!(error, Error::Deadline { .. }) => {
                    self.idle.keep(connection);
                    return Err(error);
                }
                Err(_) => {}
            }
        }
        let mut connection = self.connect.connect().await?;
        match work(&mut connection).await {
            Ok(done) => Ok((connection, done)),
            Err(error) => {
                self.idle.keep(connection);
                Err(error)
            }
        }
    }

    /// Waits a random part of a span that doubles with every try, so that the same steps don't
    /// meet again.
    async fn pause(&self, tries: u32) {
        let span_ms = FIRST_PAUSE_MS << tries.min(MAX_TRIES);
        self.connect.sleep_ms(self.connect.random() % span_ms).await;
    }
}
