//! `GET|PATCH|DELETE /services/data/v{version}/ui-api/records/{id}` and `POST …/ui-api/records`

use std::sync::Arc;

use http::Method;
use serde_json::{Map, Value as Json, json};

use super::record_json::{Wanted, record};
use super::{cached, idempotency};
use crate::call::Call;
use crate::json_location::{Source, Step};
use crate::message::Reply;
use crate::org::coerce::{self, Manner};
use crate::org::id::Id;
use crate::org::schema::Object;
use crate::org::value::Value;
use crate::org::{Access, delete, save};
use crate::problem::{Outcome, Problem};
use crate::rest::{conditions, saving};

/// Handles a record.
pub fn answer(call: &mut Call<'_>, id: &str) -> Outcome<Reply> {
    let (object, id) = target(call, id)?;
    match call.req.method {
        Method::GET => {
            let wanted = wanted(call, &object)?;
            let json = read(call, &object, id, &wanted)?;
            Ok(cached(call, json))
        }
        Method::PATCH => idempotency::guard(call, |call| update(call, &object, id)),
        Method::DELETE => {
            delete::delete(&mut call.world.org, call.user, &object, id)?;
            Ok(Reply::empty(204))
        }
        _ => Ok(Reply::method_not_allowed(&call.req.method, "GET,PATCH,DELETE")),
    }
}

/// Returns the object and id of a path.
pub fn target(call: &Call<'_>, text: &str) -> Result<(Arc<Object>, Id), Problem> {
    let invalid = || {
        let message = format!("recordId should be a valid record ID: {text}");
        Problem::new(400, "ILLEGAL_QUERY_PARAMETER_VALUE", message)
    };
    let id: Id = text.parse().map_err(|_| invalid())?;
    let object = call.world.org.object_of(id).filter(|o| !o.tooling).ok_or_else(invalid)?;
    Ok((object, id))
}

/// Reads `fields`, which must all exist, and `optionalFields`, which may not.
pub fn wanted(call: &Call<'_>, object: &Object) -> Result<Wanted, Problem> {
    let org = &call.world.org;
    let (fields, optional) = (call.req.param("fields"), call.req.param("optionalFields"));
    let layouts = call.req.param("layoutTypes");
    if fields.is_none() && optional.is_none() && layouts.is_none() {
        let message =
            "At least one of the following query parameters is required: fields, layoutTypes, optionalFields";
        return Err(Problem::new(400, "ILLEGAL_QUERY_PARAMETER_VALUE", message));
    }
    let mut wanted = Wanted::default();
    if layouts.is_some() {
        for (_, field) in object.visible() {
            wanted.add(&[&field.name]);
        }
    }
    for (list, required) in [(fields, true), (optional, false)] {
        for name in list.unwrap_or_default().split(',').map(str::trim).filter(|n| !n.is_empty()) {
            let path: Vec<&str> = name.split('.').collect();
            let there = path[0] == object.name && path.len() > 1 && Wanted::leads(org, object, &path[1..]);
            if there {
                wanted.add(&path[1..]);
            } else if required {
                let message = format!("No such column '{}' on entity '{}'", path[1..].join("."), object.name);
                return Err(Problem::new(400, "INVALID_FIELD", message));
            }
        }
    }
    Ok(wanted)
}

/// Returns the record as JSON; 404 if it does not exist or is deleted, 403 if it is not shared.
pub fn read(call: &Call<'_>, object: &Object, id: Id, wanted: &Wanted) -> Result<Json, Problem> {
    if call.world.org.access.get(&id) == Some(&Access::None) {
        let message =
            "You don't have access to this record. Ask your administrator for help or to request access.";
        return Err(Problem::new(403, "INSUFFICIENT_ACCESS", message));
    }
    let row = call.world.org.row(&object.name, id).ok_or_else(Problem::not_found)?;
    Ok(record(call, object, row, wanted))
}

fn body(call: &Call<'_>) -> Result<Map<String, Json>, Problem> {
    let unread = |message: String| Problem::new(400, "POST_BODY_PARSE_ERROR", message);
    call.req.object().map_err(|problem| unread(problem.message))
}

/// Reads the `fields` of a body with JSON's own types.
pub fn changes(
    object: &Object,
    fields: &Map<String, Json>,
    new: bool,
    source: &Source<'_>,
) -> Outcome<save::Changes> {
    save::read(object, fields, Manner::Strict, new, source)
}

fn update(call: &mut Call<'_>, object: &Arc<Object>, id: Id) -> Outcome<Reply> {
    let body = body(call)?;
    let empty = Map::new();
    let fields = body.get("fields").and_then(Json::as_object).unwrap_or(&empty);
    let text = call.req.text()?.to_owned();
    if call.world.org.row(&object.name, id).is_none() {
        return Err(Problem::not_found().into());
    }
    let done = apply(call, object, id, fields, &Source::new(&text).at(Step::Key("fields")));
    if let Err(refusal) = done {
        return Ok(refusal);
    }
    if call.world.faults.has("owner-lost") {
        call.world.faults.matching(
            crate::faults::known::Class::Save,
            call.req.method.as_str(),
            &call.req.path,
        );
        // The save happened, but the user can no longer see the record: 404, unless the client asked for 204.
        if call.req.param("handleOwnerChange") == Some("true") {
            return Ok(Reply::empty(204));
        }
        return Err(Problem::not_found().into());
    }
    let mut wanted = Wanted::default();
    for (_, field) in object.visible() {
        wanted.add(&[&field.name]);
    }
    let json = read(call, object, id, &wanted)?;
    Ok(cached_write(json))
}

