//! What a verify may do to a database.

use crate::schema::{Image, Key};
use crate::store::{Store, StoreError};

/// The reads of a [`Store`]. Whoever is generic over this can read
///
/// ```
/// async fn verify(database: &impl tandem::replication::ReadOnly) {
///     let _ = database.snapshot(&[]).await;
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
    /// See [`Store::snapshot`].
    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError>;
}

impl<S: Store> ReadOnly for S {
    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError> {
        Store::snapshot(self, keys).await
    }
}
