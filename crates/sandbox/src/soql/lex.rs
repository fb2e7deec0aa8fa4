//! The lexer.

use winnow::ascii::digit1;
use winnow::combinator::{alt, opt, preceded, repeat};
use winnow::error::ContextError;
use winnow::prelude::*;
use winnow::stream::LocatingSlice;
use winnow::token::{any, none_of, one_of, take, take_while};

use super::error::SoqlError;

/// A token with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Its kind.
    pub kind: Kind,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// The kinds of tokens.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A keyword or name, which may contain dots.
    Word(String),
    /// The text between the quotes, with its escapes.
    Text(String),
    /// As written.
    Number(String),
    /// As written.
    Date(String),
    /// As written.
    DateTime(String),
    /// Anything else.
    Mark(&'static str),
}

type Input<'i> = LocatingSlice<&'i str>;

/// Splits a query into tokens.
pub fn tokens(query: &str) -> Result<Vec<Token>, SoqlError> {
    let mut input = LocatingSlice::new(query);
    let mut tokens = Vec::new();
    loop {
        let _ = blanks(&mut input);
        if input.is_empty() {
            return Ok(tokens);
        }
        let at = query.len() - input.len();
        match token.with_span().parse_next(&mut input) {
            Ok((kind, span)) => tokens.push(Token { kind, start: span.start, end: span.end }),
            Err(_) => return Err(no_token(query, at)),
        }
    }
}

fn no_token(query: &str, at: usize) -> SoqlError {
    let column = query[..at].chars().count();
    let message = match query[at..].chars().next() {
        // An opening quote without a closing one.
        Some('\'') => format!("line 1:{column} mismatched character '<EOF>' expecting '''"),
        other => {
            let shown = other.map(String::from).unwrap_or_default();
            format!("line 1:{column} no viable alternative at character '{shown}'")
        }
    };
    SoqlError::whole("MALFORMED_QUERY", message)
}

fn blanks(input: &mut Input<'_>) -> Result<(), ContextError> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

fn token(input: &mut Input<'_>) -> Result<Kind, ContextError> {
    alt((date_time, date, number, word, text, mark)).parse_next(input)
}

fn word(input: &mut Input<'_>) -> Result<Kind, ContextError> {
    (
        one_of(|c: char| c.is_ascii_alphabetic()),
        take_while(0.., |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.'),
    )
        .take()
        .map(|word: &str| Kind::Word(word.to_owned()))
        .parse_next(input)
}

fn text(input: &mut Input<'_>) -> Result<Kind, ContextError> {
    let inside =
        repeat::<_, _, (), _, _>(0.., alt((preceded('\\', any).void(), none_of(['\'', '\\']).void()))).take();
    ('\'', inside, '\'').map(|(_, inside, _): (_, &str, _)| Kind::Text(inside.to_owned())).parse_next(input)
}

fn digits(count: usize) -> impl FnMut(&mut Input<'_>) -> Result<(), ContextError> {
    move |input| take(count).verify(|t: &str| t.bytes().all(|b| b.is_ascii_digit())).void().parse_next(input)
}

fn day(input: &mut Input<'_>) -> Result<(), ContextError> {
    (digits(4), '-', digits(2), '-', digits(2)).void().parse_next(input)
}

fn date(input: &mut Input<'_>) -> Result<Kind, ContextError> {
    day.take().map(|date: &str| Kind::Date(date.to_owned())).parse_next(input)
}

fn date_time(input: &mut Input<'_>) -> Result<Kind, ContextError> {
    let clock = (digits(2), ':', digits(2), ':', digits(2), opt(('.', digit1)));
    let offset = alt(('Z'.void(), 'z'.void(), (one_of(['+', '-']), digits(2), opt(':'), digits(2)).void()));
    (day, one_of(['T', 't']), clock, offset)
        .take()
        .map(|time: &str| Kind::DateTime(time.to_owned()))
        .parse_next(input)
}

fn number(input: &mut Input<'_>) -> Result<Kind, ContextError> {
    let fraction = opt(('.', digit1));
    let exponent = opt((one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1));
    (opt(one_of(['+', '-'])), digit1, fraction, exponent)
        .take()
        .map(|number: &str| Kind::Number(number.to_owned()))
        .parse_next(input)
}

fn mark(input: &mut Input<'_>) -> Result<Kind, ContextError> {
    let comparison = alt((
        alt(("!=", "<>")).value("!="),
        "<=".value("<="),
        ">=".value(">="),
        "=".value("="),
        "<".value("<"),
        ">".value(">"),
    ));
    // The colon precedes the number in `LAST_N_DAYS:30`, and in Apex a bind variable.
    let other = alt(("(".value("("), ")".value(")"), ",".value(","), ":".value(":")));
    alt((comparison, other)).map(Kind::Mark).parse_next(input)
}
