//! The conversation, step by step.

use std::rc::Rc;

use crate::org::{CLOCK, GADGETS, Org, WIDGETS, row, session};
use opportunity_stage::base::FieldValue;
use opportunity_stage::base::error::Code;
use opportunity_stage::client::{
    Conversation, Effect, EffectId, Event, Lexicons, Outcome, Send, Session, UserEvent, View, Writing,
};
use opportunity_stage::rest::NoAnswer;
use opportunity_stage::transition::ProposalInput;
use serde_json::{Value as Json, json};

/// The package's lexicons, by language.
pub fn lexicons() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pkg-template/lexicon");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (language, std::fs::read_to_string(path).unwrap())
    };
    let mut all: Vec<_> = files.map(read).collect();
    all.sort();
    all
}

/// A conversation in a language, with all lexicons.
pub fn fluent(language: &str) -> Conversation {
    thread_local! {
        // Reading them takes longer than most tests.
        static KNOWN: Lexicons = {
            let texts = lexicons();
            Lexicons::new(texts.iter().map(|(language, text)| (language.as_str(), text.as_str())))
        };
    }
    let mut machine = Conversation::default();
    KNOWN.with(|known| machine.set_lexicons(Rc::new(known.in_language(language))));
    machine
}

/// A conversation with its org.
pub struct Talk {
    pub machine: Conversation,
    pub session: Session,
    pub org: Org,
    pub waiting: Vec<Send>,
    pub aborted: Vec<EffectId>,
}

impl Talk {
    pub fn new() -> Self {
        Self {
            machine: fluent("en"),
            session: session(),
            org: Org::new(),
            waiting: Vec::new(),
            aborted: Vec::new(),
        }
    }

    /// Sends an event without any response from the org.
    pub fn start(&mut self, event: UserEvent) -> bool {
        let can = self.machine.can(&self.session, &event, CLOCK);
        let writes = self.machine.writes(&self.session, &event, CLOCK);
        let effects = self.machine.user(&mut self.session, event, CLOCK);
        assert_eq!(can, effects.is_some(), "`can` answers as `user` does");
        assert_eq!(writes.is_some(), can && self.machine.is_writing(), "`writes` answers as `user` does");
        let taken = effects.is_some();
        self.take(effects.unwrap_or_default());
        taken
    }

    pub fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(send) => self.waiting.push(send),
                Effect::Abort(id) => {
                    self.waiting.retain(|send| send.id != id);
                    self.aborted.push(id);
                }
                Effect::Wait(..) | Effect::Save => panic!("not an effect of a conversation: {effect:?}"),
            }
        }
    }

    /// Responds to everything.
    pub fn settle(&mut self) -> View {
        while !self.waiting.is_empty() {
            let send = self.waiting.remove(0);
            let answer = self.org.answer(&send.request);
            let effects = self.machine.handle(&mut self.session, send.id, Event::Answer(answer), CLOCK);
            self.take(effects.unwrap_or_default());
        }
        self.machine.view(&self.session)
    }

    pub fn event(&mut self, event: UserEvent) -> View {
        assert!(self.start(event.clone()), "{event:?} means nothing here");
        self.settle()
    }

    pub fn say(&mut self, text: &str) -> View {
        self.event(UserEvent::Say { text: text.into() })
    }
}

pub fn labels(view: &View) -> Vec<&str> {
    view.buttons.iter().map(|button| button.label).collect()
}

pub fn propose(stage: &str, fields: &[(&str, &str)]) -> UserEvent {
    let fields = fields.iter().map(|(name, value)| ((*name).into(), FieldValue::Text((*value).into())));
    UserEvent::Propose(ProposalInput {
        stage: Some(stage.into()),
        fields: fields.collect(),
        ..ProposalInput::default()
    })
}

