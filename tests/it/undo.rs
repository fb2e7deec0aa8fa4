//! Undo.

use crate::conflicts::{by_jo, steps};
use crate::conversation::{Talk, labels, refusal};
use crate::org::{CLOCK, WIDGETS, field, set_with_the_stage};
use opportunity_stage::base::error::Code;
use opportunity_stage::base::{Clock, FieldValue, Timestamp};
use opportunity_stage::client::{TextCode, UserEvent, View};
use serde_json::{Value as Json, json};

/// The record after the undo, with what Salesforce sets for the stage.
fn reopened() -> Json {
    json!({
        "Id": WIDGETS, "Name": "Acme - 200 Widgets", "StageName": "Proposal/Price Quote", "Probability": 75.0,
        "ForecastCategoryName": "Pipeline", "IsClosed": false, "IsWon": false, "ExpectedRevenue": 9375.0,
        "CloseDate": "2026-12-24", "LastModifiedDate": "2026-11-22T07:37:00.000+0000",
    })
}

/// Confirmed: the record holds what was written.
pub fn won() -> (Talk, View) {
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
    let conflict = problem.conflict().cloned().unwrap();
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
    let conflict = problem.conflict().cloned().unwrap();
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
