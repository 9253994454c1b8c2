//! Where a read goes, where a write goes.

mod afterwards;
mod alone;
mod breaker;
mod error;
mod health;
mod inline;
mod isolate;
mod jobs;
mod lead;
mod observe;
mod reads;
mod repeated;
mod repository;
mod route;
mod shadow;
mod write;

use std::rc::Rc;

pub use breaker::{Breaker, BreakerState};
pub use error::RouteError;
pub use health::{Evident, Health, SideHealth, WINDOW_MS};
pub use isolate::{Counter, Counters, Isolate};
pub use jobs::TickReport;
pub use reads::{Agreement, Freshness, ReadOptions, Reader, STAGED_READ_DEADLINE_MS, Served};
pub use repository::{Listing, Repository, Versioned};
pub use route::ROUTE_TTL_MS;

use crate::config::{Config, Maintenance, Secondary};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::store::{Side, Store, StoreError};

/// The two databases behind one door.
pub struct Router<D, M, R> {
    shared: Rc<Shared<D, M, R>>,
}

struct Shared<D, M, R> {
    d1: Rc<D>,
    /// None where the Worker has no binding to it: D1 alone.
    mysql: Option<Rc<M>>,
    /// There is no D1, and nobody may ask it.
    alone: bool,
    runtime: R,
    config: Config,
    isolate: Rc<Isolate>,
}

impl<D, M, R> Clone for Router<D, M, R> {
    fn clone(&self) -> Self {
        Router { shared: Rc::clone(&self.shared) }
    }
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// With the databases of this request and what the isolate remembers.
    pub fn new(d1: D, mysql: Option<M>, runtime: R, config: Config, isolate: Rc<Isolate>) -> Self {
        let (d1, mysql) = (Rc::new(d1), mysql.map(Rc::new));
        Router { shared: Rc::new(Shared { d1, mysql, alone: false, runtime, config, isolate }) }
    }

    /// The flags as read.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// The platform.
    pub fn runtime(&self) -> &R {
        &self.shared.runtime
    }

    /// The coordinator.
    pub(crate) fn d1(&self) -> &D {
        &self.shared.d1
    }

    /// MySQL, where the Worker has a binding to it.
    pub(crate) fn mysql(&self) -> Option<&M> {
        self.shared.mysql.as_deref()
    }

    /// What this isolate remembers.
    pub fn isolate(&self) -> &Isolate {
        &self.shared.isolate
    }

    /// A ULID of this moment.
    pub fn new_ulid(&self) -> String {
        crate::runtime::new_ulid(&self.shared.runtime)
    }

    fn check_reads(&self) -> Result<(), RouteError> {
        match self.shared.config.maintenance {
            Maintenance::Full => {
                Err(RouteError::Maintenance { retry_after_s: MAINTENANCE_RETRY_S })
            }
            Maintenance::Off | Maintenance::ReadOnly => Ok(()),
        }
    }

    /// Whether writes go to both databases.
    fn doubles(&self) -> bool {
        self.shared.mysql.is_some() && self.shared.config.secondary != Secondary::Off
    }
}

/// After how many seconds a client may come back from a maintenance.
pub const MAINTENANCE_RETRY_S: u32 = 30;

fn no_mysql() -> StoreError {
    StoreError::rejected(Side::MySql, "is the primary, but this Worker has no HYPERDRIVE binding")
}
