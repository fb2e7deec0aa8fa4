//! Date literals: each is a range of days (SOQL and SOSL Reference, "Date Formats and Date Literals").
//!
//! Weeks begin on Sunday, as in the locale `en_US`; the fiscal year is the calendar year.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};

const PLAIN: &[&str] = &[
    "YESTERDAY",
    "TODAY",
    "TOMORROW",
    "LAST_WEEK",
    "THIS_WEEK",
    "NEXT_WEEK",
    "LAST_MONTH",
    "THIS_MONTH",
    "NEXT_MONTH",
    "LAST_90_DAYS",
    "NEXT_90_DAYS",
    "THIS_QUARTER",
    "LAST_QUARTER",
    "NEXT_QUARTER",
    "THIS_YEAR",
    "LAST_YEAR",
    "NEXT_YEAR",
    "THIS_FISCAL_QUARTER",
    "LAST_FISCAL_QUARTER",
    "NEXT_FISCAL_QUARTER",
    "THIS_FISCAL_YEAR",
    "LAST_FISCAL_YEAR",
    "NEXT_FISCAL_YEAR",
];

const NUMBERED: &[&str] = &[
    "LAST_N_DAYS",
    "NEXT_N_DAYS",
    "N_DAYS_AGO",
    "LAST_N_WEEKS",
    "NEXT_N_WEEKS",
    "N_WEEKS_AGO",
    "LAST_N_MONTHS",
    "NEXT_N_MONTHS",
    "N_MONTHS_AGO",
    "LAST_N_QUARTERS",
    "NEXT_N_QUARTERS",
    "N_QUARTERS_AGO",
    "LAST_N_YEARS",
    "NEXT_N_YEARS",
    "N_YEARS_AGO",
    "LAST_N_FISCAL_QUARTERS",
    "NEXT_N_FISCAL_QUARTERS",
    "N_FISCAL_QUARTERS_AGO",
    "LAST_N_FISCAL_YEARS",
    "NEXT_N_FISCAL_YEARS",
    "N_FISCAL_YEARS_AGO",
];

/// Returns true if the word is a date literal.
pub fn is_range(word: &str) -> bool {
    PLAIN.iter().chain(NUMBERED).any(|known| known.eq_ignore_ascii_case(word))
}

/// Returns true if it takes a number.
pub fn takes_number(word: &str) -> bool {
    NUMBERED.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Returns the first day and the day after the last one, for a word in upper case.
pub fn range(word: &str, n: Option<u32>, today: Date) -> Option<(Date, Date)> {
    let word = word.replace("_FISCAL", "");
    let n = i64::from(n.unwrap_or(1));
    if n > 10_000 {
        return None;
    }
    let day = |by: i64| today.checked_add(by.days()).ok();
    Some(match word.as_str() {
        "YESTERDAY" => (day(-1)?, today),
        "TODAY" => (today, day(1)?),
        "TOMORROW" => (day(1)?, day(2)?),
        "LAST_90_DAYS" => (day(-90)?, day(1)?),
        "NEXT_90_DAYS" => (day(1)?, day(91)?),
        // Today belongs to the last n days, not to the next ones.
        "LAST_N_DAYS" => (day(-n)?, day(1)?),
        "NEXT_N_DAYS" => (day(1)?, day(n + 1)?),
        "N_DAYS_AGO" => (day(-n)?, day(1 - n)?),
        _ => periods(&word, n, today)?,
    })
}

/// Whole weeks, months, quarters and years.
fn periods(word: &str, n: i64, today: Date) -> Option<(Date, Date)> {
    let (start, unit): (Date, fn(i64) -> Span) = if word.contains("WEEK") {
        let back = i64::from(today.weekday().since(Weekday::Sunday));
        (today.checked_sub(back.days()).ok()?, |n| n.weeks())
    } else if word.contains("MONTH") {
        (today.first_of_month(), |n| n.months())
    } else if word.contains("QUARTER") {
        let month = (today.month() - 1) / 3 * 3 + 1;
        (Date::new(today.year(), month, 1).ok()?, |n| (n * 3).months())
    } else if word.contains("YEAR") {
        (today.first_of_year(), |n| n.years())
    } else {
        return None;
    };
    let at = |by: i64| start.checked_add(unit(by)).ok();
    let (from, to) = match word.split('_').next() {
        Some("THIS") => (0, 1),
        Some("LAST") => (-n, 0),
        Some("NEXT") => (1, n + 1),
        Some("N") => (-n, 1 - n),
        _ => return None,
    };
    Some((at(from)?, at(to)?))
}

#[cfg(test)]
mod tests {
    use super::range;
    use jiff::civil::date;

    #[test]
    fn ranges_match_the_reference() {
        let today = date(2026, 11, 22);
        for (word, n, from, to) in [
            ("TODAY", None, date(2026, 11, 22), date(2026, 11, 23)),
            ("THIS_WEEK", None, date(2026, 11, 22), date(2026, 11, 29)),
            ("LAST_N_DAYS", Some(30), date(2026, 10, 23), date(2026, 11, 23)),
            ("NEXT_N_DAYS", Some(7), date(2026, 11, 23), date(2026, 11, 30)),
            ("LAST_MONTH", None, date(2026, 10, 1), date(2026, 11, 1)),
            ("NEXT_QUARTER", None, date(2027, 1, 1), date(2027, 4, 1)),
            ("LAST_N_MONTHS", Some(2), date(2026, 9, 1), date(2026, 11, 1)),
            ("THIS_FISCAL_YEAR", None, date(2026, 1, 1), date(2027, 1, 1)),
            ("N_YEARS_AGO", Some(2), date(2024, 1, 1), date(2025, 1, 1)),
        ] {
            assert_eq!(range(word, n, today), Some((from, to)), "{word}");
        }
    }
}
