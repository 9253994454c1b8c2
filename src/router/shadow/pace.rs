//! How many shadow reads an isolate makes: so many at a time, some of them to calibrate, and so many
//! findings a minute.

use std::cell::Cell;
use std::rc::Rc;

use crate::router::Isolate;

/// Most shadow reads under way.
const MAX_UNDER_WAY: usize = 8;
/// After how long a shadow read counts as ended, in milliseconds: the platform may have cancelled it,
/// of which nobody is told
/// (<https://developers.cloudflare.com/workers/platform/limits/>).
const LOST_MS: i64 = 30_000;
/// The first ones calibrate, and after them each of so many.
const FIRST_CALIBRATE: u64 = 5;
const EACH_CALIBRATES: u64 = 20;
/// Most findings that are noted a minute.
const FINDINGS_A_MINUTE: usize = 20;
const MINUTE_MS: i64 = 60_000;

/// What an isolate remembers of its shadow reads.
#[derive(Debug, Default)]
pub struct Pace {
    /// Until when each of those under way may go on.
    until_ms: Cell<[i64; MAX_UNDER_WAY]>,
    taken: Cell<u64>,
    minute: Cell<i64>,
    noted: Cell<usize>,
}

/// One of those under way, until it is dropped.
pub(super) struct Turn {
    isolate: Rc<Isolate>,
    at: usize,
    until_ms: i64,
    calibrates: bool,
}

impl Turn {
    /// `None` where enough are under way.
    pub fn take(isolate: &Rc<Isolate>, now_ms: i64) -> Option<Turn> {
        let pace = &isolate.shadow;
        let mut all = pace.until_ms.get();
        let (at, free) = all.iter_mut().enumerate().find(|(_, until_ms)| **until_ms <= now_ms)?;
        let until_ms = now_ms.saturating_add(LOST_MS);
        *free = until_ms;
        pace.until_ms.set(all);
        let taken = pace.taken.get();
        pace.taken.set(taken.wrapping_add(1));
        let calibrates = taken < FIRST_CALIBRATE || taken.is_multiple_of(EACH_CALIBRATES);
        Some(Turn { isolate: Rc::clone(isolate), at, until_ms, calibrates })
    }

    /// Whether it is to be read twice in the same database.
    pub fn calibrates(&self) -> bool {
        self.calibrates
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.isolate.shadow.until_ms.get();
        if let Some(until_ms) = all.get_mut(self.at).filter(|until_ms| **until_ms == self.until_ms)
        {
            *until_ms = 0;
        }
        self.isolate.shadow.until_ms.set(all);
    }
}

impl Pace {
    /// How many of so many findings may be noted now.
    pub fn room(&self, now_ms: i64, findings: usize) -> usize {
        let minute = now_ms.div_euclid(MINUTE_MS);
        if self.minute.replace(minute) != minute {
            self.noted.set(0);
        }
        let room = FINDINGS_A_MINUTE.saturating_sub(self.noted.get()).min(findings);
        self.noted.set(self.noted.get().saturating_add(room));
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_under_way_and_none_for_ever() {
        let isolate = Rc::<Isolate>::default();
        let turns: Vec<_> = (0..MAX_UNDER_WAY).filter_map(|_| Turn::take(&isolate, 1)).collect();
        assert_eq!(turns.len(), MAX_UNDER_WAY);
        assert!(Turn::take(&isolate, 1).is_none());
        drop(turns);
        let lost = (0..MAX_UNDER_WAY).filter_map(|_| Turn::take(&isolate, 2)).collect::<Vec<_>>();
        assert!(Turn::take(&isolate, 1 + LOST_MS).is_none());
        let next = Turn::take(&isolate, 2 + LOST_MS).unwrap();
        // One that was given up does not end its successor's turn.
        drop(lost);
        assert_eq!(isolate.shadow.until_ms.get().iter().filter(|until| **until > 0).count(), 1);
        drop(next);
    }

    #[test]
    fn the_first_calibrate_and_then_one_of_many() {
        let isolate = Rc::<Isolate>::default();
        let calibrate = (0..100).map(|_| Turn::take(&isolate, 1).unwrap().calibrates());
        let calibrate: Vec<bool> = calibrate.collect();
        assert!(calibrate.iter().take(5).all(|yes| *yes) && !calibrate[5]);
        assert_eq!(calibrate.iter().filter(|yes| **yes).count(), 5 + 4);
    }

    #[test]
    fn so_many_findings_a_minute() {
        let pace = Pace::default();
        assert_eq!((pace.room(0, 15), pace.room(1, 15), pace.room(2, 15)), (15, 5, 0));
        assert_eq!(pace.room(MINUTE_MS, 3), 3);
    }
}
