//! `GET /services/data/v{version}/ui-api/object-info/{object}/picklist-values/{recordTypeId}[/{field}]`

use serde_json::{Map, Value as Json, json};

use super::{cached, etag};
use crate::call::Call;
use crate::message::Reply;
use crate::org::RecordType;
use crate::org::id::Id;
use crate::org::schema::{Field, Object};
use crate::org::value::Value;
use crate::problem::{Outcome, Problem};

/// Returns one picklist.
pub fn one(call: &Call<'_>, object: &Object, record_type: &str, name: &str) -> Outcome<Reply> {
    let record_type = known(call, object, record_type)?;
    let field = object.fields.iter().find(|f| f.name == name && f.kind.is_picklist() && !f.hidden);
    let field = field.ok_or_else(|| {
        let message = format!("Can't find field {name} on object {}", object.name);
        Problem::new(400, "INVALID_FIELD", message)
    })?;
    Ok(cached(call, values(call, object, &record_type, field)))
}

/// Returns all picklists of the object.
pub fn all(call: &Call<'_>, object: &Object, record_type: &str) -> Outcome<Reply> {
    let record_type = known(call, object, record_type)?;
    let lists: Map<String, Json> = object
        .visible()
        .filter(|(_, f)| f.kind.is_picklist())
        .map(|(_, f)| (f.name.clone(), values(call, object, &record_type, f)))
        .collect();
    let mut json = json!({ "eTag": "", "picklistFieldValues": lists });
    json["eTag"] = json!(etag(&json));
    Ok(cached(call, json))
}

/// Returns the record type. There is no recording of the response to an unknown one.
fn known(call: &Call<'_>, object: &Object, text: &str) -> Result<RecordType, Problem> {
    let id: Id = text.parse().map_err(|_| {
        let message = format!("recordTypeId should be a valid record ID: {text}");
        Problem::new(400, "ILLEGAL_QUERY_PARAMETER_VALUE", message)
    })?;
    let found = call.world.org.record_type(id).filter(|t| object.name == "Opportunity" || t.master);
    found.cloned().ok_or_else(Problem::not_found)
}

fn values(call: &Call<'_>, object: &Object, record_type: &RecordType, field: &Field) -> Json {
    let controllers = controllers(object, field);
    let position = |value: &String| controllers.iter().position(|known| known == value);
    let admitted = record_type.picklists.get(&field.name);
    let values: Vec<Json> = if object.name == "Opportunity" && field.name == "StageName" {
        stages(call, record_type)
    } else {
        field
            .choices
            .iter()
            .filter(|c| c.active && admitted.is_none_or(|values| values.contains(&c.value)))
            .map(|c| {
                let positions: Vec<_> = c.valid_for.iter().filter_map(position).collect();
                json!({ "attributes": null, "label": c.label, "validFor": positions, "value": c.value })
            })
            .collect()
    };
    let url =
        format!("/ui-api/object-info/{}/picklist-values/{}/{}", object.name, record_type.id, field.name);
    let mut json = json!({
        "controllerValues": indices(&controllers), "defaultValue": null, "eTag": "", "url": call.path(&url), "values": values,
    });
    json["eTag"] = json!(etag(&json));
    json
}

/// Returns the values of the controlling field, in order.
fn controllers(object: &Object, field: &Field) -> Vec<String> {
    let controller = field.controller.as_deref().and_then(|name| object.field(name));
    controller.into_iter().flat_map(|controller| &controller.choices).map(|c| c.value.clone()).collect()
}

fn indices(values: &[String]) -> Json {
    values.iter().enumerate().map(|(position, value)| (value.clone(), json!(position))).collect()
}

/// Salesforce misspells the key `picklistAtrributesValueType`.
fn stages(call: &Call<'_>, record_type: &RecordType) -> Vec<Json> {
    call.world
        .org
        .stages_of(record_type)
        .iter()
        .map(|stage| {
            json!({
                "attributes": {
                    "closed": stage.closed, "defaultProbability": Value::Number(stage.probability).ui(),
                    "forecastCategoryName": stage.category_name,
                    "picklistAtrributesValueType": "OpportunityStage", "won": stage.won,
                },
                "label": stage.label, "validFor": [], "value": stage.value,
            })
        })
        .collect()
}
