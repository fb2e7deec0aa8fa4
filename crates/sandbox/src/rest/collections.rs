//! `GET|POST|PATCH|DELETE /services/data/v{version}/composite/sobjects`: up to 200 records a call.
//!
//! A well-formed call has status 200; its errors name the code `statusCode`, and a failed record has no `id`.

use std::sync::Arc;

use http::Method;
use serde_json::{Map, Value as Json, json};

use super::{fields_json, saving};
use crate::call::Call;
use crate::json_location::{Source, Step};
use crate::message::Reply;
use crate::org::coerce::Manner;
use crate::org::id::Id;
use crate::org::schema::Object;
use crate::org::{delete, save};
use crate::problem::{Outcome, Problem};

const MOST: usize = 200;
const MOST_READ: usize = 2_000;

/// Handles a collection.
pub fn answer(call: &mut Call<'_>, rest: &[&str]) -> Outcome<Reply> {
    match (call.req.method.clone(), rest) {
        (Method::PATCH, []) => write(call, false),
        (Method::POST, []) => write(call, true),
        (Method::DELETE, []) => remove(call),
        (Method::GET, [object]) => {
            let list = |name: &str| {
                let text = call.req.param(name).unwrap_or_default();
                text.split(',').filter(|t| !t.is_empty()).map(str::to_owned).collect::<Vec<_>>()
            };
            let (ids, fields) = (list("ids"), list("fields"));
            read(call, object, &ids, &fields)
        }
        (Method::POST, [object]) => {
            let body = call.req.object()?;
            let list = |name: &str| {
                let list = body.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
                list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect::<Vec<_>>()
            };
            let (ids, fields) = (list("ids"), list("fields"));
            read(call, object, &ids, &fields)
        }
        (method, []) => Ok(Reply::method_not_allowed(&method, "HEAD,GET,POST,PATCH,DELETE")),
        _ => Err(Problem::not_found().into()),
    }
}

fn write(call: &mut Call<'_>, new: bool) -> Outcome<Reply> {
    let body = call.req.object()?;
    let all_or_none = body.get("allOrNone").and_then(Json::as_bool).unwrap_or(false);
    let records = body.get("records").and_then(Json::as_array).cloned().unwrap_or_default();
    check_size(records.len())?;
    let text = call.req.text()?.to_owned();
    let source = Source::new(&text).at(Step::Key("records"));
    let each = |call: &mut Call<'_>, n: usize| one(call, &records[n], new, &source.at(Step::Index(n)));
    each_in_turn(call, records.len(), all_or_none, each)
}

/// Processes the records in order. With `allOrNone`, a failure rolls back the others, which report that.
fn each_in_turn(
    call: &mut Call<'_>,
    count: usize,
    all_or_none: bool,
    mut each: impl FnMut(&mut Call<'_>, usize) -> Outcome<Id>,
) -> Outcome<Reply> {
    let point = call.world.org.begin();
    let mut results: Vec<Outcome<Id>> = Vec::new();
    for n in 0..count {
        let inner = call.world.org.begin();
        let result = each(call, n);
        match &result {
            Ok(_) => call.world.org.commit(inner),
            Err(problems) => {
                call.world.org.rollback(inner);
                // A value that cannot be parsed fails the whole document.
                if problems.iter().any(|p| p.code == "JSON_PARSER_ERROR") {
                    call.world.org.rollback(point);
                    return Err(problems.clone());
                }
            }
        }
        results.push(result);
    }
    let failed = results.iter().any(Result::is_err);
    if failed && all_or_none {
        call.world.org.rollback(point);
    } else {
        call.world.org.commit(point);
    }
    let shown: Vec<Json> = results.iter().map(|result| shown(result, failed && all_or_none)).collect();
    Ok(Reply::ok(json!(shown)))
}

fn shown(result: &Outcome<Id>, rolled_back: bool) -> Json {
    match result {
        Ok(id) if rolled_back => {
            let message = "Record rolled back because not all records were valid and the request was using \
                           AllOrNone header";
            let problem = Problem::save("ALL_OR_NONE_OPERATION_ROLLED_BACK", message, &[]);
            json!({ "id": id.to_string(), "success": false, "errors": [problem.status_json()] })
        }
        Ok(id) => json!({ "id": id.to_string(), "success": true, "errors": [] }),
        Err(problems) => {
            let errors: Vec<Json> = problems.iter().map(Problem::status_json).collect();
            json!({ "success": false, "errors": errors })
        }
    }
}

fn one(call: &mut Call<'_>, record: &Json, new: bool, source: &Source<'_>) -> Outcome<Id> {
    let fields = record
        .as_object()
        .ok_or_else(|| Problem::new(400, "INVALID_INPUT", "Each record must be an object with attributes"))?;
    let kind = record["attributes"]["type"].as_str().unwrap_or_default();
    let object =
        call.world.org.table(kind).map(|t| t.object.clone()).filter(|o| !o.tooling).ok_or_else(|| {
            Problem::save("INVALID_TYPE", format!("sObject type '{kind}' is not supported."), &[])
        })?;
    // jsforce writes `id`, simple-salesforce `Id`.
    let id = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case("id")).map(|(_, id)| id);
    let rest: Map<String, Json> = fields
        .iter()
        .filter(|(key, _)| !key.eq_ignore_ascii_case("id"))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    let changes = save::read(&object, &rest, Manner::Lenient, new, source)?;
    if new {
        return save::create(&mut call.world.org, call.user, &object, &changes);
    }
    let id = record_id(&object, id)?;
    saving::before(call, &object, id, &changes)?;
    save::update(&mut call.world.org, call.user, &object, id, &changes)?;
    Ok(id)
}

