//! The grammar, over tokens.

use winnow::error::ParserError;
use winnow::prelude::*;
use winnow::stream::TokenSlice;
use winnow::token::any;

use super::ast::{Cond, Item, Literal, LiteralKind, Name, Operator, Order, Query, Term};
use super::cursor::{Fail, Parsed, Tokens, here, keyword, mark, marked, peek, refused, word, words};
use super::dates;
use super::error::SoqlError;
use super::lex::{Kind, Token, tokens};

/// Deeper nesting is refused, so that no query can exhaust the stack.
const DEEPEST: usize = 60;
/// Limits cheat sheet.
const LONGEST: usize = 100_000;

/// Reads a query.
pub fn parse(text: &str) -> Result<Query, SoqlError> {
    if text.chars().count() > LONGEST {
        return Err(SoqlError::whole(
            "MALFORMED_QUERY",
            "SOQL statements cannot be longer than 100000 characters.",
        ));
    }
    let all = tokens(text)?;
    check_depth(&all)?;
    let mut input = TokenSlice::new(&all);
    let parsed = query(&mut input).and_then(|query| match input.eof_offset() {
        0 => Ok(query),
        left => Err(Fail { left, what: None }),
    });
    parsed.map_err(|fail| fail.what.unwrap_or_else(|| unexpected(text, &all, fail.left)))
}

/// Reads a condition alone, as `parameterizedSearch` takes it.
pub fn parse_condition(text: &str) -> Result<Cond, SoqlError> {
    let all = tokens(text)?;
    check_depth(&all)?;
    let mut input = TokenSlice::new(&all);
    let parsed = condition(&mut input).and_then(|cond| match input.eof_offset() {
        0 => Ok(cond),
        left => Err(Fail { left, what: None }),
    });
    parsed.map_err(|fail| fail.what.unwrap_or_else(|| unexpected(text, &all, fail.left)))
}

fn check_depth(all: &[Token]) -> Result<(), SoqlError> {
    let mut depth = 0_usize;
    for token in all {
        match token.kind {
            Kind::Mark("(") => depth += 1,
            Kind::Mark(")") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(SoqlError::whole(
                "QUERY_TOO_COMPLICATED",
                "Query is either selecting too many fields or the filter conditions are too complicated.",
            ));
        }
    }
    Ok(())
}

fn unexpected(text: &str, all: &[Token], left: usize) -> SoqlError {
    match all.get(all.len() - left) {
        Some(token) => {
            let shown = &text[token.start..token.end];
            // As the real parser says of `:name` outside of Apex.
            let message = if shown == ":" {
                "Bind variables only allowed in Apex code".to_owned()
            } else {
                format!("unexpected token: '{shown}'")
            };
            SoqlError::at("MALFORMED_QUERY", (token.start, token.end), message)
        }
        None => SoqlError::at("MALFORMED_QUERY", (text.len(), text.len()), "unexpected token: '<EOF>'"),
    }
}

fn query(input: &mut Tokens<'_>) -> Parsed<Query> {
    keyword(input, "SELECT")?;
    let mut select = vec![item(input)?];
    while marked(input, ",") {
        select.push(item(input)?);
    }
    keyword(input, "FROM")?;
    let from = name(input)?;
    let alias = alias(input)?;
    if words(input, &["USING", "SCOPE"]) {
        name(input)?;
    }
    let filter = if word(input, "WHERE") { Some(condition(input)?) } else { None };
    skip_security(input)?;
    let mut group_by = Vec::new();
    if words(input, &["GROUP", "BY"]) {
        group_by.push(term(input)?);
        while marked(input, ",") {
            group_by.push(term(input)?);
        }
    }
    let having = if word(input, "HAVING") { Some(condition(input)?) } else { None };
    let mut order_by = Vec::new();
    if words(input, &["ORDER", "BY"]) {
        order_by.push(order(input)?);
        while marked(input, ",") {
            order_by.push(order(input)?);
        }
    }
    let limit = if word(input, "LIMIT") { Some(count(input)?) } else { None };
    let offset = if word(input, "OFFSET") { Some(count(input)?) } else { None };
    let mut viewed = false;
    while word(input, "FOR") {
        if !(word(input, "VIEW") || word(input, "REFERENCE") || word(input, "UPDATE")) {
            return Err(Fail::from_input(input));
        }
        viewed = true;
    }
    if words(input, &["ALL", "ROWS"]) {
        let message = "ALL ROWS not allowed in this context";
        return Err(refused(input, "MALFORMED_QUERY", message));
    }
    Ok(Query { select, from, alias, filter, group_by, having, order_by, limit, offset, viewed })
}

