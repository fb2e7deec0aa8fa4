//! `GET /services/data/v{version}/sobjects`, `…/{object}`, `…/{object}/describe`

use http::Method;
use serde_json::{Map, Value as Json, json};

use super::conditions;
use crate::call::Call;
use crate::message::Reply;
use crate::org::schema::{Choice, Field, Kind, Object};
use crate::org::value::http_time;
use crate::problem::Outcome;

/// Describe global.
pub fn global(call: &Call<'_>) -> Outcome<Reply> {
    let objects: Vec<Json> = call
        .world
        .org
        .tables()
        .filter(|t| !t.object.tooling)
        .map(|t| Json::Object(summary(call, &t.object)))
        .collect();
    Ok(Reply::ok(json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects })))
}

/// The object's basic information.
pub fn basic(call: &Call<'_>, object: &Object) -> Outcome<Reply> {
    Ok(Reply::ok(json!({ "objectDescribe": summary(call, object), "recentItems": [] })))
}

/// The whole describe. It changes only with the org's setup, which is as old as the sandbox.
pub fn object(call: &Call<'_>, object: &Object) -> Outcome<Reply> {
    if !matches!(call.req.method, Method::GET | Method::HEAD) {
        return Ok(Reply::method_not_allowed(&call.req.method, "HEAD,GET"));
    }
    let changed = call.world.started;
    let since = call.req.header("if-modified-since").and_then(conditions::parse);
    if since.is_some_and(|since| changed.as_second() <= since.as_second()) {
        return Ok(Reply::empty(304).with("last-modified", http_time(changed)));
    }
    let mut out = match &object.recorded {
        Some(recorded) => recorded.as_object().cloned().unwrap_or_default(),
        None => summary(call, object),
    };
    out.insert(
        "fields".into(),
        json!(object.visible().map(|(_, f)| field(call, object, f)).collect::<Vec<_>>()),
    );
    out.insert("recordTypeInfos".into(), record_types(call, object));
    out.insert("urls".into(), urls(call, object));
    if object.recorded.is_none() {
        out.insert("childRelationships".into(), json!([]));
    }
    let json = Json::Object(out);
    let tag = format!("\"{}\"", &crate::ui::etag(&json)[..8]);
    Ok(Reply::ok(json).with("etag", tag).with("last-modified", http_time(changed)))
}

/// `describe/layouts`: with several record types the layouts themselves are null.
pub fn layouts(call: &Call<'_>, object: &Object) -> Outcome<Reply> {
    let infos: Vec<Json> = infos(call, object)
        .iter()
        .map(|t| json!({ "available": t.available, "name": t.name, "recordTypeId": t.id.to_string() }))
        .collect();
    let layouts = if infos.len() > 1 { Json::Null } else { json!([]) };
    Ok(Reply::ok(
        json!({ "layouts": layouts, "recordTypeMappings": infos, "recordTypeSelectorRequired": [false] }),
    ))
}

fn infos(call: &Call<'_>, object: &Object) -> Vec<crate::org::RecordType> {
    let all = call.world.org.record_types.iter();
    let mut infos: Vec<_> = all.filter(|t| object.name == "Opportunity" || t.master).cloned().collect();
    // Master comes last, and is the default only without another record type.
    infos.sort_by_key(|t| t.master);
    if infos.len() == 1 {
        infos[0].default = true;
    }
    infos
}

fn record_types(call: &Call<'_>, object: &Object) -> Json {
    let path = |id| call.path(&format!("/sobjects/{}/describe/layouts/{id}", object.name));
    infos(call, object)
        .iter()
        .map(|t| {
            json!({
                "active": true, "available": t.available, "defaultRecordTypeMapping": t.default,
                "developerName": t.developer_name, "master": t.master, "name": t.name,
                "recordTypeId": t.id.to_string(), "urls": { "layout": path(t.id) },
            })
        })
        .collect()
}

fn urls(call: &Call<'_>, object: &Object) -> Json {
    let path = |rest: &str| call.path(&format!("/sobjects/{}{rest}", object.name));
    json!({
        "compactLayouts": path("/describe/compactLayouts"), "rowTemplate": path("/{ID}"),
        "approvalLayouts": path("/describe/approvalLayouts"),
        "uiDetailTemplate": format!("{}/{{ID}}", call.base), "uiEditTemplate": format!("{}/{{ID}}/e", call.base),
        "describe": path("/describe"), "uiNewRecord": format!("{}/{}/e", call.base, object.prefix),
        "quickActions": path("/quickActions"), "layouts": path("/describe/layouts"), "sobject": path(""),
    })
}

