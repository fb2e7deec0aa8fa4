//! Records in the format of the REST API.

use serde_json::{Map, Value as Json, json};

use crate::org::Row;
use crate::org::schema::Object;
use crate::problem::Problem;

/// Returns the record with the requested fields, or with all that the user may see.
pub fn record(object: &Object, row: &Row, fields: Option<&str>, version: u32) -> Result<Json, Problem> {
    let mut out = Map::new();
    let url = format!("/services/data/v{version}.0/sobjects/{}/{}", object.name, row.id);
    out.insert("attributes".into(), json!({ "type": object.name, "url": url }));
    let Some(fields) = fields else {
        out.extend(
            object.visible().map(|(position, field)| (field.name.clone(), row.values[position].rest())),
        );
        return Ok(Json::Object(out));
    };
    for name in fields.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        // One unknown or hidden field fails the whole request.
        let position = object.position(name).ok_or_else(|| {
            let message = format!("No such column '{name}' on sobject of type {}", object.name);
            Problem::new(400, "INVALID_FIELD", message)
        })?;
        out.insert(object.fields[position].name.clone(), row.values[position].rest());
    }
    out.entry("Id").or_insert_with(|| json!(row.id.to_string()));
    Ok(Json::Object(out))
}
