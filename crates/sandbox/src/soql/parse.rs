//! The parser.

mod condition;
mod literal;
mod term;

use winnow::error::ParserError;
use winnow::prelude::*;
use winnow::stream::TokenSlice;

use self::condition::condition;
use self::literal::count;
use self::term::{name, term};
use super::ast::{Cond, Item, Name, Order, Query, Subtotals};
use super::cursor::{Fail, Parsed, Tokens, here, keyword, mark, marked, peek, refused, word, words};
use super::error::SoqlError;
use super::lex::{Kind, Token, tokens};

/// The deepest nesting, so that no query can exhaust the stack.
const DEEPEST: usize = 60;
/// The longest query, in characters (Limits cheat sheet).
const LONGEST: usize = 100_000;

/// Parses a query.
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

/// Parses a condition, for `parameterizedSearch`.
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
            // The real parser's message for `:name` outside of Apex.
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
    let mut query = Query { select: list(input, item)?, ..Query::default() };
    keyword(input, "FROM")?;
    query.from = name(input)?;
    query.alias = alias(input)?;
    while marked(input, ",") {
        // `FROM Contact c, c.Account a`: the alias stands for a path.
        let path = name(input)?;
        let alias = alias(input)?.ok_or_else(|| Fail::from_input(input))?;
        query.joined.push((path, alias));
    }
    if words(input, &["USING", "SCOPE"]) {
        query.scope = Some(name(input)?);
    }
    if word(input, "WHERE") {
        query.filter = Some(condition(input)?);
    }
    while word(input, "WITH") {
        with(input)?;
    }
    if words(input, &["GROUP", "BY"]) {
        group_by(input, &mut query)?;
    }
    if matches!(peek(input), Some(Kind::Word(next)) if next.eq_ignore_ascii_case("HAVING")) {
        if query.group_by.is_empty() {
            let message = "HAVING is only allowed in a query with GROUP BY";
            return Err(refused(input, "MALFORMED_QUERY", message));
        }
        word(input, "HAVING");
        query.having = Some(condition(input)?);
    }
    if words(input, &["ORDER", "BY"]) {
        query.order_by = list(input, order)?;
    }
    if word(input, "LIMIT") {
        query.limit = Some(count(input)?);
    }
    if word(input, "OFFSET") {
        query.offset = Some(count(input)?);
    }
    query.viewed = purpose(input)?;
    if words(input, &["ALL", "ROWS"]) {
        let message = "ALL ROWS not allowed in this context";
        return Err(refused(input, "MALFORMED_QUERY", message));
    }
    Ok(query)
}

/// Parses a list separated by commas.
fn list<T>(input: &mut Tokens<'_>, one: fn(&mut Tokens<'_>) -> Parsed<T>) -> Parsed<Vec<T>> {
    let mut all = vec![one(input)?];
    while marked(input, ",") {
        all.push(one(input)?);
    }
    Ok(all)
}

/// Parses `FOR VIEW`, `FOR REFERENCE`, `FOR UPDATE`; true if the records count as viewed.
fn purpose(input: &mut Tokens<'_>) -> Parsed<bool> {
    let mut viewed = false;
    while word(input, "FOR") {
        if word(input, "VIEW") || word(input, "REFERENCE") {
            viewed = true;
        } else {
            keyword(input, "UPDATE")?;
        }
    }
    // Knowledge articles count searches and views.
    if word(input, "UPDATE") && !word(input, "TRACKING") {
        keyword(input, "VIEWSTAT")?;
    }
    Ok(viewed)
}

/// Security clauses change nothing: the API always acts for the user. Data categories belong to articles, which
/// this org does not have.
fn with(input: &mut Tokens<'_>) -> Parsed<()> {
    if ["SECURITY_ENFORCED", "USER_MODE", "SYSTEM_MODE"].iter().any(|mode| word(input, mode)) {
        return Ok(());
    }
    keyword(input, "DATA")?;
    keyword(input, "CATEGORY")?;
    loop {
        name(input)?;
        if !["AT", "ABOVE", "BELOW", "ABOVE_OR_BELOW"].iter().any(|selector| word(input, selector)) {
            return Err(Fail::from_input(input));
        }
        if marked(input, "(") {
            list(input, name)?;
            mark(input, ")")?;
        } else {
            name(input)?;
        }
        if !word(input, "AND") {
            return Ok(());
        }
    }
}

/// "You can use up to three fields" with ROLLUP and CUBE (SOQL and SOSL Reference, "GROUP BY ROLLUP").
const MOST_SUBTOTALS: usize = 3;

/// The groups of a row are bits of a number.
const MOST_GROUPS: usize = 31;

fn group_by(input: &mut Tokens<'_>, query: &mut Query) -> Parsed<()> {
    let start = input.checkpoint();
    for (function, subtotals) in [("ROLLUP", Subtotals::Rollup), ("CUBE", Subtotals::Cube)] {
        if word(input, function) && marked(input, "(") {
            query.subtotals = subtotals;
            query.group_by = list(input, term)?;
            if query.group_by.len() > MOST_SUBTOTALS {
                let message = format!("{function} takes at most {MOST_SUBTOTALS} fields");
                return Err(refused(input, "MALFORMED_QUERY", &message));
            }
            return mark(input, ")");
        }
        input.reset(&start);
    }
    query.group_by = list(input, term)?;
    if query.group_by.len() > MOST_GROUPS {
        let message = format!("GROUP BY takes at most {MOST_GROUPS} fields");
        return Err(refused(input, "MALFORMED_QUERY", &message));
    }
    Ok(())
}

/// Keywords that cannot be aliases, besides those that no name can be ("Alias Notation").
const NO_ALIAS: [&str; 3] = ["FIRST", "LAST", "NULLS"];

fn alias(input: &mut Tokens<'_>) -> Parsed<Option<String>> {
    const CLAUSES: [&str; 14] = [
        "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL", "WITH", "USING", "FROM",
        "UPDATE", "ASC", "DESC",
    ];
    match peek(input) {
        Some(Kind::Word(next))
            if !CLAUSES.iter().any(|c| c.eq_ignore_ascii_case(next)) && !next.contains('.') =>
        {
            if NO_ALIAS.iter().any(|keyword| keyword.eq_ignore_ascii_case(next)) {
                return Err(Fail::from_input(input));
            }
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
        return type_of(input);
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

/// `TYPEOF What WHEN Account THEN Phone, Website ELSE Name END`.
fn type_of(input: &mut Tokens<'_>) -> Parsed<Item> {
    keyword(input, "TYPEOF")?;
    let relationship = name(input)?;
    keyword(input, "WHEN")?;
    loop {
        name(input)?;
        keyword(input, "THEN")?;
        list(input, name)?;
        if !word(input, "WHEN") {
            break;
        }
    }
    if word(input, "ELSE") {
        list(input, name)?;
    }
    keyword(input, "END")?;
    Ok(Item::TypeOf(relationship))
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
