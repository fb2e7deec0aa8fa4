//! SOQL: lexer, parser, name resolution, execution.

pub mod aggregate;
pub mod ast;
mod cursor;
pub mod dates;
pub mod error;
pub mod filter;
pub mod lex;
pub mod parse;
pub mod resolve;
pub mod run;
pub mod text;

#[cfg(test)]
mod tests;
