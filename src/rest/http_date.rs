//! HTTP dates from the timestamps of Salesforce's bodies.

use crate::base::{Date, Timestamp};

/// An HTTP date (RFC 9110, 5.6.7), for `If-Unmodified-Since`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpDate(String);

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Parses an HTTP date such as `Fri, 21 Aug 2026 10:15:30 GMT`.
#[must_use]
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let (_, rest) = text.split_once(", ")?;
    let mut parts = rest.split(' ');
    let day: u32 = parts.next()?.parse().ok()?;
    let month = parts.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let (year, time) = (parts.next()?, parts.next()?);
    format!("{year}-{month:02}-{day:02}T{time}Z").parse().ok()
}

impl HttpDate {
    /// Converts `2026-08-21T10:15:30.000+0000`, `…Z` or another offset to `Fri, 21 Aug 2026 10:15:30 GMT`.
    ///
    /// Drops fractions of a second: the header has whole seconds, and Salesforce compares whole seconds.
    #[must_use]
    pub fn new(timestamp: &str) -> Option<Self> {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        let seconds = timestamp.parse::<Timestamp>().ok()?.0.div_euclid(1000);
        let date = Date::from_epoch_days(seconds.div_euclid(86_400))?;
        let time = seconds.rem_euclid(86_400);
        let weekday = DAYS.get(usize::try_from(date.to_epoch_days().rem_euclid(7)).ok()?)?;
        let month = MONTHS.get(usize::try_from(date.month()).ok()?.checked_sub(1)?)?;
        Some(Self(format!(
            "{weekday}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
            date.day(),
            date.year(),
            time / 3600,
            time / 60 % 60,
            time % 60
        )))
    }

    /// Returns the value of the header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_both_of_salesforces_formats_and_any_offset() {
        let date = |text: &str| HttpDate::new(text).map(|date| date.0);
        let expected = Some("Fri, 21 Aug 2026 10:15:30 GMT".to_owned());
        assert_eq!(date("2026-08-21T10:15:30.000+0000"), expected);
        assert_eq!(date("2026-08-21T10:15:30.999Z"), expected);
        assert_eq!(date("2026-08-21T12:15:30+02:00"), expected);
        assert_eq!(date("1969-12-31T23:59:59Z").as_deref(), Some("Wed, 31 Dec 1969 23:59:59 GMT"));
        assert_eq!(instant("Fri, 21 Aug 2026 10:15:30 GMT"), "2026-08-21T10:15:30Z".parse().ok());
        for text in ["", "120", "Fri, 21 Foo 2026 10:15:30 GMT", "Fri, 41 Aug 2026 10:15:30 GMT", "Fri, x"] {
            assert_eq!(instant(text), None, "{text}");
        }
        for text in ["", "2026-08-21", "Fri, 21 Aug 2026 10:15:30 GMT", "yesterday"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
