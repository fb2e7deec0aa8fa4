//! Days as people say them: exact, relative, and whole stretches of time.

use super::lexicon::Class;
use super::reading::Reading;
use crate::base::{Date, days_in_month};

/// What was said of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first day.
    pub from: Date,
    /// The last one.
    pub until: Date,
    /// It is one day.
    pub exact: bool,
}

/// So many days or months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Days.
    pub days: i64,
    /// Months.
    pub months: i64,
}

impl Length {
    /// Of a number of units.
    #[must_use]
    pub fn of(count: i64, unit: &str) -> Option<Self> {
        let (days, months) = match unit {
            "day" => (1, 0),
            "week" => (7, 0),
            "month" => (0, 1),
            "quarter" => (0, 3),
            "year" => (0, 12),
            _ => return None,
        };
        Some(Self { days: count.checked_mul(days)?, months: count.checked_mul(months)? })
    }

    /// The other way.
    #[must_use]
    pub fn back(self) -> Self {
        Self { days: -self.days, months: -self.months }
    }

    /// The day so long after another. The last day of a shorter month stands for those that it lacks.
    #[must_use]
    pub fn after(self, day: Date) -> Option<Date> {
        let (year, month) = month_after(day, self.months)?;
        let moved = Date::new(year, month, day.day().min(days_in_month(year, month)))?;
        Date::from_epoch_days(moved.to_epoch_days().checked_add(self.days)?)
    }
}

/// A time that was said, or words that are one without a day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// This.
    Stretch(Stretch),
    /// No day of the calendar, such as 30 February.
    Impossible,
}

fn month_after(day: Date, months: i64) -> Option<(i32, u32)> {
    let all = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + months;
    Some((i32::try_from(all.div_euclid(12)).ok()?, u32::try_from(all.rem_euclid(12)).ok()? + 1))
}

fn day(date: Option<Date>) -> Option<Said> {
    Some(
        date.map_or(Said::Impossible, |date| Said::Stretch(Stretch { from: date, until: date, exact: true })),
    )
}

fn whole(from: Option<Date>, until: Option<Date>) -> Option<Said> {
    Some(Said::Stretch(Stretch { from: from?, until: until?, exact: false }))
}

/// The stretch that is so many units away: `month`, 1 is the next month.
fn period(unit: &str, count: i64, today: Date) -> Option<Said> {
    let months = match unit {
        "day" => return day(Date::from_epoch_days(today.to_epoch_days() + count)),
        "week" => {
            // 1970-01-01 was a Thursday; weeks begin on Monday.
            let monday = today.to_epoch_days() - (today.to_epoch_days() + 3).rem_euclid(7) + 7 * count;
            return whole(Date::from_epoch_days(monday), Date::from_epoch_days(monday + 6));
        }
        "month" => 1,
        "quarter" => 3,
        "year" => 12,
        _ => return None,
    };
    let into = (i64::from(today.month()) - 1).rem_euclid(months);
    let first = month_after(today, count * months - into)?;
    let last = month_after(today, count * months - into + months - 1)?;
    whole(Date::new(first.0, first.1, 1), Date::new(last.0, last.1, days_in_month(last.0, last.1)))
}

/// The month of that name: this year's, or the next one's where it is over.
fn month(number: u32, year: Option<i32>, today: Date) -> Option<Said> {
    let year = year.unwrap_or(if number < today.month() { today.year() + 1 } else { today.year() });
    whole(Date::new(year, number, 1), Date::new(year, number, days_in_month(year, number)))
}

/// The next such day that is not past.
fn coming(month: u32, number: u32, year: Option<i32>, today: Date) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, number);
    }
    let at = |year| Date::new(year, month, number);
    match at(today.year()) {
        Some(date) if date >= today => Some(date),
        // 29 February waits for its year.
        _ => (1..=4).find_map(|more| at(today.year() + more)).filter(|_| number <= 31),
    }
}

