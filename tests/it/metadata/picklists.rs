//! Picklist values, dependencies and labels.

use super::open_with;
use crate::org::{CLOCK, Org, field, ok, session};
use opportunity_stage::base::FieldValue;
use opportunity_stage::client::{Session, editable_fields};
use opportunity_stage::org::OrgDocument;
use opportunity_stage::transition::{Document, Opportunity, Proposal, ProposalInput, Rules, check};
use serde_json::{Value as Json, json};

fn described(name: &str, data_type: &str, controller: &Json) -> Json {
    json!({ "apiName": name, "label": name.trim_end_matches("__c"), "dataType": data_type, "required": false,
        "updateable": true, "length": 255, "precision": 0, "scale": 0, "controllerName": controller })
}

/// An org with a region and its cities, tags, a loss reason that depends on the stage, and a restricted
/// category.
fn open(record: &[(&str, Json)]) -> Opportunity {
    open_in(record).1
}

/// The same with the session that opened it.
pub fn open_in(record: &[(&str, Json)]) -> (Session, Opportunity) {
    let org = json!({ "version": 1, "fields": [
        { "name": "Tier__c", "type": "Picklist", "picklist": { "restricted": true, "values": [{ "value": "a" }] } }] });
    let mut settings = session().settings;
    settings.rules =
        Rules::new(Document::default(), OrgDocument::from_json(&org.to_string()).unwrap()).into();
    settings.fields =
        ["Region__c", "City__c", "Tags__c", "Loss__c", "Tier__c", "Discount__c"].map(field).to_vec();
    let (mut session, mut org) = (Session::new(settings), Org::new());
    for (name, value) in record {
        org.record["fields"][name] = json!({ "value": value });
    }
    let opened = open_with(&mut session, CLOCK, |send| {
        let path = &send.request.path;
        let mut answer = org.answer(&send.request).unwrap();
        let mut body: Json = serde_json::from_str(&answer.body).unwrap();
        if path.ends_with("/object-info/Opportunity") {
            for (name, data_type, controller) in [
                ("Region__c", "Picklist", Json::Null),
                ("City__c", "Picklist", json!("Region__c")),
                ("Tags__c", "MultiPicklist", Json::Null),
                ("Loss__c", "Picklist", json!("StageName")),
                ("Tier__c", "Picklist", Json::Null),
            ] {
                body["fields"][name] = described(name, data_type, &controller);
            }
        } else if path.contains("/picklist-values/") {
            let value = |value: &str, valid_for: Json| json!({ "value": value, "label": value.to_uppercase(), "validFor": valid_for });
            let none = || json!([]);
            return ok(&json!({ "picklistFieldValues": {
                "StageName": body,
                "Region__c": { "controllerValues": {}, "values": [value("eu", none()), value("us", none())] },
                "City__c": { "controllerValues": { "eu": 0, "us": 1 },
                    "values": [value("paris", json!([0, 1])), value("berlin", json!([0])), value("austin", json!([1]))] },
                "Tags__c": { "controllerValues": {}, "values": [value("x", none()), value("y", none())] },
                "Loss__c": { "controllerValues": { "Closed Lost": 4 }, "values": [value("price", json!([4]))] },
                "Tier__c": { "controllerValues": {}, "values": [value("a", none())] },
            } }));
        }
        answer.body = body.to_string();
        Ok(answer)
    });
    (session, opened.unwrap())
}

pub fn propose(opportunity: &Opportunity, stage: Option<&str>, fields: &[(&str, &str)]) -> Proposal {
    let value = |(name, value): &(&str, &str)| ((*name).to_owned(), FieldValue::Text((*value).into()));
    let input = ProposalInput {
        stage: stage.map(Into::into),
        fields: fields.iter().map(value).collect(),
        ..ProposalInput::default()
    };
    check(opportunity, &input, CLOCK.today().unwrap()).unwrap()
}

/// Violations, and warnings with a question mark.
fn said(proposal: &Proposal) -> Vec<String> {
    let field = |name: &Option<opportunity_stage::base::FieldName>| name.as_ref().unwrap().to_string();
    let denied =
        proposal.verdict.violations.iter().map(|it| format!("{} {}", it.code.as_str(), field(&it.field)));
    let warned = proposal.verdict.warnings.iter().filter(|it| it.code.as_str() == "value_not_in_picklist");
    denied.chain(warned.map(|it| format!("{}? {}", it.code.as_str(), field(&it.field)))).collect()
}

