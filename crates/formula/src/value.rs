//! The values that formulas compute with.

use std::cell::OnceCell;

use crate::{Date, DateTime, Decimal, Time};

/// A value of any type. Blank and null are one: text is never empty. What is computed lives in a
/// [`Scratch`], so that values are plain bits to be copied.
///
/// The source is Salesforce's help on ISBLANK: a text is not empty if it contains a character, be it a space. So a text
/// without characters is blank, whichever function made it. The open engine agrees (LEFT, MID, TRIM, LPAD and their like
/// give null), except where `SUBSTITUTE` leaves nothing: there its Java keeps an empty text, while the SQL that it writes
/// for the same formula gives null.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Blank.
    Null,
    /// A number.
    Number(Decimal),
    /// Text, a picklist's API value, or the API values of a multi-select picklist with `;` between them.
    Text(&'a str),
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
    #[must_use]
    pub fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(text) }
    }

    /// The same value with its text in a scratch, where it lives longer.
    #[must_use]
    pub fn kept(self, scratch: &Scratch) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(scratch.keep(text)),
            other => other.without_text(),
        }
    }

    /// Returns the same value, and null for text, which borrows from a record or a scratch.
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

    /// Whether the value is null.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }

    /// The number, where it is one.
    #[must_use]
    pub fn as_number(self) -> Option<Decimal> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// The text, empty if there is no value.
    #[must_use]
    pub fn as_text(self) -> &'a str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

/// The texts that an evaluation makes. Values borrow from it.
///
/// Each is kept for good behind the one before: few formulas make more than a handful.
#[derive(Debug, Default)]
pub struct Scratch(OnceCell<Box<Kept>>);

#[derive(Debug)]
struct Kept {
    text: Box<str>,
    others: Scratch,
}

impl Scratch {
    /// An empty one: takes no memory until a text is made.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a text.
    pub fn keep(&self, text: &str) -> &str {
        self.keep_own(text.to_owned())
    }

    /// As [`Scratch::keep`], for a text that the caller gives away.
    pub(super) fn keep_own(&self, text: String) -> &str {
        let mut end = self;
        while let Some(kept) = end.0.get() {
            end = &kept.others;
        }
        &end.0.get_or_init(|| Box::new(Kept { text: text.into(), others: Self::new() })).text
    }

    /// Keeps a text as a value, which is null when it is empty.
    pub(super) fn text(&self, text: String) -> Value<'_> {
        Value::text(self.keep_own(text))
    }
}

impl Drop for Scratch {
    /// One after the other: thousands within each other would need more stack than there is.
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
