//! A formula that is ready to be evaluated, many times.

use super::code::{Code, Reading};
use super::environment::{Environment, Record};
use super::evaluate::Machine;
use super::fault::Undecided;
use super::types::Type;
use super::value::{Scratch, Value};

/// How blank numbers read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blanks {
    /// As null: what validation rules do.
    #[default]
    AsBlanks,
    /// As zero: what formula fields may do.
    AsZeroes,
}

/// Whose formulas these are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Salesforce's published language: what an org's validation rules are written in.
    #[default]
    Platform,
    /// Salesforce's open-source engine with its own functions and failures.
    Engine,
}

/// Whether the open engine's own functions are there. Not in the wasm: the browser runs rules, which have none of them.
pub(super) const ENGINE: bool = cfg!(feature = "engine");

impl Dialect {
    pub(super) fn is_engine(self) -> bool {
        ENGINE && self == Self::Engine
    }
}

/// How a formula is to be compiled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How blank numbers read.
    pub blanks: Blanks,
    /// Which functions there are.
    pub dialect: Dialect,
}

/// A field or a function of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// As it was written.
    pub name: Box<str>,
    /// Whether it stands for a function.
    pub function: bool,
    /// Where, in UTF-16 units.
    pub at: u32,
}

/// A compiled formula. Its fields are slots, its types are checked.
#[derive(Debug)]
pub struct Compiled {
    pub(super) code: Code,
    pub(super) kind: Type,
    pub(super) options: Options,
    pub(super) unknown: Box<[UnknownName]>,
    /// The paths behind its slots, for messages.
    pub(super) paths: Box<[(u32, Box<str>)]>,
}

/// What a validation rule says of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The formula is TRUE: the save is refused with the rule's message.
    Fires,
    /// The formula is FALSE or null.
    Passes,
    /// The formula cannot be evaluated here; only the org can tell.
    Undecided(Undecided),
}

impl Compiled {
    /// The type of its value.
    #[must_use]
    pub fn result_type(&self) -> Type {
        self.kind
    }

    /// The fields and functions of which nothing is known. They need not matter for every record.
    #[must_use]
    pub fn unknown(&self) -> &[UnknownName] {
        &self.unknown
    }

    /// The slots that it reads, in order of appearance.
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

    /// The value for a record. Texts that are computed live in the scratch.
    ///
    /// # Errors
    ///
    /// The value depends on something unknown, or its evaluation failed: [`Undecided::reason`] tells.
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

    /// What the formula says as a validation rule.
    #[must_use]
    pub fn outcome(&self, record: &dyn Record, environment: &dyn Environment) -> Outcome {
        match self.evaluate(record, environment, &Scratch::new()) {
            Ok(Value::Boolean(true)) => Outcome::Fires,
            Ok(_) => Outcome::Passes,
            Err(undecided) => Outcome::Undecided(undecided),
        }
    }
}
