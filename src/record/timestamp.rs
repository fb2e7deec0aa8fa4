//! Instants, as clocks and receipts have them.

use std::fmt;

use super::Date;

const MILLIS_OF_DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The day at an offset from UTC in minutes, east positive. Years beyond 9999 have no day here.
    #[must_use]
    pub fn date(self, offset_minutes: i32) -> Option<Date> {
        let local = self.0.checked_add(i64::from(offset_minutes) * 60_000)?;
        Date::from_epoch_days(local.div_euclid(MILLIS_OF_DAY))
    }
}

/// ISO 8601 in UTC with milliseconds, as JavaScript's `toISOString` writes it.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(date) = self.date(0) else { return write!(f, "{}", self.0) };
        let millis = self.0.rem_euclid(MILLIS_OF_DAY);
        let (hour, minute) = (millis / 3_600_000, millis / 60_000 % 60);
        write!(f, "{date}T{hour:02}:{minute:02}:{:02}.{:03}Z", millis / 1000 % 60, millis % 1000)
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
    fn as_javascript_writes_it() {
        assert_eq!(Timestamp(1_787_307_330_123).to_string(), "2026-08-21T10:15:30.123Z");
        assert_eq!(Timestamp(-1).to_string(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn the_day_depends_on_where_one_is() {
        let late = Timestamp(1_787_307_330_123 + 13 * 3_600_000);
        assert_eq!(late.date(0).map(|day| day.to_string()).as_deref(), Some("2026-08-21"));
        assert_eq!(late.date(120).map(|day| day.to_string()).as_deref(), Some("2026-08-22"));
        assert_eq!(Timestamp(i64::MAX).date(60), None);
    }
}
