//! Compiled formulas, for repeated evaluation.

use super::code::{Code, Reading};
use super::environment::{Environment, Record};
use super::evaluate::Machine;
use super::fault::Undecided;
use super::types::Type;
use super::value::{Scratch, Value};

/// How blank numbers read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blanks {
    /// As null, as in validation rules.
    #[default]
    AsBlanks,
    /// As zero, which formula fields can choose.
    AsZeroes,
}

/// The dialect of the formula language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Salesforce's documented language, in which validation rules are written.
    #[default]
    Platform,
    /// Salesforce's open-source engine, with its additional functions and errors.
    Engine,
}

/// True if the open-source engine's additional functions are available. Not in the wasm, because rules cannot
/// use them.
pub(super) const ENGINE: bool = cfg!(feature = "engine");

impl Dialect {
    pub(super) fn is_engine(self) -> bool {
        ENGINE && self == Self::Engine
    }
}

/// Compile options.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How blank numbers read.
    pub blanks: Blanks,
    /// The available functions.
    pub dialect: Dialect,
}

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
            .map_err(|fault| fault.explain(self, record))
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
