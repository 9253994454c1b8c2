//! What an isolate knows of the databases' agreement. It asks after the answer of a read, so that no
//! read waits for it; what is too old counts as not known.

use std::cell::Cell;

use crate::evidence::{FactName, MOST_LINES, is_behind};
use crate::outbox::Queue;
use crate::router::Router;
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::schema::Epoch;
use crate::store::{Route, Side, Store, StoreError};

/// How often an isolate asks, in milliseconds: three statements of D1, while reads come.
const ASK_MS: i64 = 10_000;
/// For how long what was said counts, in milliseconds.
const KNOWN_MS: i64 = 60_000;
/// For how long it counts that reads were found not to be cached, in milliseconds: it is tried
/// daily.
const UNCACHED_MS: i64 = 25 * 3_600_000;

/// What is known of the two databases beside the route; nothing at first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// They were found to agree: backfilled, verified, no finding open, no old line in the journal.
    pub agrees: bool,
    /// Whether reads of MySQL are answered by MySQL, not by a cache in front of it; `None`: nobody
    /// has tried of late.
    pub uncached: Option<bool>,
}

/// The agreement in an isolate's memory.
#[derive(Debug, Default)]
pub struct Known {
    agreement: Cell<Agreement>,
    /// The epoch that it is of; `None`: whichever.
    epoch: Cell<Option<Epoch>>,
    until_ms: Cell<i64>,
    asks_ms: Cell<i64>,
}

impl Known {
    /// What counts now.
    pub fn at(&self, now_ms: i64) -> Agreement {
        let known = self.agreement.get();
        if now_ms < self.until_ms.get() {
            return known;
        }
        // That there is a cache counts until the contrary is found.
        Agreement { agrees: false, uncached: known.uncached.filter(|uncached| !uncached) }
    }

    /// It counts until then, in every epoch; it is never asked for.
    pub fn learn(&self, agreement: Agreement) {
        self.agreement.set(agreement);
        self.epoch.set(None);
        self.until_ms.set(i64::MAX);
        self.asks_ms.set(i64::MAX);
    }

    /// It counts for a while, unless another epoch has begun since it was asked for.
    fn learn_of(&self, epoch: Epoch, agreement: Agreement, now_ms: i64) {
        if self.epoch.get() == Some(epoch) {
            self.agreement.set(agreement);
            self.until_ms.set(now_ms.saturating_add(KNOWN_MS));
            self.asks_ms.set(now_ms.saturating_add(ASK_MS));
        }
    }

    /// What was learned in another epoch counts no more: a forced switch leaves writes behind.
    fn enter(&self, epoch: Epoch) {
        if self.asks_ms.get() < i64::MAX && self.epoch.replace(Some(epoch)) != Some(epoch) {
            self.until_ms.set(0);
            self.asks_ms.set(0);
        }
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
        known.enter(route.epoch);
        // Through a cache MySQL is read whether or not D1 is written too.
        let depends = self.config().reads.staged.is_some() || route.primary() == Side::MySql;
        if depends && self.mysql().is_some() && !self.is_alone() && known.asks(now_ms) {
            let router = self.clone();
            self.runtime().spawn(async move {
                if let Err(error) = router.learn(route.epoch).await {
                    let message = format!("it is not known whether the databases agree: {error}");
                    router.runtime().log(Level::Warn, &message);
                }
            });
        }
        known.at(now_ms)
    }

    async fn learn(&self, epoch: Epoch) -> Result<(), StoreError> {
        let standing = self.d1().standing().await?;
        let facts = self.d1().facts().await?;
        let journal = self.d1().journal_depth(MOST_LINES).await?;
        let now_ms = self.runtime().now_ms();
        let uncached = facts.iter().find(|fact| fact.name == FactName::Uncached);
        let is_recent = |at_ms: i64| now_ms.saturating_sub(at_ms) <= UNCACHED_MS;
        // That they are cached counts until the contrary is found.
        let uncached = uncached.filter(|fact| !fact.holds || is_recent(fact.at_ms));
        let agrees = standing.agrees() && !is_behind(&journal, now_ms);
        let agreement = Agreement { agrees, uncached: uncached.map(|fact| fact.holds) };
        self.isolate().agreement.learn_of(epoch, agreement, now_ms);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Agreement = Agreement { agrees: true, uncached: Some(true) };
    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn it_is_asked_for_now_and_then_and_is_forgotten() {
        let known = Known::default();
        known.enter(Epoch(1));
        assert!(known.asks(1) && !known.asks(2), "the others wait for that answer");
        assert_eq!(known.at(1), Agreement::default());
        known.learn_of(Epoch(1), GOOD, 1);
        assert!(!known.asks(ASK_MS) && known.asks(ASK_MS + 1));
        assert_eq!((known.at(KNOWN_MS), known.at(KNOWN_MS + 1)), (GOOD, Agreement::default()));
    }

    #[test]
    fn what_was_told_for_good_is_never_asked_for() {
        let known = Known::default();
        known.learn(GOOD);
        known.enter(Epoch(2));
        assert!(!known.asks(NOW));
        assert_eq!(known.at(NOW), GOOD);
    }

    #[test]
    fn what_was_learned_in_another_epoch_does_not_count() {
        let known = Known::default();
        known.enter(Epoch(1));
        known.learn_of(Epoch(1), GOOD, NOW);
        known.enter(Epoch(1));
        assert_eq!(known.at(NOW), GOOD);
        known.enter(Epoch(2));
        assert_eq!(known.at(NOW), Agreement::default());
        // Nor does an answer to what was asked before.
        known.learn_of(Epoch(1), GOOD, NOW);
        assert_eq!(known.at(NOW), Agreement::default());
        assert!(known.asks(NOW), "it is asked for at once");
    }

    #[test]
    fn a_cache_that_was_found_is_not_forgotten() {
        let known = Known::default();
        known.enter(Epoch(1));
        let cached = Agreement { agrees: true, uncached: Some(false) };
        known.learn_of(Epoch(1), cached, NOW);
        let later = known.at(NOW + KNOWN_MS);
        assert_eq!(later, Agreement { agrees: false, ..cached });
        known.enter(Epoch(2));
        assert_eq!(known.at(NOW), later);
        known.learn_of(Epoch(2), GOOD, NOW);
        assert_eq!(known.at(NOW), GOOD);
    }
}
