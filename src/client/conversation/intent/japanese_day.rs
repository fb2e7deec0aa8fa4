//! Days and months as Japanese writes them: `12月31日`, `15日`.

use super::calendar::{DateMention, coming, day, end_of, month};
use super::class::Class;
use super::reading::Reading;
use crate::base::Date;

/// "15日" as a day of a known month, not as a length of time.
pub fn numbered_day(reading: &Reading, index: usize) -> Option<u32> {
    let number = reading.digits(index)?.parse().ok().filter(|number| (1..=31).contains(number))?;
    (reading.is(index + 1, Class::Unit) && reading.typed(index + 1, index + 2) == "日").then_some(number)
}

/// `12月31日` or `12月`, in a given year if there is one.
pub fn japanese(
    reading: &Reading,
    index: usize,
    year: Option<i32>,
    today: Date,
) -> Option<(DateMention, usize)> {
    let number: u32 = reading.digits(index)?.parse().ok()?;
    // The end of a named month, not of the current one.
    if reading.is(index + 1, Class::EndOf) && reading.typed(index + 1, index + 2).starts_with('月') {
        return Some((end_of(month(number, year, today)?), index + 2));
    }
    if reading.sense(index + 1, Class::Unit).is_none_or(|unit| &*unit.name != "month")
        || !reading.typed(index + 1, index + 2).starts_with('月')
    {
        return None;
    }
    if let Some(day_number) = reading.digits(index + 2).and_then(|digits| digits.parse::<u32>().ok())
        && reading.sense(index + 3, Class::Unit).is_some_and(|unit| &*unit.name == "day")
    {
        return Some((day(coming(number, day_number, year, today))?, index + 4));
    }
    Some((month(number, year, today)?, index + 2))
}
