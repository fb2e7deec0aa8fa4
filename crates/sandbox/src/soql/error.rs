//! Errors in Salesforce's format: an excerpt of the query, a caret, row and column.

use crate::problem::Problem;

/// An error of a query.
#[derive(Clone, Debug)]
pub struct SoqlError {
    /// `errorCode`.
    pub code: &'static str,
    /// The byte range, if the message contains it.
    pub at: Option<(usize, usize)>,
    /// The message.
    pub message: String,
}

impl SoqlError {
    /// Creates an error at a position.
    pub fn at(code: &'static str, at: (usize, usize), message: impl Into<String>) -> Self {
        Self { code, at: Some(at), message: message.into() }
    }

    /// Creates an error about the whole query.
    pub fn whole(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, at: None, message: message.into() }
    }

    /// Returns the API's format.
    pub fn problem(&self, query: &str) -> Problem {
        let message = match self.at {
            Some(at) => located(query, at, &self.message),
            None => self.message.clone(),
        };
        Problem::new(400, self.code, message)
    }
}

/// The number of characters before and after the position, cut between words (as recorded).
const AROUND: usize = 30;

fn located(query: &str, (start, end): (usize, usize), message: &str) -> String {
    let start = floor(query, start);
    let end = floor(query, end).max(start);
    let before = &query[..start];
    let row = before.matches('\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let column = query[line_start..start].chars().count() + 1;
    let line_end = query[start..].find('\n').map_or(query.len(), |i| start + i);
    let from = window_start(query, line_start, start);
    let to = window_end(query, end.min(line_end), line_end);
    let caret = " ".repeat(query[from..start].chars().count());
    format!("\n{}\n{caret}^\nERROR at Row:{row}:Column:{column}\n{message}", &query[from..to])
}

fn window_start(query: &str, line: usize, position: usize) -> usize {
    let earliest = floor(query, position.saturating_sub(AROUND)).max(line);
    if earliest == line {
        return line;
    }
    query[earliest..position].find(' ').map_or(position, |i| earliest + i + 1)
}

fn window_end(query: &str, position: usize, line_end: usize) -> usize {
    let latest = floor(query, position + AROUND);
    if latest >= line_end {
        return line_end;
    }
    // A word that ends exactly there is kept.
    if query[latest..].starts_with([' ', ',', ')']) {
        return latest;
    }
    query[position..latest].rfind([' ', ',']).map_or(position, |i| position + i)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}
