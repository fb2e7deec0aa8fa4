//! Dates in sentences: exact days, relative days and whole periods.

use super::calendar::{DateMention, DateRange, Part, coming, day, end_of, month, month_after, period, whole};
use super::class::Class;
use super::japanese_day::{japanese, numbered_day};
use super::length::length_after;
use super::reading::Reading;
use crate::base::{Date, days_in_month};

/// The date that begins with an item, and the index after it.
#[must_use]
pub fn at(reading: &Reading, index: usize, today: Date) -> Option<(DateMention, usize)> {
    if reading.used(index) {
        return None;
    }
    let skip = |mut index: usize| {
        while reading.is_any(index, &[Class::Filler, Class::By, Class::Until, Class::To])
            && !reading.is(index, Class::Number)
            && !reading.is(index, Class::Unit)
        {
            index += 1;
        }
        index
    };
    if let Some(end) = reading.sense(index, Class::EndOf) {
        // "The end of next month" is one phrase in some languages: `month+1`.
        let (unit, count) = end.name.split_once('+').unwrap_or((&end.name, "0"));
        return Some((end_of(period(unit, count.parse().ok()?, today)?), index + 1));
    }
    for (class, part) in [(Class::End, Part::End), (Class::Start, Part::Start), (Class::Middle, Part::Middle)]
    {
        if reading.is(index, class) {
            let next = skip(index + 1);
            if let Some((said, to)) = bare(reading, next, today).or_else(|| running(reading, next, today)) {
                return Some((part.of(said), to));
            }
        }
    }
    let (said, to) = bare(reading, index, today)?;
    // Japanese puts "the end" after the month.
    for (class, part) in [(Class::End, Part::End), (Class::Start, Part::Start), (Class::Middle, Part::Middle)]
    {
        if reading.is(to, class) && matches!(said, DateMention::Range(DateRange { exact: false, .. })) {
            return Some((part.of(said), to + 1));
        }
    }
    Some((said, to))
}

/// The current unit, as in "the end of the month".
fn running(reading: &Reading, index: usize, today: Date) -> Option<(DateMention, usize)> {
    let unit = reading.sense(index, Class::Unit)?;
    Some((period(&unit.name, 0, today)?, index + 1))
}

fn bare(reading: &Reading, index: usize, today: Date) -> Option<(DateMention, usize)> {
    if let Some(days) = reading.sense(index, Class::Days) {
        return Some((day(Date::from_epoch_days(today.to_epoch_days() + days.number))?, index + 1));
    }
    if let Some(named) = reading.sense(index, Class::Period) {
        let (unit, count) = named.name.split_at(named.name.find(['+', '-'])?);
        let period = period(unit, count.parse().ok()?, today)?;
        return Some(within(reading, index + 1, unit, period, today).unwrap_or((period, index + 1)));
    }
    if let Some(name) = reading.sense(index, Class::Month) {
        return Some(with_month(reading, index, u32::try_from(name.number).ok()?, today));
    }
    if let Some(found) = in_words(reading, index, today) {
        return Some(found);
    }
    if let Some(weekday) = reading.sense(index, Class::Weekday) {
        let now = (today.to_epoch_days() + 3).rem_euclid(7) + 1;
        let ahead = match (weekday.number - now).rem_euclid(7) {
            0 => 7,
            ahead => ahead,
        };
        return Some((day(Date::from_epoch_days(today.to_epoch_days() + ahead))?, index + 1));
    }
    if reading.digits(index + 1).is_some()
        && reading.sense(index, Class::Unit).is_some_and(|unit| &*unit.name == "day")
    {
        return named_day(reading, index + 1, today);
    }
    if let Some((length, to)) = length_after(reading, index) {
        return Some((day(length.after(today))?, to));
    }
    with_digits(reading, index, today)
}

/// "The fifth of January", "the first quarter", "Q1 2027".
fn in_words(reading: &Reading, index: usize, today: Date) -> Option<(DateMention, usize)> {
    let said = |class| {
        let number = reading.sense(index, class)?.number;
        u32::try_from(number).ok()
    };
    let ordinal = said(Class::Ordinal);
    let unit = reading.sense(index + 1, Class::Unit).is_some_and(|unit| &*unit.name == "quarter");
    if let Some((number, to)) = said(Class::Quarter)
        .map(|number| (number, index + 1))
        .or(ordinal.filter(|_| unit).map(|number| (number, index + 2)))
    {
        let year = reading.digits(to).and_then(|digits| digits.parse().ok());
        let year = year.filter(|year| (2000..=2100).contains(year));
        let last_month = number.checked_mul(3).filter(|month| (3..=12).contains(month))?;
        let now = if last_month < today.month() { today.year() + 1 } else { today.year() };
        let first = Date::new(year.unwrap_or(now), last_month - 2, 1)?;
        let last = Date::new(first.year(), last_month, days_in_month(first.year(), last_month));
        return Some((whole(Some(first), last)?, if year.is_some() { to + 1 } else { to }));
    }
    day_of_month(reading, index, ordinal.or_else(|| said(Class::Number))?, today)
}

