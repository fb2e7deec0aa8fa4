//! SOQL: lexer, parser, name resolution, execution.

pub mod aggregate;
pub mod ast;
mod cursor;
pub mod dates;
pub mod error;
pub mod filter;
pub mod lex;
pub mod order;
pub mod parse;
pub mod resolve;
pub mod rows;
pub mod run;
pub mod text;

#[cfg(test)]
mod tests;
