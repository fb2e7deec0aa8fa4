//! Picklist values of an org document, for one record and for many.

use super::world::{engine_of, input, lay_out, org, propose, record, today};
use opportunity_stage::transition::{Table, User};
use serde_json::{Value as Json, json};

#[test]
fn an_org_document_supplies_picklist_values() {
    let mut org = org();
    let list = |values: &Json, restricted: bool, controller: Json, settings: &Json| json!({ "restricted": restricted, "values": values, "controllingField": controller, "valueSettings": settings });
    let regions = list(
        &json!([{ "value": "eu" }, { "value": "us" }, { "value": "old", "active": false }]),
        true,
        Json::Null,
        &json!({}),
    );
    let cities = list(
        &json!([{ "value": "berlin" }, { "value": "austin" }]),
        false,
        json!("Region__c"),
        &json!({ "berlin": ["eu"], "austin": ["us"] }),
    );
    let reasons =
        list(&json!([{ "value": "price" }]), false, json!("StageName"), &json!({ "price": ["Gone"] }));
    org["fields"] = json!([
        { "name": "Region__c", "label": "Region", "type": "Picklist", "picklist": regions },
        { "name": "City__c", "label": "City", "type": "Picklist", "picklist": cities },
        { "name": "Reason__c", "label": "Reason", "type": "Picklist", "picklist": reasons },
    ]);
    let engine = engine_of(&json!({ "version": 1 }), &org);
    let values = record("New", &json!({ "Region__c": "eu", "City__c": "berlin", "Reason__c": null }));
    for (stage, fields, expected) in [
        ("Review", json!({}), ""),
        ("Review", json!({ "Region__c": "asia" }), "-Region__c ?City__c"),
        ("Review", json!({ "Region__c": "old" }), "-Region__c ?City__c"),
        ("Review", json!({ "Region__c": "us" }), "?City__c"),
        ("Review", json!({ "Region__c": "us", "City__c": "austin" }), ""),
        ("Review", json!({ "City__c": "austin" }), "-City__c"),
        ("Review", json!({ "Region__c": "US", "City__c": " Austin" }), ""),
        ("Review", json!({ "Region__c": "EU" }), ""),
        ("Gone", json!({ "Reason__c": "PRICE" }), ""),
        (
            "Review",
            json!({ "Region__c": "EU", "City__c": "BERLIN", "CloseDate": "0026-12-01" }),
            "-CloseDate",
        ),
        ("Review", json!({ "City__c": "rome" }), "?City__c"),
        ("Gone", json!({ "Reason__c": "price" }), ""),
        ("Review", json!({ "Reason__c": "price" }), "-Reason__c"),
        ("Nirgends", json!({ "Region__c": "asia" }), "-StageName -Region__c ?City__c"),
    ] {
        let given = input(stage, &json!({ "fields": fields }));
        let alone = propose(&engine, values.clone(), &User::default(), &given).verdict;
        let field = |field: &Option<_>| field.as_ref().map(ToString::to_string).unwrap_or_default();
        let denied = alone.violations.iter().map(|it| format!("-{}", field(&it.field)));
        let warned = alone.warnings.iter().map(|it| format!("?{}", field(&it.field)));
        assert_eq!(denied.chain(warned).collect::<Vec<_>>().join(" "), expected, "{stage} {fields}");

        let mut batch = engine.batch(&given, None, User::default().into(), today()).unwrap();
        let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
        let mut laid = Vec::new();
        let cells = lay_out(&values, &columns, &mut laid);
        let indices = batch.judge(Table { values: &laid, cells: &cells });
        assert_eq!(batch.verdicts()[indices[0] as usize], alone, "{stage} {fields}");
    }
}

/// A rule compares case-sensitively, so it must get the spelling that will be stored.
#[test]
fn rules_see_the_value_that_will_be_stored() {
    let mut org = org();
    let values = json!([{ "value": "New Business", "label": "Neugeschäft" }, { "value": "Renewal" }]);
    org["fields"] = json!([
        { "name": "Type", "label": "Type", "type": "Picklist", "picklist": { "values": values } },
        { "name": "Tags__c", "label": "Tags", "type": "MultiPicklist", "picklist": { "values": values } },
    ]);
    org["validationRules"] = json!([
        { "name": "type", "formula": "ISPICKVAL(Type, \"New Business\")", "message": "Not that one." },
        { "name": "tags", "formula": "INCLUDES(Tags__c, \"New Business\")", "message": "Not that one." },
        { "name": "changed", "formula": "ISCHANGED(Type)", "message": "It changes." },
    ]);
    let engine = engine_of(&json!({ "version": 1 }), &org);
    for (held, fields, expected) in [
        (json!({ "Type": "Renewal" }), json!({ "Type": "new business" }), "type changed"),
        (json!({ "Type": "Renewal" }), json!({ "Type": "neugeschäft" }), "type changed"),
        (json!({ "Type": "New Business" }), json!({ "Type": "NEW BUSINESS" }), "type"),
        (json!({ "Type": "Renewal", "Tags__c": null }), json!({ "Tags__c": "renewal;new BUSINESS" }), "tags"),
        (json!({ "Type": "Renewal" }), json!({ "Type": "RENEWAL " }), ""),
    ] {
        let values = record("New", &held);
        let given = input("Review", &json!({ "fields": fields }));
        let alone = propose(&engine, values.clone(), &User::default(), &given).verdict;
        let rules: Vec<_> = alone.violations.iter().filter_map(|it| it.rule.as_deref()).collect();
        assert_eq!(rules.join(" "), expected, "{held} {fields}");
        let mut batch = engine.batch(&given, None, User::default().into(), today()).unwrap();
        let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
        let mut laid = Vec::new();
        let cells = lay_out(&values, &columns, &mut laid);
        let indices = batch.judge(Table { values: &laid, cells: &cells });
        assert_eq!(batch.verdicts()[indices[0] as usize], alone, "{held} {fields}");
    }
}
