//! Create and update: the checks in Salesforce's order, then the record.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::coerce::{self, Manner};
use super::id::Id;
use super::schema::{Field, Kind, Object};
use super::stored::{choice, named, refuse_date, stored};
use super::value::Value;
use super::{Access, Org, Row, Write, history, opportunity, rules};
use crate::json_location::{Source, Step};
use crate::problem::{Outcome, Problem};

/// Field values by position.
pub type Changes = Vec<(usize, Value)>;

/// Reads the fields of a body. `Id` in it is an error unless the API expects it there.
pub fn read(
    object: &Object,
    body: &Map<String, Json>,
    manner: Manner,
    new: bool,
    source: &Source<'_>,
) -> Outcome<Changes> {
    let mut changes = Changes::new();
    let mut read_only = Vec::new();
    for (name, json) in body {
        if name == "attributes" {
            continue;
        }
        let Some(position) = object.position(name) else {
            let message = format!("No such column '{name}' on sobject of type {}", object.name);
            return Err(Problem::new(400, "INVALID_FIELD", message).into());
        };
        let field = &object.fields[position];
        let value = coerce::read(field, json, manner, &source.at(Step::Key(name)))?;
        if field.kind == Kind::Id {
            let message = "The Id field should not be specified in the sobject data.";
            return Err(Problem::save("INVALID_FIELD", message, &["Id"]).into());
        }
        if !(if new { field.createable } else { field.updateable }) {
            read_only.push(field.name.as_str());
        }
        changes.push((position, value));
    }
    refuse_read_only(&read_only)?;
    Ok(changes)
}

/// Read-only fields are refused together, named in the order of the body.
pub fn refuse_read_only(fields: &[&str]) -> Outcome<()> {
    if fields.is_empty() {
        return Ok(());
    }
    let message = format!(
        "Unable to create/update fields: {}. Please check the security settings of this field and verify \
         that it is read/write for your profile or permission set.",
        fields.join(", ")
    );
    Err(Problem::save("INVALID_FIELD_FOR_INSERT_UPDATE", message, fields).into())
}

