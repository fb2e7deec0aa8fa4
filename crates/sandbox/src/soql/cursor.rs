//! Parsers for single tokens.

use winnow::error::ParserError;
use winnow::prelude::*;
use winnow::stream::TokenSlice;

use super::error::SoqlError;
use super::lex::{Kind, Token};

/// The remaining tokens.
pub(super) type Tokens<'t> = TokenSlice<'t, Token>;

/// A parsed part of the grammar.
pub(super) type Parsed<T> = Result<T, Fail>;

/// An error, located by the number of remaining tokens.
#[derive(Clone, Debug)]
pub(super) struct Fail {
    /// The number of remaining tokens.
    pub(super) left: usize,
    /// The message, if it is not about an unexpected token.
    pub(super) what: Option<SoqlError>,
}

impl<'t> ParserError<Tokens<'t>> for Fail {
    type Inner = Self;

    fn from_input(input: &Tokens<'t>) -> Self {
        Self { left: input.eof_offset(), what: None }
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

/// Returns the next token.
pub(super) fn peek<'t>(input: &Tokens<'t>) -> Option<&'t Kind> {
    input.peek_token().map(|token| &token.kind)
}

/// Returns the position of the next token.
pub(super) fn here(input: &Tokens<'_>) -> (usize, usize) {
    input.peek_token().map_or((0, 0), |token| (token.start, token.end))
}

/// Creates an error with its own message.
pub(super) fn refused(input: &Tokens<'_>, code: &'static str, message: &str) -> Fail {
    let what = Some(SoqlError::at(code, here(input), message));
    Fail { what, ..Fail::from_input(input) }
}

/// Consumes the word if it is next.
pub(super) fn word(input: &mut Tokens<'_>, wanted: &str) -> bool {
    let there = matches!(peek(input), Some(Kind::Word(word)) if word.eq_ignore_ascii_case(wanted));
    if there {
        input.next_token();
    }
    there
}

/// Consumes the words if they are next, in this order.
pub(super) fn words(input: &mut Tokens<'_>, wanted: &[&str]) -> bool {
    let start = input.checkpoint();
    let there = wanted.iter().all(|w| word(input, w));
    if !there {
        input.reset(&start);
    }
    there
}

/// Requires the word.
pub(super) fn keyword(input: &mut Tokens<'_>, wanted: &str) -> Parsed<()> {
    if word(input, wanted) { Ok(()) } else { Err(Fail::from_input(input)) }
}

/// Consumes the mark if it is next.
pub(super) fn marked(input: &mut Tokens<'_>, wanted: &str) -> bool {
    let there = matches!(peek(input), Some(Kind::Mark(mark)) if *mark == wanted);
    if there {
        input.next_token();
    }
    there
}

/// Requires the mark.
pub(super) fn mark(input: &mut Tokens<'_>, wanted: &str) -> Parsed<()> {
    if marked(input, wanted) { Ok(()) } else { Err(Fail::from_input(input)) }
}
