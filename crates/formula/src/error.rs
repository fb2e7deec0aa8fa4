//! What can be wrong with a formula, and where.

use std::fmt;

/// The text is not a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in UTF-16 units from the start, as JavaScript counts.
    pub at: usize,
    /// What would have been right there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

impl SyntaxError {
    /// Boxed, because a result is on the stack at every level of a nest.
    pub(super) fn new(text: &str, at: usize, expected: &str, found: &str) -> Box<Self> {
        Box::new(Self { at: utf16_offset(text, at), expected: expected.to_owned(), found: found.to_owned() })
    }

    /// The character at the offset is what is wrong.
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

/// Something that was read, or why it could not be.
pub(super) type Parsing<T> = Result<T, Box<SyntaxError>>;

/// The text is a formula, but not one that can be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// Where, in UTF-16 units from the start, as JavaScript counts.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CompileError {}

/// The offset in UTF-16 units of an offset in bytes.
pub(super) fn utf16_offset(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).encode_utf16().count()
}
