//! Faults of class `Save`, which affect a save before the org handles it.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::call::Call;
use crate::faults::Fault;
use crate::faults::known::Class;
use crate::json_location::Source;
use crate::org::coerce::Manner;
use crate::org::id::Id;
use crate::org::save::{self, Changes};
use crate::org::schema::Object;
use crate::org::value::Value;
use crate::problem::{Outcome, Problem};

/// Applies the faults. Returns true if the precondition has to fail.
pub fn before(call: &mut Call<'_>, object: &Arc<Object>, id: Id, changes: &Changes) -> Outcome<bool> {
    let matched = call.world.faults.matching(Class::Save, call.req.method.as_str(), &call.req.path);
    let mut lost = false;
    let mut refusals: Vec<Problem> = Vec::new();
    for fault in &matched {
        match fault.name {
            "stale" => lost = true,
            "someone-else" => edit(call, object, id, &fault.value),
            // The User Interface API checks for it after the save.
            "owner-lost" => call.world.faults.add(vec![Fault { times: Some(1), ..fault.clone() }]),
            "duplicate" if duplicates_allowed(call) => {}
            _ => refusals.push(refusal(fault, object, id, changes)),
        }
    }
    // Validation rules are reported together; of other errors only the first one.
    if refusals.iter().any(|r| r.code != "FIELD_CUSTOM_VALIDATION_EXCEPTION") {
        refusals.truncate(1);
    }
    if refusals.is_empty() { Ok(lost) } else { Err(refusals) }
}

fn duplicates_allowed(call: &Call<'_>) -> bool {
    let header = call.req.header("sforce-duplicate-rule-header").unwrap_or_default().replace(' ', "");
    header.to_lowercase().contains("allowsave=true") || call.req.param("allowSaveOnDuplicate") == Some("true")
}

fn refusal(fault: &Fault, object: &Object, id: Id, changes: &Changes) -> Problem {
    let value = fault.value.as_str().unwrap_or_default();
    match fault.name {
        "row-lock" if value == "old" => {
            Problem::save("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", &[])
        }
        "row-lock" => {
            let message = format!("unable to obtain exclusive access to this record or 1 records: {id}");
            Problem::save("UNABLE_TO_LOCK_ROW", message, &[])
        }
        "read-only" => {
            let status = if fault.value.as_u64() == Some(403) { 403 } else { 400 };
            Problem::save("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", &[])
                .with_status(status)
        }
        "approval-lock" => {
            let message = "This record is locked. If you need to edit it, contact your admin.";
            Problem::save("ENTITY_IS_LOCKED", message, &[])
        }
        // Such texts contain markup, which a page must never render as HTML.
        "flow-error" => {
            let message = "We can't save this record because the \u{201c}Measure Savings Field Updates\u{201d} process \
                failed. Give your Salesforce admin these details. <b>An unhandled fault has occurred in this \
                flow</b><br>An unhandled fault has occurred while processing the flow.  Please contact your system \
                administrator for more information. Error ID: 1405213620-33528 (-1704150698)";
            Problem::save("CANNOT_EXECUTE_FLOW_TRIGGER", message, &[])
        }
        "trigger-error" => {
            let message = format!(
                "dlrs_TaskTrigger: execution of AfterInsert caused by: System.DmlException: Update failed. First \
                 exception on row 0 with id {id}; first error: FIELD_CUSTOM_VALIDATION_EXCEPTION, You cannot update \
                 Closed Won Opportunities, please contact your System Administrator if an update needs to be made.: \
                 [] (dlrs) "
            );
            Problem::save("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message, &[])
        }
        "validation" => {
            let (field, message) = match value.split_once(':') {
                Some((field, message)) if object.position(field).is_some() => (Some(field), message),
                _ => (None, if value.is_empty() { "Name can't start with Invalid-" } else { value }),
            };
            Problem::save("FIELD_CUSTOM_VALIDATION_EXCEPTION", message, field.as_slice())
        }
        _ => duplicate(object, id, changes),
    }
}

/// Salesforce misspells the key `duplicateResut`.
fn duplicate(object: &Object, id: Id, _changes: &Changes) -> Problem {
    let rule = format!("Standard_{}_Duplicate_Rule", object.name);
    let url = format!("/services/data/v67.0/sobjects/{}/{id}", object.name);
    let record = json!({ "attributes": { "type": object.name, "url": url }, "Id": id.to_string() });
    let result = json!({
        "allowSave": true, "duplicateRule": rule, "duplicateRuleEntityType": object.name,
        "errorMessage": "You're creating a duplicate record. We recommend you use an existing record instead.",
        "matchResults": [{
            "entityType": object.name, "errors": [], "matchEngine": "FuzzyMatchEngine",
            "matchRecords": [{
                "additionalInformation": [], "fieldDiffs": [], "matchConfidence": 100.0, "record": record,
            }],
            "rule": format!("Standard_{}_Match_Rule_v1_1", object.name), "size": 1, "success": true,
        }],
    });
    let message = "You're creating a duplicate record. We recommend you use an existing record instead.";
    Problem {
        extra: Some(Box::new(("duplicateResut", result))),
        ..Problem::new(400, "DUPLICATES_DETECTED", message)
    }
}

/// Simulates a save by another user, one second after the last one, so that whole seconds differ.
fn edit(call: &mut Call<'_>, object: &Arc<Object>, id: Id, value: &Json) {
    let fields = match value {
        Json::Object(fields) => fields.clone(),
        Json::String(text) => {
            let (field, value) = text.split_once(':').unwrap_or(("NextStep", text));
            Map::from_iter([(field.to_owned(), json!(value))])
        }
        _ => Map::from_iter([("NextStep".to_owned(), json!("Changed by another user"))]),
    };
    let others =
        call.world.org.table("User").map(|t| t.rows.keys().copied().collect::<Vec<_>>()).unwrap_or_default();
    let user = others.into_iter().find(|u| *u != call.user).unwrap_or(call.user);
    let before = call.world.org.value(&object.name, id, "LastModifiedDate");
    let Ok(changes) = save::read(object, &fields, Manner::Lenient, false, &Source::new("")) else { return };
    if save::update(&mut call.world.org, user, object, id, &changes).is_err() {
        return;
    }
    let Some(mut row) = call.world.org.table(&object.name).and_then(|t| t.rows.get(&id)).cloned() else {
        return;
    };
    if let (Value::DateTime(before), Some(slot), Some(system)) =
        (before, object.slot("LastModifiedDate"), object.slot("SystemModstamp"))
        && let Value::DateTime(now) = row.values[slot]
        && now <= before
        && let Ok(later) = before.checked_add(jiff::SignedDuration::from_secs(1))
    {
        row.values[slot] = Value::DateTime(later);
        row.values[system] = Value::DateTime(later);
        call.world.org.put(&object.name, row);
    }
}
