//! The compiled form of a formula: names are resolved and types are known.

use std::cmp::Ordering;

use super::functions::Function;
use super::java_regex::Program;
use super::types::Types;
use super::value::Value;

/// An expression with its position in UTF-16 code units.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) at: u32,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Boolean(bool),
    /// Boxed, because code is moved far more often than constants are read.
    Constant(Box<Value<'static>>),
    Text(Box<str>),
    Field(Reading),
    /// The field before the save.
    Prior(Reading),
    /// An unknown name: its index in the formula's list.
    Unknown(u32),
    Not(Box<Code>),
    Negate(Box<Code>),
    /// From left to right: the first operand, then operators with their operands.
    Chain(Box<Code>, Box<[Step]>),
    /// True if the field's value differs from the one before the save.
    IsChanged(Reading),
    /// The result field and the key field of VLOOKUP, and the value.
    LookUp(Box<(Box<str>, Box<str>, Code)>),
    /// A text and a regular expression.
    Match(Box<Code>, Box<Program>),
    Call(Function, Box<[Code]>),
}

/// A field and the conversion of its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) slot: u32,
    pub(super) change: Change,
    /// True if a blank number reads as zero.
    pub(super) zero: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Nothing,
    /// 50 for 50 % reads as 0.5.
    Hundredth,
    /// Formulas read the 15-character form of ids.
    ShortId,
    /// A blank checkbox reads as FALSE.
    FalseIfBlank,
    /// The value reveals the type of the field, which must be one of these. If it does not, the name counts as
    /// unknown: its index in the formula's list.
    Unspecified(Types, u32),
}

impl Code {
    /// Restricts a field of unspecified type to these types.
    pub(super) fn narrow(&mut self, types: Types) {
        if let Kind::Field(Reading { change: Change::Unspecified(allowed, _), .. })
        | Kind::Prior(Reading { change: Change::Unspecified(allowed, _), .. }) = &mut self.kind
        {
            *allowed = allowed.narrowed(types);
        }
    }
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) at: u32,
    pub(super) operation: Operation,
    pub(super) operand: Code,
}

/// An operator for operands of known types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// An operation with a literal `NULL`, which is null.
    Nothing,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Join,
    /// Adds a number, which may be negative, to a date or time on the left.
    Later,
    Earlier,
    /// Adds a number on the left to a date or an instant.
    LaterThan,
    Between,
    Compare(Comparison),
    Equal(Equality),
    NotEqual(Equality),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

impl Comparison {
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::Greater => order.is_gt(),
            Self::LessOrEqual => order.is_le(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// How blanks compare: for texts they equal each other, otherwise they equal nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Equality {
    Text,
    Other,
    /// Follows from the values, because the type is unspecified. Two blanks leave it open.
    Revealed,
}
