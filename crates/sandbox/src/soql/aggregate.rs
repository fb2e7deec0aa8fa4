//! `count()`, aggregate functions, GROUP BY and HAVING.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::ast::{Cond, Item, Query, Subtotals, Term};
use super::error::SoqlError;
use super::filter;
use super::order::{by, compare};
use super::resolve::{Base, FieldPath, Function};
use crate::org::schema::Kind;
use crate::org::value::Value;
use crate::org::{Org, Row};

const FUNCTIONS: [&str; 6] = ["COUNT", "COUNT_DISTINCT", "SUM", "MIN", "MAX", "AVG"];

fn aggregate_name(term: &Term) -> Option<String> {
    let name = term.function.as_ref()?.text.to_ascii_uppercase();
    FUNCTIONS.contains(&name.as_str()).then_some(name)
}

/// Recognizes `SELECT count()`, whose number goes to `totalSize`.
pub fn count_only(query: &Query) -> Option<Result<(), SoqlError>> {
    let counts = |item: &Item| matches!(item, Item::Term(term, _) if term.field.is_none());
    let index = query.select.iter().position(counts)?;
    let Item::Term(term, _) = &query.select[index] else { return None };
    let counting = term.function.as_ref().is_some_and(|f| f.text.eq_ignore_ascii_case("count"));
    Some(if !counting {
        Err(SoqlError::at("MALFORMED_QUERY", term.at(), "unexpected token: ')'"))
    } else if query.select.len() > 1 || !query.group_by.is_empty() {
        Err(SoqlError::at(
            "MALFORMED_QUERY",
            term.at(),
            "count() must be the only element in the SELECT list",
        ))
    } else if !query.order_by.is_empty() {
        // "You can't use COUNT() with an ORDER BY clause."
        Err(SoqlError::at(
            "MALFORMED_QUERY",
            query.order_by[0].term.at(),
            "count() cannot be used with ORDER BY",
        ))
    } else {
        Ok(())
    })
}

/// Returns true for an aggregate query.
pub fn is_one(query: &Query) -> bool {
    let aggregates = |item: &Item| matches!(item, Item::Term(term, _) if aggregate_name(term).is_some());
    !query.group_by.is_empty() || query.select.iter().any(aggregates)
}

/// A column of the result or a term of HAVING.
#[derive(Clone, Debug)]
enum Cell {
    /// The index of the group, and the field as this cell reads it: a date function of a grouped date.
    Group(usize, FieldPath),
    /// `GROUPING(…)`: 1 in a row that is a subtotal over the field.
    Grouping(usize),
    Aggregate(String, FieldPath),
}

/// The records of one row of the result.
struct Bucket<'o> {
    /// The groups of the row as bits; a subtotal omits some.
    groups: u32,
    rows: Vec<&'o Row>,
}

/// Returns the fields by which the query groups.
fn groups(org: &Org, base: &Base, query: &Query) -> Result<Vec<FieldPath>, SoqlError> {
    if query.group_by.is_empty() && query.limit.is_some() {
        let message = "Non-grouped query that uses overall aggregate functions cannot also use LIMIT";
        return Err(SoqlError::at("MALFORMED_QUERY", query.from.at, message));
    }
    let mut groups = Vec::new();
    for term in &query.group_by {
        let path = base.resolve(org, term)?;
        if !path.field().groupable && path.function.is_none() {
            let message = format!("field '{}' can not be grouped in a query call", path.field().name);
            return Err(SoqlError::at("INVALID_FIELD", term.at(), message));
        }
        groups.push(path);
    }
    Ok(groups)
}

