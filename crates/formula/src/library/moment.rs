//! Date and time functions.

use super::{MISTYPED, OUT_OF_RANGE, Result, about};
use crate::functions::Function;
use crate::value::{Scratch, Value};
use crate::{DAY_MILLISECONDS, Date, DateTime, Decimal, Rounding, Time, days_in_month};

/// DATE.
pub(super) fn date<'a>(year: i64, month: i64, day: i64) -> Result<'a> {
    day_of(year, month, day).map(Value::Date).ok_or("the calendar has no such day")
}

fn day_of(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// YEAR, MONTH, DAY, WEEKDAY, DAYOFYEAR, ISOWEEK and ISOYEAR; the last two also accept an instant.
pub(super) fn part_of_date<'a>(function: Function, value: &Value<'_>) -> Result<'a> {
    let date = match *value {
        Value::Date(date) => date,
        Value::DateTime(instant) => instant.date().ok_or(OUT_OF_RANGE)?,
        _ => return Err(MISTYPED),
    };
    let days = date.to_epoch_days();
    let day_of_year = |days: i64, year: i32| Some(days - Date::new(year, 1, 1)?.to_epoch_days() + 1);
    // The ISO week belongs to the year of its Thursday. 1970 began on a Thursday.
    let thursday = days - (days + 3).rem_euclid(7) + 3;
    let iso_year = || {
        // Only at the limits of the calendar is there no Thursday.
        Date::from_epoch_days(thursday).map_or(date.year() + if days < 0 { -1 } else { 1 }, Date::year)
    };
    Ok(Value::from(match function {
        Function::Year => i64::from(date.year()),
        Function::Month => i64::from(date.month()),
        Function::Day => i64::from(date.day()),
        Function::Weekday => (days + 4).rem_euclid(7) + 1,
        Function::DayOfYear => day_of_year(days, date.year()).ok_or(OUT_OF_RANGE)?,
        Function::IsoYear => i64::from(iso_year()),
        _ => (day_of_year(thursday, iso_year()).ok_or(OUT_OF_RANGE)? - 1) / 7 + 1,
    }))
}

/// HOUR, MINUTE, SECOND and MILLISECOND.
pub(super) fn part_of_time<'a>(function: Function, value: &Value<'_>) -> Result<'a> {
    let Value::Time(time) = *value else { return Err(MISTYPED) };
    let (hour, minute, second, millisecond) = time.parts();
    Ok(Value::from(i64::from(match function {
        Function::Hour => hour,
        Function::Minute => minute,
        Function::Second => second,
        _ => millisecond,
    })))
}

/// ADDMONTHS: the last day of a month stays the last day of a month.
pub(super) fn add_months<'a>(value: &Value<'_>, months: i64) -> Result<'a> {
    match *value {
        Value::Date(date) => later_month(date, months).map(Value::Date),
        Value::DateTime(instant) => instant
            .date()
            .and_then(|date| later_month(date, months))
            .map(|date| Value::DateTime(DateTime::new(date, instant.time()))),
        _ => return Err(MISTYPED),
    }
    .ok_or(OUT_OF_RANGE)
}

fn later_month(date: Date, months: i64) -> Option<Date> {
    let month = (i64::from(date.year()) * 12 + i64::from(date.month()) - 1).checked_add(months)?;
    let (year, month) =
        (i32::try_from(month.div_euclid(12)).ok()?, u32::try_from(month.rem_euclid(12)).ok()? + 1);
    let last = days_in_month(year, month);
    let is_last = date.day() == days_in_month(date.year(), date.month());
    Date::new(year, month, if is_last { last } else { date.day().min(last) })
}

/// Parses numbers with separators from the start of a text.
struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    /// Parses ASCII digits, between `least` and `most` of them.
    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let length = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        if length < least { None } else { digits.parse().ok() }
    }

    fn mark(&mut self, mark: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(mark)?;
        Some(())
    }

    fn date(&mut self) -> Option<Date> {
        let year = i32::try_from(self.digits(4, 4)?).ok()?;
        self.mark('-')?;
        let month = self.digits(1, 2)?;
        self.mark('-')?;
        Date::new(year, month, self.digits(1, 2)?)
    }

    fn clock(&mut self) -> Option<(u32, u32, u32)> {
        let hour = self.digits(1, 2)?;
        self.mark(':')?;
        let minute = self.digits(1, 2)?;
        self.mark(':')?;
        Some((hour, minute, self.digits(1, 2)?))
    }
}

