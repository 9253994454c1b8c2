//! How the two databases are, as one isolate sees them.

use super::{BreakerState, Router};
use crate::evidence::{Fact, Standing, Window};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::store::{Control, JournalDepth, OutboxDepth, RouteState, Side, Store};

/// Lines are counted up to here: everybody may ask for this page, and what D1 reads is paid for.
const COUNT_TO: u64 = 1_000;

/// Both databases and what waits between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// D1; `None` where the Worker has no binding to it any more.
    pub d1: Option<SideHealth>,
    /// MySQL; `None` where the Worker has no binding to it or nobody uses it.
    pub mysql: Option<SideHealth>,
    /// The breaker in front of MySQL, in this isolate.
    pub breaker: BreakerState,
    /// What is known of the migration, where D1 tells it.
    pub known: Option<Evident>,
}

/// What is known of the migration.
#[derive(Debug, Clone, PartialEq)]
pub struct Evident {
    /// Whether the Worker has a binding to MySQL.
    pub has_mysql: bool,
    /// What was tried out.
    pub facts: Vec<Fact>,
    /// Whether everything was copied and compared.
    pub standing: Standing,
    /// Counts of all isolates over the last [`WINDOW_MS`], where they were asked for.
    pub window: Option<Window>,
}

/// How far back a window goes, in milliseconds.
pub const WINDOW_MS: i64 = 900_000;

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
    /// Asks both databases; for the counts too where `counted`.
    pub async fn health(&self, counted: bool) -> Health {
        let now_ms = self.runtime().now_ms();
        let mysql = self.mysql();
        if let Some(mysql) = mysql.filter(|_| self.is_alone()) {
            let mysql = Some(Box::pin(self.ask(mysql)).await);
            let breaker = self.isolate().breaker.state(now_ms);
            return Health { d1: None, mysql, breaker, known: None };
        }
        let ask_mysql = async |mysql: Option<&M>| match mysql {
            Some(mysql) => Some(Box::pin(self.ask(mysql)).await),
            None => None,
        };
        let (d1, mut asked, known) = futures_util::join!(
            self.ask(self.d1()),
            ask_mysql(mysql.filter(|_| self.doubles())),
            self.known(counted)
        );
        let route = d1.control.and_then(|control| control.route);
        if asked.is_none() && route.is_some_and(|route| route.state != RouteState::Open(Side::D1)) {
            asked = ask_mysql(mysql).await;
        }
        let breaker = self.isolate().breaker.state(now_ms);
        Health { d1: Some(d1), mysql: asked, breaker, known }
    }

    async fn known(&self, counted: bool) -> Option<Evident> {
        let (d1, now_ms) = (self.d1(), self.runtime().now_ms());
        let facts = d1.facts().await.ok()?;
        let standing = d1.standing().await.ok()?;
        let window = match counted {
            true => d1.window(now_ms.saturating_sub(WINDOW_MS)).await.ok(),
            false => None,
        };
        Some(Evident { has_mysql: self.mysql().is_some(), facts, standing, window })
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
