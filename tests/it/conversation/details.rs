//! The details: the form, its errors, and what it writes.

use super::*;

#[test]
fn edits_details_and_writes_only_differences() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    let view = talk.event(UserEvent::Edit);
    let form = view.form.unwrap();
    assert_eq!(form.stage, "Closed Won");
    let names: Vec<_> = form.fields.iter().map(|field| field.info.name.as_str()).collect();
    assert_eq!(names, ["Name", "CloseDate", "NextStep", "Discount__c"], "the org has no MRR__c");

    let filled = [("Name", "Acme - 200 Widgets"), ("CloseDate", "2026-12-01"), ("Discount__c", "12.5")];
    let view = talk.event(propose(&form.stage, &filled));
    assert_eq!(view.state, "preview");
    talk.org.after["Discount__c"] = json!(12.5);
    let view = talk.event(UserEvent::Confirm);
    assert_eq!(view.state, "done");
    let body = json!({ "CloseDate": "2026-12-01", "Discount__c": 12.5, "StageName": "Closed Won" });
    assert_eq!(talk.org.written(), [body]);
}

#[test]
fn shows_errors_of_the_form_at_their_fields() {
    let mut talk = Talk::new();
    talk.say("Find Acme");
    let wrong = [("CloseDate", "2026-02-31"), ("Discount__c", "15%"), ("MRR__c", "1")];
    let view = talk.event(propose("Closed Won", &wrong));
    let problem = view.problem.unwrap();
    assert_eq!(view.state, "editing");
    assert_eq!(problem.fields, ["CloseDate", "Discount__c", "MRR__c"]);
    assert!(problem.message.contains("`2026-02-31`") && problem.message.contains("`15%`"));

    let view = talk.event(propose("Closed Won", &[("Name", ""), ("Discount__c", "1234.567")]));
    let found = serde_json::to_value(&view.violations).unwrap();
    let pair = |n: usize| (found[n]["code"].as_str().unwrap(), found[n]["field"].as_str().unwrap());
    assert_eq!(pair(0), ("value_out_of_range", "Discount__c"));
    assert_eq!(pair(1), ("value_required", "Name"));
    let view = talk.event(propose("Closed Won", &[("Name", &"x".repeat(121))]));
    assert_eq!(view.violations[0].message, "Name takes at most 120 characters, and this has 121.");
    assert_eq!(talk.org.written().len(), 0);
}

#[test]
fn a_refusal_leads_back_to_the_details() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    talk.org.write = refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Choose a loss reason before closing.");
    let view = talk.event(UserEvent::Confirm);
    let message = "Salesforce did not accept the update. Nothing was changed.";
    assert_eq!((view.state, view.message.as_str()), ("failed", message));
    let problem = view.problem.unwrap();
    assert_eq!(problem.code, Code::ValidationRule);
    assert_eq!(problem.message, "Choose a loss reason before closing.");
    assert_eq!(view.buttons[0].label, "Edit Details");
    let view = talk.event(UserEvent::Edit);
    assert_eq!(view.form.as_ref().unwrap().stage, "Closed Won", "nothing that was typed is lost");
    assert_eq!(view.problem.unwrap().errors[0].fields, ["StageName"], "it stands at its fields");
    let view = talk.event(propose("Closed Won", &[("NextStep", "x")]));
    assert_eq!((view.state, view.problem), ("preview", None), "what is sent again is judged anew");
}

#[test]
fn problems_that_are_not_about_values_stay_out_of_the_form() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    talk.org.write = refusal("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
    talk.event(UserEvent::Confirm);
    let view = talk.event(UserEvent::Edit);
    assert_eq!((view.state, view.problem), ("editing", None));
}

#[test]
fn cancelling_writes_nothing() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    let view = talk.event(UserEvent::Cancel);
    assert_eq!((view.state, view.message.as_str()), ("current", "OK. Nothing was changed."));
    assert!(!talk.start(UserEvent::Confirm), "there is nothing left to confirm");
    assert_eq!(talk.org.written().len(), 0);
}

#[test]
fn the_current_stage_is_not_a_change() {
    let mut talk = Talk::new();
    talk.say("Find Acme");
    let view = talk.say("Update it to proposal");
    assert_eq!(view.state, "current");
    assert!(view.message.ends_with("is already at Proposal/Price Quote. There is nothing to change."));
    assert!(!talk.start(UserEvent::Confirm));
}

#[test]
fn rejects_an_unknown_stage_with_the_list_before_sending() {
    let mut talk = Talk::new();
    talk.say("Find Acme");
    for (stage, message) in [
        ("Shipped", "“Shipped” is not a stage of this opportunity."),
        ("Qualification", "“Qualification” is not a stage of this opportunity’s sales process."),
        ("perception analysis", "“Perception Analysis” is a stage that is no longer used."),
    ] {
        let view = talk.say(&format!("Update it to {stage}"));
        assert_eq!((view.state, view.message.as_str()), ("choosing_stage", message));
        assert_eq!(view.choices.len(), 4);
        // Words without a command answer the question.
        assert_eq!(talk.say("closed l").card.unwrap().rows[2].value, "Closed Lost");
        talk.event(UserEvent::Cancel);
    }
    assert_eq!(talk.org.written().len(), 0);
}
