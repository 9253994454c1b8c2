//! How far MySQL may be behind D1 while it serves reads.

use crate::store::JournalDepth;

/// Up to how many lines of D1's journal are looked at.
pub const MOST_LINES: u64 = 1_000;
/// How old such a line may be, in milliseconds. After an outage MySQL is behind until they are
/// replayed, and it must not be for as long as a session is good. A row that is written all the time
/// may have a line for minutes, and is not behind.
const MOST_BEHIND_MS: i64 = 300_000;

/// Whether the journal is too long or too old for MySQL to serve reads.
pub fn is_behind(journal: &JournalDepth, now_ms: i64) -> bool {
    journal.lines >= MOST_LINES
        || journal.oldest_ms.is_some_and(|at_ms| now_ms.saturating_sub(at_ms) > MOST_BEHIND_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn an_old_or_a_long_journal_is_behind() {
        let behind = |lines, age_ms: Option<i64>| {
            let oldest_ms = age_ms.map(|age_ms| NOW - age_ms);
            is_behind(&JournalDepth { lines, oldest_ms, oldest_untried_ms: None }, NOW)
        };
        assert!(!behind(0, None) && !behind(MOST_LINES - 1, Some(MOST_BEHIND_MS)));
        assert!(behind(1, Some(MOST_BEHIND_MS + 1)) && behind(MOST_LINES, Some(0)));
    }

    #[test]
    fn a_session_outlasts_it() {
        const { assert!(MOST_BEHIND_MS * 2 < crate::session::SESSION_MS) };
    }
}
