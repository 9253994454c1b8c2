//! The circuit breaker of one isolate: while MySQL is down, nobody waits for it.

use std::cell::Cell;

/// Failures in a row that open it.
const OPEN_AFTER: u32 = 3;
/// First and longest time that it stays open, in milliseconds.
const FIRST_OPEN_MS: i64 = 1_000;
const MOST_OPEN_MS: i64 = 30_000;

/// Counts failures; after some in a row it lets nobody through for a while, then one to try.
#[derive(Debug, Default)]
pub struct Breaker {
    failures: Cell<u32>,
    open_until_ms: Cell<i64>,
}

/// What the breaker is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Everybody passes.
    Closed,
    /// Nobody does.
    Open,
    /// The time is over: one passes to try.
    HalfOpen,
}

impl Breaker {
    /// What it is doing at `now_ms`.
    pub fn state(&self, now_ms: i64) -> BreakerState {
        if self.is_closed() {
            BreakerState::Closed
        } else if now_ms < self.open_until_ms.get() {
            BreakerState::Open
        } else {
            BreakerState::HalfOpen
        }
    }

    /// Whether nothing is known to be wrong.
    pub fn is_closed(&self) -> bool {
        self.failures.get() < OPEN_AFTER
    }

    /// Whether to try now. The one who tries in the half-open state keeps the others waiting.
    pub fn allows(&self, now_ms: i64) -> bool {
        match self.state(now_ms) {
            BreakerState::Closed => true,
            BreakerState::Open => false,
            BreakerState::HalfOpen => {
                self.open_until_ms.set(now_ms.saturating_add(self.open_ms()));
                true
            }
        }
    }

    /// It worked.
    pub fn succeeded(&self) {
        self.failures.set(0);
    }

    /// It did not.
    pub fn failed(&self, now_ms: i64) {
        self.failures.set(self.failures.get().saturating_add(1));
        if self.failures.get() >= OPEN_AFTER {
            self.open_until_ms.set(now_ms.saturating_add(self.open_ms()));
        }
    }

    fn open_ms(&self) -> i64 {
        let doublings = self.failures.get().saturating_sub(OPEN_AFTER).min(10);
        FIRST_OPEN_MS.saturating_mul(1 << doublings).min(MOST_OPEN_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_tries_and_closes() {
        let breaker = Breaker::default();
        for _ in 0..OPEN_AFTER {
            assert!(breaker.allows(0));
            breaker.failed(0);
        }
        assert!(!breaker.allows(FIRST_OPEN_MS - 1));
        assert!(breaker.allows(FIRST_OPEN_MS), "one tries");
        assert!(!breaker.allows(FIRST_OPEN_MS), "the others wait for it");
        breaker.failed(FIRST_OPEN_MS);
        assert!(!breaker.allows(FIRST_OPEN_MS * 2), "the second time is longer");
        breaker.succeeded();
        assert_eq!(breaker.state(0), BreakerState::Closed);
    }

    #[test]
    fn the_open_time_is_bounded() {
        let breaker = Breaker::default();
        for _ in 0..1_000 {
            breaker.failed(0);
        }
        assert!(breaker.allows(MOST_OPEN_MS));
    }
}
