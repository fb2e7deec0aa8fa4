//! Field values, and their format in each API.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::id::Id;

/// The value of a field. Numbers are decimals, so that they keep their digits.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Null.
    Null,
    /// A checkbox.
    Bool(bool),
    /// An integer (`xsd:int`), written without a decimal point.
    Int(i64),
    /// Currency, percent or double (`xsd:double`), written with a decimal point.
    Number(Decimal),
    /// Any kind of text.
    Text(Arc<str>),
    /// A calendar day.
    Date(Date),
    /// An instant in whole seconds.
    DateTime(Timestamp),
    /// A record id.
    Id(Id),
}

impl Value {
    /// Creates a text value.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(text.as_ref().into())
    }

    /// Returns true for null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the text, if the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the id, if the value is one.
    pub fn as_id(&self) -> Option<Id> {
        match self {
            Self::Id(id) => Some(*id),
            _ => None,
        }
    }

    /// Returns the number, if the value is one.
    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Self::Number(n) => Some(*n),
            Self::Int(n) => Some(Decimal::from(*n)),
            _ => None,
        }
    }

    /// Returns the REST API's format.
    pub fn rest(&self) -> Json {
        match self {
            Self::DateTime(t) => Json::String(rest_time(*t)),
            other => other.json(),
        }
    }

    /// Returns the format of the User Interface API and GraphQL: date-times end in `Z`.
    pub fn ui(&self) -> Json {
        match self {
            Self::DateTime(t) => Json::String(ui_time(*t)),
            other => other.json(),
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(b) => Json::Bool(*b),
            Self::Int(n) => Json::from(*n),
            // Parsing would change the exponent's spelling, which is Java's.
            Self::Number(n) => Json::Number(serde_json::Number::from_string_unchecked(double_text(*n))),
            Self::Text(text) => Json::String(text.to_string()),
            Self::Date(date) => Json::String(date.to_string()),
            Self::DateTime(t) => Json::String(ui_time(*t)),
            Self::Id(id) => Json::String(id.to_string()),
        }
    }

    /// Returns the format of Bulk CSV: nothing for null.
    pub fn plain(&self) -> String {
        match self.ui() {
            Json::Null => String::new(),
            Json::String(text) => text,
            other => other.to_string(),
        }
    }
}

/// Formats `2026-08-21T10:15:30.000+0000`: the REST API's form has no colon in the offset.
pub fn rest_time(t: Timestamp) -> String {
    t.strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}

/// Formats `2026-08-21T10:15:30.000Z`.
pub fn ui_time(t: Timestamp) -> String {
    t.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

/// Formats `Fri, 21 Aug 2026 10:15:30 GMT` (RFC 9110 §5.6.7).
pub fn http_time(t: Timestamp) -> String {
    t.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Formats a double as Java does: always with a decimal point, from ten million on with an exponent (Bulk API
/// guide, results: `6.84173825E8`).
pub fn double_text(n: Decimal) -> String {
    let n = n.normalize();
    let digits = n.mantissa().unsigned_abs().to_string();
    let sign = if n.is_sign_negative() && !n.is_zero() { "-" } else { "" };
    let exponent = digits.len() as i64 - 1 - i64::from(n.scale());
    if n.is_zero() || (-3..7).contains(&exponent) {
        let plain = n.to_string();
        return if plain.contains('.') { plain } else { format!("{plain}.0") };
    }
    let (first, rest) = digits.split_at(1);
    let rest = rest.trim_end_matches('0');
    format!("{sign}{first}.{}E{exponent}", if rest.is_empty() { "0" } else { rest })
}

/// Formats a time as the User Interface API does for the locale `en_US`.
pub fn display_time(t: Timestamp, zone: &TimeZone) -> String {
    t.to_zoned(zone.clone()).strftime("%-m/%-d/%Y %-I:%M %p").to_string()
}

/// Formats `1,234,567.50`.
pub fn grouped(n: Decimal, scale: u32) -> String {
    let text = format!("{:.*}", scale as usize, n.abs().round_dp(scale));
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    if n.is_sign_negative() && !n.is_zero() { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::{Value, double_text, grouped};

    #[test]
    fn formats_doubles_as_java_does() {
        for (given, written) in [
            ("12500", "12500.0"),
            ("0", "0.0"),
            ("7.50", "7.5"),
            ("9999999", "9999999.0"),
            ("684173825", "6.84173825E8"),
            ("10000000", "1.0E7"),
            ("-1250.25", "-1250.25"),
        ] {
            assert_eq!(double_text(given.parse().unwrap()), written);
        }
        let json = serde_json::to_string(&Value::Number("12500".parse().unwrap()).rest()).unwrap();
        assert_eq!(json, "12500.0");
        let json = serde_json::to_string(&Value::Number("684173825".parse().unwrap()).rest()).unwrap();
        assert_eq!(json, "6.84173825E8");
        assert_eq!(grouped("1234567.5".parse().unwrap(), 2), "1,234,567.50");
    }
}
