//! Times of Salesforce's bodies as dates of HTTP headers.

use crate::record::Date;

/// `2026-08-21T10:15:30.000+0000` or `…Z` as `Fri, 21 Aug 2026 10:15:30 GMT` (RFC 9110, 5.6.7).
///
/// Fractions of a second are dropped: the header counts whole seconds, and so does Salesforce when it compares.
pub(super) fn http_date(timestamp: &str) -> Option<String> {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, rest) = timestamp.split_once('T')?;
    let date: Date = date.parse().ok()?;
    let time = rest.get(..8)?;
    let zone = rest[8..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let in_range = |range: std::ops::Range<usize>, most: u8| {
        time.get(range).is_some_and(|two| {
            two.bytes().all(|b| b.is_ascii_digit()) && two.parse().is_ok_and(|n: u8| n <= most)
        })
    };
    let clock = in_range(0..2, 23) && in_range(3..5, 59) && in_range(6..8, 59);
    let colons = time.as_bytes()[2] == b':' && time.as_bytes()[5] == b':';
    if !clock || !colons || !matches!(zone, "Z" | "+0000" | "+00:00") {
        return None;
    }
    let weekday = DAYS.get(usize::try_from(date.to_epoch_days().rem_euclid(7)).ok()?)?;
    let month = MONTHS.get(usize::try_from(date.month()).ok()?.checked_sub(1)?)?;
    Some(format!("{weekday}, {:02} {month} {:04} {time} GMT", date.day(), date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_of_salesforces_forms() {
        let date = Some("Fri, 21 Aug 2026 10:15:30 GMT".to_owned());
        assert_eq!(http_date("2026-08-21T10:15:30.000+0000"), date);
        assert_eq!(http_date("2026-08-21T10:15:30.999Z"), date);
        assert_eq!(http_date("2026-08-21T10:15:30Z"), date);
        assert_eq!(http_date("1969-12-31T00:00:00Z").as_deref(), Some("Wed, 31 Dec 1969 00:00:00 GMT"));
        for text in [
            "",
            "2026-08-21",
            "2026-08-21T10:15:30+0200",
            "2026-08-21T24:15:30Z",
            "2026-08-21T1é:15:30Z",
            "2026-02-30T10:15:30Z",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
