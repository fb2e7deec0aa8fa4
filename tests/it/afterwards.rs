//! After "Confirm Update": conflicts with another user, and undo.

use crate::conversation::{Talk, labels, propose, refusal};
use crate::org::{CLOCK, WIDGETS, field, ok, record, sent, set_with_the_stage};
use opportunity_stage::base::error::Code;
use opportunity_stage::base::{Clock, FieldValue, RecordId, Side, Timestamp};
use opportunity_stage::client::{
    Conversation, Event, HistoryTask, Keep, Resolve, Step, Task, TextCode, UserEvent, View,
};
use opportunity_stage::rest::NoAnswer;
use serde_json::{Value as Json, json};

/// The record after a save by Jo Colleague, an instant ago.
fn by_jo(changes: &[(&str, Json)]) -> Json {
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

fn steps(view: &View) -> Vec<(&str, &str)> {
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

/// The record after the undo, with what Salesforce sets for the stage.
fn reopened() -> Json {
    json!({
        "Id": WIDGETS, "Name": "Acme - 200 Widgets", "StageName": "Proposal/Price Quote", "Probability": 75.0,
        "ForecastCategoryName": "Pipeline", "IsClosed": false, "IsWon": false, "ExpectedRevenue": 9375.0,
        "CloseDate": "2026-12-24", "LastModifiedDate": "2026-11-22T07:37:00.000+0000",
    })
}

/// Confirmed: the record holds what was written.
fn won() -> (Talk, View) {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    let view = talk.event(UserEvent::Confirm);
    talk.org.record = by_jo(&[
        ("StageName", json!("Closed Won")),
        ("Probability", json!(100.0)),
        ("ForecastCategoryName", json!("Closed")),
        ("IsClosed", json!(true)),
        ("IsWon", json!(true)),
        ("ExpectedRevenue", json!(12500.0)),
        ("CloseDate", json!("2026-11-22")),
    ]);
    talk.org.after = reopened();
    (talk, view)
}

#[test]
fn undo_restores_the_close_date_that_salesforce_moved() {
    let (mut talk, view) = won();
    assert_eq!(labels(&view), ["Undo"]);
    let until = view.undo.unwrap().until;
    assert_eq!(until.to_string(), "2026-11-22T07:41:00.000Z", "five minutes, frozen");
    assert_eq!(view.receipt.unwrap().undo_until, Some(until));
    let reading = view.reading.unwrap();
    assert_eq!(reading.opportunity.stage.value, "Closed Won", "what is spoken of is what is there now");
    assert_eq!(reading.opportunity.close_date.as_deref(), Some("2026-11-22"));

    let view = talk.say("Undo");
    assert_eq!((view.state, view.text.code), ("done", TextCode::Undone));
    assert_eq!(view.message, "OK. I've moved the opportunity back to Proposal/Price Quote.");
    assert_eq!(steps(&view), [("read_opportunity", "done"), ("undo_update", "done")]);
    let body = json!({ "CloseDate": "2026-12-24", "StageName": "Proposal/Price Quote" });
    assert_eq!(talk.org.written()[1..], [body]);
    let receipt = view.receipt.as_ref().unwrap();
    assert!(receipt.undo && receipt.verified && receipt.unexpected.is_empty(), "{:?}", receipt.unexpected);
    let announced: Vec<_> = receipt.changes.iter().map(|change| change.field.as_str()).collect();
    assert!(announced.starts_with(&["StageName", "CloseDate", "Probability"]), "{announced:?}");
    assert!(view.undo.is_none() && labels(&view).is_empty(), "an undo is not undone");
    assert!(!talk.start(UserEvent::Undo));
    assert_eq!(view.reading.unwrap().opportunity.stage.value, "Proposal/Price Quote");
}

#[test]
fn rejects_an_undo_after_the_window() {
    let (mut talk, view) = won();
    let until = view.undo.unwrap().until;
    let late = Clock { now: Timestamp(until.0 + 1), ..CLOCK };
    let asked = talk.org.asked.len();
    let effects = talk.machine.user(&mut talk.session, UserEvent::Undo, late).unwrap();
    assert!(effects.is_empty());
    let view = talk.machine.view(&talk.session);
    assert_eq!((view.state, view.text.code), ("failed", TextCode::UndoFailed));
    let problem = view.problem.unwrap();
    assert_eq!(problem.code, Code::UndoExpired);
    assert_eq!(problem.message, "the update could be undone until 2026-11-22T07:41:00.000Z");
    assert_eq!(talk.org.asked.len(), asked);
    assert_eq!(
        talk.event(UserEvent::Cancel).message,
        "The current stage of the Acme opportunity is Closed Won."
    );
}

#[test]
fn a_window_of_zero_disables_undo() {
    let mut talk = Talk::new();
    talk.session.settings.undo_window = 0;
    talk.say("Update the Acme opportunity to Closed Won");
    let view = talk.event(UserEvent::Confirm);
    assert!(view.undo.is_none() && view.buttons.is_empty());
    assert!(!talk.start(UserEvent::Undo));
}

#[test]
fn undo_refuses_fields_that_another_user_changed_since() {
    let (mut talk, _) = won();
    talk.org.record["fields"]["StageName"]["value"] = json!("Closed Lost");
    let written = talk.org.written().len();
    let view = talk.event(UserEvent::Undo);
    assert_eq!((view.state, view.message.as_str()), ("failed", "The update was not undone."));
    let problem = view.problem.unwrap();
    assert_eq!(problem.code, Code::ChangedMeanwhile);
    let conflict = problem.conflict.unwrap();
    assert_eq!(conflict.fields[0].theirs, FieldValue::Text("Closed Lost".into()));
    assert_eq!(talk.org.written().len(), written);
    let view = talk.event(view.buttons[0].event.clone());
    assert_eq!(view.state, "current", "opened again: nothing is wanted of it any more");
}

#[test]
fn undo_keeps_another_users_changes_of_other_fields() {
    let (mut talk, _) = won();
    talk.org.record["fields"]["Discount__c"]["value"] = json!(9.0);
    talk.org.record["fields"]["CloseDate"]["value"] = json!("2026-11-30");
    talk.org.after["CloseDate"] = json!("2026-11-30");
    let view = talk.event(UserEvent::Undo);
    assert_eq!(view.text.code, TextCode::Undone);
    assert_eq!(talk.org.written()[1..], [json!({ "StageName": "Proposal/Price Quote" })]);
}

/// Won from a stage whose probability and category were set by hand; then possibly set by hand again.
fn by_hand(updateable: bool, since: &[(&str, Json)]) -> (Talk, View) {
    let mut talk = Talk::new();
    talk.org.more_fields = set_with_the_stage(updateable);
    talk.org.record["fields"]["Probability"]["value"] = json!(33.0);
    talk.org.record["fields"]["ForecastCategoryName"]["value"] = json!("Best Case");
    talk.say("Update the Acme opportunity to Closed Won");
    let view = talk.event(UserEvent::Confirm);
    let before = &view.receipt.as_ref().unwrap().before;
    assert_eq!(before[&field("Probability")], FieldValue::Number("33".parse().unwrap()));
    let mut left = vec![
        ("StageName", json!("Closed Won")),
        ("Probability", json!(100.0)),
        ("ForecastCategoryName", json!("Closed")),
        ("CloseDate", json!("2026-11-22")),
    ];
    left.extend(since.iter().cloned());
    talk.org.record = by_jo(&left);
    // As if neither was sent.
    talk.org.after = reopened();
    (talk, view)
}

#[test]
fn undo_restores_values_set_by_hand_that_the_stage_overwrote() {
    let (mut talk, _) = by_hand(true, &[]);
    talk.org.after["Probability"] = json!(33.0);
    talk.org.after["ForecastCategoryName"] = json!("Best Case");
    talk.org.after["ExpectedRevenue"] = json!(4125.0);
    let view = talk.event(UserEvent::Undo);
    assert_eq!(view.text.code, TextCode::Undone, "{:?}", view.problem);
    let back = json!({
        "CloseDate": "2026-12-24", "ForecastCategoryName": "Best Case", "Probability": 33,
        "StageName": "Proposal/Price Quote",
    });
    assert_eq!(talk.org.written()[1..], [back]);
    assert!(view.receipt.unwrap().unexpected.is_empty());
}

#[test]
fn undo_keeps_values_set_by_hand_since() {
    let (mut talk, _) = by_hand(true, &[("Probability", json!(80.0))]);
    talk.org.after["Probability"] = json!(80.0);
    talk.org.after["ForecastCategoryName"] = json!("Best Case");
    talk.org.after["ExpectedRevenue"] = json!(10000.0);
    let view = talk.event(UserEvent::Undo);
    let written = &talk.org.written()[1];
    assert_eq!(
        (&written["Probability"], &written["ForecastCategoryName"]),
        (&json!(80), &json!("Best Case"))
    );
    let receipt = view.receipt.unwrap();
    assert!(receipt.changes.iter().all(|change| change.field != field("Probability")), "nothing changes");
    assert!(receipt.unexpected.is_empty(), "{:?}", receipt.unexpected);
}

#[test]
fn undo_reports_what_this_user_may_not_restore() {
    let (mut talk, _) = by_hand(false, &[]);
    let view = talk.event(UserEvent::Undo);
    assert_eq!(view.text.code, TextCode::UndoneOtherwise);
    let back = json!({ "CloseDate": "2026-12-24", "StageName": "Proposal/Price Quote" });
    assert_eq!(talk.org.written()[1..], [back]);
    let lost = view.receipt.unwrap().unexpected;
    let lost: Vec<_> = lost.iter().map(|it| (it.field.as_str(), it.from.clone(), it.to.clone())).collect();
    let number = |text: &str| FieldValue::Number(text.parse().unwrap());
    let text = |text: &str| FieldValue::Text(text.into());
    let expected = [
        ("Probability", number("33"), number("75")),
        ("ForecastCategoryName", text("Best Case"), text("Pipeline")),
    ];
    assert!(expected.iter().all(|it| lost.contains(it)), "{lost:?}");
}

#[test]
fn an_undo_that_met_another_save_reads_again() {
    let beaten = |change: (&str, Json)| {
        let (mut talk, _) = won();
        let mut theirs = talk.org.record.clone();
        theirs["fields"][change.0]["value"] = change.1;
        theirs["lastModifiedDate"] = json!("2026-11-22T07:36:30.000Z");
        theirs["fields"]["LastModifiedDate"]["value"] = theirs["lastModifiedDate"].clone();
        (talk.org.beaten, talk.org.first_writes) = (Some(theirs), vec![(412, Json::Null)]);
        let view = talk.event(UserEvent::Undo);
        (talk, view)
    };
    // Jo changed another field: it stays, and the update is undone.
    let (talk, view) = beaten(("Discount__c", json!(9.0)));
    assert_eq!(view.text.code, TextCode::Undone, "{:?}", view.problem);
    assert_eq!(talk.org.written().len(), 3);
    assert!(talk.org.written()[2].get("Discount__c").is_none());
    // Jo changed the stage: the undo fails and shows who changed it.
    let (talk, view) = beaten(("StageName", json!("Closed Lost")));
    assert_eq!((view.state, view.text.code), ("failed", TextCode::UndoFailed));
    assert_eq!(talk.org.written().len(), 2);
    let problem = view.problem.unwrap();
    assert_eq!(problem.code, Code::ChangedMeanwhile);
    let conflict = problem.conflict.unwrap();
    assert_eq!(conflict.by.as_deref(), Some("Jo Colleague"));
    assert_eq!(conflict.fields[0].theirs, FieldValue::Text("Closed Lost".into()));
}

#[test]
fn a_refused_undo_reports_the_orgs_message() {
    let (mut talk, _) = won();
    talk.org.write = refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Won opportunities stay won.");
    let view = talk.event(UserEvent::Undo);
    assert_eq!(view.problem.as_ref().unwrap().message, "Won opportunities stay won.");
    talk.org.write = refusal("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
    let view = talk.event(UserEvent::Undo);
    assert_eq!(labels(&view), ["Try Again", "Cancel"]);
    talk.org.write = (204, Json::Null);
    let view = talk.event(view.buttons[0].event.clone());
    assert_eq!(view.text.code, TextCode::Undone);
}

#[test]
fn ignores_other_events_during_an_undo() {
    let (mut talk, _) = won();
    talk.start(UserEvent::Undo);
    for event in [UserEvent::Undo, UserEvent::Cancel, UserEvent::Say { text: "no".into() }] {
        assert!(!talk.start(event));
    }
    assert_eq!(talk.machine.view(&talk.session).state, "applying");
    assert_eq!(talk.settle().text.code, TextCode::Undone);
}

#[test]
fn retry_is_a_separate_event() {
    let mut talk = Talk::new();
    assert!(!talk.start(UserEvent::Retry), "nothing has failed");
    talk.say("Update the Acme opportunity to Closed Won");
    talk.org.write = refusal("UNABLE_TO_LOCK_ROW", "locked");
    let view = talk.event(UserEvent::Confirm);
    assert_eq!(view.buttons[0].event, UserEvent::Retry);
    talk.org.write = (204, Json::Null);
    assert_eq!(talk.say("Try again").state, "done");
}

#[test]
fn history_takes_one_request() {
    let mut talk = Talk::new();
    let (mut task, effects) = HistoryTask::start(&mut talk.session, &RecordId::opportunity(WIDGETS).unwrap());
    let sends = sent(effects);
    let answer = ok(&json!({ "records": [{
        "StageName": "Prospecting", "Amount": 5.0, "Probability": 10.0, "CloseDate": "2026-12-24",
        "ForecastCategory": "Pipeline", "CreatedDate": "2026-11-20T09:00:00.000+0000",
        "CreatedBy": { "Name": "Jo Colleague" },
    }] }));
    let step = task.handle(&mut talk.session, sends[0].id, Event::Answer(answer), CLOCK);
    let Step::Done(Ok(rows)) = step else { panic!("{step:?}") };
    assert_eq!((rows[0].stage.as_str(), rows[0].by.as_deref()), ("Prospecting", Some("Jo Colleague")));
}

#[test]
fn reads_all_pages_of_a_history() {
    let mut talk = Talk::new();
    let (mut task, effects) = HistoryTask::start(&mut talk.session, &RecordId::opportunity(WIDGETS).unwrap());
    let sends = sent(effects);
    let page = |stage: &str, next: Json| {
        let row = json!({ "StageName": stage, "CreatedDate": "2026-11-20T09:00:00.000+0000" });
        ok(&json!({ "totalSize": 2, "done": next.is_null(), "nextRecordsUrl": next, "records": [row] }))
    };
    let path = "/services/data/v66.0/query/01g-1";
    let step =
        task.handle(&mut talk.session, sends[0].id, Event::Answer(page("Closed Won", json!(path))), CLOCK);
    let Step::Waiting(effects) = step else { panic!("{step:?}") };
    let more = sent(effects);
    assert_eq!(more[0].request.path, path);
    let step =
        task.handle(&mut talk.session, more[0].id, Event::Answer(page("Prospecting", Json::Null)), CLOCK);
    let Step::Done(Ok(rows)) = step else { panic!("{step:?}") };
    let stages: Vec<_> = rows.iter().map(|row| row.stage.as_str()).collect();
    assert_eq!(stages, ["Closed Won", "Prospecting"]);
}

#[test]
fn a_history_reads_each_page_once_and_no_other_resource() {
    let one = "/services/data/v66.0/query/01g-1";
    let other = "/services/data/v66.0/query/01g-2";
    for (pages, requests) in [
        (&[one, one][..], 2),
        (&[one, other, one], 3),
        (&["/services/data/v66.0/../../../../services/oauth2/revoke?token=x"], 1),
        (&[one, "/services/data/v66.0/sobjects/Opportunity"], 2),
        (&["https://evil.example/services/data/v66.0/query/01g-1"], 1),
    ] {
        let mut talk = Talk::new();
        let (mut task, effects) =
            HistoryTask::start(&mut talk.session, &RecordId::opportunity(WIDGETS).unwrap());
        let mut sends = sent(effects);
        let mut made = 0;
        let problem = loop {
            let row = json!({ "StageName": "x", "CreatedDate": "2026-11-20T09:00:00.000+0000" });
            let next = pages[made];
            let answer = ok(&json!({ "done": false, "nextRecordsUrl": next, "records": [row] }));
            made += 1;
            match task.handle(&mut talk.session, sends[0].id, Event::Answer(answer), CLOCK) {
                Step::Waiting(effects) => sends = sent(effects),
                Step::Done(result) => break result.unwrap_err(),
            }
        };
        assert_eq!((problem.code, made), (Code::UnreadableAnswer, requests), "{pages:?}");
    }
}

#[test]
fn builds_the_opportunity_view_once_for_each_read() {
    let mut talk = Talk::new();
    let first = talk.say("Find Acme").reading.unwrap();
    assert_eq!(first.offers.len(), 4);
    let second = talk.event(UserEvent::Edit).reading.unwrap();
    assert!(std::rc::Rc::ptr_eq(&first, &second));
    assert!(Conversation::default().view(&talk.session).reading.is_none());
}
