//! MySQL as a store. Every operation is one transaction at REPEATABLE READ whose decisions rest
//! on locking reads, or one statement.
//!
//! Read in this order: `session` (how a step is run), `fence` (how it begins), `write` with `rows`
//! and `references`, `apply` with `direct`, `copied`, `update`, `park` and `conflict`, `effects` (what a step leaves).

mod apply;
mod condition;
mod conflict;
mod copied;
mod decode;
mod direct;
mod effects;
mod errors;
mod fence;
mod health;
mod outbox;
mod park;
mod probe;
mod range;
mod read;
mod references;
mod request;
mod rows;
mod session;
mod side;
mod sql;
mod update;
#[cfg(target_arch = "wasm32")]
pub mod worker;
mod write;

use std::cell::Cell;
use std::rc::Rc;

pub use health::SessionFacts;

use session::Idle;
use tandem_mysql::{Connection, Error, Platform, Stream};

use super::{
    Applied, ApplyError, ApplySet, Consistency, Control, Delivery, JournalDepth, JournalLine,
    JournalPosition, OutboxDepth, OutboxEvent, Page, PageQuery, Postponed, Processed, Range,
    RangePage, Role, Shape, Side, Store, StoreError, Stored, Target, Unit, WriteError, Written,
};
use crate::schema::{Epoch, Image, Key, Pk, Table, Version};

/// What the store needs of its surroundings.
#[allow(async_fn_in_trait)] // single-threaded by design
pub trait Connect {
    /// The byte stream of its connections.
    type Stream: Stream;
    /// Their timer and encryption.
    type Platform: Platform;

    /// Opens a connection to the app's database.
    async fn connect(&self) -> Result<Connection<Self::Stream, Self::Platform>, Error>;

    /// Waits.
    async fn sleep_ms(&self, ms: u64);

    /// 64 random bits, for the pauses between tries and for values that are to be nowhere else.
    fn random(&self) -> u64;
}

/// The app's MySQL database, for one request or invocation: a socket belongs to the one that
/// opened it.
pub struct MySql<C: Connect> {
    connect: C,
    /// Whether the session's settings were found to be right.
    session_is_right: Rc<Cell<bool>>,
    idle: Idle<C::Stream, C::Platform>,
}

impl<C: Connect> MySql<C> {
    /// With connections from here; the first is opened when it is needed.
    pub fn new(connect: C) -> Self {
        MySql { connect, session_is_right: Rc::default(), idle: Idle::none() }
    }

    /// With what an isolate remembers: the settings are checked once, not with each request.
    #[must_use]
    pub fn remembering(self, session_is_right: Rc<Cell<bool>>) -> Self {
        MySql { session_is_right, ..self }
    }

    /// What the session's settings are. The protocol needs REPEATABLE READ, and a strict mode, in
    /// which MySQL refuses values that do not fit rather than cut them.
    pub async fn check_session(&self) -> Result<SessionFacts, StoreError> {
        health::check_session(self).await
    }
}

/// The same database, over connections of its own.
impl<C: Connect + Clone> Clone for MySql<C> {
    fn clone(&self) -> Self {
        MySql::new(self.connect.clone()).remembering(Rc::clone(&self.session_is_right))
    }
}

impl<C: Connect> std::fmt::Debug for MySql<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MySql(..)")
    }
}

impl<C: Connect> Store for MySql<C> {
    fn side(&self) -> Side {
        Side::MySql
    }

    async fn warm(&self) -> bool {
        self.connect_if_needed().await
    }

    async fn write(&self, unit: &Unit, epoch: Epoch) -> Result<Written, WriteError> {
        write::write(self, unit, epoch).await
    }

    async fn settle(&self, unit: &Unit) -> Result<Option<Written>, StoreError> {
        request::settle(self, unit).await
    }

    async fn apply(&self, images: &[Image], set: ApplySet) -> Result<Vec<Applied>, ApplyError> {
        apply::apply(self, images, set).await
    }

    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError> {
        read::snapshot(self, keys).await
    }

    async fn snapshot_within(
        &self,
        keys: &[Key],
        max_bytes: usize,
    ) -> Result<Vec<Option<Image>>, StoreError> {
        read::snapshot_within(self, keys, max_bytes).await
    }

