//! Points in time and days: the forms both databases write alike.

use time::{
    Date, OffsetDateTime, PrimitiveDateTime, format_description::BorrowedFormatItem,
    macros::format_description,
};

/// A point in time, UTC, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// The first millisecond of the year 1000, where MySQL's DATETIME begins
/// (<https://dev.mysql.com/doc/refman/8.4/en/datetime.html>).
pub const MIN_TIMESTAMP_MS: i64 = -30_610_224_000_000;
/// The last millisecond of the year 9999, where it ends.
pub const MAX_TIMESTAMP_MS: i64 = 253_402_300_799_999;

const DAY: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");
const DATETIME: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:3]");
const RFC3339: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

impl Timestamp {
    /// `2026-11-21T13:00:00.000Z`; the number itself where it is out of the calendar's range.
    pub fn to_rfc3339(self) -> String {
        moment(self.0).and_then(|at| at.format(RFC3339).ok()).unwrap_or_else(|| self.0.to_string())
    }

    /// Reads an RFC 3339 time with any offset; digits past the millisecond are refused, as one of
    /// the databases would cut them.
    pub fn from_rfc3339(text: &str) -> Option<Timestamp> {
        let at =
            OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
        let nanos = at.unix_timestamp_nanos();
        if nanos % 1_000_000 != 0 {
            return None;
        }
        i64::try_from(nanos / 1_000_000).ok().map(Timestamp)
    }
}

/// MySQL's portable form of a DATETIME(3), UTC: `2026-11-21 13:00:00.000`.
pub fn format_datetime(at_ms: i64) -> Option<String> {
    moment(at_ms)?.format(DATETIME).ok()
}

/// Reads what MySQL sends for a DATETIME(3): milliseconds since 1970.
pub fn parse_datetime(text: &str) -> Option<i64> {
    let at = PrimitiveDateTime::parse(text, DATETIME).ok()?.assume_utc();
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
}

/// A day of the years 1000 to 9999 in the form `2026-11-21`, which is the only one accepted.
pub fn parse_date(text: &str) -> Option<Date> {
    if text.len() != 10 {
        return None;
    }
    Date::parse(text, DAY).ok().filter(|day| (1000..=9999).contains(&day.year()))
}

fn moment(at_ms: i64) -> Option<OffsetDateTime> {
    if !(MIN_TIMESTAMP_MS..=MAX_TIMESTAMP_MS).contains(&at_ms) {
        return None;
    }
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_edges_are_the_years_1000_and_9999() {
        assert_eq!(format_datetime(MIN_TIMESTAMP_MS).unwrap(), "1000-01-01 00:00:00.000");
        assert_eq!(format_datetime(MAX_TIMESTAMP_MS).unwrap(), "9999-12-31 23:59:59.999");
        assert_eq!(format_datetime(MAX_TIMESTAMP_MS + 1), None);
        assert!(parse_date("0999-12-31").is_none());
        assert!(parse_date("2026-02-29").is_none());
        assert!(parse_date("2028-02-29").is_some());
        assert!(parse_date("2026-1-1").is_none());
    }

    #[test]
    fn digits_past_the_millisecond_are_refused() {
        assert_eq!(Timestamp::from_rfc3339("1970-01-01T00:00:00.1239Z"), None);
        assert_eq!(Timestamp::from_rfc3339("1970-01-01T01:00:00.123+01:00"), Some(Timestamp(123)));
        assert_eq!(Timestamp::from_rfc3339("1970-01-01"), None);
    }

    proptest! {
        #[test]
        fn a_datetime_reads_back(at_ms in MIN_TIMESTAMP_MS..=MAX_TIMESTAMP_MS) {
            prop_assert_eq!(parse_datetime(&format_datetime(at_ms).unwrap()), Some(at_ms));
            prop_assert_eq!(Timestamp::from_rfc3339(&Timestamp(at_ms).to_rfc3339()), Some(Timestamp(at_ms)));
        }
    }
}
