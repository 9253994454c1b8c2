//! The way of a read: find who serves it, ask there, and elsewhere if need be. See `docs/reads.md`.

mod agreement;
mod ask;
mod from;
mod options;

use std::pin::pin;

use futures_util::future::{Either, select};

pub use agreement::Agreement;
pub(super) use agreement::Known;
pub use options::{Freshness, ReadOptions, Reader};

use ask::{Ask, Many, One};
use from::{Circumstances, ReadFrom, read_from};

use super::{RouteError, Router, no_mysql};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::schema::{Pk, Table};
use crate::session::Session;
use crate::store::{
    Consistency, Outcome, Page, PageQuery, Route, RouteState, Side, Store, StoreError, Stored,
    Target,
};

/// How long MySQL may take over a read that D1 can serve, in milliseconds.
pub const STAGED_READ_DEADLINE_MS: u64 = 2_000;

/// What a read found, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Served<T> {
    /// What.
    pub found: T,
    /// The database that it was found in.
    pub by: Side,
}

impl<D, M, R> Router<D, M, R>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// One row.
    pub async fn get(
        &self,
        target: &Target,
        pk: &Pk,
        options: &ReadOptions<'_>,
    ) -> Result<Served<Option<Stored>>, RouteError> {
        self.read(&One { target, pk }, options).await
    }

    /// One page.
    pub async fn list(
        &self,
        query: &PageQuery,
        options: &ReadOptions<'_>,
    ) -> Result<Served<Page>, RouteError> {
        self.read(&Many(query), options).await
    }

    /// The key of the row that had this one in the table that `table` has taken over: D1 knows it,
    /// whichever is the primary.
    pub async fn id_of_old(
        &self,
        table: &'static Table,
        old_id: i64,
    ) -> Result<Option<Pk>, RouteError> {
        self.check_reads()?;
        Ok(self.shared.d1.id_of_old(table, old_id).await?)
    }

    async fn read<A: Ask>(
        &self,
        ask: &A,
        options: &ReadOptions<'_>,
    ) -> Result<Served<A::Found>, RouteError> {
        self.check_reads()?;
        let served = self.serve(ask, options).await?;
        if self.shadows() {
            self.shadow(ask.asked(&served.found), served.by);
        }
        Ok(served)
    }

    async fn serve<A: Ask>(
        &self,
        ask: &A,
        options: &ReadOptions<'_>,
    ) -> Result<Served<A::Found>, RouteError> {
        let route = self.read_route(options).await?;
        let known = Circumstances {
            reads: &self.config().reads,
            route,
            doubles: self.doubles(),
            agreement: self.agreement(route),
            breaker: self.isolate().breaker.state(self.runtime().now_ms()),
        };
        let side = route.primary();
        match read_from(&known, ask.what(), options) {
            ReadFrom::Nobody => Err(RouteError::Cached),
            ReadFrom::Primary => {
                let call = self.call_of(side);
                let read = self.at_primary(ask, route, options).await;
                Ok(self.observed(call, read)?)
            }
            ReadFrom::SecondaryOrPrimary => {
                if let Ok(Some(served)) = self.at_secondary(ask, side.other(), options).await {
                    return Ok(served);
                }
                Ok(self.at_primary(ask, route, options).await?)
            }
            ReadFrom::PrimaryOrSecondary => {
                // On the heap: what MySQL's reads are made of is large, and is in other futures here.
                let call = self.call_of(side);
                let read = self.in_time(Box::pin(self.at_primary(ask, route, options))).await;
                let error = match self.noted(side, self.observed(call, read)) {
                    Ok(served) => return Ok(served),
                    Err(error) if error.is_transient() => error,
                    Err(error) => return Err(error.into()),
                };
                match self.at_secondary(ask, side.other(), options).await {
                    Ok(Some(served)) => Ok(served),
                    // What the primary said is what is wrong.
                    _ => Err(error.into()),
                }
            }
        }
    }

    /// The route to read by: read anew where the one that is remembered may be too old.
    async fn read_route(&self, options: &ReadOptions<'_>) -> Result<Route, StoreError> {
        let route = match options.freshness {
            Freshness::Critical => self.ask_route().await?.route,
            Freshness::Tolerant => self.route().await?,
        };
        let is_older = |session: &Session| match route.state {
            RouteState::Open(_) => route.epoch < session.epoch(),
            // Its epoch is that of the writes to come: once it is open, they are elsewhere.
            RouteState::Closing { .. } => route.epoch <= session.epoch(),
        };
        if options.session.is_some_and(is_older) {
            // None that was read before the session's write will do.
            return Ok(self.ask_route().await?.route);
        }
        Ok(route)
    }

    async fn at_primary<A: Ask>(
        &self,
        ask: &A,
        route: Route,
        options: &ReadOptions<'_>,
    ) -> Result<Served<A::Found>, StoreError> {
        let by = route.primary();
        let found = match (by, &self.shared.mysql) {
            (Side::MySql, Some(mysql)) => ask.at(mysql.as_ref(), Consistency::Strong).await?,
            (Side::MySql, None) => return Err(no_mysql()),
            (Side::D1, _) => {
                let consistency = match (options.freshness, options.session) {
                    (Freshness::Critical, _) => Consistency::Strong,
                    (Freshness::Tolerant, None) => Consistency::Eventual,
                    (Freshness::Tolerant, Some(session)) => session
                        .bookmark(route.epoch)
                        .map_or(Consistency::Strong, Consistency::Bookmark),
                };
                ask.at(self.shared.d1.as_ref(), consistency).await?
            }
        };
        Ok(Served { found, by })
    }

    /// `None` where it does not have what the session wrote.
    async fn at_secondary<A: Ask>(
        &self,
        ask: &A,
        by: Side,
        options: &ReadOptions<'_>,
    ) -> Result<Option<Served<A::Found>>, StoreError> {
        let found = match (by, &self.shared.mysql) {
            (Side::MySql, None) => return Ok(None),
            (Side::MySql, Some(mysql)) => {
                let (breaker, counters) = (&self.isolate().breaker, &self.isolate().counters);
                if !breaker.allows(self.runtime().now_ms()) {
                    return Ok(None);
                }
                let call = self.call_of(by);
                let read = self.in_time(Box::pin(held(ask, mysql.as_ref(), options))).await;
                let found = self.noted(by, self.observed(call, read));
                match &found {
                    Ok(Some(_)) => counters.staged_reads.add(1),
                    Ok(None) => {}
                    Err(_) => counters.fallbacks.add(1),
                }
                found?
            }
            (Side::D1, _) => {
                let found = held(ask, self.shared.d1.as_ref(), options).await?;
                self.isolate().counters.fallbacks.add(u64::from(found.is_some()));
                found
            }
        };
        Ok(found.map(|found| Served { found, by }))
    }

    /// Tells the breaker how MySQL is.
    pub(super) fn noted<T>(
        &self,
        by: Side,
        answer: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let breaker = &self.isolate().breaker;
        match (by, &answer) {
            (Side::D1, _) => {}
            (Side::MySql, Err(error)) if error.is_transient() => {
                breaker.failed(self.runtime().now_ms());
            }
            (Side::MySql, _) => breaker.succeeded(),
        }
        answer
    }

    pub(super) async fn in_time<T>(
        &self,
        read: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let (read, late) = (pin!(read), pin!(self.runtime().beat_ms(STAGED_READ_DEADLINE_MS)));
        match select(read, late).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), _)) => Err(StoreError::Unavailable {
                side: Side::MySql,
                outcome: Outcome::NotDone,
                message: format!("did not answer a read within {STAGED_READ_DEADLINE_MS} ms"),
            }),
        }
    }
}

async fn held<A: Ask, S: Store>(
    ask: &A,
    secondary: &S,
    options: &ReadOptions<'_>,
) -> Result<Option<A::Found>, StoreError> {
    match options.session {
        Some(session) => ask.held(secondary, session).await,
        None => ask.at(secondary, Consistency::Strong).await.map(Some),
    }
}
