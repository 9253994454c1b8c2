//! Points in time and days: the forms both databases write alike. The forms are few and fixed, so
//! they are written and read here, by hand; the calendar is `time`'s.

#[cfg(test)]
mod tests;

use time::{Date, Month};

/// A point in time, UTC, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// The first millisecond of the year 1000, where MySQL's DATETIME begins
/// (<https://dev.mysql.com/doc/refman/8.4/en/datetime.html>).
pub const MIN_TIMESTAMP_MS: i64 = -30_610_224_000_000;
/// The last millisecond of the year 9999, where it ends.
pub const MAX_TIMESTAMP_MS: i64 = 253_402_300_799_999;

const DAY_MS: i64 = 86_400_000;
const DAY_S: i64 = 86_400;
/// The Julian day of 1970-01-01.
const JULIAN_1970: i64 = 2_440_588;

impl Timestamp {
    /// `2026-11-21T13:00:00.000Z`; the number itself where it is out of the calendar's range.
    pub fn to_rfc3339(self) -> String {
        let Some(moment) = moment(self.0, b'T') else {
            return self.0.to_string();
        };
        let mut text = String::with_capacity(24);
        text.push_str(ascii(&moment));
        text.push('Z');
        text
    }

    /// Reads an RFC 3339 time with any offset and, as the RFC allows, with any character between
    /// day and time; digits past the millisecond are refused unless they are zeros, as one of the
    /// databases would cut them.
    pub fn from_rfc3339(text: &str) -> Option<Timestamp> {
        let (moment, rest) = text.as_bytes().split_first_chunk()?;
        let (at_s, _) = seconds(moment)?;
        let (ms, rest) = match rest {
            [b'.', rest @ ..] => fraction(rest)?,
            _ => (0, rest),
        };
        let at_s = at_s.checked_sub(offset_s(rest)?)?;
        at_s.checked_mul(1000)?.checked_add(ms).map(Timestamp)
    }
}

/// MySQL's portable form of a DATETIME(3), UTC: `2026-11-21 13:00:00.000`.
pub fn format_datetime(at_ms: i64) -> Option<String> {
    moment(at_ms, b' ').map(|moment| ascii(&moment).to_owned())
}

/// Reads what MySQL sends for a DATETIME(3): milliseconds since 1970.
pub fn parse_datetime(text: &str) -> Option<i64> {
    let (moment, rest) = text.as_bytes().split_first_chunk()?;
    let (at_s, b' ') = seconds(moment)? else {
        return None;
    };
    let &[b'.', a, b, c] = rest else {
        return None;
    };
    at_s.checked_mul(1000)?.checked_add(number([a, b, c])?)
}

/// A day of the years 1000 to 9999 in the form `2026-11-21`, which is the only one accepted.
pub fn parse_date(text: &str) -> Option<Date> {
    let &[y, e, a, r, b'-', m, o, b'-', d, t] = text.as_bytes() else {
        return None;
    };
    date([y, e, a, r], [m, o], [d, t]).filter(|day| day.year() >= 1000)
}

/// `2026-11-21T13:00:00.000`, with `between` in the place of the T.
fn moment(at_ms: i64, between: u8) -> Option<[u8; 23]> {
    if !(MIN_TIMESTAMP_MS..=MAX_TIMESTAMP_MS).contains(&at_ms) {
        return None;
    }
    let julian = i32::try_from(at_ms.div_euclid(DAY_MS) + JULIAN_1970).ok()?;
    let (year, month, day) = Date::from_julian_day(julian).ok()?.to_calendar_date();
    let ms = u32::try_from(at_ms.rem_euclid(DAY_MS)).ok()?;
    let [y, e, a, r] = digits(year.unsigned_abs());
    let ([m, o], [d, t]) = (digits(u8::from(month).into()), digits(day.into()));
    let ([h, i], [n, u]) = (digits(ms / 3_600_000), digits(ms / 60_000 % 60));
    let ([s, c], [x, z, w]) = (digits(ms / 1000 % 60), digits(ms % 1000));
    Some([y, e, a, r, b'-', m, o, b'-', d, t, between, h, i, b':', n, u, b':', s, c, b'.', x, z, w])
}

/// The last N decimal digits.
fn digits<const N: usize>(mut number: u32) -> [u8; N] {
    let mut text = [b'0'; N];
    for digit in text.iter_mut().rev() {
        *digit |= u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
    text
}

fn ascii(text: &[u8]) -> &str {
    std::str::from_utf8(text).unwrap_or_default()
}

/// Reads `2026-11-21T13:00:00` without a zone: seconds since 1970, and what stands for the T.
fn seconds(text: &[u8; 19]) -> Option<(i64, u8)> {
    let &[y, e, a, r, b'-', m, o, b'-', d, t, between, h, i, b':', n, u, b':', s, c] = text else {
        return None;
    };
    let days = i64::from(date([y, e, a, r], [m, o], [d, t])?.to_julian_day()) - JULIAN_1970;
    let clock = clock([h, i], [n, u])? + number([s, c]).filter(|second| *second < 60)?;
    Some((days * DAY_S + clock, between))
}

fn date(year: [u8; 4], month: [u8; 2], day: [u8; 2]) -> Option<Date> {
    let year = i32::try_from(number(year)?).ok()?;
    let month = Month::try_from(u8::try_from(number(month)?).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(number(day)?).ok()?).ok()
}

/// Hours and minutes, in seconds.
fn clock(hour: [u8; 2], minute: [u8; 2]) -> Option<i64> {
    let hour = number(hour).filter(|hour| *hour < 24)?;
    let minute = number(minute).filter(|minute| *minute < 60)?;
    Some(hour * 3600 + minute * 60)
}

/// The digits after the point, in milliseconds, and what follows them.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(length)?;
    let (ms, finer) = match *digits {
        [] => return None,
        [a] => ([a, b'0', b'0'], &[][..]),
        [a, b] => ([a, b, b'0'], &[][..]),
        [a, b, c, ref finer @ ..] => ([a, b, c], finer),
    };
    finer.iter().all(|digit| *digit == b'0').then_some((number(ms)?, rest))
}

/// How far the zone's clock is ahead of UTC.
fn offset_s(zone: &[u8]) -> Option<i64> {
    match *zone {
        [b'Z' | b'z'] => Some(0),
        [b'+', h, i, b':', m, n] => clock([h, i], [m, n]),
        [b'-', h, i, b':', m, n] => clock([h, i], [m, n]).map(|ahead| -ahead),
        _ => None,
    }
}

/// The number that these few digits write.
fn number<const N: usize>(digits: [u8; N]) -> Option<i64> {
    digits.into_iter().try_fold(0, |sum: i64, digit| {
        let digit = digit.is_ascii_digit().then(|| i64::from(digit) - i64::from(b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}
