//! One of the two databases where which one it is is known only at run time: what is the same in
//! both directions is there once, not twice.

use super::{
    Applied, ApplyError, ApplySet, Consistency, Control, Delivery, JournalDepth, JournalLine,
    JournalPosition, OutboxDepth, OutboxEvent, Page, PageQuery, Postponed, Processed, Range,
    RangePage, Role, Shape, Side, Store, StoreError, Stored, Target, Unit, WriteError, Written,
};
use crate::schema::{Epoch, Image, Key, Pk, Table, Version};

/// D1 or MySQL.
#[derive(Debug)]
pub enum Either<'a, D, M> {
    /// D1.
    D1(&'a D),
    /// MySQL.
    MySql(&'a M),
}

impl<'a, D, M> Either<'a, D, M> {
    /// The database on this side, and the other one.
    pub fn pair(side: Side, d1: &'a D, mysql: &'a M) -> (Self, Self) {
        match side {
            Side::D1 => (Either::D1(d1), Either::MySql(mysql)),
            Side::MySql => (Either::MySql(mysql), Either::D1(d1)),
        }
    }
}

macro_rules! either {
    ($either:expr, $store:ident => $call:expr) => {
        match $either {
            Either::D1($store) => $call,
            Either::MySql($store) => $call,
        }
    };
}

impl<D: Store, M: Store> Store for Either<'_, D, M> {
    fn side(&self) -> Side {
        either!(self, store => store.side())
    }

    async fn warm(&self) -> bool {
        either!(self, store => store.warm().await)
    }

    async fn write(&self, unit: &Unit, epoch: Epoch) -> Result<Written, WriteError> {
        either!(self, store => store.write(unit, epoch).await)
    }

    async fn settle(&self, unit: &Unit) -> Result<Option<Written>, StoreError> {
        either!(self, store => store.settle(unit).await)
    }

    async fn apply(&self, images: &[Image], set: ApplySet) -> Result<Vec<Applied>, ApplyError> {
        either!(self, store => store.apply(images, set).await)
    }

    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError> {
        either!(self, store => store.snapshot(keys).await)
    }

    async fn snapshot_within(
        &self,
        keys: &[Key],
        max_bytes: usize,
    ) -> Result<Vec<Option<Image>>, StoreError> {
        either!(self, store => store.snapshot_within(keys, max_bytes).await)
    }

    async fn repair(&self, key: &Key, above: Version, epoch: Epoch) -> Result<(), WriteError> {
        either!(self, store => store.repair(key, above, epoch).await)
    }

    async fn journal(
        &self,
        after: &JournalPosition,
        now_ms: i64,
        most: usize,
    ) -> Result<Vec<JournalLine>, StoreError> {
        either!(self, store => store.journal(after, now_ms, most).await)
    }

    async fn ack(&self, confirmed: &[(Key, Version)]) -> Result<(), StoreError> {
        either!(self, store => store.ack(confirmed).await)
    }

    async fn postpone(&self, lines: &[Postponed]) -> Result<(), StoreError> {
        either!(self, store => store.postpone(lines).await)
    }

    async fn journal_depth(&self, count_to: u64) -> Result<JournalDepth, StoreError> {
        either!(self, store => store.journal_depth(count_to).await)
    }

    async fn get(
        &self,
        target: &Target,
        pk: &Pk,
        consistency: Consistency<'_>,
    ) -> Result<Option<Stored>, StoreError> {
        either!(self, store => store.get(target, pk, consistency).await)
    }

    async fn list(
        &self,
        query: &PageQuery,
        consistency: Consistency<'_>,
    ) -> Result<Page, StoreError> {
        either!(self, store => store.list(query, consistency).await)
    }

    async fn id_of_old(
        &self,
        table: &'static Table,
        old_id: i64,
    ) -> Result<Option<Pk>, StoreError> {
        either!(self, store => store.id_of_old(table, old_id).await)
    }

    async fn range(&self, range: &Range) -> Result<RangePage, StoreError> {
        either!(self, store => store.range(range).await)
    }

    async fn last_key(&self, table: &'static Table) -> Result<Option<Pk>, StoreError> {
        either!(self, store => store.last_key(table).await)
    }

    async fn count(&self, table: &'static Table) -> Result<u64, StoreError> {
        either!(self, store => store.count(table).await)
    }

    async fn tombstones(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<(Pk, Version, bool)>, StoreError> {
        either!(self, store => store.tombstones(table, after, up_to, most).await)
    }

    async fn dirty(&self, keys: &[Key]) -> Result<Vec<(Key, Version, Option<String>)>, StoreError> {
        either!(self, store => store.dirty(keys).await)
    }

    async fn orphans(
        &self,
        table: &'static Table,
        at: usize,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<Pk>, StoreError> {
        either!(self, store => store.orphans(table, at, after, up_to, most).await)
    }

    async fn unique_keys(&self, table: &'static Table) -> Result<Vec<String>, StoreError> {
        either!(self, store => store.unique_keys(table).await)
    }

    async fn shapes(&self) -> Result<Vec<Shape>, StoreError> {
        either!(self, store => store.shapes().await)
    }

    async fn probe_cache(&self, nonces: &[String; 2]) -> Result<[String; 2], StoreError> {
        either!(self, store => store.probe_cache(nonces).await)
    }

    async fn control(&self) -> Result<Control, StoreError> {
        either!(self, store => store.control().await)
    }

    async fn raise(&self, epoch: Epoch, role: Role) -> Result<(), StoreError> {
        either!(self, store => store.raise(epoch, role).await)
    }

    async fn journal_is_empty(&self) -> Result<bool, StoreError> {
        either!(self, store => store.journal_is_empty().await)
    }

    async fn start_journaling(&self) -> Result<(), StoreError> {
        either!(self, store => store.start_journaling().await)
    }

    async fn lease(
        &self,
        name: &str,
        holder: &str,
        now_ms: i64,
        ttl_ms: i64,
    ) -> Result<bool, StoreError> {
        either!(self, store => store.lease(name, holder, now_ms, ttl_ms).await)
    }

    async fn release(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        either!(self, store => store.release(name, holder).await)
    }

    async fn outbox(&self, now_ms: i64, most: usize) -> Result<Vec<OutboxEvent>, StoreError> {
        either!(self, store => store.outbox(now_ms, most).await)
    }

    async fn delivered(
        &self,
        results: &[(String, Delivery)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        either!(self, store => store.delivered(results, now_ms).await)
    }

    async fn conclude(
        &self,
        confirmed: &[(Key, Version)],
        results: &[(String, Delivery)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        either!(self, store => store.conclude(confirmed, results, now_ms).await)
    }

    async fn outbox_depth(&self, count_to: u64) -> Result<OutboxDepth, StoreError> {
        either!(self, store => store.outbox_depth(count_to).await)
    }

    async fn redrive(&self, most: usize) -> Result<u64, StoreError> {
        either!(self, store => store.redrive(most).await)
    }

    async fn purge(&self, before_ms: i64, most: usize) -> Result<u64, StoreError> {
        either!(self, store => store.purge(before_ms, most).await)
    }

    async fn process_once(
        &self,
        events: &[Processed],
        now_ms: i64,
    ) -> Result<Vec<bool>, StoreError> {
        either!(self, store => store.process_once(events, now_ms).await)
    }
}
