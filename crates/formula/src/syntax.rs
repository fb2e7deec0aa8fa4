//! The tree of a formula as it was written, before names and types mean anything.

use crate::Decimal;

/// An expression and where it starts.
#[derive(Debug)]
pub struct Node {
    /// Byte offset in the text.
    pub at: u32,
    /// Levels below this one: what walks the tree may need as many frames.
    pub depth: u16,
    /// The expression itself.
    pub kind: Expression,
}

/// Positions are no part of what a formula says.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// The kinds of expression.
#[derive(Debug, PartialEq)]
pub enum Expression {
    /// `NULL`.
    Null,
    /// `TRUE` or `FALSE`.
    Boolean(bool),
    /// A number, boxed because all other kinds are small.
    Number(Box<Decimal>),
    /// A string, its escapes replaced.
    Text(Box<str>),
    /// A field, a path over relationships or a global variable.
    Name(Box<str>),
    /// A function and its arguments.
    Call(Box<str>, Vec<Node>),
    /// An operator before its operand.
    Unary(Unary, Box<Node>),
    /// Operands of one level of precedence, to be joined from left to right.
    ///
    /// A list and not a nest, so that a long sum needs no deep recursion.
    Chain(Box<Node>, Vec<Link>),
}

/// An operator and its right operand.
#[derive(Debug)]
pub struct Link {
    /// Byte offset of the operator.
    pub at: u32,
    /// The operator.
    pub operator: Binary,
    /// The operand after it.
    pub operand: Node,
}

impl PartialEq for Link {
    fn eq(&self, other: &Self) -> bool {
        self.operator == other.operator && self.operand == other.operand
    }
}

/// Operators before an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `!`
    Bang,
    /// `NOT`
    Not,
}

impl Unary {
    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Bang => "!",
            Self::Not => "NOT",
        }
    }
}

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `=` or `==`
    Equal,
    /// `<>` or `!=`
    NotEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `<=`
    LessOrEqual,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `&`
    Join,
    /// `^`
    Power,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl Binary {
    /// How tightly it binds, from 1. `^` is looser than `*` and `/`: Salesforce's grammar has it so.
    pub fn level(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual => 3,
            Self::Less | Self::Greater | Self::LessOrEqual | Self::GreaterOrEqual => 4,
            Self::Add | Self::Subtract | Self::Join => 5,
            Self::Power => 6,
            Self::Multiply | Self::Divide => 7,
        }
    }

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::Greater => ">",
            Self::LessOrEqual => "<=",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Join => "&",
            Self::Power => "^",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}