    async fn repair(&self, key: &Key, above: Version, epoch: Epoch) -> Result<(), WriteError> {
        write::repair(self, key, above, epoch).await
    }

    async fn journal(
        &self,
        after: &JournalPosition,
        now_ms: i64,
        most: usize,
    ) -> Result<Vec<JournalLine>, StoreError> {
        side::journal(self, after, now_ms, most).await
    }

    async fn ack(&self, confirmed: &[(Key, Version)]) -> Result<(), StoreError> {
        side::ack(self, confirmed).await
    }

    async fn postpone(&self, lines: &[Postponed]) -> Result<(), StoreError> {
        side::postpone(self, lines).await
    }

    async fn journal_depth(&self, count_to: u64) -> Result<JournalDepth, StoreError> {
        side::journal_depth(self, count_to).await
    }

    async fn get(
        &self,
        target: &Target,
        pk: &Pk,
        _consistency: Consistency<'_>,
    ) -> Result<Option<Stored>, StoreError> {
        read::get(self, target, pk).await
    }

    async fn list(
        &self,
        query: &PageQuery,
        _consistency: Consistency<'_>,
    ) -> Result<Page, StoreError> {
        read::list(self, query).await
    }

    async fn range(&self, range: &Range) -> Result<RangePage, StoreError> {
        range::range(self, range).await
    }

    async fn last_key(&self, table: &'static Table) -> Result<Option<Pk>, StoreError> {
        range::last_key(self, table).await
    }

    async fn count(&self, table: &'static Table) -> Result<u64, StoreError> {
        range::count(self, table).await
    }

    async fn tombstones(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<(Pk, Version, bool)>, StoreError> {
        range::tombstones(self, table, after, up_to, most).await
    }

    async fn dirty(&self, keys: &[Key]) -> Result<Vec<(Key, Version, Option<String>)>, StoreError> {
        range::dirty(self, keys).await
    }

    async fn orphans(
        &self,
        table: &'static Table,
        at: usize,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<Pk>, StoreError> {
        range::orphans(self, table, at, after, up_to, most).await
    }

    async fn unique_keys(&self, table: &'static Table) -> Result<Vec<String>, StoreError> {
        probe::unique_keys(self, table).await
    }

    async fn shapes(&self) -> Result<Vec<Shape>, StoreError> {
        probe::shapes(self).await
    }

    async fn probe_cache(&self, nonces: &[String; 2]) -> Result<[String; 2], StoreError> {
        probe::probe_cache(self, nonces).await
    }

    async fn control(&self) -> Result<Control, StoreError> {
        side::control(self).await
    }

    async fn raise(&self, epoch: Epoch, role: Role) -> Result<(), StoreError> {
        side::raise(self, epoch, role).await
    }

    async fn journal_is_empty(&self) -> Result<bool, StoreError> {
        side::journal_is_empty(self).await
    }

    async fn lease(
        &self,
        name: &str,
        holder: &str,
        now_ms: i64,
        ttl_ms: i64,
    ) -> Result<bool, StoreError> {
        side::lease(self, name, holder, now_ms, ttl_ms).await
    }

    async fn release(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        side::release(self, name, holder).await
    }

    async fn outbox(&self, now_ms: i64, most: usize) -> Result<Vec<OutboxEvent>, StoreError> {
        outbox::due(self, now_ms, most).await
    }

    async fn delivered(
        &self,
        results: &[(String, Delivery)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        outbox::delivered(self, results, now_ms).await
    }

    async fn outbox_depth(&self, count_to: u64) -> Result<OutboxDepth, StoreError> {
        outbox::depth(self, count_to).await
    }

    async fn redrive(&self, most: usize) -> Result<u64, StoreError> {
        outbox::redrive(self, most).await
    }

    async fn purge(&self, before_ms: i64, most: usize) -> Result<u64, StoreError> {
        outbox::purge(self, before_ms, most).await
    }

    async fn process_once(
        &self,
        events: &[Processed],
        now_ms: i64,
    ) -> Result<Vec<bool>, StoreError> {
        outbox::process_once(self, events, now_ms).await
    }
}
