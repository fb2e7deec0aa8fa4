//! `GET|HEAD|PATCH|DELETE /services/data/v{version}/sobjects/{object}/{id}` and `POST …/sobjects/{object}`

use std::sync::Arc;

use http::Method;
use serde_json::json;

use super::conditions::{self, Precondition};
use super::{fields_json, saving};
use crate::call::Call;
use crate::json_location::Source;
use crate::message::{Content, Reply};
use crate::org::coerce::Manner;
use crate::org::delete;
use crate::org::id::Id;
use crate::org::save;
use crate::org::schema::Object;
use crate::org::value::{Value, http_time};
use crate::problem::{Outcome, Problem};

/// Handles a row.
pub fn answer(call: &mut Call<'_>, object: &Arc<Object>, id: &str) -> Outcome<Reply> {
    let id = row_id(object, id)?;
    match call.req.method {
        Method::GET => read(call, object, id),
        Method::HEAD => read(call, object, id).map(|reply| Reply { content: Content::Empty, ..reply }),
        Method::PATCH => update(call, object, id),
        Method::DELETE => {
            delete::delete(&mut call.world.org, call.user, object, id)?;
            Ok(Reply::empty(204))
        }
        _ => Ok(Reply::method_not_allowed(&call.req.method, "HEAD,GET,PATCH,DELETE")),
    }
}

/// Reads the id of a path. A text that is not an id of this object is read as an external id field, as
/// recorded; a wrong checksum is a malformed id.
pub fn row_id(object: &Object, text: &str) -> Result<Id, Problem> {
    match text.parse::<Id>() {
        Ok(id) if id.prefix() == object.prefix => Ok(id),
        Err(_) if text.len() == 18 && text.starts_with(&object.prefix) => {
            let message = format!("{} ID: id value of incorrect type: {text}", object.label);
            Err(Problem::save("MALFORMED_ID", message, &["Id"]))
        }
        _ => {
            let message = format!("Provided external ID field does not exist or is not accessible: {text}");
            Err(Problem::new(404, "NOT_FOUND", message))
        }
    }
}

fn read(call: &mut Call<'_>, object: &Arc<Object>, id: Id) -> Outcome<Reply> {
    let row = call.world.org.row(&object.name, id).ok_or_else(Problem::not_found)?;
    if let Precondition::Failed(reply) = conditions::check(call, object, row)? {
        return Ok(reply);
    }
    let json = fields_json::record(object, row, call.req.param("fields"), call.version)?;
    let mut reply = Reply::ok(json);
    if let Some(Value::DateTime(time)) = object.slot("LastModifiedDate").map(|slot| &row.values[slot]) {
        reply = reply.with("last-modified", http_time(*time));
    }
    if object.name == "Account" {
        reply = reply.with("etag", conditions::etag(row));
    }
    Ok(reply)
}

fn update(call: &mut Call<'_>, object: &Arc<Object>, id: Id) -> Outcome<Reply> {
    let body = call.req.object()?;
    let text = call.req.text()?;
    let changes = save::read(object, &body, Manner::Lenient, false, &Source::new(text))?;
    let lost = saving::before(call, object, id, &changes)?;
    save::may_change(&call.world.org, object, id)?;
    if lost {
        return Ok(conditions::failed(call));
    }
    if let Some(row) = call.world.org.row(&object.name, id)
        && let Precondition::Failed(reply) = conditions::check(call, object, row)?
    {
        return Ok(reply);
    }
    save::update(&mut call.world.org, call.user, object, id, &changes)?;
    Ok(Reply::empty(204))
}

/// `POST /services/data/v{version}/sobjects/{object}`
pub fn create(call: &mut Call<'_>, object: &Arc<Object>) -> Outcome<Reply> {
    let body = call.req.object()?;
    let text = call.req.text()?;
    let changes = save::read(object, &body, Manner::Lenient, true, &Source::new(text))?;
    let id = save::create(&mut call.world.org, call.user, object, &changes)?;
    let reply = Reply::json(201, json!({ "id": id.to_string(), "success": true, "errors": [] }));
    Ok(reply.with("location", call.path(&format!("/sobjects/{}/{id}", object.name))))
}
