//! Days, ranges of days and lengths of time, counted from today.

use crate::base::{Date, days_in_month};

/// A range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Whether it is a single day.
    pub exact: bool,
}

/// A length of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Days.
    pub days: i64,
    /// Months.
    pub months: i64,
}

impl Length {
    /// Returns the length of a number of units.
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

    /// The same length into the past.
    #[must_use]
    pub fn back(self) -> Self {
        Self { days: -self.days, months: -self.months }
    }

    /// Adds the length to a day. In a shorter month, the last day replaces days that it does not have.
    #[must_use]
    pub fn after(self, day: Date) -> Option<Date> {
        let (year, month) = month_after(day, self.months)?;
        let moved = Date::new(year, month, day.day().min(days_in_month(year, month)))?;
        Date::from_epoch_days(moved.to_epoch_days().checked_add(self.days)?)
    }
}

/// A date in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateMention {
    /// A day or a range of days.
    Range(DateRange),
    /// Not in the calendar, such as 30 February.
    Impossible,
}

pub fn month_after(day: Date, months: i64) -> Option<(i32, u32)> {
    let all = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + months;
    Some((i32::try_from(all.div_euclid(12)).ok()?, u32::try_from(all.rem_euclid(12)).ok()? + 1))
}

pub fn day(date: Option<Date>) -> Option<DateMention> {
    Some(date.map_or(DateMention::Impossible, |date| {
        DateMention::Range(DateRange { from: date, until: date, exact: true })
    }))
}

pub fn whole(from: Option<Date>, until: Option<Date>) -> Option<DateMention> {
    Some(DateMention::Range(DateRange { from: from?, until: until?, exact: false }))
}

/// The range that is `count` units from now: `month`, 1 is the next month.
pub fn period(unit: &str, count: i64, today: Date) -> Option<DateMention> {
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

/// The whole month: this year's, or next year's if it is over.
pub fn month(number: u32, year: Option<i32>, today: Date) -> Option<DateMention> {
    let year = year.unwrap_or(if number < today.month() { today.year() + 1 } else { today.year() });
    whole(Date::new(year, number, 1), Date::new(year, number, days_in_month(year, number)))
}

/// The next day of that name that is not in the past.
pub fn coming(month: u32, number: u32, year: Option<i32>, today: Date) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, number);
    }
    let at = |year| Date::new(year, month, number);
    match at(today.year()) {
        Some(date) if date >= today => Some(date),
        // 29 February may be up to four years ahead.
        _ => (1..=4).find_map(|more| at(today.year() + more)).filter(|_| number <= 31),
    }
}

#[derive(Clone, Copy)]
pub enum Part {
    End,
    Start,
    Middle,
}

impl Part {
    pub fn of(self, said: DateMention) -> DateMention {
        let DateMention::Range(range) = said else { return said };
        let one = match self {
            Self::End => Some(range.until),
            Self::Start => Some(range.from),
            Self::Middle => {
                let half = (range.until.to_epoch_days() - range.from.to_epoch_days()) / 2;
                Date::from_epoch_days(range.from.to_epoch_days() + half)
            }
        };
        one.map_or(DateMention::Impossible, |one| {
            DateMention::Range(DateRange { from: one, until: one, exact: true })
        })
    }
}

pub fn end_of(said: DateMention) -> DateMention {
    Part::End.of(said)
}
