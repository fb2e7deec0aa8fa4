//! Compiled formulas, for repeated evaluation.

use super::code::{Code, Reading};
use super::dialect::Options;
use super::environment::{Environment, Record};
use super::evaluate::Machine;
use super::fault::{Fault, Reason, Undecided, missing};
use super::types::Type;
use super::value::{Scratch, Value};

/// An unknown field or function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The name, as it was written.
    pub name: Box<str>,
    /// True for a function.
    pub function: bool,
    /// Its position, in UTF-16 code units.
    pub at: u32,
}

/// A compiled formula. Its fields are slots, and its types are checked.
#[derive(Debug)]
pub struct Compiled {
    pub(super) code: Code,
    pub(super) kind: Type,
    pub(super) options: Options,
    pub(super) unknown: Box<[UnknownName]>,
    /// The paths of its slots, for messages.
    pub(super) paths: Box<[(u32, Box<str>)]>,
}

/// The result of a validation rule for a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The formula is TRUE: Salesforce refuses the save with the rule's message.
    Fires,
    /// The formula is FALSE or null.
    Passes,
    /// The formula cannot be evaluated here. Only the org can decide.
    Undecided(Undecided),
}

impl Compiled {
    /// Returns the type of its value.
    #[must_use]
    pub fn result_type(&self) -> Type {
        self.kind
    }

    /// Returns the unknown fields and functions. They do not matter for every record.
    #[must_use]
    pub fn unknown(&self) -> &[UnknownName] {
        &self.unknown
    }

    /// Returns the slots that it reads, in order of appearance.
    pub fn slots(&self) -> impl Iterator<Item = usize> {
        self.paths.iter().map(|(slot, _)| *slot as usize)
    }

    pub(super) fn path(&self, slot: u32) -> Option<&str> {
        self.paths.iter().find(|(other, _)| *other == slot).map(|(_, path)| &**path)
    }

    pub(super) fn reads(paths: &mut Vec<(u32, Box<str>)>, reading: Reading, path: &str) {
        if paths.iter().all(|(slot, _)| *slot != reading.slot) {
            paths.push((reading.slot, path.into()));
        }
    }

    /// Returns the value for a record. Computed texts live in `scratch`.
    ///
    /// # Errors
    ///
    /// If the value depends on something unknown, or the evaluation fails. [`Undecided::reason`] tells which.
    pub fn evaluate<'a>(
        &'a self,
        record: &'a dyn Record,
        environment: &'a dyn Environment,
        scratch: &'a Scratch,
    ) -> Result<Value<'a>, Undecided> {
        Machine::new(self.options.dialect, record, environment, scratch)
            .evaluate(&self.code)
            .map_err(|fault| self.explain(&fault, record))
    }

    fn explain(&self, fault: &Fault<'_>, record: &dyn Record) -> Undecided {
        let (reason, at, message) = match *fault {
            Fault::Failed(why, at) => (Reason::Failed, at, why.to_owned()),
            Fault::Unknown(index) => match self.unknown().get(index as usize) {
                Some(name) if name.function => {
                    (Reason::UnknownFunction, name.at, format!("unknown function `{}`", name.name))
                }
                Some(name) => (Reason::UnknownField, name.at, format!("unknown field `{}`", name.name)),
                None => (Reason::UnknownField, 0, "unknown name".to_owned()),
            },
            Fault::Missing { slot, at } => {
                let path = self.path(slot).unwrap_or_default();
                (Reason::MissingValue, at, missing(record, slot as usize, path))
            }
            Fault::Unanswered(what, at) => (Reason::MissingAnswer, at, format!("{what} is not known here")),
        };
        Undecided { reason, at: at as usize, message }
    }

    /// Returns the result of the formula as a validation rule.
    #[must_use]
    pub fn outcome(&self, record: &dyn Record, environment: &dyn Environment) -> Outcome {
        match self.evaluate(record, environment, &Scratch::new()) {
            Ok(Value::Boolean(true)) => Outcome::Fires,
            Ok(_) => Outcome::Passes,
            Err(undecided) => Outcome::Undecided(undecided),
        }
    }
}
