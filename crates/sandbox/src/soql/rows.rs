//! Selects the rows of WHERE, with the subqueries of semi-joins.

use std::collections::BTreeSet;

use super::ast::{Cond, Item, Query, Term};
use super::error::SoqlError;
use super::filter::{self, RecordTest};
use super::resolve::{Base, FieldPath, Function};
use crate::org::id::Id;
use crate::org::schema::Kind;
use crate::org::{Org, Row};

/// How a query is run.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// The version in `/services/data/v67.0`.
    pub version: u32,
    /// Tooling API.
    pub tooling: bool,
    /// `queryAll`.
    pub deleted_too: bool,
    /// The user, if known.
    pub user: Option<Id>,
}

/// Returns the rows of a query, unsorted.
pub fn rows<'o>(org: &'o Org, base: &Base, query: &Query, manner: Manner) -> Result<Vec<&'o Row>, SoqlError> {
    let scope = scope(base, query, manner)?;
    let test = query.filter.as_ref().map(|cond| of_records(org, base, cond)).transpose()?;
    let Some(table) = org.table(&base.object.name) else { return Ok(Vec::new()) };
    let passes = |row: &&Row| {
        base.sees(org, row, manner.deleted_too)
            && scope.is_none_or(|(owner, user)| row.values[owner].as_id() == Some(user))
            && test.as_ref().is_none_or(|test| test.passes(org, row))
    };
    Ok(table.rows.values().filter(passes).collect())
}

/// The names that USING SCOPE accepts (SOQL and SOSL Reference, "USING SCOPE").
const SCOPES: [&str; 9] = [
    "delegated",
    "everything",
    "mine",
    "mine_and_my_groups",
    "mru",
    "my_territory",
    "my_team_territory",
    "scopingRule",
    "team",
];

/// Returns the owner, and the field with the owner. The other scopes contain every record here.
fn scope(base: &Base, query: &Query, manner: Manner) -> Result<Option<(usize, Id)>, SoqlError> {
    let Some(scope) = &query.scope else { return Ok(None) };
    if !SCOPES.iter().any(|known| known.eq_ignore_ascii_case(&scope.text)) {
        let message = format!("The specified search scope is invalid: {}", scope.text);
        return Err(SoqlError::at("INVALID_QUERY_SCOPE", scope.at, message));
    }
    let mine = scope.text.eq_ignore_ascii_case("mine");
    Ok(manner.user.filter(|_| mine).and_then(|user| Some((base.object.slot("OwnerId")?, user))))
}

/// Returns the id column of a semi-join.
pub fn ids(org: &Org, query: &Query, tooling: bool) -> Result<BTreeSet<String>, SoqlError> {
    let manner = Manner { version: 0, tooling, deleted_too: false, user: None };
    let base = Base::of(org, query, tooling)?;
    let [Item::Term(term, _)] = query.select.as_slice() else {
        let message = "semi join sub-selects must select exactly one id field";
        return Err(SoqlError::at("MALFORMED_QUERY", query.from.at, message));
    };
    let path = base.resolve(org, term)?;
    if !path.field().kind.is_id() {
        let message =
            format!("semi join sub-selects can only select an ID field, found: {}", path.field().name);
        return Err(SoqlError::at("MALFORMED_QUERY", term.at(), message));
    }
    let rows = rows(org, &base, query, manner)?;
    let limit = query.limit.unwrap_or(usize::MAX);
    let ids = rows.iter().take(limit).map(|row| path.value(org, row).plain()).filter(|id| !id.is_empty());
    Ok(ids.collect())
}

/// Converts the condition of a WHERE clause.
pub fn of_records(org: &Org, base: &Base, cond: &Cond) -> Result<RecordTest, SoqlError> {
    check_joins(org, base, cond)?;
    filter::read(org, cond, &|query| ids(org, query, base.tooling), &|term| {
        let path = base.resolve(org, term)?;
        let field = path.field();
        if !field.filterable {
            let message = format!("field '{}' can not be filtered in a query call", field.name);
            return Err(SoqlError::at("INVALID_FIELD", term.at(), message));
        }
        let kind = match path.function {
            Some(function) if function.is_count() => Kind::Int,
            Some(Function::DayOnly) => Kind::Date,
            _ => field.kind,
        };
        let name = field.name.clone();
        Ok((path, kind, name))
    })
}

/// A semi-join or anti-join: the left operand, the subquery, and whether NOT is in front of it.
struct Join<'c> {
    left: &'c Term,
    query: &'c Query,
    negated: bool,
}

fn joins<'c>(cond: &'c Cond, negated: bool, found: &mut Vec<Join<'c>>) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| joins(part, negated, found)),
        Cond::Not(inner) => joins(inner, true, found),
        Cond::Among(left, _, query) => found.push(Join { left, query, negated }),
        Cond::Compare(..) | Cond::In(..) => {}
    }
}

/// The limits of semi-joins and anti-joins (SOQL and SOSL Reference, "Comparison Operators").
fn check_joins(org: &Org, base: &Base, cond: &Cond) -> Result<(), SoqlError> {
    let mut found = Vec::new();
    joins(cond, false, &mut found);
    let wrong = |query: &Query, message: &str| Err(SoqlError::at("MALFORMED_QUERY", query.from.at, message));
    for (index, Join { left, query, negated }) in found.into_iter().enumerate() {
        if index == 2 {
            return wrong(query, "maximum 2 semi join sub-selects are allowed");
        }
        if negated {
            return wrong(query, "semi join sub-selects are not allowed with the 'NOT' operator");
        }
        if query.from.text.eq_ignore_ascii_case(&base.object.name) {
            return wrong(query, "The inner and outer selects should not be on the same object type");
        }
        let clauses = !query.order_by.is_empty() || query.limit.is_some() || query.offset.is_some();
        if clauses || !query.group_by.is_empty() || query.viewed {
            return wrong(query, "semi join sub-selects can only have a WHERE clause");
        }
        let mut nested = Vec::new();
        if let Some(cond) = &query.filter {
            joins(cond, false, &mut nested);
        }
        if !nested.is_empty() {
            return wrong(query, "Nesting of semi join sub-selects is not supported");
        }
        let left = base.resolve(org, left)?;
        let inner = Base::of(org, query, base.tooling)?;
        // The other forms of SELECT are refused when the ids are read.
        let [Item::Term(selected, _)] = query.select.as_slice() else { continue };
        let selected = inner.resolve(org, selected)?;
        if !left.hops.is_empty() || !selected.hops.is_empty() {
            return wrong(
                query,
                "semi join sub-selects cannot use relationships in the fields that they compare",
            );
        }
        if !left.field().kind.is_id() || !selected.field().kind.is_id() {
            continue;
        }
        let (of_left, of_selected) = (meant_by(&left), meant_by(&selected));
        let known = !of_left.is_empty() && !of_selected.is_empty();
        if known && !of_left.iter().any(|object| of_selected.contains(object)) {
            let message = format!(
                "The selected field '{}' in the subquery and the left operand field '{}' in the where expression in \
                 the outer query should point to the same object type",
                selected.field().name,
                left.field().name
            );
            return wrong(query, &message);
        }
    }
    Ok(())
}

/// Returns the objects that an id may belong to.
fn meant_by(path: &FieldPath) -> Vec<String> {
    match path.field().kind {
        Kind::Id => vec![path.object.name.clone()],
        _ => path.field().refers_to.clone(),
    }
}
