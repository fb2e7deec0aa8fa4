//! Converts sent values to stored values.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::schema::{Choice, Field, Kind};
use super::value::Value;
use crate::problem::Problem;

/// Returns the stored value: a checkbox set to null is off, texts lose surrounding white space, email addresses
/// become lower case, and picklist values take the spelling of the list. Numbers keep all their decimals (Help 000385689, 000387302).
pub fn stored(field: &Field, value: &Value) -> Value {
    match value {
        Value::Null if field.kind == Kind::Boolean => Value::Bool(false),
        Value::Text(text) => match text.trim() {
            "" => Value::Null,
            text => match field.kind {
                Kind::Picklist => Value::text(choice(field, text).map_or(text, |choice| &choice.value)),
                Kind::MultiPicklist => several(field, text),
                Kind::Email => Value::text(text.to_lowercase()),
                _ => Value::text(text),
            },
        },
        other => other.clone(),
    }
}

/// Returns the values of a multi-select picklist without duplicates, in the order of the list; unknown ones
/// come last.
fn several(field: &Field, text: &str) -> Value {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let given: Vec<&str> = parts(text).collect();
    let listed = field.choices.iter().map(|choice| choice.value.as_str());
    let mut kept: Vec<&str> = listed.filter(|value| given.iter().any(|given| same(given, value))).collect();
    for value in given {
        if !kept.iter().any(|known| same(known, value)) {
            kept.push(value);
        }
    }
    if kept.is_empty() { Value::Null } else { Value::text(kept.join(";")) }
}

/// Returns the values of a text: one, or those between semicolons for a multi-select picklist.
pub fn named<'a>(field: &Field, text: &'a str) -> Vec<&'a str> {
    if field.kind == Kind::MultiPicklist { parts(text).collect() } else { vec![text] }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// Returns the list's entry for a value, in any letter case (Help 000386557).
pub fn choice<'a>(field: &'a Field, text: &str) -> Option<&'a Choice> {
    field.choices.iter().find(|choice| choice.value.to_lowercase() == text.trim().to_lowercase())
}

/// Refuses a date before 1700 or after 4000, and an instant outside of 1700-01-01T00:00:00Z to
/// 4000-12-31T00:00:00Z (SOQL and SOSL Reference, "Minimum and Maximum Dates").
pub fn refuse_date(field: &Field, value: &Value) -> Option<Problem> {
    const EARLIEST: i64 = -8_520_336_000;
    const LATEST: i64 = 64_092_124_800;
    let (valid, shown) = match value {
        Value::Date(date) => ((1700..=4000).contains(&date.year()), java_date(*date)),
        Value::DateTime(time) => ((EARLIEST..=LATEST).contains(&time.as_second()), java_time(*time)),
        _ => return None,
    };
    (!valid).then(|| {
        let message = format!("{}: invalid date: {shown}", field.label);
        Problem::save("FIELD_INTEGRITY_EXCEPTION", message, &[&field.name])
    })
}

fn java_date(date: Date) -> String {
    format!("{} 00:00:00 GMT {}", date.strftime("%a %b %d"), date.year())
}

fn java_time(time: Timestamp) -> String {
    let year = time.to_zoned(TimeZone::UTC).year();
    format!("{} GMT {year}", time.strftime("%a %b %d %H:%M:%S"))
}
