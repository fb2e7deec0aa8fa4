//! Literals.

use winnow::error::ParserError;
use winnow::prelude::*;
use winnow::token::any;

use crate::soql::ast::{Literal, LiteralKind};
use crate::soql::cursor::{Fail, Parsed, Tokens, mark, peek};
use crate::soql::dates;
use crate::soql::lex::{Kind, Token};

/// Parses the right side of a comparison.
pub(super) fn literal(input: &mut Tokens<'_>) -> Parsed<Literal> {
    let start = input.checkpoint();
    let token: Token = any(input)?.clone();
    let mut at = (token.start, token.end);
    let kind = match token.kind {
        Kind::Text(text) => LiteralKind::Text(text),
        Kind::Number(number) => LiteralKind::Number(number),
        Kind::Date(date) => LiteralKind::Date(date),
        Kind::DateTime(time) => LiteralKind::DateTime(time),
        Kind::Word(word) if word.eq_ignore_ascii_case("null") => LiteralKind::Null,
        Kind::Word(word) if word.eq_ignore_ascii_case("true") => LiteralKind::Bool(true),
        Kind::Word(word) if word.eq_ignore_ascii_case("false") => LiteralKind::Bool(false),
        Kind::Word(word) if dates::is_range(&word) => {
            let n = if dates::takes_number(&word) {
                mark(input, ":")?;
                Some(u32::try_from(count(input)?).unwrap_or(u32::MAX))
            } else {
                None
            };
            LiteralKind::Range(word.to_ascii_uppercase(), n)
        }
        Kind::Word(word) => match money(&word).or_else(|| signed_money(input, &word, &mut at)) {
            Some((code, number)) => LiteralKind::Money(code, number),
            None => {
                input.reset(&start);
                return Err(Fail::from_input(input));
            }
        },
        Kind::Mark(_) => {
            input.reset(&start);
            return Err(Fail::from_input(input));
        }
    };
    Ok(Literal { kind, at })
}

/// `USD5000.01` ("Querying Currency Fields in Multi-Currency Orgs").
fn money(word: &str) -> Option<(String, String)> {
    let (code, number) = word.split_at_checked(3)?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_alphabetic());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_code && digits(whole) && digits(fraction)).then(|| (code.to_ascii_uppercase(), number.to_owned()))
}

/// `USD-5000`, whose number is a separate token.
fn signed_money(input: &mut Tokens<'_>, word: &str, at: &mut (usize, usize)) -> Option<(String, String)> {
    let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let next = input.peek_token().filter(|next| is_code && next.start == at.1)?;
    let Kind::Number(number) = &next.kind else { return None };
    let (number, end) = (number.clone(), next.end);
    input.next_token();
    at.1 = end;
    Some((word.to_ascii_uppercase(), number))
}

/// Parses a number of rows.
pub(super) fn count(input: &mut Tokens<'_>) -> Parsed<usize> {
    if let Some(Kind::Number(number)) = peek(input)
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(count) = number.parse()
    {
        input.next_token();
        return Ok(count);
    }
    Err(Fail::from_input(input))
}
