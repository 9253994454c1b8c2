//! The repository trait: what the protocol and the app ask of a database, in the same words for
//! D1 and for MySQL. Nothing here is possible in one of them only.

mod canary;
pub mod control;
mod coordinator;
pub mod d1;
mod either;
mod error;
mod events;
mod ids;
pub mod mysql;
mod outbox;
mod page;
mod range;
mod request;
mod shape;
mod target;
mod unit;

pub use canary::canary;
pub use control::{Control, Role, Route, RouteState};
pub use coordinator::{Coordinator, NewSwitch, Redirect, Switch, SwitchEnd};
pub use either::Either;
pub use error::{ApplyError, Outcome, Refusal, StoreError, WriteError};
pub(crate) use events::oldest_processed;
pub use events::{declared_events, is_declared};
pub use ids::{IdMark, IdState, MAX_OLD_ROWS, OldIds, OldRange, OldRow};
pub(crate) use outbox::first_times;
pub use outbox::{Delivery, OutboxDepth, OutboxEvent, Processed};
pub use page::{Cursor, CursorError, CursorKey, Direction, MAX_PAGE_ROWS, Page, PageQuery};
pub use range::{Found, PRIMARY_KEY, Range, RangePage};
pub use shape::Shape;
pub use target::{ScopeError, Target};
pub use unit::{
    Change, Comparison, Condition, Event, MAX_CHANGES, MAX_EVENTS, MAX_PAYLOAD_BYTES, Op, Operand,
    Set, Unit, UnitError, insert_row,
};

use crate::schema::{Epoch, Image, Key, Pk, Row, Table, Version};

/// One of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Cloudflare D1, SQLite.
    D1,
    /// PlanetScale, MySQL.
    MySql,
}

impl Side {
    /// The name used in flags, in the control line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Side::D1 => "d1",
            Side::MySql => "mysql",
        }
    }

    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::D1 => Side::MySql,
            Side::MySql => Side::D1,
        }
    }
}

/// A row and its version.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its values.
    pub row: Row,
    /// Its version.
    pub version: Version,
}

/// What an apply did with one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// The database holds the image's version of the key, or a newer one.
    Done,
    /// Nothing changed: it needs another row first (a parent), or others gone first (children).
    Waits {
        /// For which reference.
        reason: String,
    },
}

/// A key that stands in the way of an image's unique value, and its version when it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheWay {
    /// The row in the way.
    pub key: Key,
    /// Its version in the database that was to take the image.
    pub version: Version,
}

/// One line of the dirty set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// The key that changed.
    pub key: Key,
    /// Its version when it last changed.
    pub version: Version,
    /// How often replaying it failed.
    pub attempts: u32,
}

/// A line of the dirty set that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postponed {
    /// Its key.
    pub key: Key,
    /// When to try again, in milliseconds since 1970.
    pub next_ms: i64,
    /// What went wrong, for people.
    pub error: String,
}

/// How much the dirty set holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JournalDepth {
    /// Lines in it, counted up to a bound.
    pub lines: u64,
    /// When the oldest of the lines counted appeared, in milliseconds since 1970: beyond the bound
    /// there may be older ones.
    pub oldest_ms: Option<i64>,
    /// The same of the lines that have not failed yet: how far the replay is behind.
    pub oldest_untried_ms: Option<i64>,
}

/// Where a pass over the journal stands: the last line seen.
pub type JournalPosition = Option<(String, String)>;

/// What a committed write unit left behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Each key it touched, at its new version.
    pub images: Vec<Image>,
    /// The unit had been committed before, under the same request id.
    pub replayed: bool,
    /// Where D1 stands after it, as its Sessions API says: a read that shows it is served by no copy
    /// that is behind (<https://developers.cloudflare.com/d1/best-practices/read-replication/>).
    pub bookmark: Option<String>,
}

/// Which copies of a database may serve a read. D1 can have replicas, which may be behind; MySQL is
/// read where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consistency<'a> {
    /// The one that takes writes.
    Strong,
    /// Any.
    Eventual,
    /// Those that have at least what was there at this bookmark.
    Bookmark(&'a str),
}