/// The time that begins with a piece, and the piece after it.
#[must_use]
pub fn at(reading: &Reading, place: usize, today: Date) -> Option<(Said, usize)> {
    if reading.used(place) {
        return None;
    }
    let skip = |mut place: usize| {
        while reading.is_any(place, &[Class::Filler, Class::By, Class::Until, Class::To])
            && !reading.is(place, Class::Number)
            && !reading.is(place, Class::Unit)
        {
            place += 1;
        }
        place
    };
    if let Some(end) = reading.sense(place, Class::EndOf) {
        // "The end of next month" is one phrase in some languages: `month+1`.
        let (unit, count) = end.name.split_once('+').unwrap_or((&end.name, "0"));
        return Some((end_of(period(unit, count.parse().ok()?, today)?), place + 1));
    }
    for (class, part) in [(Class::End, Part::End), (Class::Start, Part::Start), (Class::Middle, Part::Middle)]
    {
        if reading.is(place, class) {
            let next = skip(place + 1);
            if let Some((said, to)) = bare(reading, next, today).or_else(|| running(reading, next, today)) {
                return Some((part.of(said), to));
            }
        }
    }
    let (said, to) = bare(reading, place, today)?;
    // In Japanese the end of a month stands behind it.
    for (class, part) in [(Class::End, Part::End), (Class::Start, Part::Start), (Class::Middle, Part::Middle)]
    {
        if reading.is(to, class) && matches!(said, Said::Stretch(Stretch { exact: false, .. })) {
            return Some((part.of(said), to + 1));
        }
    }
    Some((said, to))
}

#[derive(Clone, Copy)]
enum Part {
    End,
    Start,
    Middle,
}

impl Part {
    fn of(self, said: Said) -> Said {
        let Said::Stretch(stretch) = said else { return said };
        let one = match self {
            Self::End => Some(stretch.until),
            Self::Start => Some(stretch.from),
            Self::Middle => {
                let half = (stretch.until.to_epoch_days() - stretch.from.to_epoch_days()) / 2;
                Date::from_epoch_days(stretch.from.to_epoch_days() + half)
            }
        };
        one.map_or(Said::Impossible, |one| Said::Stretch(Stretch { from: one, until: one, exact: true }))
    }
}

fn end_of(said: Said) -> Said {
    Part::End.of(said)
}

/// "The end of the month": the running one.
fn running(reading: &Reading, place: usize, today: Date) -> Option<(Said, usize)> {
    let unit = reading.sense(place, Class::Unit)?;
    Some((period(&unit.name, 0, today)?, place + 1))
}

fn bare(reading: &Reading, place: usize, today: Date) -> Option<(Said, usize)> {
    if let Some(days) = reading.sense(place, Class::Days) {
        return Some((day(Date::from_epoch_days(today.to_epoch_days() + days.number))?, place + 1));
    }
    if let Some(named) = reading.sense(place, Class::Period) {
        let (unit, count) = named.name.split_at(named.name.find(['+', '-'])?);
        let period = period(unit, count.parse().ok()?, today)?;
        return Some(within(reading, place + 1, unit, period, today).unwrap_or((period, place + 1)));
    }
    if let Some(name) = reading.sense(place, Class::Month) {
        return Some(with_month(reading, place, u32::try_from(name.number).ok()?, today));
    }
    if let Some(found) = in_words(reading, place, today) {
        return Some(found);
    }
    if let Some(weekday) = reading.sense(place, Class::Weekday) {
        let now = (today.to_epoch_days() + 3).rem_euclid(7) + 1;
        let ahead = match (weekday.number - now).rem_euclid(7) {
            0 => 7,
            ahead => ahead,
        };
        return Some((day(Date::from_epoch_days(today.to_epoch_days() + ahead))?, place + 1));
    }
    if reading.digits(place + 1).is_some()
        && reading.sense(place, Class::Unit).is_some_and(|unit| &*unit.name == "day")
    {
        return named_day(reading, place + 1, today);
    }
    if let Some((length, to)) = length_after(reading, place) {
        return Some((day(length.after(today))?, to));
    }
    with_digits(reading, place, today)
}

/// "The fifth of January", "the first quarter", "Q1 2027".
fn in_words(reading: &Reading, place: usize, today: Date) -> Option<(Said, usize)> {
    let said = |class| {
        let number = reading.sense(place, class)?.number;
        u32::try_from(number).ok()
    };
    let ordinal = said(Class::Ordinal);
    let unit = reading.sense(place + 1, Class::Unit).is_some_and(|unit| &*unit.name == "quarter");
    if let Some((number, to)) = said(Class::Quarter)
        .map(|number| (number, place + 1))
        .or(ordinal.filter(|_| unit).map(|number| (number, place + 2)))
    {
        let year = reading.digits(to).and_then(|digits| digits.parse().ok());
        let year = year.filter(|year| (2000..=2100).contains(year));
        let last_month = number.checked_mul(3).filter(|month| (3..=12).contains(month))?;
        let now = if last_month < today.month() { today.year() + 1 } else { today.year() };
        let first = Date::new(year.unwrap_or(now), last_month - 2, 1)?;
        let last = Date::new(first.year(), last_month, days_in_month(first.year(), last_month));
        return Some((whole(Some(first), last)?, if year.is_some() { to + 1 } else { to }));
    }
    day_of_month(reading, place, ordinal.or_else(|| said(Class::Number))?, today)
}