fn record_id(object: &Object, id: Option<&Json>) -> Result<Id, Problem> {
    let Some(text) = id.and_then(Json::as_str) else {
        return Err(Problem::save("MISSING_ARGUMENT", "Id not specified in an update call", &[]));
    };
    text.parse::<Id>().ok().filter(|id| id.prefix() == object.prefix).ok_or_else(|| {
        let message = format!("{} ID: id value of incorrect type: {text}", object.label);
        Problem::save("MALFORMED_ID", message, &["Id"])
    })
}

fn remove(call: &mut Call<'_>) -> Outcome<Reply> {
    let ids: Vec<String> = call
        .req
        .param("ids")
        .unwrap_or_default()
        .split(',')
        .filter(|i| !i.is_empty())
        .map(Into::into)
        .collect();
    check_size(ids.len())?;
    let all_or_none = call.req.param("allOrNone") == Some("true");
    let each = |call: &mut Call<'_>, n: usize| {
        let malformed = || Problem::save("MALFORMED_ID", format!("malformed id {}", ids[n]), &[]);
        let id: Id = ids[n].parse().map_err(|_| malformed())?;
        let object: Arc<Object> = call.world.org.object_of(id).ok_or_else(malformed)?;
        delete::delete(&mut call.world.org, call.user, &object, id)?;
        Ok(id)
    };
    each_in_turn(call, ids.len(), all_or_none, each)
}

fn check_size(count: usize) -> Outcome<()> {
    if (1..=MOST).contains(&count) {
        return Ok(());
    }
    let message = format!("record limit reached. cannot submit more than {MOST} records in this operation");
    let message = if count == 0 { "The records list must not be empty".into() } else { message };
    Err(Problem::new(400, "EXCEEDED_ID_LIMIT", message).into())
}

fn read(call: &Call<'_>, object: &str, ids: &[String], fields: &[String]) -> Outcome<Reply> {
    let object = call.world.org.table(object).map(|t| t.object.clone()).ok_or_else(Problem::not_found)?;
    if ids.len() > MOST_READ || ids.is_empty() || fields.is_empty() {
        let message = format!("ids must name 1 to {MOST_READ} records, and fields at least one field");
        return Err(Problem::new(400, "EXCEEDED_ID_LIMIT", message).into());
    }
    let fields = fields.join(",");
    let one = |text: &String| -> Result<Json, Problem> {
        let id: Id =
            text.parse().map_err(|_| Problem::new(400, "MALFORMED_ID", format!("malformed id {text}")))?;
        match call.world.org.row(&object.name, id) {
            Some(row) => fields_json::record(&object, row, Some(&fields), call.version),
            None => Ok(Json::Null),
        }
    };
    Ok(Reply::ok(ids.iter().map(one).collect::<Result<Vec<Json>, _>>()?.into()))
}
