//! Moves records to the recycle bin, where `queryAll` still finds them.

use super::id::Id;
use super::save::may_change;
use super::schema::Object;
use super::value::Value;
use super::{Org, Write};
use crate::problem::{Outcome, Problem};

/// Deletes a record.
pub fn delete(org: &mut Org, by: Id, object: &Object, id: Id) -> Outcome<()> {
    may_change(org, object, id)?;
    let Some(mut row) = org.table(&object.name).and_then(|t| t.rows.get(&id)).cloned() else {
        return Err(Problem::not_found().into());
    };
    row.deleted = true;
    let now = org.clock.now();
    for (name, value) in [("IsDeleted", Value::Bool(true)), ("SystemModstamp", Value::DateTime(now))] {
        if let Some(position) = object.slot(name) {
            row.values[position] = value;
        }
    }
    org.put(&object.name, row);
    let object = object.name.clone();
    org.writes.push(Write { at: now, what: "delete", object, id, by, changes: Vec::new() });
    Ok(())
}