/// Returns the rows of an aggregate query.
pub fn run(org: &Org, base: &Base, query: &Query, rows: &[&Row]) -> Result<Vec<Json>, SoqlError> {
    let groups = groups(org, base, query)?;
    let cell = |term: &Term| cell(org, base, &groups, term);
    let mut columns = Vec::new();
    let mut unnamed = 0;
    for item in &query.select {
        let (term, alias) = match item {
            Item::Term(term, alias) => (term, alias),
            Item::Fields(which) => {
                let message = format!("Field must be grouped or aggregated: FIELDS({})", which.text);
                return Err(SoqlError::at("MALFORMED_QUERY", which.at, message));
            }
            Item::Children(_) | Item::TypeOf(_) => {
                let message = "Grouped query cannot use child relationships in the SELECT list";
                return Err(SoqlError::at("MALFORMED_QUERY", query.from.at, message));
            }
        };
        let cell = cell(term)?;
        let key = match (alias, &cell) {
            (Some(alias), _) => alias.text.clone(),
            (None, Cell::Group(_, path)) if term.function.is_none() && !term.formatted => {
                path.field().name.clone()
            }
            _ => {
                unnamed += 1;
                format!("expr{}", unnamed - 1)
            }
        };
        if columns.iter().any(|(other, ..): &(String, Cell, bool)| other.eq_ignore_ascii_case(&key)) {
            let what = if alias.is_some() { "duplicate alias" } else { "duplicate field selected" };
            return Err(SoqlError::at("MALFORMED_QUERY", term.at(), format!("{what}: {key}")));
        }
        columns.push((key, cell, term.formatted));
    }
    let having = query.having.as_ref().map(|cond| having(org, cond, &groups, &cell)).transpose()?;
    let buckets =
        sets(query.subtotals, groups.len()).into_iter().flat_map(|set| buckets(org, &groups, set, rows));
    let value = |cell: &Cell, bucket: &Bucket<'_>| match cell {
        Cell::Group(index, _) if bucket.groups & 1 << index == 0 => Value::Null,
        Cell::Group(_, path) => bucket.rows.first().map_or(Value::Null, |row| path.value(org, row)),
        Cell::Grouping(index) => Value::Int(i64::from(bucket.groups & 1 << index == 0)),
        Cell::Aggregate(function, path) => fold(org, function, path, &bucket.rows),
    };
    let shown = |cell: &Cell, value: Value| match cell {
        Cell::Group(_, path) => path.format(org, value, None),
        Cell::Aggregate(function, path) if !function.starts_with("COUNT") => path.format(org, value, None),
        Cell::Grouping(_) | Cell::Aggregate(..) => value,
    };
    let mut kept: Vec<Bucket<'_>> = buckets
        .filter(|rows| having.as_ref().is_none_or(|test| test.ask(&|c: &Cell| value(c, rows))))
        .collect();
    let keys: Vec<(Cell, &super::ast::Order)> =
        query.order_by.iter().map(|key| Ok((cell(&key.term)?, key))).collect::<Result<_, SoqlError>>()?;
    kept.sort_by(|a, b| {
        keys.iter().fold(std::cmp::Ordering::Equal, |so_far, (cell, key)| {
            so_far.then_with(|| {
                let (a, b) = (sort_key(cell, value(cell, a)), sort_key(cell, value(cell, b)));
                by(key, compare(&a, &b), || (a.is_null(), b.is_null()))
            })
        })
    });
    let records = kept.iter().map(|bucket| {
        let mut out = Map::new();
        out.insert("attributes".into(), json!({ "type": "AggregateResult" }));
        out.extend(columns.iter().map(|(key, cell, formatted)| {
            let value = value(cell, bucket);
            let value = if *formatted { shown(cell, value) } else { value };
            (key.clone(), value.rest())
        }));
        Json::Object(out)
    });
    Ok(records.collect())
}

fn sort_key(cell: &Cell, value: Value) -> Value {
    match cell {
        Cell::Group(_, path) | Cell::Aggregate(_, path) => path.sort_key(value),
        Cell::Grouping(_) => value,
    }
}

/// Returns the sets of groups that have rows, as bits.
fn sets(subtotals: Subtotals, count: usize) -> Vec<u32> {
    let all = (1_u32 << count) - 1;
    match subtotals {
        Subtotals::Plain => vec![all],
        Subtotals::Rollup => (0..=count).map(|left_out| all >> left_out).collect(),
        Subtotals::Cube => (0..=all).rev().collect(),
    }
}

fn buckets<'o>(org: &Org, groups: &[FieldPath], set: u32, rows: &[&'o Row]) -> Vec<Bucket<'o>> {
    if set == 0 {
        return vec![Bucket { groups: set, rows: rows.to_vec() }];
    }
    let mut found: IndexMap<Vec<String>, Vec<&Row>> = IndexMap::new();
    let of_set = || groups.iter().enumerate().filter(|(index, _)| set & 1 << index != 0);
    for row in rows {
        // Values that differ only in case are one group.
        let key = of_set().map(|(_, group)| group.value(org, row).plain().to_lowercase()).collect();
        found.entry(key).or_default().push(row);
    }
    found.into_values().map(|rows| Bucket { groups: set, rows }).collect()
}