/// A database that holds the rows, its journal, tombstones, control line and outbox.
///
/// Every method is one atomic step in the database. A future that is dropped leaves the step
/// either done or not done.
#[allow(async_fn_in_trait)] // single-threaded by design: an isolate has one thread
pub trait Store {
    /// Which database this is.
    fn side(&self) -> Side;

    /// Gets a connection ready, so that this overlaps with work elsewhere; whether there is one.
    async fn warm(&self) -> bool;

    /// *Write*: commits a unit if this database is the primary of `epoch`.
    async fn write(&self, unit: &Unit, epoch: Epoch) -> Result<Written, WriteError>;

    /// Settles an unknown outcome: what the request wrote, if it was committed.
    async fn settle(&self, unit: &Unit) -> Result<Option<Written>, StoreError>;

    /// *Apply*: brings these keys to the images' versions, each only if the image is newer, in one
    /// step, or one for each table where the set is `Inserted` or `Updated`. `Widened` sets may
    /// swap unique values among themselves.
    async fn apply(&self, images: &[Image], set: ApplySet) -> Result<Vec<Applied>, ApplyError>;

    /// The current rows and tombstones of these keys, in one snapshot, in the order asked for.
    /// `None`: neither row nor tombstone.
    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError>;

    /// The same of the first of these keys: of as many as together have about `max_bytes` of rows,
    /// one at least. The answer has no more members than keys were read.
    async fn snapshot_within(
        &self,
        keys: &[Key],
        max_bytes: usize,
    ) -> Result<Vec<Option<Image>>, StoreError>;

    /// *Repair*: touches the row, or leaves a tombstone, at a version above `above` too, and marks
    /// the key dirty; behind the same fence as a write.
    async fn repair(&self, key: &Key, above: Version, epoch: Epoch) -> Result<(), WriteError>;

    /// Lines of the dirty set after a position, in key order, that are due at `now_ms`.
    async fn journal(
        &self,
        after: &JournalPosition,
        now_ms: i64,
        most: usize,
    ) -> Result<Vec<JournalLine>, StoreError>;

    /// *Ack*: removes each key's line if its version is at most this one.
    async fn ack(&self, confirmed: &[(Key, Version)]) -> Result<(), StoreError>;

    /// Keeps lines that failed for later.
    async fn postpone(&self, lines: &[Postponed]) -> Result<(), StoreError>;

    /// Depth and age of the dirty set, lines counted up to `count_to`.
    async fn journal_depth(&self, count_to: u64) -> Result<JournalDepth, StoreError>;

    /// One row, by key.
    async fn get(
        &self,
        target: &Target,
        pk: &Pk,
        consistency: Consistency<'_>,
    ) -> Result<Option<Stored>, StoreError>;

    /// One page of rows, by cursor.
    async fn list(
        &self,
        query: &PageQuery,
        consistency: Consistency<'_>,
    ) -> Result<Page, StoreError>;

    /// The key of the row that had this one in the table that `table` has taken over. D1 knows it.
    async fn id_of_old(
        &self,
        _table: &'static Table,
        _old_id: i64,
    ) -> Result<Option<Pk>, StoreError> {
        Ok(None)
    }

    /// A page of a table's rows in key order. A value that can't be read is no error, but where it
    /// is part of a key.
    async fn range(&self, range: &Range) -> Result<RangePage, StoreError>;

