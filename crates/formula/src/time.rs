//! Instants and times of day, to the millisecond.

use std::fmt;

use super::Date;

/// Milliseconds of a day.
pub const DAY_MILLISECONDS: i64 = 86_400_000;

/// An instant: milliseconds since 1970-01-01 00:00 UTC, in the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(i64);

impl DateTime {
    /// Creates an instant; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_epoch_milliseconds(milliseconds: i64) -> Option<Self> {
        Date::from_epoch_days(milliseconds.div_euclid(DAY_MILLISECONDS))?;
        Some(Self(milliseconds))
    }

    /// Creates the instant of this date and time in UTC.
    #[must_use]
    pub fn new(date: Date, time: Time) -> Self {
        Self(date.to_epoch_days() * DAY_MILLISECONDS + i64::from(time.0))
    }

    /// Returns the milliseconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn epoch_milliseconds(self) -> i64 {
        self.0
    }

    /// Returns the date in UTC.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        Date::from_epoch_days(self.0.div_euclid(DAY_MILLISECONDS))
    }

    /// Returns the time of day in UTC.
    #[must_use]
    pub fn time(self) -> Time {
        Time::wrapping(self.0)
    }

    /// Returns the instant this many milliseconds later.
    #[must_use]
    pub fn checked_add(self, milliseconds: i64) -> Option<Self> {
        Self::from_epoch_milliseconds(self.0.checked_add(milliseconds)?)
    }

    /// Parses ISO 8601 as Salesforce writes it: `2026-01-05T10:00:00.000Z`, or with an offset. Fractions of a
    /// millisecond are dropped.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let date: Date = text.get(..10)?.parse().ok()?;
        let rest = text.get(10..)?.strip_prefix('T')?;
        let zone = rest.find(['Z', '+', '-'])?;
        let (time, zone) = rest.split_at_checked(zone)?;
        let (time, finer) = time.split_at_checked("10:00:00.000".len()).unwrap_or((time, ""));
        finer.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        Self::new(date, Time::from_iso(time)?).checked_add(-zone_offset(zone)?)
    }
}

/// Parses `Z`, `+01:00` or `-0530` into milliseconds.
fn zone_offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'Z' if text.len() == 1 => return Some(0),
        b'+' => (1, text.get(1..)?.replace(':', "")),
        b'-' => (-1, text.get(1..)?.replace(':', "")),
        _ => return None,
    };
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60_000)
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(date) = self.date() else { return Err(fmt::Error) };
        write!(f, "{date}T{}Z", self.time())
    }
}

/// A time of day without a time zone, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u32);

impl Time {
    /// Creates a time; `None` if a value is out of range.
    #[must_use]
    pub fn new(hour: u32, minute: u32, second: u32, millisecond: u32) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60 && millisecond < 1000)
            .then(|| Self(((hour * 60 + minute) * 60 + second) * 1000 + millisecond))
    }

    /// Returns the time after this many milliseconds, modulo a day.
    #[must_use]
    pub fn wrapping(milliseconds: i64) -> Self {
        Self(u32::try_from(milliseconds.rem_euclid(DAY_MILLISECONDS)).unwrap_or(0))
    }

    /// Returns the milliseconds since midnight.
    #[must_use]
    pub fn milliseconds(self) -> u32 {
        self.0
    }

    /// Returns hour, minute, second and millisecond.
    #[must_use]
    pub fn parts(self) -> (u32, u32, u32, u32) {
        (self.0 / 3_600_000, self.0 / 60_000 % 60, self.0 / 1000 % 60, self.0 % 1000)
    }

    /// Parses `10:00:00` with up to three fraction digits; ignores a `Z` at the end.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let text = text.strip_suffix('Z').unwrap_or(text);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let mut parts = whole.split(':').map(|part| (part.len() == 2).then(|| digits(part)).flatten());
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() || fraction.is_empty() || fraction.len() > 3 {
            return None;
        }
        let scale = [100, 10, 1].get(fraction.len() - 1).copied()?;
        Self::new(hour, minute, second, digits(fraction)? * scale)
    }
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second, millisecond) = self.parts();
        write!(f, "{hour:02}:{minute:02}:{second:02}.{millisecond:03}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_salesforces_formats() {
        for (text, milliseconds) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1970-01-01T00:00:00.000+0000", 0),
            ("1970-01-01T01:00:00+01:00", 0),
            ("1969-12-31T23:59:59.5Z", -500),
            ("1970-01-01T00:00:00.123456Z", 123),
            ("2011-01-29T00:00:09Z", 1_296_259_209_000),
        ] {
            let read = DateTime::from_iso(text).map(DateTime::epoch_milliseconds);
            assert_eq!(read, Some(milliseconds), "{text}");
        }
        for text in [
            "2011-01-29",
            "2011-01-29T24:00:00Z",
            "2011-01-29 00:00:00Z",
            "2011-01-29T00:00:00",
            "2011-01-29T00:00:00.1234x6Z",
            "2011-01-29T00:00:00+24:00",
            "é",
        ] {
            assert_eq!(DateTime::from_iso(text), None, "{text}");
        }
        let written = DateTime::from_iso("2026-01-05T10:00:00.06Z").map(|instant| instant.to_string());
        assert_eq!(written.as_deref(), Some("2026-01-05T10:00:00.060Z"));
    }

    #[test]
    fn times_wrap_at_midnight() {
        assert_eq!(Time::wrapping(-1).to_string(), "23:59:59.999");
        assert_eq!(Time::wrapping(DAY_MILLISECONDS).milliseconds(), 0);
        assert_eq!(Time::new(24, 0, 0, 0), None);
    }
}
