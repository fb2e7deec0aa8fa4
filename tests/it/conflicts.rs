//! Conflicts with the save of another user, found after "Confirm Update".

use crate::conversation::{Talk, labels, propose};
use crate::org::{CLOCK, WIDGETS, field, record};
use opportunity_stage::base::error::Code;
use opportunity_stage::base::{FieldValue, RecordId, Side};
use opportunity_stage::client::{Event, Keep, Resolve, TextCode, UserEvent, View};
use opportunity_stage::rest::NoAnswer;
use serde_json::{Value as Json, json};

/// The record after a save by Jo Colleague, an instant ago.
pub fn by_jo(changes: &[(&str, Json)]) -> Json {
    let mut record = record("Proposal/Price Quote");
    let value = |value: Json| json!({ "displayValue": null, "value": value });
    for (name, to) in changes {
        record["fields"][*name] = value(to.clone());
    }
    record["lastModifiedDate"] = json!("2026-11-22T07:35:00.000Z");
    record["fields"]["LastModifiedDate"] = value(json!("2026-11-22T07:35:00.000Z"));
    let name = json!({ "apiName": "User", "fields": { "Name": value(json!("Jo Colleague")) } });
    record["fields"]["LastModifiedBy"] = value(name);
    record
}

/// A conversation up to the confirmation, with Jo having saved first.
fn beaten(input: UserEvent, theirs: &[(&str, Json)]) -> (Talk, View) {
    let mut talk = Talk::new();
    talk.say("Find Acme");
    talk.event(input);
    talk.org.record = by_jo(theirs);
    talk.org.first_writes = vec![(412, Json::Null)];
    talk.org.after = json!({
        "Id": WIDGETS, "Name": talk.org.record["fields"]["Name"]["value"], "StageName": "Closed Lost",
        "Probability": 0.0, "ForecastCategoryName": "Omitted", "IsClosed": true, "IsWon": false,
        "ExpectedRevenue": 0.0, "CloseDate": "2026-12-24", "LastModifiedDate": "2026-11-22T07:36:01.000+0000",
    });
    let view = talk.event(UserEvent::Confirm);
    (talk, view)
}

fn resolve(keep: Keep, fields: &[(&str, Keep)]) -> UserEvent {
    let fields = fields.iter().map(|(name, keep)| ((*name).into(), *keep)).collect();
    UserEvent::Resolve(Resolve { keep, fields })
}

pub fn steps(view: &View) -> Vec<(&str, &str)> {
    let status = |step: &opportunity_stage::client::ViewStep| match serde_json::to_value(step.status).unwrap()
    {
        Json::String(text) if text == "done" => "done",
        Json::String(text) if text == "failed" => "failed",
        _ => "pending",
    };
    view.steps.iter().map(|step| (step.code.as_str(), status(step))).collect()
}

#[test]
fn merges_with_changes_of_other_fields() {
    let (talk, view) = beaten(propose("Closed Lost", &[]), &[("Name", json!("Acme - 250 Widgets"))]);
    assert_eq!(view.state, "done");
    assert_eq!(
        view.message,
        "OK. I've updated the opportunity. Another user changed Name in the meantime; their changes are kept."
    );
    let expected =
        [("update_opportunity", "failed"), ("read_changes", "done"), ("update_opportunity", "done")];
    assert_eq!(steps(&view), expected);
    let stage = json!({ "StageName": "Closed Lost" });
    assert_eq!(talk.org.written(), [stage.clone(), stage], "refused once, and written once");
    let bodies: Vec<_> = talk.org.asked.iter().filter_map(|request| request.body.as_deref()).collect();
    assert!(bodies[0].contains("Fri, 20 Nov 2026 09:00:00 GMT"), "{}", bodies[0]);
    assert!(bodies[1].contains("Sun, 22 Nov 2026 07:35:00 GMT"), "the new precondition: {}", bodies[1]);
    let merged = view.receipt.unwrap().merged.unwrap();
    assert_eq!(
        (merged.by.as_deref(), merged.at.as_str()),
        (Some("Jo Colleague"), "2026-11-22T07:35:00.000Z")
    );
    let sides: Vec<_> = merged.fields.iter().map(|it| (it.field.as_str(), it.changed_by)).collect();
    assert_eq!(sides, [("StageName", Side::Me), ("Name", Side::Them)]);
}