    /// The largest key of a table, in the order of a [`Range`]; `None` if it is empty.
    async fn last_key(&self, table: &'static Table) -> Result<Option<Pk>, StoreError>;

    /// How many rows a table has.
    async fn count(&self, table: &'static Table) -> Result<u64, StoreError>;

    /// Tombstones of a table after one key and up to another, that one too, in the order of their
    /// keys' canonical texts (which is the order of a [`Range`] only where the key is one text):
    /// key, version, and whether there is a row of that key.
    async fn tombstones(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<(Pk, Version, bool)>, StoreError>;

    /// Of these keys, those in the dirty set: at which version, and why the last replay failed.
    async fn dirty(&self, keys: &[Key]) -> Result<Vec<(Key, Version, Option<String>)>, StoreError>;

    /// Keys of rows after one key and up to another, that one too, in key order, whose reference
    /// (`table.references[at]`) points at no row.
    async fn orphans(
        &self,
        table: &'static Table,
        at: usize,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<Pk>, StoreError>;

    /// Names of the unique keys that the database really has on a table, as the schema names them,
    /// and [`PRIMARY_KEY`]; by its own name one that the schema does not have.
    async fn unique_keys(&self, table: &'static Table) -> Result<Vec<String>, StoreError>;

    /// What the schema's tables look like in the database, in the order of the schema.
    async fn shapes(&self) -> Result<Vec<Shape>, StoreError>;

    /// Keeps one text and reads it, keeps the other and reads it by the very same statement, in the
    /// way in which rows are read; what was read. It is what was kept, unless a cache stands before
    /// the database. There is none before D1.
    async fn probe_cache(&self, nonces: &[String; 2]) -> Result<[String; 2], StoreError> {
        Ok(nonces.clone())
    }

    /// The control line.
    async fn control(&self) -> Result<Control, StoreError>;

    /// Brings this database's own line to `epoch` and `role` if its epoch is smaller, when no write
    /// is under way here. Never the coordinator's: that one is [`Coordinator::redirect`]ed.
    async fn raise(&self, epoch: Epoch, role: Role) -> Result<(), StoreError>;

    /// Whether the dirty set holds nothing, lines that wait for later included: read when asked, from
    /// no cache.
    async fn journal_is_empty(&self) -> Result<bool, StoreError>;

    /// From now on, for ever, changes are journaled, whichever program makes them. MySQL always
    /// journals.
    async fn start_journaling(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Takes or renews a lease; false if another holder has it at `now_ms`.
    async fn lease(
        &self,
        name: &str,
        holder: &str,
        now_ms: i64,
        ttl_ms: i64,
    ) -> Result<bool, StoreError>;

    /// Gives a lease back.
    async fn release(&self, name: &str, holder: &str) -> Result<(), StoreError>;

    /// Unsent events that are due, oldest first.
    async fn outbox(&self, now_ms: i64, most: usize) -> Result<Vec<OutboxEvent>, StoreError>;

    /// Notes what happened to events.
    async fn delivered(
        &self,
        results: &[(String, Delivery)],
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// *Ack* and [`delivered`](Store::delivered) together. Where only one of them is done, what the
    /// other would have noted is done again, which it may be.
    async fn conclude(
        &self,
        confirmed: &[(Key, Version)],
        results: &[(String, Delivery)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.ack(confirmed).await?;
        self.delivered(results, now_ms).await
    }

    /// How many events wait, counted up to `count_to`.
    async fn outbox_depth(&self, count_to: u64) -> Result<OutboxDepth, StoreError>;

    /// Puts dead letters back into the outbox; gives how many.
    async fn redrive(&self, most: usize) -> Result<u64, StoreError>;

    /// Deletes sent events and settled requests from before `before_ms`, and what the consumer
    /// keeps of events long before, at most `most` of each; gives how many lines.
    async fn purge(&self, before_ms: i64, most: usize) -> Result<u64, StoreError>;

    /// Notes that events were processed by the consumer, and does what it does with them, once
    /// for each; whether it was for the first time, for each.
    async fn process_once(
        &self,
        events: &[Processed],
        now_ms: i64,
    ) -> Result<Vec<bool>, StoreError>;
}

/// Keys that a side table holds as texts.
pub(crate) fn stored_keys(keys: Vec<(String, String)>) -> Result<Vec<Key>, StoreError> {
    keys.into_iter()
        .map(|(name, pk)| {
            let table = crate::schema::table(&name).ok_or(StoreError::UnknownTable(name))?;
            Ok(Key { table, pk: Pk::from_stored(pk) })
        })
        .collect()
}

/// How the images of an apply hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplySet {
    /// They are independent of one another.
    Independent,
    /// Independent, and rows that the primary has just inserted: most likely none is here yet. No
    /// more than a hint: whatever is here, the outcome is the same.
    Inserted,
    /// Independent, and rows that the primary has just updated: most likely all are here, and are
    /// older. No more than a hint.
    Updated,
    /// Independent, and rows of one table in key order, as a backfill reads them: most likely none is
    /// here yet, or all are here at these very versions. No more than a hint.
    Copied,
    /// Rows that stood in each other's way: their unique values are freed first.
    Widened,
}