#[test]
fn the_reference_conversation_works_word_for_word() {
    let mut talk = Talk::new();
    let view = talk.say("What's the current stage of the Acme opportunity?");
    assert_eq!(view.message, "The current stage of the Acme opportunity is Proposal/Price Quote.");
    let strong: Vec<_> =
        view.parts.iter().filter(|part| part.strong).map(|part| part.text.as_str()).collect();
    assert_eq!(strong, ["Proposal/Price Quote"]);
    let citation = view.citation.unwrap();
    assert_eq!(citation.label, "Acme - 200 Widgets");
    let link = format!("https://acme.lightning.force.com/lightning/r/Opportunity/{WIDGETS}/view");
    assert_eq!(citation.link.as_deref(), Some(&link[..]));

    let view = talk.say("Update the stage to Closed.");
    assert_eq!((view.state, view.message.as_str()), ("choosing_stage", "Closed Won or Closed Lost?"));
    let choices: Vec<_> = view.choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(choices, ["Closed Won", "Closed Lost"]);

    let view = talk.event(view.choices[0].event.clone());
    let card = view.card.as_ref().unwrap();
    assert_eq!(card.title, "Please confirm the details");
    let rows: Vec<_> = card.rows.iter().map(|row| (row.label.as_str(), row.value.as_str())).collect();
    let expected = [
        ("Opportunity", "Acme - 200 Widgets"),
        ("Current Stage", "Proposal/Price Quote"),
        ("New Stage", "Closed Won"),
    ];
    assert_eq!(rows, expected);
    assert_eq!(labels(&view), ["Confirm Update", "Edit Details", "Cancel"]);
    let drawn = serde_json::to_value(&view.buttons).unwrap();
    assert_eq!(drawn[0]["appearance"], "filled");
    assert_eq!(drawn[2]["appearance"], "outlined");

    let view = talk.event(UserEvent::Confirm);
    assert_eq!((view.state, view.message.as_str()), ("done", "OK. I've updated the opportunity."));
    assert!(view.citation.is_some());
    assert_eq!(talk.org.written(), [json!({ "StageName": "Closed Won" })], "the stage alone is written");
    let receipt = view.receipt.unwrap();
    assert!(receipt.verified && receipt.unexpected.is_empty(), "{:?}", receipt.unexpected);
    assert_eq!(receipt.started_at.to_string(), "2026-11-22T07:36:00.000Z");
}

#[test]
fn the_preview_lists_consequences() {
    let mut talk = Talk::new();
    talk.say("Find Acme");
    let view = talk.say("Update it to Closed Won");
    let changes = serde_json::to_value(&view.card.unwrap().changes).unwrap();
    let text = |change: &Json, key: &str| change[key].as_str().unwrap().to_owned();
    let listed: Vec<_> = changes
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (text(change, "field"), text(change, "by")))
        .collect();
    let by_salesforce =
        ["Probability", "ForecastCategoryName", "IsClosed", "IsWon", "ExpectedRevenue", "CloseDate"];
    let expected: Vec<_> = std::iter::once(("StageName".to_owned(), "you".to_owned()))
        .chain(by_salesforce.map(|name| (name.to_owned(), "salesforce".to_owned())))
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(view.warnings.len(), 1);
    assert!(view.warnings[0].message.contains("2026-11-22"), "{}", view.warnings[0].message);
}

#[test]
fn steps_appear_in_their_turn_as_they_happen() {
    let mut talk = Talk::new();
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    let pending = talk.machine.view(&talk.session);
    assert_eq!(pending.state, "finding");
    let steps = serde_json::to_value(&pending.steps).unwrap();
    let looking =
        json!({ "code": "find_opportunity", "label": "Looking for the opportunity", "status": "pending" });
    assert_eq!(steps, json!([looking]));
    let done = talk.settle();
    assert_eq!(done.turn, pending.turn);
    let steps = serde_json::to_value(&done.steps).unwrap();
    assert_eq!((steps[0]["status"].as_str(), steps[1]["status"].as_str()), (Some("done"), Some("done")));
}

