//! Requests are remembered by day, so that old ones can be deleted.

/// Milliseconds of a day.
pub(super) const DAY_MS: i64 = 86_400_000;

/// The days, counted from 1970, under which a request of that time may have been committed: clocks
/// differ, and a retry may come after midnight. Its own is the middle one.
pub(super) fn days(now_ms: i64) -> [i64; 3] {
    let day = now_ms.div_euclid(DAY_MS);
    [day - 1, day, day + 1]
}

/// Requests of days before this one are deleted with what is older than `before_ms`: a retry may
/// still look for those of the day before.
pub(super) fn first_day_kept(before_ms: i64) -> i64 {
    before_ms.div_euclid(DAY_MS) - 1
}