#[test]
fn a_change_of_the_same_field_is_a_conflict_and_writes_nothing() {
    let (talk, view) = beaten(
        propose("Closed Lost", &[("Discount__c", "7")]),
        &[("Discount__c", json!(9.0)), ("Name", json!("Acme - 250 Widgets"))],
    );
    assert_eq!(view.state, "conflict");
    assert_eq!(view.text.code, TextCode::ChangedMeanwhile);
    assert!(view.message.starts_with("Jo Colleague changed the opportunity after it was read here."));
    assert_eq!(labels(&view), ["Keep Mine", "Take Theirs", "Merge Field by Field", "Cancel"]);
    assert_eq!(steps(&view), [("update_opportunity", "failed"), ("read_changes", "done")]);
    let shown = serde_json::to_value(view.conflict.unwrap()).unwrap();
    let discount = json!({
        "field": "Discount__c", "label": "Discount", "type": "Percent", "currency": null,
        "before": 5.0, "mine": 7.0, "theirs": 9.0, "changedBy": "both",
    });
    assert_eq!(shown["fields"][1], discount);
    let name = json!({
        "field": "Name", "label": "Name", "type": "String", "currency": null, "before": "Acme - 200 Widgets",
        "mine": "Acme - 200 Widgets", "theirs": "Acme - 250 Widgets", "changedBy": "them",
    });
    assert_eq!(shown["fields"][2], name);
    assert_eq!(talk.org.written().len(), 1, "the one that was refused");
    let reading = view.reading.unwrap();
    assert_eq!(reading.opportunity.name, "Acme - 250 Widgets", "what is there now is what is shown");
}

/// The record types of an org, by the last character of their ids.
fn of_type(mut record: Json, id: u32, name: &str) -> Json {
    record["recordTypeId"] = json!(RecordId::new(&format!("01200000000000{id}")).unwrap().as_str());
    let fields = json!({ "Name": { "value": name }, "DeveloperName": { "value": name.replace(' ', "_") } });
    record["fields"]["RecordType"] = json!({ "value": { "apiName": "RecordType", "fields": fields } });
    record
}

#[test]
fn reports_a_changed_record_type() {
    let beaten = |stage: &str| {
        let mut talk = Talk::new();
        talk.org.record = of_type(talk.org.record, 1, "New Business");
        talk.say("Find Acme");
        talk.event(propose(stage, &[]));
        talk.org.record = of_type(by_jo(&[]), 2, "Existing Business");
        talk.org.first_writes = vec![(412, Json::Null)];
        talk.org.after["StageName"] = json!(stage);
        let view = talk.event(UserEvent::Confirm);
        (talk, view)
    };
    let check = |conflict: &opportunity_stage::base::Conflict| {
        assert_eq!(conflict.by.as_deref(), Some("Jo Colleague"));
        let serialized = serde_json::to_value(&conflict.fields[1]).unwrap();
        let expected = json!({
            "field": "RecordType.Name", "label": "Record Type", "type": "String", "currency": null,
            "before": "New Business", "mine": "New Business", "theirs": "Existing Business", "changedBy": "them",
        });
        assert_eq!(serialized, expected);
    };
    // The other sales process contains the stage as well.
    let (_, view) = beaten("Closed Won");
    let said = "OK. I've updated the opportunity. Another user changed Record Type in the meantime; their changes are kept.";
    assert_eq!(view.message, said);
    check(view.receipt.unwrap().merged.as_ref().unwrap());
}

#[test]
fn keeping_mine_leads_to_a_preview_of_my_changes_only() {
    let theirs = [("Discount__c", json!(9.0)), ("Name", json!("Acme - 250 Widgets"))];
    // The form passes every field with its value: fields that the user did not touch must not overwrite Jo's.
    let filled = [("Discount__c", "7"), ("Name", "Acme - 200 Widgets"), ("CloseDate", "2026-12-24")];
    let (mut talk, _) = beaten(propose("Closed Lost", &filled), &theirs);
    let view = talk.event(resolve(Keep::Mine, &[]));
    assert_eq!(view.state, "preview");
    let changes = &view.card.as_ref().unwrap().changes;
    let discount = changes.iter().find(|change| change.field == field("Discount__c")).unwrap();
    assert_eq!(discount.from, FieldValue::Number("9".parse().unwrap()), "seen from theirs");
    talk.event(UserEvent::Confirm);
    let body = json!({ "Discount__c": 7, "StageName": "Closed Lost" });
    assert_eq!(talk.org.written()[1..], [body]);
}

#[test]
fn keeping_theirs_writes_nothing_and_shows_the_current_record() {
    let (mut talk, _) =
        beaten(propose("Closed Lost", &[]), &[("StageName", json!("Prospecting")), ("IsWon", json!(false))]);
    let written = talk.org.written().len();
    let view = talk.say("Take theirs");
    assert_eq!((view.state, view.text.code), ("current", TextCode::LeftTheirs));
    assert_eq!(
        view.message,
        "OK. I've left it as it is. The current stage of the Acme opportunity is Prospecting."
    );
    assert_eq!(talk.org.written().len(), written);
}

#[test]
fn a_merge_writes_only_the_users_fields_that_were_kept() {
    let theirs = [("Discount__c", json!(9.0)), ("StageName", json!("Prospecting"))];
    let (mut talk, view) = beaten(propose("Closed Lost", &[("Discount__c", "7")]), &theirs);
    let fields = &view.conflict.as_ref().unwrap().fields;
    assert_eq!(fields.len(), 2, "consequences of the stage are not reported as changes: {fields:?}");
    let before = talk.machine.clone();
    for wrong in [[("Name", Keep::Theirs)], [("Discount__c", Keep::Merge)]] {
        assert!(!talk.start(resolve(Keep::Merge, &wrong)), "{wrong:?}");
    }
    assert_eq!(talk.machine, before);
    let view = talk.event(resolve(Keep::Merge, &[("StageName", Keep::Theirs), ("Discount__c", Keep::Mine)]));
    assert_eq!(view.state, "preview");
    assert_eq!(view.card.unwrap().rows.len(), 2, "no new stage");
    talk.event(UserEvent::Confirm);
    assert_eq!(talk.org.written()[1..], [json!({ "Discount__c": 7 })]);
}