#[test]
fn the_user_chooses_from_several_opportunities() {
    let mut talk = Talk::new();
    talk.org.found.push(row(GADGETS, "Acme - Gadgets", "Prospecting"));
    let view = talk.say("What's the current stage of the Acme opportunity?");
    assert_eq!((view.state, view.choices.len()), ("choosing", 2));
    assert_eq!(view.choices[0].detail, "Acme · Proposal/Price Quote · closes 2026-12-24 · Sam Seller");
    // By number, by a part of the name, or by choosing.
    for pick in ["1", "widgets"] {
        let mut other = Talk { machine: talk.machine.clone(), session: talk.session.clone(), ..Talk::new() };
        let view = other.say(pick);
        let message = "The current stage of the Acme - 200 Widgets opportunity is Proposal/Price Quote.";
        assert_eq!(view.message, message);
    }
    let view = talk.event(view.choices[0].event.clone());
    assert_eq!(view.state, "current");
}

#[test]
fn a_sentence_may_contain_search_and_change() {
    let mut talk = Talk::new();
    let view = talk.say("Move the Acme opportunity to Closed Lost");
    assert_eq!(view.state, "preview");
    assert_eq!(view.card.unwrap().rows[2].value, "Closed Lost");
}

#[test]
fn a_sentence_may_set_the_next_step_in_the_same_write() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won and set the next step to 'Hand over to delivery'");
    talk.say("Update it to Closed Lost");
    let view = talk.event(UserEvent::Confirm);
    assert_eq!(view.state, "done");
    let body = json!({ "NextStep": "Hand over to delivery", "StageName": "Closed Lost" });
    assert_eq!(talk.org.written(), [body]);
    let view = talk.say("Set next step to “send flowers”");
    let change = &view.card.unwrap().changes[0];
    assert_eq!((view.state, change.field.as_str()), ("preview", "NextStep"));
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

#[test]
fn short_answers_choose_from_the_list() {
    let mut talk = Talk::new();
    talk.say("Find Acme");
    for answer in ["Won", "1", "the first one"] {
        talk.say("Update it to Closed");
        assert_eq!(talk.say(answer).card.unwrap().rows[2].value, "Closed Won", "{answer}");
    }
    let view = talk.say("What is the stage?");
    // A question is answered in the current state.
    assert_eq!((view.state, view.message.starts_with("The current stage of")), ("preview", true));
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
fn cancelling_writes_nothing() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    let view = talk.event(UserEvent::Cancel);
    assert_eq!((view.state, view.message.as_str()), ("current", "OK. Nothing was changed."));
    assert!(!talk.start(UserEvent::Confirm), "there is nothing left to confirm");
    assert_eq!(talk.org.written().len(), 0);
}

#[test]
fn cancelling_a_search_aborts_it_and_ignores_its_response() {
    let mut talk = Talk::new();
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    let sent = talk.waiting.clone();
    talk.start(UserEvent::Cancel);
    assert_eq!(talk.aborted, sent.iter().map(|send| send.id).collect::<Vec<_>>());
    let before = talk.machine.clone();
    for send in sent {
        let answer = talk.org.answer(&send.request);
        assert_eq!(talk.machine.handle(&mut talk.session, send.id, Event::Answer(answer), CLOCK), None);
    }
    assert_eq!(talk.machine, before);
}

#[test]
fn a_second_confirmation_and_a_repeated_response_change_nothing() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    assert!(talk.start(UserEvent::Confirm));
    for event in
        [UserEvent::Confirm, UserEvent::Cancel, UserEvent::Edit, UserEvent::Say { text: "no".into() }]
    {
        assert!(!talk.start(event), "once a write is under way its outcome comes first");
    }
    let write = talk.waiting[0].clone();
    talk.settle();
    let before = talk.machine.clone();
    let again = talk.org.answer(&write.request);
    assert_eq!(talk.machine.handle(&mut talk.session, write.id, Event::Answer(again), CLOCK), None);
    assert_eq!(talk.machine, before);
}

