//! `GET|PATCH|DELETE /services/data/v{version}/sobjects/{object}/{field}/{value}`: rows by external id.

use std::sync::Arc;

use http::Method;
use serde_json::json;

use super::{rows, saving};
use crate::call::Call;
use crate::json_location::Source;
use crate::message::Reply;
use crate::org::coerce::{self, Manner};
use crate::org::id::Id;
use crate::org::save;
use crate::org::schema::{Kind, Object};
use crate::org::value::Value;
use crate::problem::{Outcome, Problem};

/// Handles a row with an external id.
pub fn answer(call: &mut Call<'_>, object: &Arc<Object>, field: &str, value: &str) -> Outcome<Reply> {
    let no_field = || {
        let message = format!("Provided external ID field does not exist or is not accessible: {field}");
        Problem::new(404, "NOT_FOUND", message)
    };
    let position = object.position(field).ok_or_else(no_field)?;
    let key = &object.fields[position];
    if !key.external_id && key.kind != Kind::Id {
        return Err(no_field().into());
    }
    let wanted = coerce::parse(key.kind, value).map_err(|_| Problem::not_found())?;
    let matching = find(call, object, position, &wanted);
    match matching.as_slice() {
        [] if call.req.method == Method::PATCH && call.req.param("updateOnly") != Some("true") => {
            upsert(call, object, position, wanted, None)
        }
        [] => Err(Problem::not_found().into()),
        [id] if call.req.method == Method::PATCH => upsert(call, object, position, wanted, Some(*id)),
        [id] => rows::answer(call, object, &id.to_string()),
        several => {
            let urls: Vec<String> =
                several.iter().map(|id| call.path(&format!("/sobjects/{}/{id}", object.name))).collect();
            Ok(Reply::json(300, json!(urls)))
        }
    }
}

fn find(call: &Call<'_>, object: &Object, position: usize, wanted: &Value) -> Vec<Id> {
    let Some(table) = call.world.org.table(&object.name) else { return Vec::new() };
    let same = |value: &Value| value.plain().to_lowercase() == wanted.plain().to_lowercase();
    let hits = table.rows.values().filter(|row| !row.deleted && same(&row.values[position]));
    hits.filter(|row| call.world.org.row(&object.name, row.id).is_some()).map(|row| row.id).collect()
}

fn upsert(
    call: &mut Call<'_>,
    object: &Arc<Object>,
    position: usize,
    key: Value,
    found: Option<Id>,
) -> Outcome<Reply> {
    let body = call.req.object()?;
    let source = Source::new(call.req.text()?);
    let mut changes = save::read(object, &body, Manner::Lenient, found.is_none(), &source)?;
    let id = match found {
        Some(id) => {
            saving::before(call, object, id, &changes)?;
            save::update(&mut call.world.org, call.user, object, id, &changes)?;
            id
        }
        None => {
            changes.push((position, key));
            save::create(&mut call.world.org, call.user, object, &changes)?
        }
    };
    // Up to version 45 an update has no body.
    if found.is_some() && call.version <= 45 {
        return Ok(Reply::empty(204));
    }
    let status = if found.is_some() { 200 } else { 201 };
    let json = json!({ "id": id.to_string(), "success": true, "errors": [], "created": found.is_none() });
    let reply = Reply::json(status, json);
    Ok(match found {
        Some(_) => reply,
        None => reply.with("location", call.path(&format!("/sobjects/{}/{id}", object.name))),
    })
}