#[test]
fn a_conflict_can_be_resolved_by_editing() {
    let (mut talk, _) =
        beaten(propose("Closed Lost", &[("Discount__c", "7")]), &[("StageName", json!("Prospecting"))]);
    let mut edited = Talk { machine: talk.machine.clone(), session: talk.session.clone(), ..Talk::new() };
    let form = edited.event(UserEvent::Edit).form.unwrap();
    assert_eq!(form.stage, "Closed Lost", "what was wanted is not lost");
    let discount = form.fields.iter().find(|it| it.info.name == field("Discount__c")).unwrap();
    assert_eq!(discount.value, FieldValue::Number("7".parse().unwrap()));
    let view = talk.say("Update it to Closed Won");
    let changes = &view.card.unwrap().changes;
    let mine: Vec<_> = changes.iter().take(2).map(|change| change.field.as_str()).collect();
    assert_eq!(mine, ["StageName", "Discount__c"], "on top of theirs");
}

#[test]
fn keeping_no_field_changes_nothing() {
    let (mut talk, _) = beaten(propose("Closed Lost", &[]), &[("StageName", json!("Prospecting"))]);
    let view = talk.event(resolve(Keep::Merge, &[("stagename", Keep::Theirs)]));
    assert_eq!((view.state, view.text.code), ("current", TextCode::NothingToChange));
}

#[test]
fn changed_consequences_are_a_conflict_even_with_disjoint_fields() {
    // The amount determines the expected revenue that the preview showed.
    let (mut talk, view) = beaten(propose("Prospecting", &[]), &[("Amount", json!(99.0))]);
    assert_eq!(view.state, "conflict");
    let sides: Vec<_> = view.conflict.unwrap().fields.iter().map(|it| it.changed_by).collect();
    assert_eq!(sides, [Side::Me, Side::Them]);
    let view = talk.event(resolve(Keep::Mine, &[]));
    let changes = view.card.unwrap().changes;
    let revenue = changes.iter().find(|change| change.field == field("ExpectedRevenue")).unwrap();
    assert_eq!(revenue.to, FieldValue::Number("9.90".parse().unwrap()));
}

#[test]
fn gives_up_merging_a_busy_record() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Lost");
    talk.org.write = (412, Json::Null);
    talk.start(UserEvent::Confirm);
    let mut saved = 0;
    while !talk.waiting.is_empty() {
        // Another user saves before every read.
        saved += 1;
        talk.org.record = by_jo(&[("Name", json!(format!("Acme {saved}")))]);
        talk.org.record["lastModifiedDate"] = json!(format!("2026-11-22T07:00:{saved:02}.000Z"));
        let send = talk.waiting.remove(0);
        let answer = talk.org.answer(&send.request);
        let effects = talk.machine.handle(&mut talk.session, send.id, Event::Answer(answer), CLOCK);
        talk.take(effects.unwrap_or_default());
    }
    let view = talk.machine.view(&talk.session);
    assert_eq!(view.state, "conflict");
    assert_eq!(talk.org.written().len(), 4, "the first, and three on top of others");
}

#[test]
fn an_unreadable_conflict_can_be_opened_again() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Lost");
    talk.org.record = by_jo(&[("Name", json!("Acme"))]);
    talk.org.write = (412, Json::Null);
    talk.start(UserEvent::Confirm);
    for lost in [false, false, true] {
        let send = talk.waiting.remove(0);
        let answer = if lost { Err(NoAnswer::Failed) } else { talk.org.answer(&send.request) };
        let effects = talk.machine.handle(&mut talk.session, send.id, Event::Answer(answer), CLOCK);
        talk.take(effects.unwrap());
    }
    let view = talk.machine.view(&talk.session);
    assert_eq!((view.state, view.problem.unwrap().code), ("failed", Code::ChangedMeanwhile));
    let view = talk.event(view.buttons[0].event.clone());
    assert_eq!(view.state, "preview", "what was wanted is still wanted");
}

#[test]
fn reports_a_change_within_the_second_of_the_read() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    // The precondition compares whole seconds, so this change is not detected by it.
    talk.org.after["Discount__c"] = json!(9.0);
    let view = talk.event(UserEvent::Confirm);
    assert_eq!(view.text.code, TextCode::UpdatedOtherwise);
    let unexpected = &view.receipt.unwrap().unexpected;
    assert_eq!(unexpected.len(), 1);
    assert_eq!((unexpected[0].field.as_str(), &unexpected[0].data_type[..]), ("Discount__c", "Percent"));
}
