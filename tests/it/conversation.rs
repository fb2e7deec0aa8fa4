//! The conversation, step by step.

mod currency;
mod details;
mod search;

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
fn builds_the_opportunity_view_once_for_each_read() {
    let mut talk = Talk::new();
    let first = talk.say("Find Acme").reading.unwrap();
    assert_eq!(first.offers.len(), 4);
    let second = talk.event(UserEvent::Edit).reading.unwrap();
    assert!(std::rc::Rc::ptr_eq(&first, &second));
    assert!(Conversation::default().view(&talk.session).reading.is_none());
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
