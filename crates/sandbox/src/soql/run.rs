//! Runs a query and formats its records for the API.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use super::aggregate;
use super::ast::{Cond, Item, Name, Operator, Order, Query, Term};
use super::error::SoqlError;
use super::order::{by, exact};
use super::resolve::{Base, FieldPath, Function};
use super::rows::{Manner, rows};
use crate::org::id::Id;
use crate::org::schema::Object;
use crate::org::value::Value;
use crate::org::{Org, Row};

/// The result of a query.
#[derive(Debug)]
pub struct Found {
    /// All rows, whatever the page size.
    pub records: Vec<Json>,
    /// The number of rows, or the result of `count()`.
    pub total: usize,
    /// The ids of records that FOR VIEW marks as viewed.
    pub viewed: Vec<Id>,
    /// The object of FROM.
    pub object: Arc<Object>,
}

/// Runs a query.
pub fn run(org: &Org, query: &Query, manner: Manner) -> Result<Found, SoqlError> {
    let base = Base::of(org, query, manner.tooling)?;
    if query.offset.is_some_and(|offset| offset > 2_000) {
        let message = "Maximum SOQL offset allowed is 2000";
        return Err(SoqlError::whole("NUMBER_OUTSIDE_VALID_RANGE", message));
    }
    if let Some(counted) = aggregate::count_only(query) {
        counted?;
        let total = rows(org, &base, query, manner)?.len().min(query.limit.unwrap_or(usize::MAX));
        return Ok(Found { records: Vec::new(), total, viewed: Vec::new(), object: base.object });
    }
    if aggregate::is_one(query) {
        let rows = rows(org, &base, query, manner)?;
        let mut records = aggregate::run(org, &base, query, &rows)?;
        records = records
            .into_iter()
            .skip(query.offset.unwrap_or(0))
            .take(query.limit.unwrap_or(usize::MAX))
            .collect();
        return Ok(Found { total: records.len(), records, viewed: Vec::new(), object: base.object });
    }
    let columns = columns(org, &base, query, manner)?;
    let mut rows = rows(org, &base, query, manner)?;
    sort(org, &base, &query.order_by, &mut rows)?;
    let page = rows.into_iter().skip(query.offset.unwrap_or(0)).take(query.limit.unwrap_or(usize::MAX));
    let page: Vec<&Row> = page.collect();
    let records: Vec<Json> =
        page.iter().map(|row| record(org, &base.object, row, &columns, manner)).collect();
    // TOOLING: "Metadata" and "FullName" are allowed only in a result of one row.
    let heavy = |c: &Column| matches!(c, Column::FieldPath(p, _) if matches!(p.field().name.as_str(), "Metadata" | "FullName"));
    if manner.tooling && page.len() > 1 && columns.iter().any(heavy) {
        let message = format!(
            "When retrieving results with Metadata or FullName fields, the query qualifications must specify no more \
             than one row for retrieval. Result size: {}",
            page.len()
        );
        return Err(SoqlError::whole("MALFORMED_QUERY", message));
    }
    let viewed = if query.viewed { page.iter().map(|row| row.id).collect() } else { Vec::new() };
    Ok(Found { total: records.len(), records, viewed, object: base.object })
}

/// Returns the records of a query that was not written in SOQL, in order.
pub fn select<'o>(org: &'o Org, query: &Query) -> Result<Vec<&'o Row>, SoqlError> {
    let manner = Manner { version: 0, tooling: false, deleted_too: false, user: None };
    let base = Base::of(org, query, false)?;
    let mut found = rows(org, &base, query, manner)?;
    sort(org, &base, &query.order_by, &mut found)?;
    Ok(found)
}