fn cell(org: &Org, base: &Base, groups: &[FieldPath], term: &Term) -> Result<Cell, SoqlError> {
    if let (Some(function), Some(field)) = (aggregate_name(term), &term.field) {
        // Amounts in several currencies are added up in the corporate currency.
        let path = base.path(org, field)?.comparable(org);
        let kind = path.field().kind;
        // "Support for Field Types in Aggregate Functions".
        let long = kind == Kind::Textarea && path.field().length > 255;
        let fits = match function.as_str() {
            "SUM" | "AVG" => kind.is_number() || kind == Kind::Int,
            _ => !matches!(kind, Kind::Boolean | Kind::MultiPicklist) && !long,
        };
        if !fits {
            let message = format!("field {} does not support aggregate operator {function}", field.text);
            return Err(SoqlError::at("MALFORMED_QUERY", term.at(), message));
        }
        return Ok(Cell::Aggregate(function, path));
    }
    let is_grouping = term.function.as_ref().is_some_and(|name| name.text.eq_ignore_ascii_case("GROUPING"));
    let plain = Term { function: term.function.clone().filter(|_| !is_grouping), ..term.clone() };
    let wanted = base.resolve(org, &plain)?;
    // "You can use the date field instead of the date function in the GROUP BY clause", but not an instant.
    let of_date =
        |group: &FieldPath| group.function.is_none() && group.field().kind == Kind::Date && !is_grouping;
    let same = |group: &FieldPath| {
        group.position == wanted.position
            && (group.function == wanted.function || of_date(group))
            && group.hops.iter().map(|h| h.0).eq(wanted.hops.iter().map(|h| h.0))
    };
    let cell = |index| if is_grouping { Cell::Grouping(index) } else { Cell::Group(index, wanted.clone()) };
    groups.iter().position(same).map(cell).ok_or_else(|| {
        let name = term.field.as_ref().map(|f| f.text.clone()).unwrap_or_default();
        SoqlError::at("MALFORMED_QUERY", term.at(), format!("Field must be grouped or aggregated: {name}"))
    })
}

fn having(
    org: &Org,
    cond: &Cond,
    groups: &[FieldPath],
    cell: &dyn Fn(&Term) -> Result<Cell, SoqlError>,
) -> Result<filter::Test<Cell>, SoqlError> {
    // "A HAVING clause can't contain any semi-join or anti-join subqueries."
    let refuse = |query: &Query| {
        let message = "semi join sub-selects are not allowed in a HAVING clause";
        Err(SoqlError::at("MALFORMED_QUERY", query.from.at, message))
    };
    filter::read(org, cond, &refuse, &|term| {
        let cell = cell(term)?;
        let (kind, name) = match &cell {
            Cell::Group(_, path) if path.function.is_some_and(Function::is_count) => {
                (Kind::Int, path.field().name.clone())
            }
            Cell::Group(_, path) => (path.field().kind, path.field().name.clone()),
            Cell::Grouping(index) => (Kind::Int, groups[*index].field().name.clone()),
            Cell::Aggregate(function, path) if function.starts_with("COUNT") => {
                (Kind::Int, path.field().name.clone())
            }
            Cell::Aggregate(_, path) => (path.field().kind, path.field().name.clone()),
        };
        Ok((cell, kind, name))
    })
}

/// Nulls are ignored.
fn fold(org: &Org, function: &str, path: &FieldPath, rows: &[&Row]) -> Value {
    let values: Vec<Value> = rows.iter().map(|row| path.value(org, row)).filter(|v| !v.is_null()).collect();
    let by_key = |a: &Value, b: &Value| compare(&path.sort_key(a.clone()), &path.sort_key(b.clone()));
    let sum = || values.iter().filter_map(Value::as_number).sum::<Decimal>();
    match function {
        "COUNT" => Value::Int(values.len() as i64),
        "COUNT_DISTINCT" => {
            Value::Int(values.iter().map(|v| v.plain().to_lowercase()).collect::<BTreeSet<_>>().len() as i64)
        }
        _ if values.is_empty() => Value::Null,
        "SUM" => Value::Number(sum()),
        "AVG" => Value::Number((sum() / Decimal::from(values.len())).round_dp(12)),
        "MIN" => values.into_iter().min_by(by_key).unwrap_or(Value::Null),
        _ => values.into_iter().max_by(by_key).unwrap_or(Value::Null),
    }
}