/// "Dia 15", "el día 15 del próximo mes", "dia 15 de janeiro".
fn named_day(reading: &Reading, index: usize, today: Date) -> Option<(DateMention, usize)> {
    reading.digits(index)?;
    if let Some(said) = with_digits(reading, index, today) {
        return Some(said);
    }
    let mut next = index + 1;
    while reading.is(next, Class::Filler) && !reading.is(next, Class::Period) {
        next += 1;
    }
    let in_month = reading.sense(next, Class::Period).and_then(|named| named.name.strip_prefix("month"));
    if let Some(months) = in_month.and_then(|count| count.parse().ok()) {
        let (year, month) = month_after(today, months)?;
        return Some((day(Date::new(year, month, reading.digits(index)?.parse().ok()?))?, next + 1));
    }
    Some((of_month(reading, index, today)?, index + 1))
}

/// The next day with that number, if the digits are nothing else.
#[must_use]
pub fn of_month(reading: &Reading, index: usize, today: Date) -> Option<DateMention> {
    let number: u32 = reading.digits(index)?.parse().ok()?;
    let more = [Class::Percent, Class::Scale, Class::Currency, Class::Unit];
    if reading.used(index)
        || !(1..=31).contains(&number)
        || reading.is_any(index + 1, &more)
        || reading.is_mark(index + 1, &['%', '€', '$', '£', '¥'])
    {
        return None;
    }
    let in_month = |months| {
        let (year, month) = month_after(today, months)?;
        Date::new(year, month, number).filter(|date| *date >= today)
    };
    day((0..=2).find_map(in_month))
}

/// A day or month after the period that it is in: "next week Friday", "来月15日", "来年1月".
fn within(
    reading: &Reading,
    from: usize,
    unit: &str,
    period: DateMention,
    today: Date,
) -> Option<(DateMention, usize)> {
    let DateMention::Range(range) = period else { return None };
    let next = if reading.is(from, Class::Filler) { from + 1 } else { from };
    match unit {
        "week" => {
            let weekday = reading.sense(next, Class::Weekday)?;
            let date = Date::from_epoch_days(range.from.to_epoch_days() + weekday.number - 1);
            Some((day(date)?, next + 1))
        }
        "month" => {
            let number = numbered_day(reading, next)?;
            Some((day(Date::new(range.from.year(), range.from.month(), number))?, next + 2))
        }
        "year" => {
            reading.digits(next)?;
            japanese(reading, next, Some(range.from.year()), today)
        }
        _ => None,
    }
}

/// "January", "January 2027", "Jan 5".
fn with_month(reading: &Reading, index: usize, number: u32, today: Date) -> (DateMention, usize) {
    let small = |index: usize| {
        reading.digits(index).and_then(|digits| digits.trim_end_matches('.').parse::<u32>().ok())
    };
    let mut to = index + 1;
    let mut skip = |wanted: &[Class]| {
        while reading.is_any(to, wanted)
            || reading.is_mark(to, &[',', '.']) && reading.digits(to + 1).is_some()
        {
            to += 1;
        }
        to
    };
    let first = skip(&[Class::Filler]);
    let day_number = small(first).filter(|day| (1..=31).contains(day));
    if day_number.is_some() {
        to = first + 1;
        if reading.is(to, Class::Nth) {
            to += 1;
        }
    }
    let mut next = to;
    while reading.is(next, Class::Filler)
        || (reading.is_mark(next, &[',', '.']) && reading.digits(next + 1).is_some())
    {
        next += 1;
    }
    let year =
        small(next).and_then(|year| i32::try_from(year).ok()).filter(|year| (2000..=2100).contains(year));
    if year.is_some() {
        to = next + 1;
    } else if day_number.is_none() {
        to = index + 1;
    }
    let said = match day_number {
        Some(number_of_day) => day(coming(number, number_of_day, year, today)),
        None => month(number, year, today),
    };
    (said.unwrap_or(DateMention::Impossible), to)
}

