//! The syntax tree of a formula, before names and types are resolved.

use crate::Decimal;

/// An expression with its position.
#[derive(Debug)]
pub struct Node {
    /// Byte offset in the text.
    pub at: u32,
    /// The number of levels below. Recursion over the tree needs as many stack frames.
    pub depth: u16,
    /// The expression.
    pub kind: Expression,
}

/// Positions do not matter for equality.
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
    /// A string with its escapes replaced.
    Text(Box<str>),
    /// A field, a path across relationships or a global variable.
    Name(Box<str>),
    /// A function and its arguments.
    Call(Box<str>, Vec<Node>),
    /// An operator before its operand.
    Unary(Unary, Box<Node>),
    /// Operands of one level of precedence, joined from left to right.
    ///
    /// A list instead of a nested tree, so that a long sum does not need deep recursion.
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

/// Prefix operators.
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
    /// Returns the operator as text.
    pub fn text(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Bang => "!",
            Self::Not => "NOT",
        }
    }
}

/// Binary operators.
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
    /// Returns the precedence, from 1. `^` binds looser than `*` and `/`, as in Salesforce's grammar.
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

    /// Returns the operator as text.
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
