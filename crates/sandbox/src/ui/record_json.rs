//! Records in the format of the User Interface API.

use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json, json};

use super::etag;
use crate::call::Call;
use crate::org::display::display;
use crate::org::schema::Object;
use crate::org::value::Value;
use crate::org::{Org, Row};

/// A tree of requested fields: `Account.Name` is below `Account`.
#[derive(Clone, Debug, Default)]
pub struct Wanted(Vec<(String, Wanted)>);

impl Wanted {
    /// Adds a path without its object.
    pub fn add(&mut self, path: &[&str]) {
        let [first, rest @ ..] = path else { return };
        let position = self.0.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
            self.0.push(((*first).to_owned(), Self::default()));
            self.0.len() - 1
        });
        self.0[position].1.add(rest);
    }

    /// Returns true if the user may see this path. Names are case-sensitive.
    pub fn leads(org: &Org, object: &Object, path: &[&str]) -> bool {
        match path {
            [] => false,
            [field] => object.field(field).is_some_and(|f| f.name == *field),
            [relationship, rest @ ..] => {
                let target = object
                    .relationship(relationship)
                    .filter(|position| {
                        object.fields[*position].relationship.as_deref() == Some(*relationship)
                    })
                    .and_then(|position| object.fields[position].refers_to.first())
                    .and_then(|name| org.table(name));
                target.is_some_and(|t| Self::leads(org, &t.object, rest))
            }
        }
    }
}

/// Returns the record with these fields.
pub fn record(call: &Call<'_>, object: &Object, row: &Row, wanted: &Wanted) -> Json {
    let org = &call.world.org;
    let zone = zone(call);
    let mut fields = Map::new();
    for (name, below) in &wanted.0 {
        if below.0.is_empty() {
            if let Some(position) = object.position(name) {
                fields.insert(name.clone(), field(org, object, row, position, &zone));
            }
            continue;
        }
        let Some(position) = object.relationship(name) else { continue };
        let parent = object.fields[position].refers_to.first().and_then(|target| {
            let table = org.table(target)?;
            let row = org.row(target, row.values[position].as_id()?)?;
            Some((table.object.clone(), row))
        });
        let shown = match parent {
            Some((parent, parent_row)) => {
                // The parent's name is the display value, and its id is included.
                let display = parent.slot("Name").map(|slot| parent_row.values[slot].ui());
                let mut below = below.clone();
                below.add(&["Id"]);
                json!({ "displayValue": display, "value": record(call, &parent, parent_row, &below) })
            }
            None => json!({ "displayValue": null, "value": null }),
        };
        fields.insert(name.clone(), shown);
    }
    fields.sort_keys();
    let at = |name: &str| object.slot(name).map_or(Value::Null, |slot| row.values[slot].clone());
    let stamp = match at("SystemModstamp") {
        Value::DateTime(time) => json!(time.as_millisecond()),
        _ => Json::Null,
    };
    let (type_id, type_info) = record_type(call, object, &at("RecordTypeId"));
    let mut json = json!({
        "apiName": object.name, "childRelationships": {}, "eTag": "", "fields": fields, "id": row.id.to_string(),
        "lastModifiedById": at("LastModifiedById").ui(), "lastModifiedDate": at("LastModifiedDate").ui(),
        "recordTypeId": type_id, "recordTypeInfo": type_info, "systemModstamp": at("SystemModstamp").ui(),
        "weakEtag": stamp,
    });
    // Since version 48; before, a record does not contain its record type's id.
    if call.version < 48
        && let Some(object) = json.as_object_mut()
    {
        object.shift_remove("recordTypeId");
    }
    json["eTag"] = json!(etag(&json));
    json
}

/// The master record type if the org or the record has no other.
fn record_type(call: &Call<'_>, object: &Object, id: &Value) -> (Json, Json) {
    if !object.writable {
        return (Json::Null, Json::Null);
    }
    let found = id.as_id().and_then(|id| call.world.org.record_type(id)).filter(|t| !t.master);
    match found {
        Some(t) => {
            let info = json!({
                "available": t.available, "defaultRecordTypeMapping": t.default, "master": false, "name": t.name,
                "recordTypeId": t.id.to_string(),
            });
            (json!(t.id.to_string()), info)
        }
        None => (json!("012000000000000AAA"), Json::Null),
    }
}

fn zone(call: &Call<'_>) -> TimeZone {
    let name = call.world.org.value("User", call.user, "TimeZoneSidKey");
    name.as_text().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

fn field(org: &Org, object: &Object, row: &Row, position: usize, zone: &TimeZone) -> Json {
    let currency =
        object.slot("CurrencyIsoCode").and_then(|slot| row.values[slot].as_text().map(str::to_owned));
    let display = display(org, &object.fields[position], &row.values[position], zone, currency.as_deref());
    json!({ "displayValue": display, "value": row.values[position].ui() })
}

/// Returns a field of a record: its value and its display value.
pub fn shown_field(call: &Call<'_>, object: &Object, row: &Row, name: &str) -> Json {
    match object.position(name) {
        Some(position) => field(&call.world.org, object, row, position, &zone(call)),
        None => Json::Null,
    }
}
