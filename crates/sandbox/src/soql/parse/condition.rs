//! WHERE and HAVING.

use winnow::error::ParserError;
use winnow::stream::Stream as _;

use super::literal::literal;
use super::term::term;
use super::{list, query};
use crate::soql::ast::{Cond, LiteralKind, Operator};
use crate::soql::cursor::{Fail, Parsed, Tokens, here, keyword, mark, marked, peek, refused, word};
use crate::soql::error::SoqlError;
use crate::soql::lex::Kind;

/// AND and OR do not mix without parentheses.
pub(super) fn condition(input: &mut Tokens<'_>) -> Parsed<Cond> {
    let first = simple(input)?;
    for (joint, join) in [("AND", Cond::And as fn(Vec<Cond>) -> Cond), ("OR", Cond::Or)] {
        if word(input, joint) {
            let mut parts = vec![first, simple(input)?];
            while word(input, joint) {
                parts.push(simple(input)?);
            }
            if matches!(peek(input), Some(Kind::Word(w)) if ["AND", "OR"].iter().any(|j| j.eq_ignore_ascii_case(w)))
            {
                return Err(Fail::from_input(input));
            }
            if joint == "OR" && parts.iter().any(|part| matches!(part, Cond::Among(..))) {
                let message = "Semi join sub-selects are not allowed with the 'OR' operator";
                return Err(refused(input, "MALFORMED_QUERY", message));
            }
            return Ok(join(parts));
        }
    }
    Ok(first)
}

fn simple(input: &mut Tokens<'_>) -> Parsed<Cond> {
    let mut negated = false;
    while word(input, "NOT") {
        negated = !negated;
    }
    let inner = if marked(input, "(") {
        let inner = condition(input)?;
        mark(input, ")")?;
        inner
    } else {
        comparison(input)?
    };
    Ok(if negated { Cond::Not(Box::new(inner)) } else { inner })
}

fn comparison(input: &mut Tokens<'_>) -> Parsed<Cond> {
    let at = here(input);
    let term = term(input)?;
    if term.formatted || term.converted {
        let function = if term.formatted { "FORMAT" } else { "convertCurrency" };
        let message = format!("{function} is not allowed in a filter");
        return Err(Fail {
            what: Some(SoqlError::at("MALFORMED_QUERY", at, message)),
            ..Fail::from_input(input)
        });
    }
    for (mark, operator) in [
        ("=", Operator::Equal),
        ("!=", Operator::Unequal),
        ("<", Operator::Less),
        ("<=", Operator::LessOrEqual),
        (">", Operator::Greater),
        (">=", Operator::GreaterOrEqual),
    ] {
        if marked(input, mark) {
            return Ok(Cond::Compare(term, operator, literal(input)?));
        }
    }
    if word(input, "LIKE") {
        let start = input.checkpoint();
        let pattern = literal(input)?;
        // `ABC1` without quotes looks like an amount.
        if matches!(pattern.kind, LiteralKind::Money(..)) {
            input.reset(&start);
            return Err(Fail::from_input(input));
        }
        return Ok(Cond::Compare(term, Operator::Like, pattern));
    }
    // One of the texts is included, or all of them are excluded.
    for (name, operator, join) in [
        ("INCLUDES", Operator::Includes, Cond::Or as fn(Vec<Cond>) -> Cond),
        ("EXCLUDES", Operator::Excludes, Cond::And),
    ] {
        if word(input, name) {
            mark(input, "(")?;
            let texts = list(input, literal)?;
            mark(input, ")")?;
            return Ok(join(
                texts.into_iter().map(|text| Cond::Compare(term.clone(), operator, text)).collect(),
            ));
        }
    }
    let negated = word(input, "NOT");
    keyword(input, "IN")?;
    mark(input, "(")?;
    if matches!(peek(input), Some(Kind::Word(w)) if w.eq_ignore_ascii_case("SELECT")) {
        let among = query(input)?;
        mark(input, ")")?;
        return Ok(Cond::Among(term, negated, Box::new(among)));
    }
    let literals = list(input, literal)?;
    mark(input, ")")?;
    Ok(Cond::In(term, negated, literals))
}