pub fn refusal(code: &str, message: &str) -> (u16, Json) {
    (400, json!([{ "message": message, "errorCode": code, "fields": ["StageName"] }]))
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
fn the_outcome_of_a_write_outlives_it() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    assert_eq!((talk.machine.outcome(), talk.machine.is_writing()), (Outcome::NotSent, false));
    talk.org.write = refusal("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
    talk.event(UserEvent::Confirm);
    assert_eq!((talk.machine.outcome(), talk.machine.is_writing()), (Outcome::NotWritten, false));
    talk.org.write = Org::new().write;
    talk.start(UserEvent::Confirm);
    assert_eq!((talk.machine.outcome(), talk.machine.is_writing()), (Outcome::NotSent, true));
    assert_eq!(talk.settle().state, "done");
    assert_eq!(talk.machine.outcome(), Outcome::Written);
    talk.say("What's the current stage of the Acme opportunity?");
    assert_eq!(talk.machine.outcome(), Outcome::Written);
}

#[test]
fn retries_a_lock_and_reads_again_after_a_conflict() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    talk.org.write = refusal("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
    let view = talk.event(UserEvent::Confirm);
    assert_eq!(labels(&view), ["Try Again", "Edit Details", "Cancel"]);
    talk.org.write = (412, Json::Null);
    let view = talk.event(UserEvent::Confirm);
    assert_eq!(view.problem.as_ref().unwrap().code, Code::ChangedMeanwhile);
    assert_eq!(labels(&view), ["Open Again", "Cancel"]);
    let view = talk.event(view.buttons[0].event.clone());
    assert_eq!(view.state, "preview", "the proposal is checked on fresh data");
}

#[test]
fn reports_no_matches_and_unknown_sentences() {
    let mut talk = Talk::new();
    let view = talk.say("Update it to Closed");
    assert!(view.message.starts_with("Ask for an opportunity"));
    talk.org.found.clear();
    assert_eq!(talk.say("Find Nobody").message, "I found no opportunity for “Nobody”.");
    assert!(!talk.start(UserEvent::Say { text: " ".into() }));
    assert!(
        !talk.start(UserEvent::Choose { id: "001000000000001AAA".into() }),
        "not the id of an opportunity"
    );
}

#[test]
fn a_failed_search_can_be_retried_with_the_requested_change() {
    let mut talk = Talk::new();
    talk.start(UserEvent::Say { text: "Update the Acme opportunity to Closed Won".into() });
    let send = talk.waiting.remove(0);
    let lost = Event::Answer(Err(NoAnswer::NotListed));
    let effects = talk.machine.handle(&mut talk.session, send.id, lost, CLOCK);
    talk.take(effects.unwrap());
    let view = talk.machine.view(&talk.session);
    assert_eq!(view.state, "failed");
    assert!(view.problem.unwrap().help.unwrap().contains("`https://portal.example`"));
    assert!(talk.waiting.is_empty(), "the other request is aborted");
    let view = talk.event(view.buttons[0].event.clone());
    assert_eq!(view.state, "preview");
}

#[test]
fn reads_the_record_again_after_an_update() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won");
    talk.event(UserEvent::Confirm);
    talk.org.record = crate::org::record("Closed Won");
    let asked = talk.org.asked.len();
    let view = talk.say("Update it to Prospecting");
    assert_eq!(view.state, "preview");
    assert_eq!(talk.org.asked.len() - asked, 1, "one request: the rest is known");
    assert!(view.warnings[0].message.starts_with("This reopens the opportunity"));
}

#[test]
fn predicts_what_an_event_writes() {
    let mut talk = Talk::new();
    let say = |text: &str| UserEvent::Say { text: text.into() };
    let writes = |talk: &Talk, event: &UserEvent| talk.machine.writes(&talk.session, event, CLOCK);
    assert_eq!(writes(&talk, &say("yes")), None, "there is nothing to confirm");
    talk.event(UserEvent::Choose { id: WIDGETS.into() });
    assert_eq!(writes(&talk, &say("update it to Closed Won")), None, "it is shown first");
    talk.say("update it to Closed Won");
    let before = talk.machine.clone();
    for event in [UserEvent::Confirm, say("yes"), say("Confirm the update, please!"), say("OK")] {
        assert_eq!(writes(&talk, &event), Some(Writing::Update), "{event:?}");
    }
    for event in
        [UserEvent::Edit, UserEvent::Cancel, UserEvent::Undo, say("no"), say("undo"), say("try again")]
    {
        assert_eq!(writes(&talk, &event), None, "{event:?}");
    }
    assert_eq!(talk.machine, before, "asking changes nothing");
    talk.say("yes");
    for event in [UserEvent::Undo, say("Put it back.")] {
        assert_eq!(writes(&talk, &event), Some(Writing::Undo), "{event:?}");
    }
}

