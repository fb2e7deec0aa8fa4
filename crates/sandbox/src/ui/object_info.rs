//! `GET /services/data/v{version}/ui-api/object-info/{object}`

use serde_json::{Map, Value as Json, json};

use super::{cached, etag};
use crate::call::Call;
use crate::message::Reply;
use crate::org::schema::{Field, Kind, Object};
use crate::problem::Outcome;

/// Returns labels, types and permissions of an object and its fields.
pub fn answer(call: &Call<'_>, object: &Object) -> Outcome<Reply> {
    let fields: Map<String, Json> = object.visible().map(|(_, f)| (f.name.clone(), field(call, f))).collect();
    let types: Vec<_> =
        call.world.org.record_types.iter().filter(|t| object.name == "Opportunity" || t.master).collect();
    let only_master = types.len() == 1;
    let infos: Map<String, Json> = types
        .iter()
        .map(|t| {
            let info = json!({
                "available": t.available, "defaultRecordTypeMapping": t.default || only_master, "master": t.master,
                "name": t.name, "recordTypeId": t.id.to_string(),
            });
            (t.id.to_string(), info)
        })
        .collect();
    let default = types.iter().find(|t| t.default).or(types.first()).map(|t| t.id.to_string());
    let mut info = json!({
        "apiName": object.name, "associateEntityType": null, "associateParentEntity": null, "childRelationships": [],
        "compactLayoutable": true, "createable": object.writable, "custom": false, "defaultRecordTypeId": default,
        "deletable": object.writable, "dependentFields": dependent(object), "eTag": "", "feedEnabled": object.writable,
        "fields": fields, "keyPrefix": object.prefix, "label": object.label, "labelPlural": object.plural,
        "layoutable": object.writable, "mruEnabled": object.writable, "nameFields": names(object),
        "queryable": true, "recordTypeInfos": infos, "searchLayoutable": object.writable,
        "searchable": object.writable,
        "themeInfo": {
            "color": "FCB95B",
            "iconUrl": format!("{}/img/icon/t4v35/standard/{}_120.png", call.base, object.name.to_lowercase()),
        },
        "updateable": object.writable,
    });
    info["eTag"] = json!(etag(&info));
    Ok(cached(call, info))
}

/// Returns the dependencies between fields.
fn dependent(object: &Object) -> Json {
    let mut all = Map::new();
    for (_, field) in object.visible() {
        if let Some(controller) = &field.controller {
            all.entry(controller).or_insert_with(|| json!({}))[&field.name] = json!({});
        }
    }
    Json::Object(all)
}

fn names(object: &Object) -> Vec<&str> {
    if object.name == "User" {
        return vec!["FirstName", "LastName", "Name"];
    }
    object.fields.iter().filter(|f| f.name_field).map(|f| f.name.as_str()).collect()
}

fn field(call: &Call<'_>, field: &Field) -> Json {
    let refers: Vec<Json> = field
        .refers_to
        .iter()
        .map(|name| {
            let names = call.world.org.table(name).map(|t| names(&t.object)).unwrap_or_else(|| vec!["Name"]);
            json!({ "apiName": name, "nameFields": names })
        })
        .collect();
    json!({
        "apiName": field.name, "calculated": false, "compound": false, "compoundComponentName": null,
        "compoundFieldName": null, "controllerName": field.controller,
        "controllingFields": field.controller.iter().collect::<Vec<_>>(), "createable": field.createable,
        "custom": field.custom, "dataType": field.kind.names().1, "extraTypeInfo": extra(field),
        "filterable": field.filterable, "filteredLookupInfo": null, "highScaleNumber": false, "htmlFormatted": false,
        "inlineHelpText": null, "label": field.label, "length": field.length, "nameField": field.name_field,
        "polymorphicForeignKey": false, "precision": field.precision, "reference": field.kind == Kind::Reference,
        "referenceTargetField": null, "referenceToInfos": refers, "relationshipName": field.relationship,
        "required": field.required(), "scale": field.scale,
        "searchPrefilterable": field.kind == Kind::Reference, "sortable": field.sortable, "unique": false,
        "updateable": field.updateable,
    })
}

fn extra(field: &Field) -> Option<&'static str> {
    (field.kind == Kind::Textarea).then_some("PlainTextArea")
}
