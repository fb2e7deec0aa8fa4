//! Adds records to the org without the checks and consequences of a save.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::json_location::Source;
use crate::org::coerce::{self, Manner};
use crate::org::id::Id;
use crate::org::schema::Object;
use crate::org::value::Value;
use crate::org::{Org, Row};

/// Adds a record with the next id.
pub(super) fn add(org: &mut Org, object: &str, values: &[(&str, Json)]) -> Result<Id, String> {
    let id = org.next_id(object);
    add_as(org, object, id, values)?;
    Ok(id)
}

/// Adds a record with this id.
pub(super) fn add_as(org: &mut Org, object: &str, id: Id, values: &[(&str, Json)]) -> Result<(), String> {
    let shape = shape(org, object)?;
    let row = build(&shape, id, values)?;
    org.put(object, row);
    Ok(())
}

/// Returns the definition of an object.
pub(super) fn shape(org: &Org, object: &str) -> Result<Arc<Object>, String> {
    org.table(object).map(|t| t.object.clone()).ok_or_else(|| format!("no object `{object}`"))
}

/// Builds a record without adding it.
pub(super) fn build(shape: &Object, id: Id, values: &[(&str, Json)]) -> Result<Row, String> {
    let mut row = Row { id, values: shape.blank(), deleted: false };
    if let Some(slot) = shape.slot("Id") {
        row.values[slot] = Value::Id(id);
    }
    let source = Source::new("");
    for (name, json) in values {
        let slot = shape.slot(name).ok_or_else(|| format!("{} has no field `{name}`", shape.name))?;
        row.values[slot] = coerce::read(&shape.fields[slot], json, Manner::Lenient, &source)
            .map_err(|p| format!("{}.{name}: {}", shape.name, p.message))?;
    }
    Ok(row)
}

/// Sets the dates and users of a record in the org.
pub(super) fn stamp(org: &mut Org, object: &str, id: Id, by: Id, created: Timestamp, modified: Timestamp) {
    let Some(table) = org.table(object) else { return };
    let shape = table.object.clone();
    let Some(mut row) = table.rows.get(&id).cloned() else { return };
    stamp_row(&shape, &mut row, by, created, modified);
    org.put(object, row);
}

/// Sets the dates and users of a record.
pub(super) fn stamp_row(shape: &Object, row: &mut Row, by: Id, created: Timestamp, modified: Timestamp) {
    for (name, value) in [
        ("CreatedDate", Value::DateTime(created)),
        ("CreatedById", Value::Id(by)),
        ("LastModifiedDate", Value::DateTime(modified)),
        ("LastModifiedById", Value::Id(by)),
        ("SystemModstamp", Value::DateTime(modified)),
    ] {
        if let Some(slot) = shape.slot(name) {
            row.values[slot] = value;
        }
    }
}
