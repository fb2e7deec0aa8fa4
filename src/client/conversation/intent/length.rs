//! Lengths of time: "two weeks", "2週間後".

use super::calendar::Length;
use super::class::Class;
use super::japanese_day::numbered_day;
use super::reading::Reading;

/// "In two weeks", "two weeks from now".
pub fn length_after(reading: &Reading, index: usize) -> Option<(Length, usize)> {
    if reading.is(index, Class::In)
        && let Some((length, to)) = length(reading, index + 1)
    {
        return Some((length, if reading.is(to, Class::After) { to + 1 } else { to }));
    }
    let (length, to) = length(reading, index)?;
    // Some languages put it after the length: "2週間後".
    reading.is(to, Class::In).then_some((length, to + 1))
}

/// A length of time, such as "two weeks"; a unit without a number counts once.
#[must_use]
pub fn length(reading: &Reading, index: usize) -> Option<(Length, usize)> {
    if let Some(span) = reading.sense(index, Class::Span) {
        let (unit, count) = span.name.split_at(span.name.find(|c: char| c.is_ascii_digit())?);
        return Some((Length::of(count.parse().ok()?, unit)?, index + 1));
    }
    if let Some(unit) = reading.sense(index, Class::Unit) {
        // "Dia 15" is a day of the month.
        return reading.digits(index + 1).is_none().then_some((Length::of(1, &unit.name)?, index + 1));
    }
    let count = match reading.digits(index) {
        Some(digits) => digits.parse().ok()?,
        None => reading.sense(index, Class::Number)?.number,
    };
    let unit = reading.sense(index + 1, Class::Unit)?;
    // "3月" is March, "15日に" is the 15th.
    let calendar = reading.typed(index + 1, index + 2) == "月"
        || (numbered_day(reading, index).is_some() && reading.is_any(index + 2, &[Class::To, Class::Until]));
    (!calendar).then_some((Length::of(count, &unit.name)?, index + 2))
}
