//! Fields and functions of fields (SOQL and SOSL Reference, "Date Functions", "Aggregate Functions", "FORMAT ()",
//! "convertCurrency()", "convertTimezone()", "toLabel()", "Location-Based SOQL Queries").

use winnow::error::ParserError;
use winnow::prelude::*;
use winnow::token::any;

use crate::soql::ast::{Name, Term};
use crate::soql::cursor::{Fail, Parsed, Tokens, keyword, mark, marked, peek, refused};
use crate::soql::lex::{Kind, Token};

/// Words that cannot be the name of a field, object or alias.
const RESERVED: [&str; 14] = [
    "AND", "EXCLUDES", "FROM", "HAVING", "IN", "INCLUDES", "LIKE", "LIMIT", "NOT", "NULL", "OR", "SELECT",
    "WHERE", "WITH",
];

/// Functions that accept the result of another function.
const OF_DATES: [&str; 13] = [
    "CALENDAR_MONTH",
    "CALENDAR_QUARTER",
    "CALENDAR_YEAR",
    "DAY_IN_MONTH",
    "DAY_IN_WEEK",
    "DAY_IN_YEAR",
    "DAY_ONLY",
    "FISCAL_MONTH",
    "FISCAL_QUARTER",
    "FISCAL_YEAR",
    "HOUR_IN_DAY",
    "WEEK_IN_MONTH",
    "WEEK_IN_YEAR",
];

/// Parses a name.
pub(super) fn name(input: &mut Tokens<'_>) -> Parsed<Name> {
    let start = input.checkpoint();
    let token: Token = any(input)?.clone();
    if let Kind::Word(text) = token.kind
        && !RESERVED.iter().any(|word| word.eq_ignore_ascii_case(&text))
        && text.split('.').all(|step| step.starts_with(|c: char| c.is_ascii_alphabetic()))
    {
        return Ok(Name { text, at: (token.start, token.end) });
    }
    input.reset(&start);
    Err(Fail::from_input(input))
}

/// Parses a field, or a function of one.
pub(super) fn term(input: &mut Tokens<'_>) -> Parsed<Term> {
    let first = name(input)?;
    if !marked(input, "(") {
        return Ok(Term::of(first));
    }
    if marked(input, ")") {
        return Ok(Term { function: Some(first), ..Term::default() });
    }
    let upper = first.text.to_ascii_uppercase();
    let inner = match upper.as_str() {
        "DISTANCE" => return distance(input, first),
        "FORMAT" => {
            let start = input.checkpoint();
            let inner = term(input)?;
            if inner.formatted {
                input.reset(&start);
                return Err(Fail::from_input(input));
            }
            Term { formatted: true, ..inner }
        }
        "CONVERTCURRENCY" => Term { converted: true, ..Term::of(name(input)?) },
        date if OF_DATES.contains(&date) => Term { function: Some(first), ..Term::of(zoned(input)?) },
        _ => Term { function: Some(first), ..Term::of(name(input)?) },
    };
    mark(input, ")")?;
    Ok(inner)
}

/// Parses a date field in the user's time zone or in UTC, which are the same here.
fn zoned(input: &mut Tokens<'_>) -> Parsed<Name> {
    let field = name(input)?;
    if !field.text.eq_ignore_ascii_case("convertTimezone") || !marked(input, "(") {
        return Ok(field);
    }
    let field = name(input)?;
    mark(input, ")")?;
    Ok(field)
}

/// `DISTANCE(field, GEOLOCATION(latitude, longitude), 'mi')`, after its first parenthesis.
fn distance(input: &mut Tokens<'_>, function: Name) -> Parsed<Term> {
    let field = name(input)?;
    mark(input, ",")?;
    keyword(input, "GEOLOCATION")?;
    mark(input, "(")?;
    number(input)?;
    mark(input, ",")?;
    number(input)?;
    mark(input, ")")?;
    mark(input, ",")?;
    match peek(input) {
        Some(Kind::Text(unit)) if ["mi", "km"].iter().any(|known| known.eq_ignore_ascii_case(unit)) => {
            input.next_token();
        }
        Some(Kind::Text(_)) => {
            return Err(refused(input, "MALFORMED_QUERY", "DISTANCE unit must be 'mi' or 'km'"));
        }
        _ => return Err(Fail::from_input(input)),
    }
    mark(input, ")")?;
    Ok(Term { function: Some(function), ..Term::of(field) })
}

fn number(input: &mut Tokens<'_>) -> Parsed<()> {
    match peek(input) {
        Some(Kind::Number(_)) => {
            input.next_token();
            Ok(())
        }
        _ => Err(Fail::from_input(input)),
    }
}
