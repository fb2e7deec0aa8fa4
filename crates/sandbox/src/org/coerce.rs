//! Converts JSON to a field's type.
//!
//! The REST API also accepts numbers and booleans as strings; everything else is a parser error. The User
//! Interface API and GraphQL accept JSON's own types only (User Interface API guide, Record Input).

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::schema::{Field, Kind};
use super::value::Value;
use crate::json_location::Source;
use crate::problem::Problem;

/// How strictly types are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// REST: numeric strings are accepted.
    Lenient,
    /// User Interface API, GraphQL.
    Strict,
}

/// Reads a value, or returns Salesforce's error.
pub fn read(field: &Field, json: &Json, manner: Manner, source: &Source<'_>) -> Result<Value, Problem> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    if manner == Manner::Strict && !strict(field.kind, json) {
        return Err(unread(field.kind, json, source));
    }
    let text = match json {
        Json::String(text) => text.clone(),
        Json::Number(n) => n.to_string(),
        Json::Bool(b) => b.to_string(),
        _ => return Err(unread(field.kind, json, source)),
    };
    // A bare number or boolean is neither a date nor a date-time.
    if matches!(field.kind, Kind::Date | Kind::DateTime) && !json.is_string() {
        return Err(unread(field.kind, json, source));
    }
    parse(field.kind, &text).map_err(|wrong| match wrong {
        Wrong::Type => unread(field.kind, json, source),
        Wrong::Id => {
            let message = format!("{}: id value of incorrect type: {text}", field.label);
            Problem::save("MALFORMED_ID", message, &[&field.name])
        }
    })
}

/// The reason why a text does not fit a type.
pub enum Wrong {
    /// The syntax is not that of the type.
    Type,
    /// Not an id.
    Id,
}

/// Parses a text as a value of this type: the REST API's strings and the cells of Bulk CSV.
pub fn parse(kind: Kind, text: &str) -> Result<Value, Wrong> {
    let read = match kind {
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::Int => text.trim().parse().ok().map(Value::Int),
        Kind::Currency | Kind::Percent | Kind::Double => number(text).map(Value::Number),
        Kind::Date => date(text).map(Value::Date),
        Kind::DateTime => date_time(text).map(Value::DateTime),
        Kind::Id | Kind::Reference if text.is_empty() => Some(Value::Null),
        Kind::Id | Kind::Reference => return text.parse().map(Value::Id).map_err(|_| Wrong::Id),
        // An empty string is null.
        _ if text.is_empty() => Some(Value::Null),
        _ => Some(Value::text(text)),
    };
    read.ok_or(Wrong::Type)
}

/// Parses a number without grouping, percent sign or inner blanks.
pub fn number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E')) {
        return None;
    }
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// Parses `yyyy-MM-dd` if the day exists.
pub fn date(text: &str) -> Option<Date> {
    let shape = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if shape { text.parse().ok() } else { None }
}

/// Parses `yyyy-MM-ddTHH:mm:ss.SSS±HH:mm` or `…Z`, milliseconds optional; also the offset without a colon,
/// which the API itself writes.
pub fn date_time(text: &str) -> Option<Timestamp> {
    let split = text.len().checked_sub(5).filter(|i| text.is_char_boundary(*i));
    let with_colon = match split.map(|i| text.split_at(i)) {
        Some((time, offset)) if offset.starts_with(['+', '-']) && !offset.contains(':') => {
            format!("{time}{}:{}", &offset[..3], &offset[3..])
        }
        _ => text.to_owned(),
    };
    if !with_colon.contains('T') {
        return None;
    }
    let time: Timestamp = with_colon.parse().ok()?;
    // Fractions are cut, also before 1970, where `as_second` rounds up.
    Timestamp::from_second(time.as_nanosecond().div_euclid(1_000_000_000).try_into().ok()?).ok()
}

fn strict(kind: Kind, json: &Json) -> bool {
    match kind {
        Kind::Boolean => json.is_boolean(),
        Kind::Int | Kind::Currency | Kind::Percent | Kind::Double => json.is_number(),
        _ => json.is_string(),
    }
}

/// Returns the noun of the message. There is no recording for currency and percent; their SOAP type is
/// `double`.
fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "boolean",
        Kind::Int => "int",
        Kind::Currency | Kind::Percent | Kind::Double => "double",
        Kind::Date => "date",
        Kind::DateTime => "datetime",
        Kind::Id | Kind::Reference => "reference",
        _ => "string",
    }
}

fn unread(kind: Kind, json: &Json, source: &Source<'_>) -> Problem {
    let noun = noun(kind);
    let (token, value) = match json {
        Json::Object(_) => ("START_OBJECT", "{".to_owned()),
        Json::Array(_) => ("START_ARRAY", "[".to_owned()),
        Json::String(text) => ("VALUE_STRING", text.clone()),
        Json::Bool(true) => ("VALUE_TRUE", "true".to_owned()),
        Json::Bool(false) => ("VALUE_FALSE", "false".to_owned()),
        Json::Null => ("VALUE_NULL", "null".to_owned()),
        Json::Number(n) => {
            let text = n.to_string();
            let whole = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            (if whole { "VALUE_NUMBER_INT" } else { "VALUE_NUMBER_FLOAT" }, text)
        }
    };
    let message = format!(
        "Cannot deserialize instance of {noun} from {token} value {value} or request may be missing a \
         required field{}",
        source.position()
    );
    Problem::new(400, "JSON_PARSER_ERROR", message)
}

#[cfg(test)]
mod tests {
    use super::{date, date_time, number};

    #[test]
    fn numbers_have_no_locale() {
        assert!(number("15").is_some() && number("3.14").is_some() && number("-1.5E3").is_some());
        for wrong in ["", "1,200", "15%", "abc", "NaN", "1 000"] {
            assert!(number(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn rejects_dates_that_do_not_exist() {
        assert!(date("2026-02-28").is_some());
        for wrong in ["2026-02-31", "2026-2-3", "20260203", "2026-02-03T00:00:00Z", "02/03/2026"] {
            assert!(date(wrong).is_none(), "{wrong}");
        }
        for right in ["2026-08-21T10:15:30.000+0000", "2026-08-21T10:15:30Z", "2026-08-21T12:15:30+02:00"] {
            assert_eq!(date_time(right).unwrap().to_string(), "2026-08-21T10:15:30Z", "{right}");
        }
        assert!(date_time("2026-08-21").is_none());
        assert_eq!(date_time("1960-01-01T00:00:00.999Z").unwrap().to_string(), "1960-01-01T00:00:00Z");
    }
}
