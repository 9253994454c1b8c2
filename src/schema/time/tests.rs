//! The forms one by one, and against the `time` crate's own reading and writing.

use proptest::prelude::*;
use time::format_description::{BorrowedFormatItem, well_known::Rfc3339};
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::*;

const DAY: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");
const DATETIME: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:3]");
const UTC: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

#[test]
fn the_edges_are_the_years_1000_and_9999() {
    assert_eq!(format_datetime(MIN_TIMESTAMP_MS).unwrap(), "1000-01-01 00:00:00.000");
    assert_eq!(format_datetime(MAX_TIMESTAMP_MS).unwrap(), "9999-12-31 23:59:59.999");
    for outside in [MIN_TIMESTAMP_MS - 1, MAX_TIMESTAMP_MS + 1, i64::MIN, i64::MAX] {
        assert_eq!(format_datetime(outside), None);
        assert_eq!(Timestamp(outside).to_rfc3339(), outside.to_string());
    }
    assert!(parse_date("0999-12-31").is_none());
    assert!(parse_date("2026-02-29").is_none());
    assert!(parse_date("2028-02-29").is_some());
    assert!(parse_date("2026-1-1").is_none());
}

#[test]
fn digits_past_the_millisecond_are_refused() {
    let read = Timestamp::from_rfc3339;
    assert_eq!(read("1970-01-01T00:00:00.1239Z"), None);
    assert_eq!(read("1970-01-01T00:00:00.1230000000000Z"), Some(Timestamp(123)));
    assert_eq!(read("1970-01-01T00:00:00.5Z"), Some(Timestamp(500)));
    assert_eq!(read("1970-01-01T00:00:00.Z"), None);
    assert_eq!(read("1970-01-01T01:00:00.123+01:00"), Some(Timestamp(123)));
    assert_eq!(read("1970-01-01t00:00:01z"), Some(Timestamp(1000)));
    assert_eq!(read("1970-01-01"), None);
    assert_eq!(read("1970-01-01T00:00:00"), None);
    assert_eq!(read("1970-01-01T00:00:60Z"), None);
}

fn model_moment(at_ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000).unwrap()
}

fn model_rfc3339(text: &str) -> Option<i64> {
    let nanos = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
    (nanos % 1_000_000 == 0).then(|| i64::try_from(nanos / 1_000_000).unwrap())
}

fn model_datetime(text: &str) -> Option<i64> {
    let at = PrimitiveDateTime::parse(text, DATETIME).ok()?.assume_utc();
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
}

/// A text that is nearly a time: some are, others miss by a digit or a mark.
fn nearly() -> impl Strategy<Value = String> {
    let date = "[0-9]{4}-(0[0-9]|1[0-3])-([0-2][0-9]|3[0-2])";
    let clock = "([01][0-9]|2[0-4]):[0-6][0-9]:([0-5][0-9]|6[01])";
    let tail = "(\\.([0-9]{0,4}|[0-9]{1,3}0{0,6}))?(Z|z|[+-]([01][0-9]|2[0-4]):[0-6][0-9])?";
    let whole = (date, "[Tt _]", clock, tail).prop_map(|(d, b, c, t)| format!("{d}{b}{c}{t}"));
    (
        whole,
        any::<prop::sample::Index>(),
        prop_oneof![9 => Just(None), 1 => any::<char>().prop_map(Some)],
    )
        .prop_map(|(text, at, other)| match other {
            None => text,
            Some(other) => {
                let at = at.index(text.len());
                text.char_indices().map(|(i, c)| if i == at { other } else { c }).collect()
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn moments_are_written_as_the_library_does(at_ms in MIN_TIMESTAMP_MS..=MAX_TIMESTAMP_MS) {
        let moment = model_moment(at_ms);
        prop_assert_eq!(format_datetime(at_ms), Some(moment.format(DATETIME).unwrap()));
        prop_assert_eq!(Timestamp(at_ms).to_rfc3339(), moment.format(UTC).unwrap());
    }

    #[test]
    fn a_moment_reads_back(at_ms in MIN_TIMESTAMP_MS..=MAX_TIMESTAMP_MS) {
        prop_assert_eq!(parse_datetime(&format_datetime(at_ms).unwrap()), Some(at_ms));
        let text = Timestamp(at_ms).to_rfc3339();
        prop_assert_eq!(Timestamp::from_rfc3339(&text), Some(Timestamp(at_ms)));
        prop_assert!(parse_date(text.split_once('T').unwrap().0).is_some());
    }

    #[test]
    fn times_with_offsets_are_read_as_the_library_does(
        at_ms in MIN_TIMESTAMP_MS + DAY_MS..=MAX_TIMESTAMP_MS - DAY_MS,
        minutes in -1439_i32..=1439,
    ) {
        let offset = time::UtcOffset::from_whole_seconds(minutes * 60).unwrap();
        let text = model_moment(at_ms).to_offset(offset).format(&Rfc3339).unwrap();
        prop_assert_eq!(Timestamp::from_rfc3339(&text), Some(Timestamp(at_ms)));
    }

    #[test]
    fn what_is_nearly_a_time_is_read_as_the_library_does(text in nearly(), any_text: String) {
        for text in [&text, &any_text, &text.replace(['T', 't'], " ")] {
            let read = Timestamp::from_rfc3339(text).map(|at| at.0);
            prop_assert_eq!(read, model_rfc3339(text), "{}", text);
            prop_assert_eq!(parse_datetime(text), model_datetime(text), "{}", text);
        }
    }

    #[test]
    fn days_are_read_as_the_library_does(text in "[0-9]{4}-(0[0-9]|1[0-3])-([0-2][0-9]|3[0-2])", any_text: String) {
        for text in [&text, &any_text] {
            let model = Date::parse(text, DAY).ok();
            let model = model.filter(|day| text.len() == 10 && (1000..=9999).contains(&day.year()));
            prop_assert_eq!(parse_date(text), model, "{}", text);
        }
    }
}
