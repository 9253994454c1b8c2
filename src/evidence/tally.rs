//! What one isolate has counted and not handed over yet.

use std::cell::{Cell, RefCell};

use super::Window;

/// How old an isolate's first count is when all are handed over, in milliseconds. With what
/// [`Window::counts`] gives, at most 20, an isolate that is always busy writes at most 120 rows of
/// D1 a minute, and usually a third of that: about 0.05 US dollars a day
/// (<https://developers.cloudflare.com/d1/platform/pricing/>).
const KEEP_MS: i64 = 10_000;

/// An isolate's counts. They are for statistics: what an isolate takes with it when it ends is lost.
#[derive(Debug, Default)]
pub struct Tally {
    counts: RefCell<Window>,
    /// When the first of them was counted, in milliseconds since 1970.
    since_ms: Cell<Option<i64>>,
}

impl Tally {
    /// Counts something.
    pub fn note(&self, now_ms: i64, count: impl FnOnce(&mut Window)) {
        count(&mut self.counts.borrow_mut());
        if self.since_ms.get().is_none() {
            self.since_ms.set(Some(now_ms));
        }
    }

    /// The counts, if they are old enough to be handed over. They are the caller's now.
    pub fn take_due(&self, now_ms: i64) -> Option<Window> {
        let since_ms = self.since_ms.get()?;
        if now_ms.saturating_sub(since_ms) < KEEP_MS { None } else { self.take() }
    }

    /// The counts, however old. They are the caller's now.
    pub fn take(&self) -> Option<Window> {
        self.since_ms.take().map(|_| self.counts.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_handed_over_once_and_not_too_soon() {
        let tally = Tally::default();
        assert_eq!(tally.take(), None);
        tally.note(1_000, |counts| counts.dual_writes += 1);
        tally.note(5_000, |counts| counts.dual_writes += 2);
        assert_eq!(tally.take_due(1_000 + KEEP_MS - 1), None);
        let taken = tally.take_due(1_000 + KEEP_MS).unwrap();
        assert_eq!(taken.dual_writes, 3);
        assert_eq!(tally.take_due(i64::MAX), None);
    }
}