fn with_digits(reading: &Reading, index: usize, today: Date) -> Option<(DateMention, usize)> {
    let digits = reading.digits(index)?;
    let numeric = numeric(digits, reading.lexicon.month_first, today);
    // "31.12.": the full stop is part of the date.
    if let Some(said) = numeric {
        let stop = reading.is_mark(index + 1, &['.']) && digits.contains('.');
        return Some((said, index + if stop { 2 } else { 1 }));
    }
    let number: u32 = digits.parse().ok()?;
    // "2026年12月31日", "12月31日".
    if reading.sense(index + 1, Class::Unit).is_some_and(|unit| &*unit.name == "year")
        && reading.digits(index + 2).is_some()
        && let Some((DateMention::Range(_), _)) = with_digits(reading, index + 2, today)
    {
        let year = i32::try_from(number).ok()?;
        return japanese(reading, index + 2, Some(year), today);
    }
    if let Some(found) = japanese(reading, index, None, today) {
        return Some(found);
    }
    if let Some(number) = numbered_day(reading, index)
        && reading.is_any(index + 2, &[Class::To, Class::Until])
    {
        let at = |months| month_after(today, months).and_then(|(year, month)| Date::new(year, month, number));
        let coming = (0..=2).find_map(|months| at(months).filter(|date| *date >= today));
        return Some((day(coming)?, index + 2));
    }
    day_of_month(reading, index, number, today)
}

/// "5 January", "5th of January", "el 5 de enero de 2027", "fünfter Januar".
fn day_of_month(reading: &Reading, index: usize, number: u32, today: Date) -> Option<(DateMention, usize)> {
    let mut next = index + 1;
    while reading.is_any(next, &[Class::Nth, Class::Filler]) || reading.is_mark(next, &['.']) {
        next += 1;
    }
    if let Some(found) = in_named_month(reading, number, next, today) {
        return Some(found);
    }
    let name = reading.sense(next, Class::Month)?;
    let month = u32::try_from(name.number).ok()?;
    let mut after = next + 1;
    while reading.is(after, Class::Filler) || reading.is_mark(after, &[',', '.']) {
        after += 1;
    }
    let year = reading
        .digits(after)
        .and_then(|digits| digits.parse::<i32>().ok())
        .filter(|year| (2000..=2100).contains(year));
    let to = if year.is_some() { after + 1 } else { next + 1 };
    Some((day(coming(month, number, year, today))?, to))
}

/// A day of a relative month: "15 الشهر القادم".
fn in_named_month(reading: &Reading, number: u32, index: usize, today: Date) -> Option<(DateMention, usize)> {
    let named = reading.sense(index, Class::Period)?;
    let count = named.name.strip_prefix("month")?.parse().ok()?;
    let DateMention::Range(DateRange { from, .. }) = period("month", count, today)? else { return None };
    Some((day(Date::new(from.year(), from.month(), number))?, index + 1))
}

/// `2026-12-31`, `31.12.2026`, `12/31`, `31.12`.
fn numeric(digits: &str, month_first: bool, today: Date) -> Option<DateMention> {
    let sign = digits.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let written: Vec<&str> = digits.split(sign).collect();
    let parts: Vec<u32> = written.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    // "26" is 2026, and "0026" is not.
    let is_whole = |index: usize| written.get(index).is_some_and(|year| year.len() > 2);
    let century = |year: u32, index| i32::try_from(if is_whole(index) { year } else { 2000 + year }).ok();
    let (first, second, year) = match *parts.as_slice() {
        [year, month, number] if year > 31 || is_whole(0) => {
            return day(Date::new(century(year, 0)?, month, number));
        }
        [first, second, year] => (first, second, Some(century(year, 2)?)),
        [first, second] => (first, second, None),
        _ => return None,
    };
    let month_first = (month_first && sign != '.' && first <= 12) || second > 12;
    let (month, number) = if month_first { (first, second) } else { (second, first) };
    day(coming(month, number, year, today))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_with_leading_zeros_is_not_of_this_century() {
        let today = Date::new(2026, 11, 29).unwrap();
        for (digits, (year, month, number)) in [
            ("0026-12-01", (26, 12, 1)),
            ("01.12.0026", (26, 12, 1)),
            ("01.12.26", (2026, 12, 1)),
            ("2026-12-01", (2026, 12, 1)),
            ("1699-12-31", (1699, 12, 31)),
        ] {
            assert_eq!(numeric(digits, false, today), day(Date::new(year, month, number)), "{digits}");
        }
    }
}
