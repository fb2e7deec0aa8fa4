//! `uiapi { query { Opportunity(where, orderBy, first, after) { edges { node { … } } pageInfo totalCount } } }`

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};

use super::document::Node;
use super::{Fault, filter};
use crate::call::Call;
use crate::org::Row;
use crate::org::schema::Object;
use crate::soql::ast::{Item, Name, Query, Term};
use crate::soql::run::select;
use crate::ui::record_json::shown_field;

/// Handles the `uiapi` of a query.
pub fn uiapi(call: &Call<'_>, root: &Node) -> Result<Json, Fault> {
    let mut out = Map::new();
    for part in &root.children {
        if part.name != "query" {
            return Err(undefined(part, "UIAPI"));
        }
        let mut lists = Map::new();
        for list in &part.children {
            lists.insert(list.key.clone(), connection(call, list)?);
        }
        out.insert(part.key.clone(), Json::Object(lists));
    }
    Ok(Json::Object(out))
}

fn undefined(node: &Node, owner: &str) -> Fault {
    let message = format!(
        "Validation error (FieldUndefined@[{0}]) : Field '{0}' in type '{owner}' is undefined",
        node.name
    );
    Fault::invalid(node, message)
}

fn connection(call: &Call<'_>, list: &Node) -> Result<Json, Fault> {
    let org = &call.world.org;
    let table = org.table(&list.name).filter(|t| t.object.name == list.name && !t.object.tooling);
    let object = table.map(|t| t.object.clone()).ok_or_else(|| undefined(list, "RecordQuery"))?;
    let filter = match list.args.get("where") {
        Some(json) => filter::condition(org, &object, json, list, "")?,
        None => None,
    };
    let name = |text: &str| Name { text: text.to_owned(), at: (0, 0) };
    let query = Query {
        select: vec![Item::Term(Term::of(name("Id")), None)],
        from: name(&object.name),
        filter,
        order_by: list.args.get("orderBy").map(|json| filter::order(json, "")).unwrap_or_default(),
        ..Query::default()
    };
    let rows = select(org, &query).map_err(|error| Fault::invalid(list, error.message))?;
    let total = rows.len();
    // The default of `first` is ten.
    let first = list.args.get("first").and_then(Json::as_u64).unwrap_or(10).clamp(1, 2_000) as usize;
    let after = list.args.get("after").and_then(Json::as_str).and_then(position).map_or(0, |n| n + 1);
    let page: Vec<(usize, &Row)> = rows.into_iter().enumerate().skip(after).take(first).collect();
    let mut out = Map::new();
    for part in &list.children {
        let json = match part.name.as_str() {
            "edges" => {
                page.iter().map(|(n, row)| edge(call, &object, row, *n, part)).collect::<Result<Json, _>>()?
            }
            "pageInfo" => {
                let last = page.last().map(|(n, _)| *n);
                let all = json!({
                    "hasNextPage": last.is_some_and(|n| n + 1 < total), "hasPreviousPage": after > 0,
                    "startCursor": page.first().map(|(n, _)| cursor(*n)), "endCursor": last.map(cursor),
                });
                pick(part, &all, "PageInfo")?
            }
            "totalCount" => json!(total),
            "pageResultCount" => json!(page.len()),
            _ => return Err(undefined(part, &format!("{}Connection", object.name))),
        };
        out.insert(part.key.clone(), json);
    }
    Ok(Json::Object(out))
}

fn cursor(n: usize) -> String {
    STANDARD.encode(format!("v1:{n}"))
}

fn position(cursor: &str) -> Option<usize> {
    String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?.strip_prefix("v1:")?.parse().ok()
}

fn pick(node: &Node, all: &Json, owner: &str) -> Result<Json, Fault> {
    let one = |child: &Node| match all.get(&child.name) {
        Some(value) => Ok((child.key.clone(), value.clone())),
        None => Err(undefined(child, owner)),
    };
    node.children.iter().map(one).collect::<Result<Map<_, _>, _>>().map(Json::Object)
}

fn edge(call: &Call<'_>, object: &Object, row: &Row, n: usize, edges: &Node) -> Result<Json, Fault> {
    let mut out = Map::new();
    for part in &edges.children {
        let json = match part.name.as_str() {
            "node" => node(call, object, row, part)?,
            "cursor" => json!(cursor(n)),
            _ => return Err(undefined(part, &format!("{}Edge", object.name))),
        };
        out.insert(part.key.clone(), json);
    }
    Ok(Json::Object(out))
}

/// Returns the selected fields of a record.
pub fn node(call: &Call<'_>, object: &Object, row: &Row, selected: &Node) -> Result<Json, Fault> {
    let org = &call.world.org;
    let mut out = Map::new();
    for part in &selected.children {
        // `@optional` exists from version 65 on.
        let optional = part.optional && call.version >= 65;
        let json = match part.name.as_str() {
            "Id" => json!(row.id.to_string()),
            "ApiName" => json!(object.name),
            "__typename" => json!(object.name),
            "LastModifiedById" if part.children.is_empty() => {
                shown_field(call, object, row, "LastModifiedById")["value"].clone()
            }
            name if object.field(name).is_some_and(|f| f.name == name) => {
                let mut all = shown_field(call, object, row, name);
                all["label"] = all["displayValue"].clone();
                pick(part, &all, "FieldValue")?
            }
            name => {
                let target = object.relationship(name).and_then(|position| {
                    let target = org.table(object.fields[position].refers_to.first()?)?;
                    Some((target.object.clone(), row.values[position].as_id()))
                });
                match target {
                    Some((parent, id)) => match id.and_then(|id| org.row(&parent.name, id)) {
                        Some(parent_row) => node(call, &parent, parent_row, part)?,
                        None => Json::Null,
                    },
                    None if optional => continue,
                    None => return Err(undefined(part, &object.name)),
                }
            }
        };
        out.insert(part.key.clone(), json);
    }
    Ok(Json::Object(out))
}