/// "Dia 15", "el día 15 del próximo mes", "dia 15 de janeiro".
fn named_day(reading: &Reading, place: usize, today: Date) -> Option<(Said, usize)> {
    reading.digits(place)?;
    if let Some(said) = with_digits(reading, place, today) {
        return Some(said);
    }
    let mut next = place + 1;
    while reading.is(next, Class::Filler) && !reading.is(next, Class::Period) {
        next += 1;
    }
    let in_month = reading.sense(next, Class::Period).and_then(|named| named.name.strip_prefix("month"));
    if let Some(months) = in_month.and_then(|count| count.parse().ok()) {
        let (year, month) = month_after(today, months)?;
        return Some((day(Date::new(year, month, reading.digits(place)?.parse().ok()?))?, next + 1));
    }
    Some((of_month(reading, place, today)?, place + 1))
}

/// The next day with that number, where digits are nothing but that.
#[must_use]
pub fn of_month(reading: &Reading, place: usize, today: Date) -> Option<Said> {
    let number: u32 = reading.digits(place)?.parse().ok()?;
    let more = [Class::Percent, Class::Scale, Class::Currency, Class::Unit];
    if reading.used(place)
        || !(1..=31).contains(&number)
        || reading.is_any(place + 1, &more)
        || reading.is_mark(place + 1, &['%', '€', '$', '£', '¥'])
    {
        return None;
    }
    let in_month = |months| {
        let (year, month) = month_after(today, months)?;
        Date::new(year, month, number).filter(|date| *date >= today)
    };
    day((0..=2).find_map(in_month))
}

/// "Next week Friday", "来月15日", "来年1月": the day or month within a period that was named before it.
fn within(reading: &Reading, from: usize, unit: &str, period: Said, today: Date) -> Option<(Said, usize)> {
    let Said::Stretch(stretch) = period else { return None };
    let next = if reading.is(from, Class::Filler) { from + 1 } else { from };
    match unit {
        "week" => {
            let weekday = reading.sense(next, Class::Weekday)?;
            let date = Date::from_epoch_days(stretch.from.to_epoch_days() + weekday.number - 1);
            Some((day(date)?, next + 1))
        }
        "month" => {
            let number = numbered_day(reading, next)?;
            Some((day(Date::new(stretch.from.year(), stretch.from.month(), number))?, next + 2))
        }
        "year" => {
            reading.digits(next)?;
            japanese(reading, next, Some(stretch.from.year()), today)
        }
        _ => None,
    }
}

/// "15日": a day of a month that is known, not a length of time.
fn numbered_day(reading: &Reading, place: usize) -> Option<u32> {
    let number = reading.digits(place)?.parse().ok().filter(|number| (1..=31).contains(number))?;
    (reading.is(place + 1, Class::Unit) && reading.typed(place + 1, place + 2) == "日").then_some(number)
}

/// "In two weeks", "two weeks from now".
fn length_after(reading: &Reading, place: usize) -> Option<(Length, usize)> {
    if reading.is(place, Class::In)
        && let Some((length, to)) = length(reading, place + 1)
    {
        return Some((length, if reading.is(to, Class::After) { to + 1 } else { to }));
    }
    let (length, to) = length(reading, place)?;
    // Behind the length in some languages: "2週間後", "dans deux semaines".
    reading.is(to, Class::In).then_some((length, to + 1))
}

/// A length of time, such as "two weeks"; a unit without a number is one of it.
#[must_use]
pub fn length(reading: &Reading, place: usize) -> Option<(Length, usize)> {
    if let Some(span) = reading.sense(place, Class::Span) {
        let (unit, count) = span.name.split_at(span.name.find(|c: char| c.is_ascii_digit())?);
        return Some((Length::of(count.parse().ok()?, unit)?, place + 1));
    }
    if let Some(unit) = reading.sense(place, Class::Unit) {
        // "Dia 15" is a day of the month.
        return reading.digits(place + 1).is_none().then_some((Length::of(1, &unit.name)?, place + 1));
    }
    let count = match reading.digits(place) {
        Some(digits) => digits.parse().ok()?,
        None => reading.sense(place, Class::Number)?.number,
    };
    let unit = reading.sense(place + 1, Class::Unit)?;
    // "3月" is March, "15日に" is the 15th.
    let calendar = reading.typed(place + 1, place + 2) == "月"
        || (numbered_day(reading, place).is_some() && reading.is_any(place + 2, &[Class::To, Class::Until]));
    (!calendar).then_some((Length::of(count, &unit.name)?, place + 2))
}