/// Checks that the user may change this record at all.
pub fn may_change(org: &Org, object: &Object, id: Id) -> Outcome<()> {
    let unknown = || Problem::new(404, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
    let row = org.table(&object.name).and_then(|t| t.rows.get(&id)).ok_or_else(unknown)?;
    if row.deleted {
        return Err(Problem::save("ENTITY_IS_DELETED", "entity is deleted", &[]).with_status(404).into());
    }
    match org.access.get(&id) {
        Some(Access::None) => return Err(unknown().into()),
        Some(Access::Read) => {
            let message = "insufficient access rights on object id";
            return Err(Problem::save("INSUFFICIENT_ACCESS_OR_READONLY", message, &[]).into());
        }
        None => {}
    }
    if org.locked.contains(&id) {
        let message = "This record is locked. If you need to edit it, contact your admin.";
        return Err(Problem::save("ENTITY_IS_LOCKED", message, &[]).into());
    }
    Ok(())
}

/// Changes a record.
pub fn update(org: &mut Org, by: Id, object: &Arc<Object>, id: Id, changes: &Changes) -> Outcome<()> {
    may_change(org, object, id)?;
    let Some(before) = org.table(&object.name).and_then(|t| t.rows.get(&id)).cloned() else {
        return Err(Problem::not_found().into());
    };
    check_values(org, object, changes)?;
    let mut after = before.clone();
    for (position, value) in changes {
        after.values[*position] = stored(&object.fields[*position], value);
    }
    finish(org, by, object, Some(&before), after)
}

/// Creates a record.
pub fn create(org: &mut Org, by: Id, object: &Arc<Object>, changes: &Changes) -> Outcome<Id> {
    if !object.writable {
        let message = "entity type cannot be inserted: ".to_owned() + &object.label;
        return Err(Problem::save("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message, &[]).into());
    }
    let given = |position: usize| changes.iter().any(|(p, value)| *p == position && !value.is_null());
    let missing: Vec<&str> = object
        .visible()
        .filter(|(position, field)| field.required() && !given(*position))
        .map(|(_, field)| field.name.as_str())
        .collect();
    refuse_missing(&missing)?;
    check_values(org, object, changes)?;
    let id = org.next_id(&object.name);
    let mut row = Row { id, values: object.blank(), deleted: false };
    let set = |row: &mut Row, name: &str, value: Value| {
        if let Some(position) = object.slot(name) {
            row.values[position] = value;
        }
    };
    set(&mut row, "Id", Value::Id(id));
    set(&mut row, "OwnerId", Value::Id(by));
    set(&mut row, "CreatedById", Value::Id(by));
    set(&mut row, "CreatedDate", Value::DateTime(org.clock.now()));
    set(&mut row, "CurrencyIsoCode", Value::text(&org.currency));
    if let Some(record_type) = org.default_record_type() {
        set(&mut row, "RecordTypeId", Value::Id(record_type.id));
    }
    for (position, value) in changes {
        row.values[*position] = stored(&object.fields[*position], value);
    }
    finish(org, by, object, None, row)?;
    Ok(id)
}

fn refuse_missing(missing: &[&str]) -> Outcome<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("Required fields are missing: [{}]", missing.join(", "));
    Err(Problem::save("REQUIRED_FIELD_MISSING", message, missing).into())
}

fn finish(org: &mut Org, by: Id, object: &Arc<Object>, before: Option<&Row>, mut after: Row) -> Outcome<()> {
    if object.name == "Opportunity" {
        opportunity::apply(org, object, before, &mut after);
        rules::check(org, by, object, before, &after)?;
        opportunity::win_today(org, object, before, &mut after);
    }
    let now = org.clock.now();
    for (name, value) in [
        ("LastModifiedDate", Value::DateTime(now)),
        ("LastModifiedById", Value::Id(by)),
        ("SystemModstamp", Value::DateTime(now)),
    ] {
        if let Some(position) = object.slot(name) {
            after.values[position] = value;
        }
    }
    let changes = differences(object, before, &after);
    let what = if before.is_some() { "update" } else { "create" };
    let id = after.id;
    if object.name == "Opportunity" {
        history::record(org, by, object, before, &after);
    }
    org.keep_unknown_choices(object, &after);
    org.put(&object.name, after);
    org.writes.push(Write { at: now, what, object: object.name.clone(), id, by, changes });
    Ok(())
}

fn differences(object: &Object, before: Option<&Row>, after: &Row) -> Vec<(String, Value, Value)> {
    let was = |position: usize| before.map_or(Value::Null, |row| row.values[position].clone());
    let stamps = ["LastModifiedDate", "LastModifiedById", "SystemModstamp"];
    object
        .fields
        .iter()
        .enumerate()
        .filter(|(position, field)| {
            !stamps.contains(&field.name.as_str()) && was(*position) != after.values[*position]
        })
        .map(|(position, field)| (field.name.clone(), was(position), after.values[position].clone()))
        .collect()
}

fn check_values(org: &Org, object: &Object, changes: &Changes) -> Outcome<()> {
    let missing: Vec<&str> = changes
        .iter()
        .filter(|(position, value)| {
            object.fields[*position].required() && stored(&object.fields[*position], value).is_null()
        })
        .map(|(position, _)| object.fields[*position].name.as_str())
        .collect();
    refuse_missing(&missing)?;
    let problems: Vec<Problem> =
        changes.iter().filter_map(|(position, value)| check(org, &object.fields[*position], value)).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn check(org: &Org, field: &Field, value: &Value) -> Option<Problem> {
    match value {
        Value::Text(text) if field.kind.is_picklist() => picklist(org, field, text),
        Value::Text(text) if field.length > 0 && text.chars().count() > field.length as usize => {
            // The message quotes the text, truncated if it is long.
            let shown: String = text.chars().take(1_000).collect();
            let message =
                format!("{}: data value too large: {shown} (max length={})", field.label, field.length);
            Some(Problem::save("STRING_TOO_LONG", message, &[&field.name]))
        }
        Value::Text(text) if field.kind == Kind::Email && !is_address(text) => {
            let message = format!("{}: invalid email address: {text}", field.label);
            Some(Problem::save("INVALID_EMAIL_ADDRESS", message, &[&field.name]))
        }
        Value::Number(n) if field.precision > 0 => {
            let whole = n.trunc().abs().to_string().trim_start_matches('0').len() as u32;
            (whole > field.precision.saturating_sub(field.scale)).then(|| {
                let shown = super::value::double_text(*n);
                let message =
                    format!("{}: value outside of valid range on numeric field: {shown}", field.label);
                Problem::save("NUMBER_OUTSIDE_VALID_RANGE", message, &[&field.name])
            })
        }
        Value::Date(_) | Value::DateTime(_) => refuse_date(field, value),
        Value::Id(id) => refers(org, field, *id),
        _ => None,
    }
}

/// Returns true for a name and a host around one `@`, without blanks.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.trim().split_once('@') else { return false };
    let part = |part: &str| !part.is_empty() && !part.contains(|c: char| c == '@' || c.is_whitespace());
    part(name) && part(host)
}

fn picklist(org: &Org, field: &Field, text: &str) -> Option<Problem> {
    let restricted = field.restricted || (field.name == "StageName" && org.restricted_stages);
    let active = |text: &&str| choice(field, text).is_some_and(|choice| choice.active);
    let wrong = named(field, text).into_iter().find(|text| !active(text)).filter(|_| restricted);
    wrong.map(|text| {
        let message = format!("{}: bad value for restricted picklist field: {text}", field.label);
        Problem::save("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, &[&field.name])
    })
}

fn refers(org: &Org, field: &Field, id: Id) -> Option<Problem> {
    if field.name == "RecordTypeId" {
        let usable = org.record_type(id).is_some_and(|t| t.available && !t.master);
        return (!usable).then(|| {
            let message = format!("{}: this ID value isn't valid for the user: {id}", field.label);
            Problem::save("INVALID_CROSS_REFERENCE_KEY", message, &["RecordTypeId"])
        });
    }
    let tables: Vec<_> = field.refers_to.iter().filter_map(|name| org.table(name)).collect();
    if tables.is_empty() {
        return None;
    }
    if !tables.iter().any(|t| t.object.prefix == id.prefix()) {
        let message = format!("{}: id value of incorrect type: {id}", field.label);
        return Some(Problem::save("MALFORMED_ID", message, &[&field.name]));
    }
    let there = tables.iter().any(|t| t.rows.get(&id).is_some_and(|row| !row.deleted));
    if !there {
        return Some(Problem::save("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[]));
    }
    (org.access.get(&id) == Some(&Access::None)).then(|| {
        let message = format!("insufficient access rights on cross-reference id: {}", id.short());
        Problem::save("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message, &[])
    })
}
