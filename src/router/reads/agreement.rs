//! What an isolate knows of the databases' agreement. It asks after the answer of a read, so that no
//! read waits for it; what is too old counts as not known.

use std::cell::Cell;

use crate::evidence::FactName;
use crate::outbox::Queue;
use crate::router::Router;
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::store::{Route, Side, Store, StoreError};

/// How often an isolate asks, in milliseconds: two statements of D1, while reads come.
const ASK_MS: i64 = 10_000;
/// For how long what was said counts, in milliseconds.
const KNOWN_MS: i64 = 60_000;
/// For how long it counts that reads were found not to be cached, in milliseconds: it is tried
/// daily.
const UNCACHED_MS: i64 = 25 * 3_600_000;

/// What is known of the two databases beside the route; nothing at first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// They were found to agree: backfilled, verified, no finding open.
    pub agrees: bool,
    /// Whether reads of MySQL are answered by MySQL, not by a cache in front of it; `None`: nobody
    /// has tried of late.
    pub uncached: Option<bool>,
}

/// The agreement in an isolate's memory.
#[derive(Debug, Default)]
pub struct Known {
    agreement: Cell<Agreement>,
    until_ms: Cell<i64>,
    asks_ms: Cell<i64>,
}

impl Known {
    /// What counts now.
    pub fn at(&self, now_ms: i64) -> Agreement {
        if now_ms < self.until_ms.get() { self.agreement.get() } else { Agreement::default() }
    }

    /// It counts until then; it is not asked for before it is asked for again.
    pub fn learn(&self, agreement: Agreement, until_ms: i64) {
        self.agreement.set(agreement);
        self.until_ms.set(until_ms);
        self.asks_ms.set(until_ms.saturating_sub(KNOWN_MS.saturating_sub(ASK_MS)));
    }

    /// Whether to ask now. The next one to ask comes later, whatever becomes of this one.
    fn asks(&self, now_ms: i64) -> bool {
        let asks = now_ms >= self.asks_ms.get();
        if asks {
            self.asks_ms.set(now_ms.saturating_add(ASK_MS));
        }
        asks
    }
}

impl<D, M, R> Router<D, M, R>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// What is known; asks for it after the answer where a read may depend on it.
    pub(super) fn agreement(&self, route: Route) -> Agreement {
        let (known, now_ms) = (&self.isolate().agreement, self.runtime().now_ms());
        let depends = self.config().reads.staged.is_some() || route.primary() == Side::MySql;
        if depends && self.doubles() && known.asks(now_ms) {
            let router = self.clone();
            self.runtime().spawn(async move {
                if let Err(error) = router.learn().await {
                    let message = format!("it is not known whether the databases agree: {error}");
                    router.runtime().log(Level::Warn, &message);
                }
            });
        }
        known.at(now_ms)
    }

    async fn learn(&self) -> Result<(), StoreError> {
        let standing = self.d1().standing().await?;
        let facts = self.d1().facts().await?;
        let now_ms = self.runtime().now_ms();
        let uncached = facts.iter().find(|fact| fact.name == FactName::Uncached);
        let is_recent = |at_ms: i64| now_ms.saturating_sub(at_ms) <= UNCACHED_MS;
        // That they are cached counts until the contrary is found.
        let uncached = uncached.filter(|fact| !fact.holds || is_recent(fact.at_ms));
        let agreement =
            Agreement { agrees: standing.agrees(), uncached: uncached.map(|fact| fact.holds) };
        self.isolate().agreement.learn(agreement, now_ms.saturating_add(KNOWN_MS));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Agreement = Agreement { agrees: true, uncached: Some(true) };

    #[test]
    fn it_is_asked_for_now_and_then_and_is_forgotten() {
        let known = Known::default();
        assert!(known.asks(1) && !known.asks(2), "the others wait for that answer");
        assert_eq!(known.at(1), Agreement::default());
        known.learn(GOOD, 1 + KNOWN_MS);
        assert!(!known.asks(ASK_MS) && known.asks(ASK_MS + 1));
        assert_eq!((known.at(KNOWN_MS), known.at(KNOWN_MS + 1)), (GOOD, Agreement::default()));
    }

    #[test]
    fn what_was_told_for_good_is_never_asked_for() {
        let known = Known::default();
        known.learn(GOOD, i64::MAX);
        assert!(!known.asks(1_800_000_000_000));
        assert_eq!(known.at(1_800_000_000_000), GOOD);
    }
}
