//! `uiapi(input:{allOrNone}) { OpportunityUpdate(input:{Id, Opportunity:{…}}) { Record { … } } }`

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use super::document::Node;
use super::{Fault, query};
use crate::call::Call;
use crate::json_location::Source;
use crate::org::coerce::Manner;
use crate::org::id::Id;
use crate::org::schema::Object;
use crate::org::{delete, save};
use crate::problem::{Outcome, Problem};
use crate::rest::saving;

/// Handles the `uiapi` of a mutation; `allOrNone` is true by default.
pub fn uiapi(call: &mut Call<'_>, root: &Node, faults: &mut Vec<Fault>) -> Result<Json, Fault> {
    let all_or_none = root.args.get("input").and_then(|i| i["allOrNone"].as_bool()).unwrap_or(true);
    let point = call.world.org.begin();
    let mut out = Map::new();
    for part in &root.children {
        let inner = call.world.org.begin();
        match one(call, part) {
            Ok(Ok(json)) => {
                call.world.org.commit(inner);
                out.insert(part.key.clone(), json);
            }
            Ok(Err(problems)) => {
                call.world.org.rollback(inner);
                let path = vec![json!(root.key), json!(part.key)];
                faults.extend(problems.iter().map(|p| Fault {
                    message: p.message.clone(),
                    kind: "DataFetchingException",
                    at: Some(part.at),
                    path: path.clone(),
                }));
                out.insert(part.key.clone(), Json::Null);
            }
            Err(fault) => {
                call.world.org.rollback(point);
                return Err(fault);
            }
        }
    }
    if all_or_none && !faults.is_empty() {
        call.world.org.rollback(point);
        for value in out.values_mut() {
            *value = Json::Null;
        }
    } else {
        call.world.org.commit(point);
    }
    Ok(Json::Object(out))
}

fn one(call: &mut Call<'_>, part: &Node) -> Result<Outcome<Json>, Fault> {
    let undefined = || {
        let message = format!(
            "Validation error (FieldUndefined@[uiapi/{0}]) : Field '{0}' in type 'UIAPIMutations' is undefined",
            part.name
        );
        Fault::invalid(part, message)
    };
    let (name, verb) = ["Create", "Update", "Delete"]
        .into_iter()
        .find_map(|verb| part.name.strip_suffix(verb).map(|name| (name, verb)))
        .ok_or_else(undefined)?;
    let table = call.world.org.table(name).filter(|t| t.object.name == name && t.object.writable);
    let object = table.map(|t| t.object.clone()).ok_or_else(undefined)?;
    let input = part.args.get("input").cloned().unwrap_or(Json::Null);
    let fields = input[name].as_object().cloned().unwrap_or_default();
    let done = match verb {
        "Create" => create(call, &object, &fields),
        "Update" => update(call, &object, &input["Id"], &fields),
        _ => remove(call, &object, &input["Id"]),
    };
    match done {
        Ok(id) => payload(call, &object, id, part).map(Ok),
        Err(problems) => Ok(Err(problems)),
    }
}

fn create(call: &mut Call<'_>, object: &Arc<Object>, fields: &Map<String, Json>) -> Outcome<Id> {
    let changes = save::read(object, fields, Manner::Strict, true, &Source::new(""))?;
    save::create(&mut call.world.org, call.user, object, &changes)
}

fn id(object: &Object, json: &Json) -> Outcome<Id> {
    let text = json.as_str().unwrap_or_default();
    text.parse::<Id>().ok().filter(|id| id.prefix() == object.prefix).ok_or_else(|| {
        let message = format!("{} ID: id value of incorrect type: {text}", object.label);
        Problem::save("MALFORMED_ID", message, &["Id"]).into()
    })
}

fn update(call: &mut Call<'_>, object: &Arc<Object>, json: &Json, fields: &Map<String, Json>) -> Outcome<Id> {
    let id = id(object, json)?;
    let changes = save::read(object, fields, Manner::Strict, false, &Source::new(""))?;
    saving::before(call, object, id, &changes)?;
    save::update(&mut call.world.org, call.user, object, id, &changes)?;
    Ok(id)
}

fn remove(call: &mut Call<'_>, object: &Arc<Object>, json: &Json) -> Outcome<Id> {
    let id = id(object, json)?;
    delete::delete(&mut call.world.org, call.user, object, id)?;
    Ok(id)
}

/// From version 66 on the payload contains the record; before, only `success`.
fn payload(call: &Call<'_>, object: &Object, id: Id, part: &Node) -> Result<Json, Fault> {
    let mut out = Map::new();
    for child in &part.children {
        let json = match child.name.as_str() {
            "Record" if call.version >= 66 => match call.world.org.row(&object.name, id) {
                Some(row) => query::node(call, object, row, child)?,
                None => Json::Null,
            },
            "Id" if part.name.ends_with("Delete") => json!(id.to_string()),
            "success" if call.version < 66 => json!(true),
            other => {
                let message = format!(
                    "Validation error (FieldUndefined@[uiapi/{0}/{other}]) : Field '{other}' in type '{0}Payload' is undefined",
                    part.name
                );
                return Err(Fault::invalid(child, message));
            }
        };
        out.insert(child.key.clone(), json);
    }
    Ok(Json::Object(out))
}
