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

/// A formula as it was written. Equal formulas say the same, wherever their blanks and comments are.
#[derive(Clone, Debug)]
pub struct Formula {
    read: Arc<Read>,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    ///
    /// The text is not a formula: position, what was expected, and what was found.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let root = parser::parse(text).map_err(|error| *error)?;
        Ok(Self { read: Arc::new(Read { text: text.into(), root }) })
    }

    /// The text that it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.read.text
    }

    /// The fields, paths and global variables that it names, each once, in order of appearance.
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

    /// The functions that it calls, each once and in capitals, in order of appearance. `NOT` is one.
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

    /// Resolves the names against a schema and checks the types. Fields of which the schema knows nothing,
    /// and unknown functions, are no error: they leave undecided what depends on them.
    ///
    /// # Errors
    ///
    /// The formula could not be saved in Salesforce: an argument has the wrong type, for instance.
    pub fn compile(
        &self,
        schema: &dyn Schema,
        slots: &mut Slots,
        options: Options,
    ) -> Result<Compiled, CompileError> {
        compile::compile(&self.read.text, &self.read.root, schema, slots, options).map_err(|error| *error)
    }

    /// As [`Formula::compile`], for a formula that must be Boolean, as a validation rule's must.
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
    /// The formula in one line, without comments, with the parentheses that it needs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read.root.fmt(f)
    }
}

fn visit<'a>(node: &'a Node, look: &mut dyn FnMut(&'a Node)) {
    look(node);
    match &node.kind {
        Expression::Call(_, arguments) => {
            for argument in arguments {
                visit(argument, look);
            }
        }
        Expression::Unary(_, operand) => visit(operand, look),
        Expression::Chain(first, links) => {
            visit(first, look);
            for link in links {
                visit(&link.operand, look);
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
