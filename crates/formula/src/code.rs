//! A formula with its names resolved and its types known: what is evaluated.

use std::cmp::Ordering;

use super::functions::Function;
use super::java_regex::Program;
use super::types::Types;
use super::value::Value;

/// An expression and where it stands, in UTF-16 units.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) at: u32,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Boolean(bool),
    /// Boxed, as code is moved about far more often than constants are read.
    Constant(Box<Value<'static>>),
    Text(Box<str>),
    Field(Reading),
    /// The field before the save.
    Prior(Reading),
    /// Nothing is known of this name: the index of the formula's list of them.
    Unknown(u32),
    Not(Box<Code>),
    Negate(Box<Code>),
    /// Left to right: the first operand, then operator and operand by turns.
    Chain(Box<Code>, Box<[Step]>),
    /// Whether the field has another value than before the save.
    IsChanged(Reading),
    /// The fields that VLOOKUP wants and compares, and the value.
    LookUp(Box<(Box<str>, Box<str>, Code)>),
    /// Text and a regular expression.
    Match(Box<Code>, Box<Program>),
    Call(Function, Box<[Code]>),
}

/// A field and what becomes of its value on the way in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) slot: u32,
    pub(super) change: Change,
    /// Whether a blank number reads as zero.
    pub(super) zero: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Nothing,
    /// 50 for 50 % reads as 0.5.
    Hundredth,
    /// Ids have 15 characters in formulas.
    ShortId,
    /// A blank check box reads as FALSE.
    FalseIfBlank,
    /// The type of the field shows in its value, which must be one of these. Where it shows not, the name is an unknown
    /// one: the index of the formula's list.
    Unspecified(Types, u32),
}

impl Code {
    /// Requires one of these types of a field whose own type is unspecified.
    pub(super) fn narrow(&mut self, types: Types) {
        if let Kind::Field(Reading { change: Change::Unspecified(told, _), .. })
        | Kind::Prior(Reading { change: Change::Unspecified(told, _), .. }) = &mut self.kind
        {
            *told = told.narrowed(types);
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
    /// Nothing good comes of a literal `NULL` in a sum: it is null.
    Nothing,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Join,
    /// A date or time and a number on the right, positive or negative.
    Later,
    Earlier,
    /// A number and a date or an instant on the right.
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

/// How blanks compare: equal to each other where text is involved, otherwise to nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Equality {
    Text,
    Other,
}
