//! Where writes go, as an isolate knows it. Nobody need know better to be right: the fence in the
//! databases decides.

use super::{Router, alone};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::schema::Epoch;
use crate::store::{Role, Route, RouteState, Side, Store, StoreError};

/// How long an open route is remembered, in milliseconds, so that an isolate that only reads notices
/// a switch. A write that comes to the wrong database notices at once.
pub const ROUTE_TTL_MS: i64 = 10_000;
/// How long the line is taken to be closing still, in milliseconds: all the writes of an isolate that
/// wait ask once in that time.
const CLOSING_TTL_MS: i64 = 15;
/// How long the others go on with what was known while one asks anew, in milliseconds.
const ASKING_MS: i64 = 1_000;

/// The coordinator's line, as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownRoute {
    pub(super) route: Route,
    /// When the line last changed, in milliseconds since 1970.
    pub(super) since_ms: i64,
    /// Writes may have been left behind when it did.
    pub(super) forced: bool,
    /// Until when nobody asks anew.
    until_ms: i64,
}

impl KnownRoute {
    fn kept(self, now_ms: i64, open_ms: i64) -> KnownRoute {
        let ms = match self.route.state {
            RouteState::Open(_) => open_ms,
            RouteState::Closing { .. } => CLOSING_TTL_MS,
        };
        KnownRoute { until_ms: now_ms.saturating_add(ms), ..self }
    }
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// The route, from memory where it is known.
    pub(super) async fn route(&self) -> Result<Route, StoreError> {
        Ok(self.known_route().await?.route)
    }

    /// The same with what else the line says.
    pub(super) async fn known_route(&self) -> Result<KnownRoute, StoreError> {
        let remembered = &self.isolate().route;
        let now_ms = self.runtime().now_ms();
        let known = remembered.get();
        if let Some(known) = known.filter(|known| now_ms < known.until_ms) {
            return Ok(known);
        }
        remembered.set(known.map(|known| known.kept(now_ms, ASKING_MS)));
        match (self.ask_route().await, known) {
            (Ok(read), _) => Ok(read),
            // An open line, however old, still holds if the coordinator is away for all; if for this isolate
            // alone, the fence decides about writes, and reads without a session are tolerant.
            (Err(error), Some(known)) if error.is_transient() => match known.route.state {
                RouteState::Open(_) => {
                    let known = known.kept(self.runtime().now_ms(), ROUTE_TTL_MS);
                    remembered.set(Some(known));
                    Ok(known)
                }
                RouteState::Closing { .. } => Err(error),
            },
            (Err(error), _) => Err(error),
        }
    }

    /// The route, whatever is remembered: for who must see what was written before now.
    pub(super) async fn ask_route(&self) -> Result<KnownRoute, StoreError> {
        let control = match self.mysql().filter(|_| self.is_alone()) {
            // On the heap: what MySQL's reads are made of is large, and a route is in all futures.
            Some(mysql) => Box::pin(alone::control(mysql)).await?,
            None => self.shared.d1.control().await?,
        };
        self.isolate().journaling.set(control.journaling);
        let route = control.route.ok_or_else(|| {
            StoreError::rejected(Side::D1, "has no control line: are the migrations applied?")
        })?;
        let (since_ms, forced) = (control.since_ms, control.forced);
        let read = KnownRoute { route, since_ms, forced, until_ms: 0 };
        let read = read.kept(self.runtime().now_ms(), ROUTE_TTL_MS);
        self.isolate().route.set(Some(read));
        Ok(read)
    }

    pub(crate) fn forget_route(&self) {
        self.isolate().route.set(None);
    }

    /// The epoch of the route that is remembered.
    pub(crate) fn known_epoch(&self) -> Option<Epoch> {
        self.isolate().route.get().map(|known| known.route.epoch)
    }

    /// After MySQL refused what the route sent there: its own line may be behind the coordinator's,
    /// as an undone or a forced switch leaves it.
    pub(super) async fn bring_line_up(&self) -> Result<(), StoreError> {
        let Some(mysql) = &self.shared.mysql else { return Ok(()) };
        self.forget_route();
        let route = self.route().await?;
        let role = match route.state {
            RouteState::Open(Side::MySql) => Role::Primary,
            RouteState::Open(Side::D1) => Role::Closed,
            RouteState::Closing { .. } => return Ok(()),
        };
        mysql.raise(route.epoch, role).await
    }
}