fn sort(org: &Org, base: &Base, keys: &[Order], rows: &mut [&Row]) -> Result<(), SoqlError> {
    let mut paths = Vec::new();
    for key in keys {
        let path = base.resolve(org, &key.term)?;
        if path.function == Some(Function::Label) {
            let message = "toLabel cannot be used with ORDER BY";
            return Err(SoqlError::at("MALFORMED_QUERY", key.term.at(), message));
        }
        if !path.field().sortable {
            let message = format!("field '{}' can not be sorted in a query call", path.field().name);
            return Err(SoqlError::at("INVALID_FIELD", key.term.at(), message));
        }
        // "Ordering is always based on the converted currency value, just like in reports."
        paths.push((path.comparable(org), key));
    }
    if paths.is_empty() {
        return Ok(());
    }
    // Each key is read once; text is compared in any letter case.
    let mut keyed: Vec<(Vec<Value>, &Row)> = rows
        .iter()
        .map(|row| {
            let key = paths.iter().map(|(path, _)| path.sort_key(path.value(org, row)));
            (key.collect(), *row)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| {
        paths.iter().zip(a.iter().zip(b)).fold(Ordering::Equal, |so_far, ((_, key), (a, b))| {
            so_far.then_with(|| by(key, exact(a, b), || (a.is_null(), b.is_null())))
        })
    });
    for (target, (_, row)) in rows.iter_mut().zip(keyed) {
        *target = row;
    }
    Ok(())
}

enum Column {
    FieldPath(FieldPath, Option<String>),
    Children { relationship: String, link: usize, query: Box<Query> },
}

fn columns(org: &Org, base: &Base, query: &Query, manner: Manner) -> Result<Vec<Column>, SoqlError> {
    let mut columns = Vec::new();
    for item in &query.select {
        match item {
            Item::Term(term, alias) => {
                let path = base.resolve(org, term)?;
                if path.function.is_some_and(Function::is_date_function) {
                    let message = format!("date function of field '{}' must be grouped", path.field().name);
                    return Err(SoqlError::at("MALFORMED_QUERY", term.at(), message));
                }
                if let (None, Some(alias)) = (&term.function, alias)
                    && !term.formatted
                    && !term.converted
                {
                    let message = "Only aggregate expressions use field aliasing";
                    return Err(SoqlError::at("MALFORMED_QUERY", alias.at, message));
                }
                if columns.iter().any(|known| is_same(known, &path, alias.as_ref())) {
                    let message = format!("duplicate field selected: {}", path.field().name);
                    return Err(SoqlError::at("MALFORMED_QUERY", term.at(), message));
                }
                columns.push(Column::FieldPath(path, alias.as_ref().map(|a| a.text.clone())));
            }
            Item::Fields(which) => {
                let custom = match which.text.to_ascii_uppercase().as_str() {
                    "ALL" => None,
                    "STANDARD" => Some(false),
                    "CUSTOM" => Some(true),
                    _ => {
                        return Err(SoqlError::at("MALFORMED_QUERY", which.at, "unexpected token: 'FIELDS'"));
                    }
                };
                let few =
                    query.limit.is_some_and(|n| n <= FEW) || query.filter.as_ref().is_some_and(names_few);
                if custom != Some(false) && !few {
                    let message = "The SOQL FIELDS function must have a LIMIT of at most 200";
                    return Err(SoqlError::at("MALFORMED_QUERY", which.at, message));
                }
                let object = &base.object;
                columns.extend(object.visible().filter(|(_, f)| custom.is_none_or(|c| c == f.custom)).map(
                    |(position, _)| {
                        let path = FieldPath {
                            hops: Vec::new(),
                            object: object.clone(),
                            position,
                            function: None,
                            converted: false,
                            formatted: false,
                        };
                        Column::FieldPath(path, None)
                    },
                ));
            }
            Item::TypeOf(name) => {
                let message =
                    format!("TYPEOF is not available: '{}' is not a polymorphic relationship", name.text);
                return Err(SoqlError::at("MALFORMED_QUERY", name.at, message));
            }
            Item::Children(inner) => {
                check_child(inner, query.limit)?;
                columns.push(children(org, &base.object, inner, manner)?);
            }
        }
    }
    Ok(columns)
}

/// The most rows of a query with `FIELDS(ALL)` or `FIELDS(CUSTOM)`.
const FEW: usize = 200;

/// Returns true if the condition names at most that many ids ("SELECT", Limiting Result Rows).
fn names_few(cond: &Cond) -> bool {
    let is_id = |term: &Term| term.field.as_ref().is_some_and(|name| name.text.eq_ignore_ascii_case("Id"));
    match cond {
        Cond::In(term, false, ids) => is_id(term) && ids.len() <= FEW,
        Cond::Compare(term, Operator::Equal, _) => is_id(term),
        Cond::And(parts) => parts.iter().any(names_few),
        Cond::Or(parts) => parts.len() <= FEW && parts.iter().all(names_few),
        Cond::Not(_) | Cond::Compare(..) | Cond::In(..) | Cond::Among(..) => false,
    }
}

/// Checks the clauses of a subquery in SELECT. "A subquery can use OFFSET only if the parent query has a LIMIT 1
/// clause."
fn check_child(inner: &Query, parents: Option<usize>) -> Result<(), SoqlError> {
    let clause = if !inner.group_by.is_empty() {
        "GROUP BY"
    } else if inner.offset.is_some() && parents != Some(1) {
        "OFFSET"
    } else {
        return Ok(());
    };
    let message = format!("{clause} is not allowed in this subquery");
    Err(SoqlError::at("MALFORMED_QUERY", inner.from.at, message))
}

/// Returns true if a column has the name of another one.
fn is_same(known: &Column, path: &FieldPath, alias: Option<&Name>) -> bool {
    let Column::FieldPath(other, known) = known else { return false };
    match (known, alias) {
        (Some(known), Some(alias)) => known.eq_ignore_ascii_case(&alias.text),
        (None, None) => {
            let hops = |path: &FieldPath| path.hops.iter().map(|(hop, _)| *hop).collect::<Vec<_>>();
            other.position == path.position && hops(other) == hops(path)
        }
        _ => false,
    }
}

/// `(SELECT … FROM Opportunities)`: the child object whose reference field points here.
fn children(org: &Org, parent: &Object, inner: &Query, manner: Manner) -> Result<Column, SoqlError> {
    let found = org.tables().filter(|t| t.object.tooling == manner.tooling).find_map(|table| {
        let child = &table.object;
        let name = inner.from.text.rsplit('.').next().unwrap_or_default();
        let named = child.plural.replace(' ', "").eq_ignore_ascii_case(name)
            || (child.name == "OpportunityHistory" && name.eq_ignore_ascii_case("OpportunityHistories"));
        let link = child.fields.iter().position(|f| {
            f.refers_to.contains(&parent.name)
                && f.name.trim_end_matches("Id").eq_ignore_ascii_case(&parent.name)
        });
        link.filter(|_| named).map(|link| (child.name.clone(), link))
    });
    let Some((child, link)) = found else {
        let message = format!(
            "Didn't understand relationship '{}' in FROM part of query call. If you are attempting to use a \
             custom relationship, be sure to append the '__r' after the custom relationship name. Please \
             reference your WSDL or the describe call for the appropriate names.",
            inner.from.text
        );
        return Err(SoqlError::at("INVALID_TYPE", inner.from.at, message));
    };
    // The relationship may follow the parent's name or alias.
    let relationship = inner.from.text.rsplit('.').next().unwrap_or_default().to_owned();
    let mut query = inner.clone();
    query.from.text = child;
    // Names inside are checked even if no parent is found.
    let base = Base::of(org, &query, manner.tooling)?;
    columns(org, &base, &query, manner)?;
    Ok(Column::Children { relationship, link, query: Box::new(query) })
}

fn record(org: &Org, object: &Object, row: &Row, columns: &[Column], manner: Manner) -> Json {
    let mut out = Map::new();
    out.insert("attributes".into(), attributes(object, row.id, manner));
    for column in columns {
        match column {
            Column::FieldPath(path, alias) => {
                put(org, &mut out, (object, row), path, alias.as_deref(), manner)
            }
            Column::Children { relationship, link, query } => {
                let list = child_records(org, row.id, *link, query, manner);
                out.insert(relationship.clone(), list.unwrap_or(Json::Null));
            }
        }
    }
    Json::Object(out)
}

/// Returns the `attributes` of a record.
pub fn attributes(object: &Object, id: Id, manner: Manner) -> Json {
    let tooling = if manner.tooling { "/tooling" } else { "" };
    json!({
        "type": object.name,
        "url": format!("/services/data/v{}.0{tooling}/sobjects/{}/{id}", manner.version, object.name),
    })
}

fn put(
    org: &Org,
    out: &mut Map<String, Json>,
    (object, row): (&Object, &Row),
    path: &FieldPath,
    alias: Option<&str>,
    manner: Manner,
) {
    let mut current = row;
    let mut target = out;
    let mut holder = object;
    for (hop, next) in &path.hops {
        let name = holder.fields[*hop].relationship.clone().unwrap_or_default();
        let parent = current.values[*hop].as_id().and_then(|id| org.row(&next.name, id));
        let Some(parent) = parent else {
            target.entry(name).or_insert(Json::Null);
            return;
        };
        let entry = target
            .entry(name)
            .or_insert_with(|| json!({ "attributes": attributes(next, parent.id, manner) }));
        let Json::Object(inner) = entry else { return };
        target = inner;
        current = parent;
        holder = next;
    }
    let field = path.field();
    let metadata = (field.name == "Metadata").then(|| org.metadata.get(&current.id).cloned()).flatten();
    let value = metadata.unwrap_or_else(|| {
        if path.function.is_none() && !path.formatted && !path.converted {
            current.values[path.position].rest()
        } else {
            path.shown(org, row).rest()
        }
    });
    target.insert(alias.map_or_else(|| field.name.clone(), str::to_owned), value);
}

fn child_records(org: &Org, parent: Id, link: usize, query: &Query, manner: Manner) -> Option<Json> {
    let base = Base::of(org, query, manner.tooling).ok()?;
    let columns = columns(org, &base, query, manner).ok()?;
    let mut rows = rows(org, &base, query, manner).ok()?;
    rows.retain(|row| row.values[link].as_id() == Some(parent));
    sort(org, &base, &query.order_by, &mut rows).ok()?;
    let rows = rows.into_iter().skip(query.offset.unwrap_or(0)).take(query.limit.unwrap_or(usize::MAX));
    let records: Vec<Json> = rows.map(|row| record(org, &base.object, row, &columns, manner)).collect();
    // Without children the value is null, not an empty list.
    (!records.is_empty()).then(|| json!({ "totalSize": records.len(), "done": true, "records": records }))
}
