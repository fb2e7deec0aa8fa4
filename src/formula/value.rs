//! The values that formulas compute with.

use std::borrow::Cow;

use crate::record::{Date, DateTime, Decimal, Time};

/// A value of any type. Blank and null are one: text is never empty.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Blank.
    Null,
    /// A number.
    Number(Decimal),
    /// Text, a picklist's API value, or the API values of a multi-select picklist with `;` between them.
    Text(Cow<'a, str>),
    /// A check box.
    Boolean(bool),
    /// A date.
    Date(Date),
    /// An instant.
    DateTime(DateTime),
    /// A time of day.
    Time(Time),
    /// A place: latitude and longitude in degrees.
    Location(f64, f64),
}

impl<'a> Value<'a> {
    /// Text, which is null when it is empty.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Null } else { Self::Text(text) }
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same value without a copy of its text.
    #[must_use]
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::text(&**text),
            Self::Boolean(boolean) => Value::Boolean(*boolean),
            Self::Date(date) => Value::Date(*date),
            Self::DateTime(instant) => Value::DateTime(*instant),
            Self::Time(time) => Value::Time(*time),
            Self::Location(latitude, longitude) => Value::Location(*latitude, *longitude),
        }
    }

    /// The same value with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Null => Value::Null,
            Self::Number(number) => Value::Number(number),
            Self::Boolean(boolean) => Value::Boolean(boolean),
            Self::Date(date) => Value::Date(date),
            Self::DateTime(instant) => Value::DateTime(instant),
            Self::Time(time) => Value::Time(time),
            Self::Location(latitude, longitude) => Value::Location(latitude, longitude),
        }
    }

    /// The number, where it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<Decimal> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The text, empty where there is none.
    #[must_use]
    pub fn as_text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

impl From<Decimal> for Value<'_> {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value<'_> {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

impl From<Date> for Value<'_> {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<DateTime> for Value<'_> {
    fn from(instant: DateTime) -> Self {
        Self::DateTime(instant)
    }
}

impl From<Time> for Value<'_> {
    fn from(time: Time) -> Self {
        Self::Time(time)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}
