//! D1 as a store. Every operation is one batch, which D1 runs as one transaction.

mod apply;
mod batch;
mod bury;
mod conditions;
pub mod database;
mod decode;
mod errors;
mod events;
mod evidence;
mod ids;
mod in_the_way;
mod lean;
mod ledger;
mod outbox;
mod park;
mod put;
mod range;
mod read;
mod repair;
mod request;
mod scan;
mod shape;
mod side;
mod sql;
mod texts;
#[cfg(target_arch = "wasm32")]
pub mod worker;
mod write;

pub use ledger::{MAX_ENDED_RUNS, MAX_FINDINGS, MAX_NOTED};

use database::Database;

use super::{
    Applied, ApplyError, ApplySet, Consistency, Control, Delivery, JournalDepth, JournalLine,
    JournalPosition, OutboxDepth, OutboxEvent, Page, PageQuery, Postponed, Processed, Range,
    RangePage, Role, Shape, Side, Store, StoreError, Stored, Target, Unit, WriteError, Written,
};
use crate::schema::{Epoch, Image, Key, Pk, Table, Version};

/// The app's D1 database.
#[derive(Debug, Clone)]
pub struct D1<B> {
    database: B,
}

impl<B: Database> D1<B> {
    /// On this database.
    pub fn new(database: B) -> Self {
        D1 { database }
    }

    /// The database below.
    pub fn database(&self) -> &B {
        &self.database
    }
}

impl<B: Database> Store for D1<B> {
    fn side(&self) -> Side {
        Side::D1
    }

    async fn warm(&self) -> bool {
        true // a binding needs no connection
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
        repair::repair(self, key, above, epoch).await
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
        consistency: Consistency<'_>,
    ) -> Result<Option<Stored>, StoreError> {
        read::get(self, target, pk, consistency).await
    }

    async fn list(
        &self,
        query: &PageQuery,
        consistency: Consistency<'_>,
    ) -> Result<Page, StoreError> {
        read::list(self, query, consistency).await
    }

    async fn id_of_old(
        &self,
        table: &'static Table,
        old_id: i64,
    ) -> Result<Option<Pk>, StoreError> {
        ids::new_id(self, table.name, old_id).await
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
        shape::unique_keys(self, table).await
    }

    async fn shapes(&self) -> Result<Vec<Shape>, StoreError> {
        shape::shapes(self).await
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

    async fn start_journaling(&self) -> Result<(), StoreError> {
        side::start_journaling(self).await
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

    async fn conclude(
        &self,
        confirmed: &[(Key, Version)],
        results: &[(String, Delivery)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        outbox::conclude(self, confirmed, results, now_ms).await
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
