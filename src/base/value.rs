//! Field values, as Salesforce's JSON represents them.

use serde::ser::{Serialize, Serializer};
use std::fmt;

use super::Decimal;
use crate::base::json::Value as Json;

/// The value of a field. `Null` is a value; a field that was not given is absent from the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// Empty, or to be cleared.
    Null,
    /// A checkbox.
    Bool(bool),
    /// A number, currency or percent, with its original digits.
    Number(Decimal),
    /// Text, a picklist value, an id, or a date. The field's type tells which.
    Text(String),
}

impl FieldValue {
    /// Reads a value of a response. Objects and lists are not field values.
    #[must_use]
    pub fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(Self::Null),
            Json::Bool(value) => Some(Self::Bool(*value)),
            Json::Number(number) => number.as_str().parse().ok().map(Self::Number),
            Json::String(text) => Some(Self::Text(text.clone())),
            Json::Array(_) | Json::Object(_) => None,
        }
    }

    /// Returns the value for a request body, with every digit of a number.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(number) => number.to_string().parse().unwrap_or(Json::Null),
            Self::Text(text) => Json::String(text.clone()),
        }
    }

    /// Returns the text, if the value is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) => None,
        }
    }

    /// Returns the number, if the value is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Decimal> {
        match self {
            Self::Number(number) => Some(number),
            Self::Null | Self::Bool(_) | Self::Text(_) => None,
        }
    }
}

/// The value without a locale, as messages show what the user entered.
impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("empty"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// For JavaScript, where every number is a double. Request bodies use [`FieldValue::to_json`].
impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_digits_of_numbers() {
        for digits in ["9007199254740993", "0.1", "99999999999999.99", "-12.5"] {
            let json: Json = digits.parse().unwrap();
            let value = FieldValue::from_json(&json).unwrap();
            assert_eq!(value.to_json().to_string(), digits);
        }
        let same: Vec<_> =
            ["12500", "12500.0", "1.25E4"].map(|text| FieldValue::from_json(&text.parse().unwrap())).into();
        assert!(same.iter().all(|value| *value == same[0]));
    }

    #[test]
    fn serializes_digits_as_text_if_a_double_would_round_them() {
        let shown =
            |digits: &str| serde_json::to_string(&FieldValue::Number(digits.parse().unwrap())).unwrap();
        assert_eq!(shown("12500.5"), "12500.5");
        assert_eq!(shown("0.1"), "0.1");
        assert_eq!(shown("1234567890123456.78"), "\"1234567890123456.78\"");
        assert_eq!(shown("9999999999999999.99"), "\"9999999999999999.99\"");
    }

    #[test]
    fn rejects_objects() {
        assert_eq!(FieldValue::from_json(&crate::base::json::json!({"a": 1})), None);
        assert_eq!(FieldValue::from_json(&crate::base::json::json!([])), None);
    }
}
