//! How the two databases are, as one isolate sees them.

use super::{BreakerState, Router};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::store::{Control, JournalDepth, OutboxDepth, Side, Store};

/// Lines are counted up to here: everybody may ask for this page, and what D1 reads is paid for.
const COUNT_TO: u64 = 1_000;

/// Both databases and what waits between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// D1.
    pub d1: SideHealth,
    /// MySQL; `None` where the Worker has no binding to it or the double write is off.
    pub mysql: Option<SideHealth>,
    /// The breaker in front of MySQL, in this isolate.
    pub breaker: BreakerState,
}

/// One database.
#[derive(Debug, Clone, PartialEq)]
pub struct SideHealth {
    /// Which.
    pub side: Side,
    /// What it said when it could not be asked.
    pub error: Option<String>,
    /// How long it took to answer, in milliseconds.
    pub latency_ms: i64,
    /// Its control line.
    pub control: Option<Control>,
    /// Its journal.
    pub journal: Option<JournalDepth>,
    /// Its outbox.
    pub outbox: Option<OutboxDepth>,
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// Asks both databases.
    pub async fn health(&self) -> Health {
        let now_ms = self.runtime().now_ms();
        let mysql = self.shared.mysql.as_ref().filter(|_| self.doubles());
        let (d1, mysql) = futures_util::join!(self.ask(self.shared.d1.as_ref()), async {
            match mysql {
                Some(mysql) => Some(self.ask(mysql.as_ref()).await),
                None => None,
            }
        });
        Health { d1, mysql, breaker: self.isolate().breaker.state(now_ms) }
    }

    async fn ask<S: Store>(&self, store: &S) -> SideHealth {
        let started_ms = self.runtime().now_ms();
        let mut health = SideHealth {
            side: store.side(),
            error: None,
            latency_ms: 0,
            control: None,
            journal: None,
            outbox: None,
        };
        let control = store.control().await;
        health.latency_ms = self.runtime().now_ms().saturating_sub(started_ms);
        match control {
            Ok(control) => {
                health.control = Some(control);
                health.journal = store.journal_depth(COUNT_TO).await.ok();
                health.outbox = store.outbox_depth(COUNT_TO).await.ok();
            }
            Err(error) => health.error = Some(error.to_string()),
        }
        health
    }
}
