//! Instants.

use std::fmt;
use std::str::FromStr;

use super::Date;

const MILLIS_OF_DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Returns the day at an offset from UTC in minutes, east positive. `None` for years beyond 9999.
    #[must_use]
    pub fn date(self, offset_minutes: i32) -> Option<Date> {
        let local = self.0.checked_add(i64::from(offset_minutes) * 60_000)?;
        Date::from_epoch_days(local.div_euclid(MILLIS_OF_DAY))
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
        read(text).ok_or(NotAnInstant)
    }
}

fn read(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_once('T')?;
    let date: Date = date.parse().ok()?;
    let two = |text: &str, start: usize, most: i64| -> Option<i64> {
        let digits = text.get(start..start + 2)?;
        let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
        (number <= most).then_some(number)
    };
    let (hour, minute, second) = (two(rest, 0, 23)?, two(rest, 3, 59)?, two(rest, 6, 59)?);
    if rest.get(2..3)? != ":" || rest.get(5..6)? != ":" {
        return None;
    }
    let mut zone = rest.get(8..)?;
    let mut millis = 0;
    if let Some(fraction) = zone.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let padded = format!("{:0<3}", fraction.get(..digits)?);
        millis = padded.get(..3)?.parse().ok().filter(|_| digits > 0)?;
        zone = fraction.get(digits..)?;
    }
    let offset_minutes = if zone == "Z" {
        0
    } else {
        let sign = match zone.get(..1)? {
            "+" => 1,
            "-" => -1,
            _ => return None,
        };
        let digits = zone.get(1..)?.replacen(':', "", 1);
        (digits.len() == 4).then_some(())?;
        sign * (two(&digits, 0, 23)? * 60 + two(&digits, 2, 59)?)
    };
    let minutes = (date.to_epoch_days() * 24 + hour) * 60 + minute - offset_minutes;
    Some(Timestamp((minutes * 60 + second) * 1000 + millis))
}

/// Writes ISO 8601 in UTC with milliseconds, like JavaScript's `toISOString`.
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
