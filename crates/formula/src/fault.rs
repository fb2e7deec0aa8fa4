//! Reasons why an evaluation has no value.

use super::environment::Record;

/// The fault that stopped an evaluation.
#[derive(Debug)]
pub(super) enum Fault<'a> {
    /// An error with its reason and position.
    Failed(&'a str, u32),
    /// An unknown name: its index in the formula's list.
    Unknown(u32),
    /// A field whose value was not loaded.
    Missing { slot: u32, at: u32 },
    /// The environment has no answer.
    Unanswered(&'static str, u32),
}

/// A formula without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The kind of reason.
    pub reason: Reason,
    /// The position in the formula, in UTF-16 code units.
    pub at: usize,
    /// The message.
    pub message: String,
}

/// The kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A field or global variable is unknown.
    UnknownField,
    /// A function is unknown.
    UnknownFunction,
    /// The value of a field was not loaded.
    MissingValue,
    /// The environment lacks a clock, a time zone, regular expressions, …
    MissingAnswer,
    /// The evaluation failed, for example with a division by zero. What Salesforce does with the save then is
    /// not documented.
    Failed,
}

impl std::fmt::Display for Undecided {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Undecided {}

/// Returns why a record has no value for a slot, for the message of an undecided rule.
#[must_use]
pub fn missing(record: &dyn Record, slot: usize, path: &str) -> String {
    if record.refers_to_itself(slot) {
        format!("the formula of `{path}` refers back to itself")
    } else if record.prior(slot).is_some() {
        format!("Salesforce alone knows the value of `{path}` after this change")
    } else {
        format!("the value of `{path}` is not loaded")
    }
}

impl<'a> Fault<'a> {
    pub(super) fn failed(why: &'a str, at: u32) -> Box<Self> {
        Box::new(Self::Failed(why, at))
    }

    pub(super) fn unanswered(what: &'static str, at: u32) -> Box<Self> {
        Box::new(Self::Unanswered(what, at))
    }

    /// Returns true if the evaluation failed. Otherwise something is unknown.
    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(..))
    }
}
