//! Values of formulas.

use std::cell::OnceCell;

use crate::{Date, DateTime, Decimal, Time};

/// A value of any type. Blank and null are the same: text is never empty. Computed text lives in a [`Scratch`],
/// so that values can be copied.
///
/// Source: Salesforce's help on ISBLANK says that a text is not empty if it contains a character, even a space.
/// So a text without characters is blank, whichever function returned it. The open-source engine agrees (LEFT,
/// MID, TRIM, LPAD and others return null), except if `SUBSTITUTE` leaves nothing: its Java code keeps an empty
/// text, while its SQL for the same formula gives null.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Blank.
    Null,
    /// A number.
    Number(Decimal),
    /// Text, a picklist's API value, or the API values of a multi-select picklist separated by `;`.
    Text(&'a str),
    /// A checkbox.
    Boolean(bool),
    /// A date.
    Date(Date),
    /// An instant.
    DateTime(DateTime),
    /// A time of day.
    Time(Time),
    /// A geolocation: latitude and longitude in degrees.
    Location(f64, f64),
}

impl<'a> Value<'a> {
    /// Creates a text; null if it is empty.
    #[must_use]
    pub fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(text) }
    }

    /// Returns the value with its text moved to a scratch, where it lives longer.
    #[must_use]
    pub fn kept(self, scratch: &Scratch) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(scratch.keep(text)),
            other => other.without_text(),
        }
    }

    /// Returns the value, or null for text, which borrows from a record or a scratch.
    #[must_use]
    pub fn without_text(self) -> Value<'static> {
        match self {
            Self::Null | Self::Text(_) => Value::Null,
            Self::Number(number) => Value::Number(number),
            Self::Boolean(boolean) => Value::Boolean(boolean),
            Self::Date(date) => Value::Date(date),
            Self::DateTime(instant) => Value::DateTime(instant),
            Self::Time(time) => Value::Time(time),
            Self::Location(latitude, longitude) => Value::Location(latitude, longitude),
        }
    }

    /// Returns true for null.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the number, if the value is one.
    #[must_use]
    pub fn as_number(self) -> Option<Decimal> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// Returns the text; empty without a value.
    #[must_use]
    pub fn as_text(self) -> &'a str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

/// The texts of an evaluation. Values borrow from it.
///
/// A linked list that only grows: few formulas create more than a handful.
#[derive(Debug, Default)]
pub struct Scratch(OnceCell<Box<Kept>>);

#[derive(Debug)]
struct Kept {
    text: Box<str>,
    others: Scratch,
}

impl Scratch {
    /// Creates an empty scratch, which takes no memory until it gets a text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stores a text.
    pub fn keep(&self, text: &str) -> &str {
        self.keep_own(text.to_owned())
    }

    /// Like [`Scratch::keep`], for an owned text.
    pub(super) fn keep_own(&self, text: String) -> &str {
        let mut end = self;
        while let Some(kept) = end.0.get() {
            end = &kept.others;
        }
        &end.0.get_or_init(|| Box::new(Kept { text: text.into(), others: Self::new() })).text
    }

    /// Stores a text and returns it as a value; null if it is empty.
    pub(super) fn text(&self, text: String) -> Value<'_> {
        Value::text(self.keep_own(text))
    }
}

impl Drop for Scratch {
    /// Iterative, because dropping thousands of nested entries recursively would overflow the stack.
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(mut kept) = next {
            next = kept.others.0.take();
        }
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
