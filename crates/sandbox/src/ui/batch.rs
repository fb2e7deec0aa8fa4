//! `GET /services/data/v{version}/ui-api/records/batch/{ids}` and `POST …/ui-api/records/batch`

use http::Method;
use serde_json::{Map, Value as Json, json};

use super::records::{apply, read as read_one, target, wanted};
use crate::call::Call;
use crate::json_location::Source;
use crate::message::{Content, Reply};
use crate::problem::{Outcome, Problem};

const MOST: usize = 200;

/// Reads several records of one object.
pub fn read_all(call: &Call<'_>, ids: &str) -> Outcome<Vec<Json>> {
    let one = |text: &str| -> Outcome<Json> {
        let (object, id) = target(call, text)?;
        let json = wanted(call, &object).and_then(|wanted| read_one(call, &object, id, &wanted));
        Ok(match json {
            Ok(json) => json!({ "result": json, "statusCode": 200 }),
            Err(problem) => {
                let error = json!([{ "errorCode": problem.code, "message": problem.message }]);
                json!({ "result": error, "statusCode": problem.status })
            }
        })
    };
    ids.split(',').take(MOST).map(one).collect()
}

/// Reads a batch.
pub fn read(call: &Call<'_>, ids: &str) -> Outcome<Reply> {
    let results = read_all(call, ids)?;
    let errors = results.iter().any(|r| r["statusCode"] != 200);
    Ok(Reply::ok(json!({ "hasErrors": errors, "results": results })))
}

/// Updates a batch; since version 59.
pub fn write(call: &mut Call<'_>) -> Outcome<Reply> {
    if call.req.method != Method::POST {
        return Ok(Reply::method_not_allowed(&call.req.method, "POST"));
    }
    if call.version < 59 {
        return Err(Problem::not_found().into());
    }
    let body = Json::Object(call.req.object()?);
    let all_or_none = body["allOrNone"].as_bool().unwrap_or(false);
    let mut records = Vec::new();
    for operation in body["operations"].as_array().into_iter().flatten() {
        if operation["type"] != "Update" {
            let message = format!("Operation type {} is not supported", operation["type"]);
            return Err(Problem::new(400, "INVALID_INPUT", message).into());
        }
        records.extend(operation["records"].as_array().into_iter().flatten().cloned());
    }
    if records.is_empty() || records.len() > MOST {
        let message = format!("A batch has 1 to {MOST} records");
        return Err(Problem::new(400, "INVALID_INPUT", message).into());
    }
    let point = call.world.org.begin();
    let results: Vec<Json> = records.iter().map(|record| one(call, record)).collect();
    let errors = results.iter().any(|r| r["statusCode"] != 200);
    if errors && all_or_none {
        call.world.org.rollback(point);
    } else {
        call.world.org.commit(point);
    }
    Ok(Reply::ok(json!({ "hasErrors": errors, "results": results })))
}

fn one(call: &mut Call<'_>, record: &Json) -> Json {
    let mut fields: Map<String, Json> = record["fields"].as_object().cloned().unwrap_or_default();
    let id = fields.shift_remove("Id").and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default();
    let done = target(call, &id).map_err(|p| super::problems(&[p])).and_then(|(object, id)| {
        apply(call, &object, id, &fields, &Source::new(""))?;
        Ok((object, id))
    });
    match done {
        Ok((object, id)) => {
            let mut wanted = super::record_json::Wanted::default();
            for (_, field) in object.visible() {
                wanted.add(&[&field.name]);
            }
            match super::records::read(call, &object, id, &wanted) {
                Ok(json) => json!({ "result": json, "statusCode": 200 }),
                Err(problem) => {
                    json!({ "result": [{ "errorCode": problem.code }], "statusCode": problem.status })
                }
            }
        }
        Err(reply) => {
            let result = match reply.content {
                Content::Json(json) => json,
                _ => Json::Null,
            };
            json!({ "result": result, "statusCode": reply.status })
        }
    }
}
