//! A formula that is ready to be evaluated, many times.

use super::code::{Code, Reading};
use super::dialect::Options;
use super::environment::{Environment, Record};
use super::evaluate::Machine;
use super::fault::{Fault, Reason, Undecided, missing};
use super::types::Type;
use super::value::{Scratch, Value};

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
