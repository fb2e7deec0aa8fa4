//! Instants of the clock.

use std::fmt;
use std::str::FromStr;

use super::{DAY_MILLISECONDS, Date, DateTime};

/// Milliseconds since 1970-01-01T00:00:00Z. Unlike a [`DateTime`] of Salesforce it has no limits, so that adding a
/// delay cannot fail. Both read and write the same texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Returns the day at an offset from UTC in minutes, east positive. `None` for years beyond 9999.
    #[must_use]
    pub fn date(self, offset_minutes: i32) -> Option<Date> {
        let local = self.0.checked_add(i64::from(offset_minutes) * 60_000)?;
        Date::from_epoch_days(local.div_euclid(DAY_MILLISECONDS))
    }
}

/// Error for a text that is not an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnInstant;

impl FromStr for Timestamp {
    type Err = NotAnInstant;

    /// Parses `yyyy-mm-ddThh:mm:ss`, with or without fractions, and `Z` or an offset such as `+02:00` or
    /// `+0200`.
    fn from_str(text: &str) -> Result<Self, NotAnInstant> {
        DateTime::from_iso(text).map(|instant| Self(instant.epoch_milliseconds())).ok_or(NotAnInstant)
    }
}

/// Writes ISO 8601 in UTC with milliseconds, like JavaScript's `toISOString`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_epoch_milliseconds(self.0) {
            Some(instant) => instant.fmt(f),
            None => self.0.fmt(f),
        }
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_like_javascript() {
        assert_eq!(Timestamp(1_787_307_330_123).to_string(), "2026-08-21T10:15:30.123Z");
        assert_eq!(Timestamp(-1).to_string(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn parses_every_format_of_salesforce() {
        let read = |text: &str| text.parse::<Timestamp>().ok().map(|instant| instant.0);
        let instant = Some(1_787_307_330_120);
        for text in [
            "2026-08-21T10:15:30.120Z",
            "2026-08-21T10:15:30.12Z",
            "2026-08-21T10:15:30.120456+0000",
            "2026-08-21T12:15:30.120+02:00",
            "2026-08-21T04:45:30.120-0530",
        ] {
            assert_eq!(read(text), instant, "{text}");
        }
        for text in [
            "",
            "2026-08-21",
            "2026-08-21T10:15:30",
            "2026-08-21T24:15:30Z",
            "2026-08-21T10:15:30.Z",
            "2026-08-21T10:15:30+2",
            "2026-08-21T1é:15:30Z",
            "2026-02-30T10:15:30Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_day_depends_on_the_offset() {
        let late = Timestamp(1_787_307_330_123 + 13 * 3_600_000);
        assert_eq!(late.date(0).map(|day| day.to_string()).as_deref(), Some("2026-08-21"));
        assert_eq!(late.date(120).map(|day| day.to_string()).as_deref(), Some("2026-08-22"));
        assert_eq!(Timestamp(i64::MAX).date(60), None);
    }
}
