//! The User Interface API. It is case-sensitive, and its dates end in `Z`.

pub mod batch;
pub mod idempotency;
pub mod object_info;
pub mod picklists;
pub mod record_json;
pub mod records;

use std::sync::Arc;

use http::Method;
use serde_json::json;

use crate::call::Call;
use crate::message::Reply;
use crate::org::schema::Object;
use crate::problem::{Outcome, Problem};

/// `/ui-api…`
pub fn answer(call: &mut Call<'_>, rest: &[&str]) -> Outcome<Reply> {
    match rest {
        ["object-info", name, rest @ ..] => {
            get_only(call)?;
            let object = object(call, name)?;
            match rest {
                [] => object_info::answer(call, &object),
                ["picklist-values", record_type] => picklists::all(call, &object, record_type),
                ["picklist-values", record_type, field] => picklists::one(call, &object, record_type, field),
                _ => Err(Problem::not_found().into()),
            }
        }
        ["records", "batch", ids] => batch::read(call, ids),
        ["records", "batch"] => batch::write(call),
        ["records", id] => records::answer(call, id),
        ["records"] => records::create(call),
        _ => Err(Problem::not_found().into()),
    }
}

fn get_only(call: &Call<'_>) -> Outcome<()> {
    if call.req.method == Method::GET {
        return Ok(());
    }
    let message = format!("HTTP Method '{}' not allowed. Allowed are GET", call.req.method);
    Err(Problem::new(405, "METHOD_NOT_ALLOWED", message).into())
}

/// Returns an object by its exact name.
fn object(call: &Call<'_>, name: &str) -> Result<Arc<Object>, Problem> {
    let found = call.world.org.table(name).map(|t| t.object.clone()).filter(|o| o.name == name && !o.tooling);
    found.ok_or_else(|| {
        let message = format!("Object {name} is not supported in UI API");
        Problem::new(400, "INVALID_TYPE", message)
    })
}

/// Formats simple errors: code before message, without fields.
pub fn problems(problems: &[Problem]) -> Reply {
    let status = problems.first().map_or(500, |p| p.status);
    let list: Vec<_> =
        problems.iter().map(|p| json!({ "errorCode": p.code, "message": p.message })).collect();
    Reply::json(status, json!(list))
}

/// Returns an `eTag` for any JSON: 32 hexadecimal digits, as recorded.
pub fn etag(json: &serde_json::Value) -> String {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(json.to_string())[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds the `ETag` header, and responds with 304 if the client has the current version.
pub fn cached(call: &Call<'_>, json: serde_json::Value) -> Reply {
    let tag = format!("\"{}\"", json["eTag"].as_str().map_or_else(|| etag(&json), str::to_owned));
    let known = call.req.header("if-none-match").is_some_and(|list| list.split(',').any(|t| t.trim() == tag));
    let reply = if known { Reply::empty(304) } else { Reply::ok(json) };
    reply.with("etag", tag)
}
