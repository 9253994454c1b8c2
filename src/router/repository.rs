//! The typed way in, for an app's own Rust code: one repository for each table.

use std::marker::PhantomData;

use super::{RouteError, Router};
use crate::outbox::Queue;
use crate::runtime::Runtime;
use crate::schema::{Assign, DecodeError, Entity, Pk, ScopeOf, Version};
use crate::store::{
    Change, Direction, Op, Operand, PageQuery, ScopeError, Set, Store, StoreError, Target, Unit,
    declared_events,
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

impl<T: Entity, D: Store + 'static, M: Store + 'static, R: Runtime + Queue> Repository<T, D, M, R> {
    /// Through this router.
    pub fn new(router: &Router<D, M, R>) -> Self {
        Repository { router: router.clone(), entity: PhantomData }
    }

    /// One row, by key.
    pub async fn get(&self, scope: &T::Scope, pk: &Pk) -> Result<Option<Versioned<T>>, RouteError> {
        let stored = self.router.get(&target::<T>(scope)?, pk).await?;
        stored.map(|stored| decode(stored.row, stored.version)).transpose()
    }

    /// Rows in the order of their keys, after the cursor's row; and where to go on.
    pub async fn list(
        &self,
        scope: &T::Scope,
        after: Option<crate::store::CursorKey>,
        limit_rows: usize,
    ) -> Result<(Vec<Versioned<T>>, Option<crate::store::CursorKey>), RouteError> {
        let query =
            PageQuery::new(target::<T>(scope)?, Vec::new(), None, Direction::Ascending, limit_rows)
                .map_err(|error| rejected(&error.to_string()))?;
        let query = match after {
            Some(key) => query.after(key),
            None => query,
        };
        let page = self.router.list(&query).await?;
        let rows: Result<Vec<_>, _> =
            page.rows.into_iter().map(|stored| decode(stored.row, stored.version)).collect();
        Ok((rows?, page.next))
    }

    /// A unit with this one change and the event that the table declares for it; more can be
    /// pushed into it before it is written.
    pub fn insert(&self, scope: &T::Scope, row: T) -> Result<Unit, RouteError> {
        let target = target::<T>(scope)?;
        let given = row.into_row().into_values().into_iter().enumerate().collect();
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
    RouteError::Store(StoreError::Rejected {
        side: crate::store::Side::D1,
        message: message.to_owned(),
    })
}

fn decode<T: Entity>(
    row: crate::schema::Row,
    version: Version,
) -> Result<Versioned<T>, RouteError> {
    let row = T::from_row(row).map_err(|error: DecodeError| StoreError::from(error))?;
    Ok(Versioned { row, version })
}