fn cached_write(json: Json) -> Reply {
    let tag = format!("\"{}\"", json["eTag"].as_str().unwrap_or_default());
    Reply::ok(json).with("etag", tag)
}

/// Saves, or returns the refusal in the format of this API.
pub fn apply(
    call: &mut Call<'_>,
    object: &Arc<Object>,
    id: Id,
    fields: &Map<String, Json>,
    source: &Source<'_>,
) -> Result<(), Reply> {
    let refuse = |problems: Vec<Problem>| refusal(object, &problems);
    let changes = changes(object, fields, false, source).map_err(refuse)?;
    let lost = saving::before(call, object, id, &changes).map_err(refuse)?;
    if lost || stale(call, object, id) {
        return Err(collision(call, object, id));
    }
    save::update(&mut call.world.org, call.user, object, id, &changes).map_err(refuse)
}

/// The guide names both headers for this; dates in ISO format are accepted too, as in `lastModifiedDate`.
fn stale(call: &Call<'_>, object: &Object, id: Id) -> bool {
    let header = call.req.header("if-unmodified-since").or_else(|| call.req.header("if-modified-since"));
    let since = header.and_then(|text| conditions::parse(text).or_else(|| coerce::date_time(text)));
    match (since, call.world.org.value(&object.name, id, "LastModifiedDate")) {
        (Some(since), Value::DateTime(modified)) => modified.as_second() > since.as_second(),
        _ => false,
    }
}

fn collision(call: &Call<'_>, object: &Object, id: Id) -> Reply {
    if call.world.faults.has("ui-collision-412") {
        return conditions::failed(call);
    }
    let by = call.world.org.value(&object.name, id, "LastModifiedById").as_id();
    let name = by.map(|id| call.world.org.user_name(id)).unwrap_or_default();
    let message = format!(
        "This record was modified by {name} during your edit session. Make a note of the data you entered, then \
         reload the record and enter your updates again."
    );
    let error = json!({
        "constituentField": null, "duplicateRecordError": null, "errorCode": "CollisionDetectedException",
        "field": null, "fieldLabel": null, "message": message,
    });
    with_output(vec![error], Map::new())
}

/// "Error with Output": errors of fields and errors of the page.
pub fn refusal(object: &Object, problems: &[Problem]) -> Reply {
    let plain = |p: &Problem| p.status != 400 || p.code == "JSON_PARSER_ERROR";
    if problems.iter().any(plain) {
        let parser = |p: &Problem| match p.code.as_ref() {
            "JSON_PARSER_ERROR" => Problem { code: "POST_BODY_PARSE_ERROR".into(), ..p.clone() },
            _ => p.clone(),
        };
        return super::problems(&problems.iter().map(parser).collect::<Vec<_>>());
    }
    let mut page = Vec::new();
    let mut at_fields: Map<String, Json> = Map::new();
    for problem in problems {
        let fields = problem.fields.clone().unwrap_or_default();
        let error = |field: Option<&str>| {
            let label = field.and_then(|f| object.field(f)).map(|f| f.label.clone());
            json!({
                "constituentField": field, "duplicateRecordError": null, "errorCode": problem.code, "field": field,
                "fieldLabel": label, "message": problem.message,
            })
        };
        if fields.is_empty() {
            page.push(error(None));
        }
        for field in &fields {
            let list = at_fields.entry(field.clone()).or_insert_with(|| json!([]));
            if let Json::Array(list) = list {
                list.push(error(Some(field)));
            }
        }
    }
    with_output(page, at_fields)
}

fn with_output(errors: Vec<Json>, fields: Map<String, Json>) -> Reply {
    Reply::json(
        400,
        json!({
            "message": "An error occurred while trying to update the record. Please try again.", "statusCode": 400,
            "enhancedErrorType": "RecordError", "id": "418879747",
            "output": { "errors": errors, "fieldErrors": fields },
        }),
    )
}

/// `POST /services/data/v{version}/ui-api/records`
pub fn create(call: &mut Call<'_>) -> Outcome<Reply> {
    if call.req.method != Method::POST {
        return Ok(Reply::method_not_allowed(&call.req.method, "POST"));
    }
    let body = body(call)?;
    let name = body.get("apiName").and_then(Json::as_str).unwrap_or_default().to_owned();
    let object = super::object(call, &name)?;
    idempotency::guard(call, |call| {
        let empty = Map::new();
        let fields = body.get("fields").and_then(Json::as_object).unwrap_or(&empty);
        let text = call.req.text()?.to_owned();
        let made = changes(&object, fields, true, &Source::new(&text).at(Step::Key("fields")))
            .and_then(|changes| save::create(&mut call.world.org, call.user, &object, &changes));
        let id = match made {
            Ok(id) => id,
            Err(problems) => return Ok(refusal(&object, &problems)),
        };
        let mut wanted = Wanted::default();
        for (_, field) in object.visible() {
            wanted.add(&[&field.name]);
        }
        let json = read(call, &object, id, &wanted)?;
        Ok(Reply { status: 201, ..cached_write(json) })
    })
}
