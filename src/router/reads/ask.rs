//! A read as it is put to either database.

use super::from::What;
use crate::router::shadow::Asked;
use crate::schema::{Body, Key, Pk};
use crate::session::Session;
use crate::store::{Consistency, Page, PageQuery, Store, StoreError, Stored, Target};

/// One row or a page.
#[allow(async_fn_in_trait)] // single-threaded by design
pub(super) trait Ask {
    /// What is found.
    type Found;

    fn what(&self) -> What<'_>;

    /// Reads it.
    async fn at<S: Store>(
        &self,
        store: &S,
        consistency: Consistency<'_>,
    ) -> Result<Self::Found, StoreError>;

    /// It, to be repeated.
    fn asked(&self, found: &Self::Found) -> Asked;

    /// Reads it at the secondary; `None` where that does not have what the session wrote.
    async fn held<S: Store>(
        &self,
        secondary: &S,
        session: &Session,
    ) -> Result<Option<Self::Found>, StoreError>;
}

pub(super) struct One<'a> {
    pub target: &'a Target,
    pub pk: &'a Pk,
}

impl Ask for One<'_> {
    type Found = Option<Stored>;

    fn what(&self) -> What<'_> {
        What::Row(self.target.table(), self.pk)
    }

    async fn at<S: Store>(
        &self,
        store: &S,
        consistency: Consistency<'_>,
    ) -> Result<Option<Stored>, StoreError> {
        store.get(self.target, self.pk, consistency).await
    }

    fn asked(&self, found: &Option<Stored>) -> Asked {
        Asked::row(self.target, self.pk, found.as_ref())
    }

    async fn held<S: Store>(
        &self,
        secondary: &S,
        session: &Session,
    ) -> Result<Option<Option<Stored>>, StoreError> {
        let found = self.at(secondary, Consistency::Strong).await?;
        let key = Key { table: self.target.table(), pk: self.pk.clone() };
        let Some(written) = session.version(&key) else {
            return Ok(Some(found));
        };
        if let Some(stored) = found {
            return Ok((stored.version >= written).then_some(Some(stored)));
        }
        // It is deleted, not there yet, or another scope's, which the primary tells.
        let images = secondary.snapshot(std::slice::from_ref(&key)).await?;
        let deleted = images
            .into_iter()
            .flatten()
            .any(|image| image.version >= written && matches!(image.body, Body::Tombstone));
        Ok(deleted.then_some(None))
    }
}

pub(super) struct Many<'a>(pub &'a PageQuery);

impl Ask for Many<'_> {
    type Found = Page;

    fn what(&self) -> What<'_> {
        What::Rows(self.0.target().table())
    }

    async fn at<S: Store>(
        &self,
        store: &S,
        consistency: Consistency<'_>,
    ) -> Result<Page, StoreError> {
        store.list(self.0, consistency).await
    }

    fn asked(&self, found: &Page) -> Asked {
        Asked::rows(self.0, &found.rows)
    }

    /// A secondary never goes back, so what it has before the page is read is in the page.
    async fn held<S: Store>(
        &self,
        secondary: &S,
        session: &Session,
    ) -> Result<Option<Page>, StoreError> {
        let written: Vec<_> = session.keys_of(self.0.target().table()).cloned().collect();
        if !written.is_empty() {
            let keys: Vec<Key> = written.iter().map(|(key, _)| key.clone()).collect();
            let images = secondary.snapshot(&keys).await?;
            let has = |((_, version), image): (&(Key, _), &Option<crate::schema::Image>)| {
                image.as_ref().is_some_and(|image| image.version >= *version)
            };
            if !written.iter().zip(&images).all(has) {
                return Ok(None);
            }
        }
        self.at(secondary, Consistency::Strong).await.map(Some)
    }
}
