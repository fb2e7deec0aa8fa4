//! The org's own texts in the conversation: its labels, no hidden characters, no reordering.

use crate::conversation::Talk;
use crate::org::{Org, row};
use opportunity_stage::base::FieldValue;
use opportunity_stage::base::error::Code;
use opportunity_stage::base::map::Map;
use opportunity_stage::client::{UserEvent, View};
use opportunity_stage::transition::ProposalInput;
use serde_json::{Value as Json, json};

/// An org that calls an opportunity a deal, with other field labels too.
fn renamed() -> Talk {
    let mut talk = Talk::new();
    talk.org.labels = Some(["Deal", "Deals"]);
    let field = |name: &str, label: &str, data_type: &str| {
        json!({ "apiName": name, "label": label, "dataType": data_type, "required": false, "updateable": true,
            "length": 255, "precision": 18, "scale": 2 })
    };
    talk.org.more_fields = vec![
        field("StageName", "Sales Step", "Picklist"),
        field("CloseDate", "Schlusstermin", "Date"),
        field("Amount", "Volume", "Currency"),
        field("OwnerId", "Seller ID", "Reference"),
        field("NextStep", "Then", "String"),
    ];
    talk
}

fn propose(stage: Option<&str>, fields: &[(&str, &str)]) -> UserEvent {
    let fields: Map<String, FieldValue> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), FieldValue::Text((*value).into()))).collect();
    UserEvent::Propose(ProposalInput { stage: stage.map(Into::into), fields, ..ProposalInput::default() })
}

/// Returns all texts of a view.
fn said(view: &View) -> String {
    let mut texts = vec![view.message.clone()];
    texts.extend(view.steps.iter().map(|step| step.label.clone()));
    texts.extend(view.card.iter().flat_map(|card| card.rows.iter().map(|row| row.label.clone())));
    texts.extend(view.violations.iter().map(|it| it.message.clone()));
    texts.extend(view.violations.iter().filter_map(|it| it.help.clone()));
    texts.extend(view.warnings.iter().map(|it| it.message.clone()));
    texts.join("\n")
}

#[test]
fn every_text_uses_the_orgs_label_of_the_object() {
    let mut talk = renamed();
    let mut views = vec![talk.say("Find Acme")];
    assert_eq!(views[0].message, "The current sales step of the Acme deal is Proposal/Price Quote.");
    views.push(talk.event(propose(Some("Nirgends"), &[])));
    assert!(said(&views[1]).contains("is not a stage of this deal."), "{}", said(&views[1]));
    assert!(said(&views[1]).contains("Choose one of its stages."));
    views.push(talk.event(propose(Some("Closed Won"), &[("CloseDate", "2027-03-01")])));
    let card = views[2].card.clone().unwrap();
    let rows: Vec<_> = card.rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(rows, ["Deal", "Current Sales Step", "New Sales Step"]);
    assert!(card.changes.iter().any(|change| change.label == "Schlusstermin"));
    assert!(said(&views[2]).contains("Salesforce moves the schlusstermin to"), "{}", said(&views[2]));
    views.push(talk.event(UserEvent::Confirm));
    for view in &views {
        assert!(!said(view).to_lowercase().contains("opportunit"), "{}", said(view));
    }
    let labels = serde_json::to_value(&views[3].labels).unwrap();
    assert_eq!(
        (&labels["object"], &labels["objectPlural"], &labels["closeDate"], &labels["amount"]),
        (&json!("Deal"), &json!("Deals"), &json!("Schlusstermin"), &json!("Volume"))
    );
    assert_eq!((&labels["owner"], &labels["stage"]), (&json!("Seller"), &json!("Sales Step")));
    // Later search results use the new label too.
    talk.org.found = vec![row("006000000000003AAA", "Acme A", "x"), row("006000000000004AAA", "Acme B", "x")];
    let found = talk.say("Find Acme");
    assert!(found.message.starts_with("I found 2 deals for"), "{}", found.message);
}

#[test]
fn the_owner_has_the_label_of_the_person_and_not_of_the_id() {
    for (label, shown) in
        [("Owner ID", "Owner"), ("Inhaber-ID", "Inhaber"), ("ID du propriétaire", "ID du propriétaire")]
    {
        let mut talk = renamed();
        talk.org.more_fields.iter_mut().filter(|field| field["apiName"] == "OwnerId").for_each(|field| {
            field["label"] = label.into();
        });
        talk.say("Find Acme");
        let message = talk.say("Who owns it?").message;
        assert!(message.starts_with(&format!("{shown}: ")), "{message}");
    }
}

#[test]
fn a_problem_about_a_record_does_not_use_a_label_that_the_org_replaced() {
    let mut talk = renamed();
    talk.say("Find Acme");
    talk.event(propose(Some("Closed Won"), &[]));
    talk.event(UserEvent::Confirm);
    talk.org.record["fields"]["StageName"]["value"] = "Qualification".into();
    talk.org.record["lastModifiedDate"] = "2026-11-22T08:36:01.000Z".into();
    let view = talk.event(UserEvent::Undo);
    let problem = view.problem.expect("the undo is refused");
    assert_eq!(problem.code, Code::ChangedMeanwhile);
    assert!(!problem.message.to_lowercase().contains("opportunit"), "{}", problem.message);
}

#[test]
fn without_labels_texts_use_the_standard_ones() {
    let mut talk = Talk::new();
    assert_eq!(serde_json::to_value(talk.settle().labels).unwrap()["object"], Json::Null);
    let view = talk.say("Find Acme");
    assert_eq!(view.message, "The current stage of the Acme opportunity is Proposal/Price Quote.");
}

#[test]
fn a_preview_makes_invisible_characters_visible() {
    let mut talk = Talk::new();
    talk.org.record["fields"]["Name"] = json!({ "value": "Acme\u{202e}x" });
    talk.say("Find Acme");
    let view = talk.event(propose(None, &[("NextStep", "a\0b\u{202e}c\u{2066}d\u{feff}e\u{61c}f\u{85}g")]));
    assert_eq!(view.state, "preview");
    let card = view.card.unwrap();
    assert_eq!(card.rows[0].value, "Acme⟨U+202E⟩x");
    let change = &card.changes[0];
    assert_eq!(
        change.to_label.as_deref(),
        Some("a␀b⟨U+202E⟩c⟨U+2066⟩d⟨U+FEFF⟩e⟨U+061C⟩f⟨U+0085⟩g"),
        "shown as it is"
    );
    assert_eq!(change.to, FieldValue::Text("a\0b\u{202e}c\u{2066}d\u{feff}e\u{61c}f\u{85}g".into()));
    let plain = talk.event(propose(None, &[("NextStep", "Call them")]));
    assert_eq!(plain.card.unwrap().changes[0].to_label, None, "a plain text has no other name");
}

#[test]
fn messages_neither_hide_nor_reorder_values() {
    let mut talk = Talk::new();
    let mut org = Org::new();
    org.found = vec![row("006000000000001AAA", "نور\u{202e}", "x"), row("006000000000002AAA", "نور B", "x")];
    talk.org = org;
    let view = talk.say("Find نور\u{202e}");
    assert!(view.message.contains("“\u{2068}نور\u{2069}”"), "{:?}", view.message);
    assert_eq!(view.choices[0].label, "نور⟨U+202E⟩");
}
