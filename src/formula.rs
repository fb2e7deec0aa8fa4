//! Salesforce's formula language, as validation rules use it: parse once, evaluate many times.
//!
//! [`Formula::parse`] reads the text, [`Formula::compile`] resolves its names to slots and checks its
//! types, and [`Compiled::outcome`] tells what a rule says of a record. Nothing is fetched: fields come in
//! through [`Record`], and the clock, the user's zone and regular expressions through [`Environment`].
//! What cannot be known leaves a formula undecided, unless the rest of it settles the matter.

mod code;
mod compile;
mod compiled;
mod environment;
mod error;
mod evaluate;
mod fault;
mod functions;
mod inputs;
mod lexer;
mod library;
mod literals;
mod logic;
mod parser;
mod print;
mod regex;
mod syntax;
mod types;
mod value;

use std::fmt;
use std::hint::black_box;
use std::sync::Arc;

pub use compiled::{Blanks, Compiled, Dialect, Options, Outcome, UnknownName};
pub use environment::{Environment, Nowhere, Record, RegexFault, Row, Schema, Slots};
pub use error::{CompileError, SyntaxError};
pub(crate) use fault::missing;
pub use fault::{Reason, Undecided};
pub(crate) use inputs::Input;
pub use literals::Literal;
pub(crate) use logic::{Held, Logic};
pub use parser::{MAX_DEPTH, MAX_LENGTH};
pub use regex::translate;
pub use types::{FieldType, Type};
pub use value::{Scratch, Value};

use syntax::{Expression, Node, Unary};

/// Nothing is read or evaluated: `scripts/build/size-engine.mjs` builds like this what it compares with. The answers that stand
/// in for those of the engine go through a `black_box`, so that what others make of any answer stays.
const WITHOUT: bool = cfg!(feature = "without-formulas");

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
        if WITHOUT {
            return black_box(Err(SyntaxError { at: 0, expected: String::new(), found: String::new() }));
        }
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
        if WITHOUT {
            return black_box(Err(CompileError { at: 0, message: String::new() }));
        }
        compile::compile(&self.read.text, &self.read.root, schema, slots, options).map_err(|error| *error)
    }

    /// As [`Formula::compile`], for a formula that must be Boolean, as a validation rule's must.
    ///
    /// # Errors
    ///
    /// Those of [`Formula::compile`], or the result has another type.
    pub fn compile_rule(&self, schema: &dyn Schema, slots: &mut Slots) -> Result<Compiled, CompileError> {
        if WITHOUT {
            return black_box(Err(CompileError { at: 0, message: String::new() }));
        }
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