/// "January", "January 2027", "Jan 5", "5 January": the day may stand on either side.
fn with_month(reading: &Reading, place: usize, number: u32, today: Date) -> (Said, usize) {
    let small = |place: usize| {
        reading.digits(place).and_then(|digits| digits.trim_end_matches('.').parse::<u32>().ok())
    };
    let mut to = place + 1;
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
        to = place + 1;
    }
    let said = match day_number {
        Some(number_of_day) => day(coming(number, number_of_day, year, today)),
        None => month(number, year, today),
    };
    (said.unwrap_or(Said::Impossible), to)
}

fn with_digits(reading: &Reading, place: usize, today: Date) -> Option<(Said, usize)> {
    let digits = reading.digits(place)?;
    let numeric = numeric(digits, reading.lexicon.month_first, today);
    // "31.12.": the full stop belongs to the day.
    if let Some(said) = numeric {
        let stop = reading.is_mark(place + 1, &['.']) && digits.contains('.');
        return Some((said, place + if stop { 2 } else { 1 }));
    }
    let number: u32 = digits.parse().ok()?;
    // "2026年12月31日", "12月31日".
    if reading.sense(place + 1, Class::Unit).is_some_and(|unit| &*unit.name == "year")
        && reading.digits(place + 2).is_some()
        && let Some((Said::Stretch(_), _)) = with_digits(reading, place + 2, today)
    {
        let year = i32::try_from(number).ok()?;
        return japanese(reading, place + 2, Some(year), today);
    }
    if let Some(found) = japanese(reading, place, None, today) {
        return Some(found);
    }
    if let Some(number) = numbered_day(reading, place)
        && reading.is_any(place + 2, &[Class::To, Class::Until])
    {
        let at = |months| month_after(today, months).and_then(|(year, month)| Date::new(year, month, number));
        let coming = (0..=2).find_map(|months| at(months).filter(|date| *date >= today));
        return Some((day(coming)?, place + 2));
    }
    day_of_month(reading, place, number, today)
}

/// "5 January", "5th of January", "el 5 de enero de 2027", "fünfter Januar".
fn day_of_month(reading: &Reading, place: usize, number: u32, today: Date) -> Option<(Said, usize)> {
    let mut next = place + 1;
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

/// "15 الشهر القادم": the day of a month that is named by its distance.
fn in_named_month(reading: &Reading, number: u32, place: usize, today: Date) -> Option<(Said, usize)> {
    let named = reading.sense(place, Class::Period)?;
    let count = named.name.strip_prefix("month")?.parse().ok()?;
    let Said::Stretch(Stretch { from, .. }) = period("month", count, today)? else { return None };
    Some((day(Date::new(from.year(), from.month(), number))?, place + 1))
}

/// `12月31日`, `12月` with an optional year before.
fn japanese(reading: &Reading, place: usize, year: Option<i32>, today: Date) -> Option<(Said, usize)> {
    let number: u32 = reading.digits(place)?.parse().ok()?;
    // The end of a named month, not of the running one.
    if reading.is(place + 1, Class::EndOf) && reading.typed(place + 1, place + 2).starts_with('月') {
        return Some((end_of(month(number, year, today)?), place + 2));
    }
    if reading.sense(place + 1, Class::Unit).is_none_or(|unit| &*unit.name != "month")
        || !reading.typed(place + 1, place + 2).starts_with('月')
    {
        return None;
    }
    if let Some(day_number) = reading.digits(place + 2).and_then(|digits| digits.parse::<u32>().ok())
        && reading.sense(place + 3, Class::Unit).is_some_and(|unit| &*unit.name == "day")
    {
        return Some((day(coming(number, day_number, year, today))?, place + 4));
    }
    Some((month(number, year, today)?, place + 2))
}

/// `2026-12-31`, `31.12.2026`, `12/31`, `31.12`.
fn numeric(digits: &str, month_first: bool, today: Date) -> Option<Said> {
    let sign = digits.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<u32> = digits.split(sign).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let century = |year: u32| i32::try_from(if year < 100 { 2000 + year } else { year }).ok();
    let (first, second, year) = match *parts.as_slice() {
        [year, month, number] if year > 31 => return day(Date::new(century(year)?, month, number)),
        [first, second, year] => (first, second, Some(century(year)?)),
        [first, second] => (first, second, None),
        _ => return None,
    };
    let month_first = (month_first && sign != '.' && first <= 12) || second > 12;
    let (month, number) = if month_first { (first, second) } else { (second, first) };
    day(coming(month, number, year, today))
}