/// `WITH SECURITY_ENFORCED` and `WITH USER_MODE` change nothing: the API always acts for the user.
fn skip_security(input: &mut Tokens<'_>) -> Parsed<()> {
    if word(input, "WITH") && !(word(input, "SECURITY_ENFORCED") || word(input, "USER_MODE")) {
        return Err(Fail::from_input(input));
    }
    Ok(())
}

fn alias(input: &mut Tokens<'_>) -> Parsed<Option<String>> {
    const CLAUSES: [&str; 13] = [
        "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL", "WITH", "USING", "FROM", "ASC",
        "DESC",
    ];
    match peek(input) {
        Some(Kind::Word(next))
            if !CLAUSES.iter().any(|c| c.eq_ignore_ascii_case(next)) && !next.contains('.') =>
        {
            Ok(Some(name(input)?.text))
        }
        _ => Ok(None),
    }
}

fn item(input: &mut Tokens<'_>) -> Parsed<Item> {
    if marked(input, "(") {
        let children = query(input)?;
        mark(input, ")")?;
        return Ok(Item::Children(Box::new(children)));
    }
    if matches!(peek(input), Some(Kind::Word(w)) if w.eq_ignore_ascii_case("TYPEOF")) {
        let message = "TYPEOF is not available: this org has no polymorphic relationships";
        return Err(refused(input, "MALFORMED_QUERY", message));
    }
    let term = term(input)?;
    if let (Some(function), Some(field)) = (&term.function, &term.field)
        && function.text.eq_ignore_ascii_case("FIELDS")
    {
        return Ok(Item::Fields(field.clone()));
    }
    let at = here(input);
    let alias = alias(input)?.map(|text| Name { text, at });
    Ok(Item::Term(term, alias))
}

fn term(input: &mut Tokens<'_>) -> Parsed<Term> {
    let first = name(input)?;
    if !marked(input, "(") {
        return Ok(Term { function: None, field: Some(first) });
    }
    if marked(input, ")") {
        return Ok(Term { function: Some(first), field: None });
    }
    let inner = term(input)?;
    mark(input, ")")?;
    // `FORMAT(convertCurrency(Amount))`: the outer one is for the eye only.
    Ok(Term { function: inner.function.or(Some(first)), field: inner.field })
}

fn order(input: &mut Tokens<'_>) -> Parsed<Order> {
    let term = term(input)?;
    let descending = word(input, "DESC");
    if !descending {
        word(input, "ASC");
    }
    let mut nulls_last = false;
    if word(input, "NULLS") {
        nulls_last = word(input, "LAST");
        if !nulls_last {
            keyword(input, "FIRST")?;
        }
    }
    Ok(Order { term, descending, nulls_last })
}

/// AND and OR do not mix without parentheses.
fn condition(input: &mut Tokens<'_>) -> Parsed<Cond> {
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
    let term = term(input)?;
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
        return Ok(Cond::Compare(term, Operator::Like, literal(input)?));
    }
    for (name, operator) in [("INCLUDES", Operator::Includes), ("EXCLUDES", Operator::Excludes)] {
        if word(input, name) {
            mark(input, "(")?;
            let value = literal(input)?;
            while marked(input, ",") {
                literal(input)?;
            }
            mark(input, ")")?;
            return Ok(Cond::Compare(term, operator, value));
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
    let mut list = vec![literal(input)?];
    while marked(input, ",") {
        list.push(literal(input)?);
    }
    mark(input, ")")?;
    Ok(Cond::In(term, negated, list))
}

fn literal(input: &mut Tokens<'_>) -> Parsed<Literal> {
    let start = input.checkpoint();
    let token: Token = any(input)?.clone();
    let at = (token.start, token.end);
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
        Kind::Word(_) | Kind::Mark(_) => {
            input.reset(&start);
            return Err(Fail::from_input(input));
        }
    };
    Ok(Literal { kind, at })
}

fn count(input: &mut Tokens<'_>) -> Parsed<usize> {
    let start = input.checkpoint();
    let token: Token = any(input)?.clone();
    if let Kind::Number(number) = &token.kind
        && let Ok(count) = number.parse()
    {
        return Ok(count);
    }
    input.reset(&start);
    Err(Fail::from_input(input))
}

fn name(input: &mut Tokens<'_>) -> Parsed<Name> {
    let start = input.checkpoint();
    let token: Token = any(input)?.clone();
    if let Kind::Word(text) = token.kind
        && !text.eq_ignore_ascii_case("FROM")
    {
        return Ok(Name { text, at: (token.start, token.end) });
    }
    input.reset(&start);
    Err(Fail::from_input(input))
}
