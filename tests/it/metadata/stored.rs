//! Checks, previews, requests and comparisons use the value that Salesforce will store.

use super::picklists::{open_in, propose};
use crate::org::{CLOCK, WIDGETS, ok, sent};
use opportunity_stage::base::FieldName;
use opportunity_stage::client::{ConfirmedBy, Event, Receipt, SaveTask, Session, Step, Task};
use opportunity_stage::rest::NoAnswer;
use opportunity_stage::transition::{Opportunity, Proposal, VerdictType};
use serde_json::{Value as Json, json};

fn held() -> Vec<(&'static str, Json)> {
    vec![
        ("Region__c", json!("eu")),
        ("City__c", json!("berlin")),
        ("Tags__c", json!("x;y")),
        ("Loss__c", Json::Null),
        ("Discount__c", json!(12.5)),
    ]
}

fn written(proposal: &Proposal) -> Vec<(String, String)> {
    proposal.writes.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

#[test]
fn preview_and_request_use_the_lists_spelling() {
    let (_, opportunity) = open_in(&held());
    for (fields, expected) in [
        (&[("Region__c", "US"), ("City__c", "Austin")][..], vec![("City__c", "austin"), ("Region__c", "us")]),
        (&[("Tags__c", " Y ")], vec![("Tags__c", "y")]),
        (&[("Loss__c", "PRICE")], vec![("Loss__c", "price")]),
        (&[("Discount__c", "12.345")], vec![("Discount__c", "12.345")]),
    ] {
        let proposal = propose(&opportunity, None, fields);
        let mut found = written(&proposal);
        found.sort();
        let expected: Vec<_> = expected.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        assert_eq!(found, expected, "{fields:?}");
        for change in &proposal.changes {
            if let Some(value) = proposal.writes.get(&change.field) {
                assert_eq!(change.to, *value, "{fields:?}");
            }
        }
    }
}

#[test]
fn a_value_that_the_record_already_holds_is_a_no_op_in_any_spelling() {
    let (_, opportunity) = open_in(&held());
    for (name, value) in [
        ("Region__c", "EU"),
        ("City__c", " Berlin"),
        ("Tags__c", "Y;x"),
        ("Tags__c", "y;y;X"),
        ("Discount__c", "12.500"),
        ("Loss__c", "  "),
    ] {
        let proposal = propose(&opportunity, None, &[(name, value)]);
        assert!(proposal.writes.is_empty() && proposal.changes.is_empty(), "{name} {value}: {proposal:?}");
    }
}

#[test]
fn a_controlling_value_counts_in_any_spelling() {
    let (_, opportunity) = open_in(&held());
    let moved = propose(&opportunity, None, &[("Region__c", "US"), ("City__c", "austin")]);
    assert_eq!(moved.verdict.kind, VerdictType::Allowed, "{:?}", moved.verdict);
}

/// Writes, loses the response, and reads a record that holds `found`.
fn lose(mut session: Session, opportunity: Opportunity, proposal: Proposal, found: &Json) -> Receipt {
    let (mut task, step) = SaveTask::start(&mut session, opportunity, proposal, CLOCK).unwrap();
    let Step::Waiting(effects) = step else { panic!("nothing is sent") };
    let mut sends = sent(effects);
    for _ in 0..5 {
        let send = sends.remove(0);
        let answer = if send.request.writes { Err(NoAnswer::Failed) } else { ok(found) };
        match task.handle(&mut session, send.id, Event::Answer(answer), CLOCK) {
            Step::Waiting(effects) => sends = sent(effects),
            Step::Done(result) => return result.unwrap(),
        }
    }
    panic!("no end")
}

#[test]
fn recognizes_its_own_write_after_a_lost_response() {
    for (name, given, stored) in [
        ("Region__c", "Us", json!("us")),
        // An unrestricted list keeps the first spelling of a value.
        ("Region__c", "ASIA", json!("Asia")),
        ("Tags__c", "y", json!("y")),
        ("Tags__c", "z;Y;x", json!("x;y;Z")),
        ("Discount__c", "12.345", json!(12.345)),
        ("Discount__c", "0.12345678901234567890", json!(0.123_456_789_012_345_68)),
    ] {
        let (session, opportunity) = open_in(&held());
        let proposal = propose(&opportunity, None, &[(name, given)]);
        let mut record = crate::org::record("Proposal/Price Quote");
        for (name, value) in held() {
            record["fields"][name] = json!({ "value": value });
        }
        record["fields"][name] = json!({ "value": stored });
        record["lastModifiedDate"] = json!("2026-11-22T07:36:01.000Z");
        assert_eq!(record["id"], WIDGETS);
        let receipt = lose(session, opportunity, proposal, &record);
        assert_eq!(receipt.confirmed_by, Some(ConfirmedBy::Reading), "{name} {given}");
        assert!(receipt.unexpected.is_empty(), "{name} {given}: {:?}", receipt.unexpected);
    }
}

#[test]
fn limits_digits_before_the_point_but_not_decimals() {
    let (_, opportunity) = open_in(&held());
    for (value, allowed) in [("99.999", true), ("0.00001", true), ("-12.345", true), ("1234.5", false)] {
        let proposal = propose(&opportunity, None, &[("Discount__c", value)]);
        assert_eq!(proposal.verdict.kind == VerdictType::Allowed, allowed, "{value} {:?}", proposal.verdict);
    }
}

#[test]
fn denies_a_date_outside_1700_to_4000_before_sending() {
    let (_, mut opportunity) = open_in(&held());
    let mut info = opportunity.info.as_ref().clone();
    for (name, data_type) in [("Day__c", "Date"), ("Time__c", "DateTime")] {
        let name = FieldName::new(name).unwrap();
        let mut field = info.field(&FieldName::new("CloseDate").unwrap()).unwrap().clone();
        (field.name, field.data_type) = (name.clone(), data_type.into());
        info.fields.insert(name.clone(), field);
        opportunity.editable.push(name);
    }
    opportunity.editable.push(FieldName::new("CloseDate").unwrap());
    opportunity.info = info.into();
    for (name, value, allowed) in [
        ("CloseDate", "0026-12-01", false),
        ("CloseDate", "4001-01-01", false),
        ("CloseDate", "4000-12-31", true),
        ("Day__c", "1699-12-31", false),
        ("Day__c", "1700-01-01", true),
        ("Time__c", "0026-12-01T10:00:00Z", false),
        ("Time__c", "1699-12-31T23:59:59Z", false),
        ("Time__c", "1700-01-01T00:00:00Z", true),
    ] {
        let proposal = propose(&opportunity, None, &[(name, value)]);
        let codes: Vec<_> = proposal.verdict.violations.iter().map(|it| it.code.as_str()).collect();
        let expected: &[&str] = if allowed { &[] } else { &["value_out_of_range"] };
        assert_eq!(codes, expected, "{name} {value}");
    }
}
