//! `GET /services/data/v{version}/tooling/sobjects/{object}/{id}`
//!
//! A row of Setup with its `Metadata`, which a query returns for one row at a time (Tooling API guide,
//! "ValidationRule").

use http::Method;
use serde_json::{Value as Json, json};

use super::{fields_json, rows};
use crate::call::Call;
use crate::message::Reply;
use crate::problem::{Outcome, Problem};

/// Handles a row.
pub fn row(call: &Call<'_>, name: &str, id: &str) -> Outcome<Reply> {
    if !matches!(call.req.method, Method::GET | Method::HEAD) {
        return Ok(Reply::method_not_allowed(&call.req.method, "HEAD,GET"));
    }
    let table = call.world.org.table(name).filter(|t| t.object.tooling).ok_or_else(Problem::not_found)?;
    let object = table.object.clone();
    let id = rows::row_id(&object, id)?;
    let row = call.world.org.row(&object.name, id).ok_or_else(Problem::not_found)?;
    let mut json = fields_json::record(&object, row, call.req.param("fields"), call.version)?;
    json["attributes"]["url"] = json!(call.path(&format!("/tooling/sobjects/{}/{id}", object.name)));
    if json.get("Metadata").is_some() {
        json["Metadata"] = call.world.org.metadata.get(&id).cloned().unwrap_or(Json::Null);
    }
    Ok(Reply::ok(json))
}
