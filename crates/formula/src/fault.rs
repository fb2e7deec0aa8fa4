//! Why an evaluation gave no value.

use super::environment::Record;

/// What stops an evaluation.
#[derive(Debug)]
pub(super) enum Fault<'a> {
    /// An evaluation error: why, and where.
    Failed(&'a str, u32),
    /// A name of which nothing is known: the index in the formula's list.
    Unknown(u32),
    /// A field whose value was not loaded.
    Missing { slot: u32, at: u32 },
    /// The environment has no answer.
    Unanswered(&'static str, u32),
}

/// Why a formula has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// What kind of obstacle it is.
    pub reason: Reason,
    /// Where in the formula, in UTF-16 units.
    pub at: usize,
    /// The reason in words.
    pub message: String,
}

/// The kinds of obstacle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing is known of a field or global variable.
    UnknownField,
    /// Nothing is known of a function.
    UnknownFunction,
    /// The value of a field was not loaded.
    MissingValue,
    /// The environment has no clock, zone, regular expressions, …
    MissingAnswer,
    /// The evaluation failed, as a division by zero does. What Salesforce then does with the save is
    /// not documented.
    Failed,
}

impl std::fmt::Display for Undecided {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Undecided {}

/// Says why a record has no value for a slot, for the message of an undecided rule.
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

    /// Whether the evaluation went wrong. Otherwise there is something that it does not know.
    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(..))
    }
}
