//! The typed way in, for an app's own Rust code: one repository for each table.

use std::marker::PhantomData;

use super::{ReadOptions, RouteError, Router};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::schema::{Assign, DecodeError, Entity, Pk, ScopeOf, Version};
use crate::store::{
    Change, CursorKey, Direction, Op, Operand, PageQuery, ScopeError, Set, Store, StoreError,
    Target, Unit, declared_events,
};

/// Rows of one table as `T`, read and written through the router. The scope is an argument of
/// every call, of the type that the table asks for.
pub struct Repository<T, D, M, R> {
    router: Router<D, M, R>,
    entity: PhantomData<fn() -> T>,
}

/// An entity and its version.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The row.
    pub row: T,
    /// Its version.
    pub version: Version,
}

/// Which page of which declared order.
#[derive(Debug)]
pub struct Listing<T> {
    /// Columns that rows must equal: exactly those of the declared list.
    pub filter: Vec<Assign<T>>,
    /// The list's sort column, by [`Col::position`](crate::schema::Col::position); `None` sorts by
    /// the key.
    pub by: Option<usize>,
    /// Which way.
    pub direction: Direction,
    /// Most rows, at most [`MAX_PAGE_ROWS`](crate::store::MAX_PAGE_ROWS).
    pub limit_rows: usize,
    /// Where the page before ended.
    pub after: Option<CursorKey>,
}

impl<T, D, M, R> Repository<T, D, M, R>
where
    T: Entity,
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// Through this router.
    pub fn new(router: &Router<D, M, R>) -> Self {
        Repository { router: router.clone(), entity: PhantomData }
    }

    /// One row, by key.
    pub async fn get(
        &self,
        scope: &T::Scope,
        pk: &Pk,
        options: &ReadOptions<'_>,
    ) -> Result<Option<Versioned<T>>, RouteError> {
        let stored = self.router.get(&target::<T>(scope)?, pk, options).await?.found;
        stored.map(|stored| decode(stored.row, stored.version)).transpose()
    }

    /// A page of a declared order, and where the next one starts.
    pub async fn list(
        &self,
        scope: &T::Scope,
        listing: Listing<T>,
        options: &ReadOptions<'_>,
    ) -> Result<(Vec<Versioned<T>>, Option<CursorKey>), RouteError> {
        let filter =
            listing.filter.into_iter().map(|equal| (equal.position, equal.value)).collect();
        let (by, limit) = (listing.by, listing.limit_rows);
        let query = PageQuery::new(target::<T>(scope)?, filter, by, listing.direction, limit)
            .map_err(|error| rejected(&error.to_string()))?;
        let query = match listing.after {
            Some(key) => query.after(key),
            None => query,
        };
        let page = self.router.list(&query, options).await?.found;
        let rows: Result<Vec<_>, _> =
            page.rows.into_iter().map(|stored| decode(stored.row, stored.version)).collect();
        Ok((rows?, page.next))
    }

    /// A unit that makes a row with these columns, and with defaults in the others; with it the
    /// event that the table declares. More changes can be pushed into the unit before
    /// [`Router::write`] commits it.
    pub fn insert(&self, scope: &T::Scope, columns: Vec<Assign<T>>) -> Result<Unit, RouteError> {
        let target = target::<T>(scope)?;
        let given = columns.into_iter().map(|assign| (assign.position, assign.value)).collect();
        let now_ms = self.router.runtime().now_ms();
        let row = crate::store::insert_row(&target, given, now_ms, || self.router.new_ulid())?;
        let pk = Pk::of(&row).map_err(StoreError::from)?;
        Ok(self.unit(Change { target, pk, op: Op::Insert(row) }))
    }

    /// A unit that sets these columns.
    pub fn update(
        &self,
        scope: &T::Scope,
        pk: &Pk,
        set: Vec<Assign<T>>,
    ) -> Result<Unit, RouteError> {
        let target = target::<T>(scope)?;
        let sets = set
            .into_iter()
            .map(|assign| Set { column: assign.position, to: Operand::Value(assign.value) })
            .collect();
        let op = Op::update(&target, sets, self.router.runtime().now_ms())?;
        Ok(self.unit(Change { target, pk: pk.clone(), op }))
    }

    /// A unit that deletes the row.
    pub fn delete(&self, scope: &T::Scope, pk: &Pk) -> Result<Unit, RouteError> {
        let target = target::<T>(scope)?;
        Ok(self.unit(Change { target, pk: pk.clone(), op: Op::Delete }))
    }

    fn unit(&self, change: Change) -> Unit {
        let request = self.router.new_ulid();
        let changes = vec![change];
        let events = declared_events(&changes, || self.router.new_ulid());
        Unit {
            fingerprint: request.clone(),
            request,
            now_ms: self.router.runtime().now_ms(),
            changes,
            events,
        }
    }
}

fn target<T: Entity>(scope: &T::Scope) -> Result<Target, RouteError> {
    Target::new(T::TABLE, scope.value()).map_err(|error: ScopeError| rejected(&error.to_string()))
}

fn rejected(message: &str) -> RouteError {
    RouteError::Store(StoreError::rejected(crate::store::Side::D1, message))
}

fn decode<T: Entity>(
    row: crate::schema::Row,
    version: Version,
) -> Result<Versioned<T>, RouteError> {
    let row = T::from_row(row).map_err(|error: DecodeError| StoreError::from(error))?;
    Ok(Versioned { row, version })
}
