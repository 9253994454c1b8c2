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

impl std::fmt::Display for Date {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_follows_the_one_before() {
        let mut last = Date::of(-354_285).unwrap().to_string();
        for days in -354_284..=2_932_896 {
            let day = Date::of(days).unwrap().to_string();
            assert!(day > last && day.len() == 10, "{last} {day}");
            last = day;
        }
    }

    #[test]
    fn outside_the_years_is_refused() {
        assert!(Date::of(-354_286).is_err() && Date::of(2_932_897).is_err());
    }
}