#[test]
fn checks_values_against_their_list_and_controlling_value() {
    type Fields<'a> = &'a [(&'a str, &'a str)];
    let none: &[&str] = &[];
    let cases: [(Fields<'_>, &[&str]); 12] = [
        (&[("Tier__c", "a")], none),
        (&[("Tier__c", "b")], &["value_not_in_picklist Tier__c"]),
        // Not known to be restricted: Salesforce stores it as an inactive value.
        (&[("Region__c", "asia")], &["value_not_in_picklist? Region__c"]),
        (&[("Region__c", "EU")], none),
        (&[("City__c", "berlin")], none),
        (&[("City__c", "austin")], &["value_not_in_picklist City__c"]),
        (&[("City__c", "austin"), ("Region__c", "us")], none),
        (&[("City__c", "berlin"), ("Region__c", "us")], &["value_not_in_picklist City__c"]),
        (&[("City__c", "berlin"), ("Region__c", "")], &["value_not_in_picklist City__c"]),
        (&[("City__c", "")], none),
        (&[("Tags__c", "x;y")], none),
        (&[("Tags__c", "x; z")], &["value_not_in_picklist? Tags__c"]),
    ];
    let opportunity = open(&[("Region__c", json!("eu")), ("City__c", Json::Null), ("Loss__c", Json::Null)]);
    for (fields, expected) in cases {
        assert_eq!(said(&propose(&opportunity, None, fields)), expected, "{fields:?}");
    }
}

#[test]
fn a_stage_may_be_the_controlling_value() {
    let opportunity = open(&[("Loss__c", Json::Null)]);
    assert_eq!(said(&propose(&opportunity, Some("Closed Lost"), &[("Loss__c", "price")])), [""; 0]);
    let denied = propose(&opportunity, Some("Closed Won"), &[("Loss__c", "price")]);
    assert_eq!(said(&denied), ["value_not_in_picklist Loss__c"]);
    let message = "“price” is not a value of Loss while StageName is “Closed Won”.";
    assert_eq!(denied.verdict.violations[0].message, message);
}

#[test]
fn warns_about_a_value_that_becomes_invalid() {
    let opportunity =
        open(&[("Region__c", json!("eu")), ("City__c", json!("berlin")), ("Loss__c", json!("price"))]);
    assert_eq!(
        said(&propose(&opportunity, None, &[("Region__c", "us")])),
        ["value_not_in_picklist? City__c"]
    );
    assert_eq!(said(&propose(&opportunity, Some("Prospecting"), &[])), ["value_not_in_picklist? Loss__c"]);
    assert_eq!(said(&propose(&opportunity, None, &[("Discount__c", "1")])), [""; 0]);
}

#[test]
fn an_unknown_controlling_value_decides_nothing() {
    // The record was read without the region, because the user may not see it.
    let opportunity = open(&[]);
    assert_eq!(said(&propose(&opportunity, None, &[("City__c", "austin")])), [""; 0]);
}

#[test]
fn changes_and_fields_have_labels() {
    let opportunity = open(&[("Tags__c", json!("x")), ("CurrencyIsoCode", json!("EUR"))]);
    let proposal = propose(&opportunity, None, &[("Tags__c", "y;X")]);
    let change = &proposal.changes[0];
    assert_eq!((change.from_label.as_deref(), change.to_label.as_deref()), (Some("X"), Some("X; Y")));
    let fields = serde_json::to_value(editable_fields(&opportunity)).unwrap();
    let city = fields.as_array().unwrap().iter().find(|field| field["name"] == "City__c").unwrap();
    assert_eq!(
        city["picklist"]["values"][1],
        json!({ "value": "berlin", "label": "BERLIN", "validFor": ["eu"] })
    );
    assert_eq!(city["picklist"]["controller"], "Region__c");
    let tier = fields.as_array().unwrap().iter().find(|field| field["name"] == "Tier__c").unwrap();
    assert_eq!(
        (&tier["picklist"]["restricted"], &tier["picklist"]["values"][0]["validFor"]),
        (&json!(true), &Json::Null)
    );
    let discount = fields.as_array().unwrap().last().unwrap();
    assert_eq!((&discount["picklist"], &discount["currency"]), (&Json::Null, &Json::Null));
}
