//! Puts records into the org as they are, without the checks and consequences of a save.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::org::coerce::{self, Manner};
use crate::org::id::Id;
use crate::org::value::Value;
use crate::org::{Org, Row, save};

/// A record with the next id.
pub(super) fn add(org: &mut Org, object: &str, values: &[(&str, Json)]) -> Result<Id, String> {
    let id = org.next_id(object);
    add_as(org, object, id, values)?;
    Ok(id)
}

/// A record with this id.
pub(super) fn add_as(org: &mut Org, object: &str, id: Id, values: &[(&str, Json)]) -> Result<(), String> {
    let shape = org.table(object).map(|t| t.object.clone()).ok_or_else(|| format!("no object `{object}`"))?;
    let mut row = Row { id, values: save::blank(&shape), deleted: false };
    if let Some(slot) = shape.slot("Id") {
        row.values[slot] = Value::Id(id);
    }
    for (name, json) in values {
        let slot = shape.slot(name).ok_or_else(|| format!("{object} has no field `{name}`"))?;
        let source = crate::locate::Source::new("");
        row.values[slot] = coerce::read(&shape.fields[slot], json, Manner::Lenient, &source)
            .map_err(|p| format!("{object}.{name}: {}", p.message))?;
    }
    org.put(object, row);
    Ok(())
}

/// Gives a record its dates and their user.
pub(super) fn stamp(org: &mut Org, object: &str, id: Id, by: Id, created: Timestamp, modified: Timestamp) {
    let Some(table) = org.table(object) else { return };
    let shape = table.object.clone();
    let Some(mut row) = table.rows.get(&id).cloned() else { return };
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
    org.put(object, row);
}