fn summary(call: &Call<'_>, object: &Object) -> Map<String, Json> {
    let writable = object.writable;
    let all = json!({
        "activateable": false, "associateEntityType": null, "associateParentEntity": null, "createable": writable,
        "custom": object.name.ends_with("__c"), "customSetting": false, "deepCloneable": false, "deletable": writable,
        "deprecatedAndHidden": false, "feedEnabled": writable, "hasSubtypes": false, "isInterface": false,
        "isSubtype": false, "keyPrefix": object.prefix, "label": object.label, "labelPlural": object.plural,
        "layoutable": writable, "mergeable": false, "mruEnabled": writable, "name": object.name, "queryable": true,
        "replicateable": true, "retrieveable": true, "searchable": writable, "triggerable": writable,
        "undeletable": writable, "updateable": writable, "urls": urls(call, object),
    });
    all.as_object().cloned().unwrap_or_default()
}

fn field(call: &Call<'_>, object: &Object, field: &Field) -> Json {
    let recorded = object
        .recorded
        .as_ref()
        .and_then(|r| r["fields"].as_array()?.iter().find(|f| f["name"] == field.name.as_str()).cloned());
    let mut out = match recorded {
        Some(Json::Object(recorded)) => recorded,
        _ => plain(field),
    };
    if field.kind.is_picklist() {
        let restricted = field.restricted || (field.name == "StageName" && call.world.org.restricted_stages);
        out.insert("restrictedPicklist".into(), json!(restricted));
        let values = field.choices.iter().map(|c| {
            let valid_for = valid_for(object, field, c);
            json!({ "active": c.active, "defaultValue": false, "label": c.label, "validFor": valid_for, "value": c.value })
        });
        out.insert("picklistValues".into(), values.collect());
    }
    Json::Object(out)
}

/// Returns `validFor`: in a describe, the indices of the controlling values are bits, the first one highest, in
/// Base64.
fn valid_for(object: &Object, field: &Field, choice: &Choice) -> Option<String> {
    use base64::Engine as _;
    let controller = object.field(field.controller.as_deref()?)?;
    let mut bits = vec![0_u8; controller.choices.len().div_ceil(8)];
    for (position, _) in
        controller.choices.iter().enumerate().filter(|(_, c)| choice.valid_for.contains(&c.value))
    {
        bits[position / 8] |= 0x80 >> (position % 8);
    }
    Some(base64::engine::general_purpose::STANDARD.encode(bits))
}

/// Returns an entry with the keys of a recorded one, in their order.
fn plain(field: &Field) -> Map<String, Json> {
    let (kind, _, soap) = field.kind.names();
    let bytes = if field.kind.is_id() { 18 } else { field.length * 3 };
    let all = json!({
        "aggregatable": field.kind != Kind::Boolean, "aiPredictionField": false, "autoNumber": false,
        "byteLength": bytes, "calculated": false, "calculatedFormula": null, "cascadeDelete": false,
        "caseSensitive": false, "compoundFieldName": null, "controllerName": field.controller, "createable": field.createable,
        "custom": field.custom, "defaultValue": null, "defaultValueFormula": null,
        "defaultedOnCreate": field.defaulted || field.kind == Kind::Boolean, "dependentPicklist": field.controller.is_some(),
        "deprecatedAndHidden": false, "digits": if field.kind == Kind::Int { field.precision } else { 0 },
        "displayLocationInDecimal": false, "encrypted": false, "externalId": field.external_id,
        "extraTypeInfo": null, "filterable": field.filterable, "filteredLookupInfo": null,
        "formulaTreatNullNumberAsZero": false, "groupable": field.groupable, "highScaleNumber": false,
        "htmlFormatted": false, "idLookup": field.external_id || field.name_field, "inlineHelpText": null,
        "label": field.label, "length": field.length, "mask": null, "maskType": null, "name": field.name,
        "nameField": field.name_field, "namePointing": false, "nillable": field.nillable,
        "permissionable": field.nillable && field.createable, "picklistValues": [], "polymorphicForeignKey": false,
        "precision": if field.kind == Kind::Int { 0 } else { field.precision }, "queryByDistance": false,
        "referenceTargetField": null, "referenceTo": field.refers_to, "relationshipName": field.relationship,
        "relationshipOrder": null, "restrictedDelete": false, "restrictedPicklist": field.restricted,
        "scale": field.scale, "searchPrefilterable": field.kind == Kind::Reference, "soapType": soap,
        "sortable": field.sortable, "type": kind, "unique": field.external_id, "updateable": field.updateable,
        "writeRequiresMasterRead": false,
    });
    all.as_object().cloned().unwrap_or_default()
}
