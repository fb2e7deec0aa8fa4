//! Errors of formulas, with positions.

use std::fmt;

/// Error for a text that is not a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The position in UTF-16 code units, as JavaScript counts.
    pub at: usize,
    /// What was expected there.
    pub expected: String,
    /// What was found there.
    pub found: String,
}

impl SyntaxError {
    /// Boxed, because the result is on the stack at every level of recursion.
    pub(super) fn new(text: &str, at: usize, expected: &str, found: &str) -> Box<Self> {
        Box::new(Self { at: utf16_offset(text, at), expected: expected.to_owned(), found: found.to_owned() })
    }

    /// Creates an error about the character at an offset.
    pub(super) fn at_character(text: &str, at: usize, expected: &str) -> Box<Self> {
        let found = match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(character) if character.is_control() => format!("U+{:04X}", u32::from(character)),
            Some(character) => ["`", character.encode_utf8(&mut [0; 4]), "`"].concat(),
            None => "the end of the formula".to_owned(),
        };
        Self::new(text, at, expected, &found)
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl std::error::Error for SyntaxError {}

/// A parsed value or a syntax error.
pub(super) type Parsing<T> = Result<T, Box<SyntaxError>>;

/// Error for a formula that cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The position in UTF-16 code units, as JavaScript counts.
    pub at: usize,
    /// The message.
    pub message: String,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CompileError {}

/// Converts an offset in bytes to one in UTF-16 code units.
pub(super) fn utf16_offset(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).encode_utf16().count()
}
