//! What a verify may do to a database.

use crate::schema::{Image, Key, Pk, Table, Version};
use crate::store::{Range, RangePage, Side, Store, StoreError};

/// The reads of a [`Store`], each as it is there. Whoever is generic over this can read
///
/// ```
/// async fn verify(database: &impl tandem::replication::ReadOnly) {
///     let _ = database.dirty(&[]).await;
/// }
/// ```
///
/// and can change nothing:
///
/// ```compile_fail,E0599
/// async fn verify(database: &impl tandem::replication::ReadOnly) {
///     let _ = database.ack(&[]).await;
/// }
/// ```
#[allow(async_fn_in_trait)] // single-threaded by design: an isolate has one thread
pub trait ReadOnly {
    /// See [`Store::side`].
    fn side(&self) -> Side;

    /// See [`Store::snapshot`].
    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError>;

    /// See [`Store::snapshot_within`].
    async fn snapshot_within(
        &self,
        keys: &[Key],
        max_bytes: usize,
    ) -> Result<Vec<Option<Image>>, StoreError>;

    /// See [`Store::range`].
    async fn range(&self, range: &Range) -> Result<RangePage, StoreError>;

    /// See [`Store::last_key`].
    async fn last_key(&self, table: &'static Table) -> Result<Option<Pk>, StoreError>;

    /// See [`Store::count`].
    async fn count(&self, table: &'static Table) -> Result<u64, StoreError>;

    /// See [`Store::tombstones`].
    async fn tombstones(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<(Pk, Version, bool)>, StoreError>;

    /// See [`Store::dirty`].
    async fn dirty(&self, keys: &[Key]) -> Result<Vec<(Key, Version, Option<String>)>, StoreError>;

    /// Whether the dirty set is empty.
    async fn is_clean(&self) -> Result<bool, StoreError>;

    /// See [`Store::orphans`].
    async fn orphans(
        &self,
        table: &'static Table,
        at: usize,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<Pk>, StoreError>;

    /// See [`Store::unique_keys`].
    async fn unique_keys(&self, table: &'static Table) -> Result<Vec<String>, StoreError>;
}

impl<S: Store> ReadOnly for S {
    fn side(&self) -> Side {
        Store::side(self)
    }

    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError> {
        Store::snapshot(self, keys).await
    }

    async fn snapshot_within(
        &self,
        keys: &[Key],
        max_bytes: usize,
    ) -> Result<Vec<Option<Image>>, StoreError> {
        Store::snapshot_within(self, keys, max_bytes).await
    }

    async fn range(&self, range: &Range) -> Result<RangePage, StoreError> {
        Store::range(self, range).await
    }

    async fn last_key(&self, table: &'static Table) -> Result<Option<Pk>, StoreError> {
        Store::last_key(self, table).await
    }

    async fn count(&self, table: &'static Table) -> Result<u64, StoreError> {
        Store::count(self, table).await
    }

    async fn tombstones(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<(Pk, Version, bool)>, StoreError> {
        Store::tombstones(self, table, after, up_to, most).await
    }

    async fn dirty(&self, keys: &[Key]) -> Result<Vec<(Key, Version, Option<String>)>, StoreError> {
        Store::dirty(self, keys).await
    }

    async fn is_clean(&self) -> Result<bool, StoreError> {
        Ok(self.journal_depth(1).await?.lines == 0)
    }

    async fn orphans(
        &self,
        table: &'static Table,
        at: usize,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<Pk>, StoreError> {
        Store::orphans(self, table, at, after, up_to, most).await
    }

    async fn unique_keys(&self, table: &'static Table) -> Result<Vec<String>, StoreError> {
        Store::unique_keys(self, table).await
    }
}
