//! The time, the user's time zone, and random values: arguments of everything that depends on them.

use super::{Date, DateTime, Timestamp};

/// What an event brings along from outside the core.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// The current instant.
    pub now: Timestamp,
    /// The user's time zone.
    pub time_zone: TimeZone,
    /// Random values, new for each event.
    pub random: [u32; 4],
}

impl Clock {
    /// Returns the current day; `None` beyond the year 9999.
    #[must_use]
    pub fn today(self) -> Option<Today> {
        Today::at(self.now, self.time_zone)
    }
}

/// Returns the minutes by which a time zone is ahead of UTC at an instant.
pub type OffsetAt = fn(Timestamp) -> i32;

/// A time zone, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct TimeZone {
    /// The current offset from UTC in minutes, east positive.
    pub offset_minutes: i32,
    /// The offset at any instant, if the zone is known and not only its current offset.
    pub offset_at: Option<OffsetAt>,
}

impl TimeZone {
    /// Creates a zone of which only the current offset is known.
    #[must_use]
    pub const fn of_offset(offset_minutes: i32) -> Self {
        Self { offset_minutes, offset_at: None }
    }

    /// Creates a zone whose offset is known at any instant.
    #[must_use]
    pub fn known(offset_at: OffsetAt, now: Timestamp) -> Self {
        Self { offset_minutes: offset_at(now), offset_at: Some(offset_at) }
    }
}

/// The current instant, and the day in UTC and in the user's time zone.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    /// Today in UTC, to which Salesforce moves close dates.
    pub utc: Date,
    /// Today in the user's time zone.
    pub local: Date,
    /// Now.
    pub now: DateTime,
    /// The user's time zone.
    pub time_zone: TimeZone,
}

impl Today {
    /// Creates it for an instant and a time zone; `None` beyond the year 9999.
    #[must_use]
    pub fn at(now: Timestamp, time_zone: TimeZone) -> Option<Self> {
        let (utc, local) = (now.date(0)?, now.date(time_zone.offset_minutes)?);
        let now = DateTime::from_epoch_milliseconds(now.0)?;
        Some(Self { utc, local, now, time_zone })
    }

    /// Returns the milliseconds by which the user's time zone is ahead of UTC at an instant. Without the zone,
    /// daylight saving may make the current offset wrong at other times, so it is used only if an hour more or
    /// less does not change the day.
    #[must_use]
    pub fn offset_at(self, instant: DateTime) -> Option<i64> {
        let TimeZone { offset_minutes, offset_at } = self.time_zone;
        let (at, minute) = (instant.epoch_milliseconds(), 60_000);
        let offset = i64::from(offset_at.map_or(offset_minutes, |offset| offset(Timestamp(at)))) * minute;
        let day = |other: i64| {
            at.checked_add(offset + other * minute).map(|local| local.div_euclid(1_440 * minute))
        };
        let certain = offset_at.is_some() || instant == self.now || day(-60) == day(60);
        certain.then_some(offset)
    }
}