/// DATEVALUE of text: ignores what follows the date.
pub(super) fn date_of_text<'a>(text: &str, scratch: &'a Scratch) -> Result<'a, Date> {
    Scanner { rest: text }.date().ok_or_else(|| about("not a date:", text, scratch))
}

/// DATETIMEVALUE.
pub(super) fn date_time_value<'a>(value: &Value<'_>, scratch: &'a Scratch) -> Result<'a> {
    match *value {
        Value::DateTime(instant) => Ok(Value::DateTime(instant)),
        Value::Date(date) => Ok(Value::DateTime(DateTime::new(date, Time::wrapping(0)))),
        text => {
            let text = text.as_text();
            let read = || {
                let mut scanner = Scanner { rest: text };
                let date = scanner.date()?;
                scanner.mark(' ')?;
                let (hour, minute, second) = scanner.clock()?;
                Some(DateTime::new(date, Time::new(hour, minute, second, 0)?))
            };
            read().map(Value::DateTime).ok_or_else(|| about("not a date and time:", text, scratch))
        }
    }
}

/// TIMEVALUE: the whole text; its last part is milliseconds whatever its length.
pub(super) fn time_value<'a>(value: &Value<'_>, scratch: &'a Scratch) -> Result<'a> {
    match *value {
        Value::Time(time) => Ok(Value::Time(time)),
        Value::DateTime(instant) => Ok(Value::Time(instant.time())),
        text => {
            let text = text.as_text();
            let read = || {
                let mut scanner = Scanner { rest: text };
                let (hour, minute, second) = scanner.clock()?;
                scanner.mark('.')?;
                let millisecond = scanner.digits(1, 9)?;
                if scanner.rest.is_empty() { Time::new(hour, minute, second, millisecond) } else { None }
            };
            read().map(Value::Time).ok_or_else(|| about("not a time:", text, scratch))
        }
    }
}

/// UNIXTIMESTAMP: seconds, rounded down.
pub(super) fn unix_timestamp<'a>(value: &Value<'_>) -> Result<'a> {
    Ok(Value::from(match *value {
        Value::Date(date) => date.to_epoch_days() * (DAY_MILLISECONDS / 1000),
        Value::DateTime(instant) => instant.epoch_milliseconds().div_euclid(1000),
        Value::Time(time) => i64::from(time.milliseconds() / 1000),
        _ => return Err(MISTYPED),
    }))
}

/// FROMUNIXTIME, to the millisecond.
pub(super) fn from_unix_time<'a>(seconds: Decimal) -> Result<'a> {
    let milliseconds = seconds.shifted(3).round_with(0, Rounding::Down).to_i64();
    DateTime::from_epoch_milliseconds(milliseconds).map(Value::DateTime).ok_or(OUT_OF_RANGE)
}

/// FORMATDURATION of seconds, or between two instants or times.
pub(super) fn format_duration<'a>(first: &Value<'_>, second: &Value<'_>, scratch: &'a Scratch) -> Result<'a> {
    let (seconds, with_days) = match (*first, *second) {
        (Value::Number(seconds), days) => (seconds.abs().to_i64(), matches!(days, Value::Boolean(true))),
        (Value::DateTime(from), Value::DateTime(to)) => {
            ((to.epoch_milliseconds() - from.epoch_milliseconds()).abs() / 1000, true)
        }
        (Value::Time(from), Value::Time(to)) => {
            ((i64::from(to.milliseconds()) - i64::from(from.milliseconds())).abs() / 1000, false)
        }
        _ => return Err(MISTYPED),
    };
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let (days, hours) =
        if with_days { (format!("{}:", hours / 24), hours % 24) } else { (String::new(), hours) };
    Ok(scratch.text(format!("{days}{hours:02}:{minutes:02}:{rest:02}")))
}