#[test]
fn shows_the_currency_sign_of_an_org_with_one_currency_once_it_is_known() {
    let mut talk = Talk::new();
    talk.org.found.push(row(GADGETS, "Acme", "Prospecting"));
    talk.org.record["fields"]["Discount__c"]["displayValue"] = json!("5%");
    let sign = |view: &View| {
        let found = view.choices.last().unwrap().opportunity.as_ref().unwrap();
        found.currency_sign.clone()
    };
    let opened = |view: &View| view.reading.as_ref().unwrap().opportunity.currency_sign.clone();
    assert_eq!(sign(&talk.say("Find Acme")), None, "no amount has been read yet");
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    assert_eq!(opened(&view), None, "a percentage is not an amount");

    talk.org.record["fields"]["ExpectedRevenue"]["displayValue"] = json!("($9,375.00)");
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    assert_eq!(opened(&view).as_deref(), Some("$"));
    let asked = talk.org.asked.len();
    assert_eq!(sign(&talk.say("Find Acme")).as_deref(), Some("$"));
    assert_eq!(talk.org.asked.len(), asked + 1, "it takes no further request");

    // A record without an amount does not show it, and does not need to.
    talk.org.record["fields"]["ExpectedRevenue"] = json!({ "displayValue": null, "value": null });
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    assert_eq!(opened(&view).as_deref(), Some("$"));
}

#[test]
fn a_record_with_its_own_currency_reveals_no_sign() {
    let mut talk = Talk::new();
    talk.org.currencies = true;
    talk.org.record["fields"]["Amount"]["displayValue"] = json!("EUR 12,500.00");
    talk.org.record["fields"]["CurrencyIsoCode"] = json!({ "displayValue": "Euro", "value": "EUR" });
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    let reading = view.reading.unwrap();
    let opportunity = &reading.opportunity;
    assert_eq!((opportunity.currency.as_deref(), opportunity.currency_sign.as_deref()), (Some("EUR"), None));
}

#[test]
fn search_results_have_a_currency_once_the_org_is_known_to_have_several() {
    let mut talk = Talk::new();
    talk.org.currencies = true;
    for id in [WIDGETS, GADGETS] {
        let mut found = row(id, "Acme", "Prospecting");
        found["CurrencyIsoCode"] = json!("EUR");
        talk.org.found.push(found);
    }
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    assert!(
        !talk.waiting[0].request.path.contains("CurrencyIsoCode"),
        "an org with one currency would refuse it"
    );
    talk.settle();
    talk.event(UserEvent::Choose { id: WIDGETS.into() });
    let asked = talk.org.asked.len();
    let view = talk.say("Find Acme");
    let currency = view.choices.last().and_then(|choice| choice.opportunity.as_ref()?.currency.as_deref());
    assert_eq!(currency, Some("EUR"));
    assert_eq!(talk.org.asked.len(), asked + 1, "it takes no further request");

    // If the currency has changed, the search results are still shown.
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    let send = talk.waiting.remove(0);
    let body = json!([{ "errorCode": "INVALID_FIELD", "message": "No such column 'CurrencyIsoCode'" }]);
    let refused = Event::Answer(crate::org::status(400, &body));
    let effects = talk.machine.handle(&mut talk.session, send.id, refused, CLOCK);
    talk.take(effects.unwrap());
    assert!(!talk.waiting[0].request.path.contains("CurrencyIsoCode"));
    assert!(talk.waiting[0].request.path.contains("Amount"));
}
