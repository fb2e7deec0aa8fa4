#![doc = include_str!("../README.md")]

mod code;
mod compile;
mod compiled;
mod date;
mod decimal;
mod dialect;
mod environment;
mod error;
mod evaluate;
mod fault;
mod functions;
mod id;
mod inputs;
mod java_regex;
mod lexer;
mod library;
mod literals;
mod logic;
mod parser;
mod print;
mod syntax;
mod time;
mod types;
mod value;

use std::fmt;
use std::sync::Arc;

pub use compiled::{Compiled, Outcome, UnknownName};
pub use date::{Date, NotADate, days_in_month};
pub use decimal::{Decimal, NotANumber, PowerError, Rounding};
pub use dialect::{Blanks, Dialect, Options};
pub use environment::{Environment, Nowhere, Record, RegexFault, Row, Schema, Slots};
pub use error::{CompileError, SyntaxError};
pub use fault::missing;
pub use fault::{Reason, Undecided};
pub use id::id_checksum;
pub use inputs::Input;
pub use java_regex::translate;
pub use literals::Literal;
pub use logic::{Held, Logic, Term};
pub use parser::{MAX_DEPTH, MAX_LENGTH};
pub use time::{DAY_MILLISECONDS, DateTime, Time};
pub use types::{FieldType, Type};
pub use value::{Scratch, Value};

use syntax::{Expression, Node, Unary};

/// A text and its tree.
#[derive(Debug)]
struct Read {
    text: Box<str>,
    root: Node,
}

/// A parsed formula. Formulas are equal if they differ only in blanks and comments.
#[derive(Clone, Debug)]
pub struct Formula {
    read: Arc<Read>,
}

impl Formula {
    /// Parses a formula.
    ///
    /// # Errors
    ///
    /// If the text is not a formula: the position, what was expected, and what was found.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let root = parser::parse(text).map_err(|error| *error)?;
        Ok(Self { read: Arc::new(Read { text: text.into(), root }) })
    }

    /// Returns the source text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.read.text
    }

    /// Returns the fields, paths and global variables that it names, without duplicates, in order of
    /// appearance.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut names = Vec::new();
        visit(&self.read.root, &mut |node| {
            if let Expression::Name(name) = &node.kind {
                add_once(&mut names, name);
            }
        });
        names
    }

    /// Returns the functions that it calls, in upper case, without duplicates, in order of appearance. `NOT` is
    /// one of them.
    #[must_use]
    pub fn functions(&self) -> Vec<String> {
        let mut names = Vec::new();
        visit(&self.read.root, &mut |node| match &node.kind {
            Expression::Call(name, _) => add_once(&mut names, name),
            Expression::Unary(Unary::Not, _) => add_once(&mut names, "NOT"),
            _ => {}
        });
        let mut capitals = Vec::with_capacity(names.len());
        for name in names {
            capitals.push(name.to_ascii_uppercase());
        }
        capitals
    }

    /// Resolves names against a schema and checks types. Unknown fields and functions are not errors: what
    /// depends on them is undecided.
    ///
    /// # Errors
    ///
    /// If Salesforce would not save the formula, for example because an argument has the wrong type.
    pub fn compile(
        &self,
        schema: &dyn Schema,
        slots: &mut Slots,
        options: Options,
    ) -> Result<Compiled, CompileError> {
        compile::compile(&self.read.text, &self.read.root, schema, slots, options).map_err(|error| *error)
    }

    /// Like [`Formula::compile`], for a formula that must be Boolean, such as a validation rule.
    ///
    /// # Errors
    ///
    /// Those of [`Formula::compile`], or the result has another type.
    pub fn compile_rule(&self, schema: &dyn Schema, slots: &mut Slots) -> Result<Compiled, CompileError> {
        let mut compiled = self.compile(schema, slots, Options::default())?;
        compiled.code.narrow(types::Types::BOOLEAN);
        match compiled.result_type() {
            Type::Boolean | Type::Null | Type::Unknown => Ok(compiled),
            kind => Err(CompileError {
                at: 0,
                message: format!("the result is of type {kind}, not of type checkbox"),
            }),
        }
    }
}

impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        self.read.root == other.read.root
    }
}

impl fmt::Display for Formula {
    /// Writes the formula in one line, without comments, with the necessary parentheses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read.root.fmt(f)
    }
}

fn visit<'a>(node: &'a Node, visitor: &mut dyn FnMut(&'a Node)) {
    visitor(node);
    match &node.kind {
        Expression::Call(_, arguments) => {
            for argument in arguments {
                visit(argument, visitor);
            }
        }
        Expression::Unary(_, operand) => visit(operand, visitor),
        Expression::Chain(first, links) => {
            visit(first, visitor);
            for link in links {
                visit(&link.operand, visitor);
            }
        }
        Expression::Null
        | Expression::Boolean(_)
        | Expression::Number(_)
        | Expression::Text(_)
        | Expression::Name(_) => {}
    }
}

fn add_once<'a>(names: &mut Vec<&'a str>, name: &'a str) {
    if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        names.push(name);
    }
}
