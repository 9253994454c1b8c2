//! Days since 1970 as dates of the Gregorian calendar, in the years that MySQL supports.

use crate::Refusal;

/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// A day of the Gregorian calendar.
pub(crate) struct Date {
    year: i64,
    month: i64,
    day: i64,
}

impl Date {
    /// From days since 1970, by the algorithm of <https://howardhinnant.github.io/date_algorithms.html>.
    pub(crate) fn of(days: i64) -> Result<Self, Refusal> {
        // 1000-01-01 and 9999-12-31: <https://dev.mysql.com/doc/refman/8.4/en/datetime.html>
        if !(-354_285..=2_932_896).contains(&days) {
            return Err(Refusal::DateRange);
        }
        // Counted from 1 March of year 0, in eras of 400 years.
        let days = days + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        Ok(Self { year: era * 400 + year + next_year, month, day })
    }
}

impl Date {
    /// Year, month and day.
    #[cfg(test)]
    pub(crate) fn parts(&self) -> (i64, i64, i64) {
        (self.year, self.month, self.day)
    }

    /// `2026-11-21`, in ASCII.
    pub(crate) fn text(&self) -> [u8; 10] {
        let ([a, b, c, d], [e, f], [g, h]) =
            (digits(self.year), digits(self.month), digits(self.day));
        [a, b, c, d, b'-', e, f, b'-', g, h]
    }
}

/// The last N decimal digits of a number that is not negative, in ASCII.
pub(crate) fn digits<const N: usize>(number: i64) -> [u8; N] {
    let mut rest = u32::try_from(number).unwrap_or(0);
    let mut text = [b'0'; N];
    for digit in text.iter_mut().rev() {
        *digit |= u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_follows_the_one_before() {
        let mut last = Date::of(-354_285).unwrap().text();
        for days in -354_284..=2_932_896 {
            let day = Date::of(days).unwrap().text();
            assert!(day > last, "{last:?} {day:?}");
            last = day;
        }
    }

    #[test]
    fn outside_the_years_is_refused() {
        assert!(Date::of(-354_286).is_err() && Date::of(2_932_897).is_err());
    }
}
