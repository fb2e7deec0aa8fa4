//! What can be said next: every suggestion is understood where it is made, in every language, and none writes.

use crate::conversation::{Talk, fluent, propose};
use crate::org::{CLOCK, GADGETS, WIDGETS, row};
use opportunity_stage::client::{Criteria, Suggestion, SuggestionCode, UserEvent};
use opportunity_stage::transition::VerdictType;
use serde_json::Value as Json;

const LANGUAGES: [&str; 7] = ["en", "de", "fr", "es", "pt-BR", "ja", "ar"];

fn texts(language: &str) -> Json {
    let file = format!("{}/pkg-template/lang/{language}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The suggestion as a surface in this language puts it.
fn said(suggestion: &Suggestion, texts: &Json) -> String {
    let Some(text) = texts[format!("suggestion.{}", suggestion.code.as_str())].as_str() else {
        return suggestion.text.clone();
    };
    match suggestion.parameters.get("stage") {
        Some(stage) => text.replace("{stage}", &stage.to_string()),
        None => text.into(),
    }
}

/// A conversation in each state that has suggestions.
fn everywhere(language: &str) -> Vec<Talk> {
    let talk = || Talk { machine: fluent(language), ..Talk::new() };
    let mut all = vec![talk()];
    let mut add = |events: &[UserEvent]| {
        let mut talk = talk();
        talk.org.found.push(row(GADGETS, "Acme - Gadgets", "Prospecting"));
        for event in events {
            talk.event(event.clone());
        }
        all.push(talk);
    };
    let choose = UserEvent::Choose { id: WIDGETS.into() };
    let many = UserEvent::Find { query: Criteria { search: Some("Acme".into()), ..Criteria::default() } };
    add(&[many]);
    add(std::slice::from_ref(&choose));
    add(&[choose.clone(), propose("Closed", &[])]);
    add(&[choose.clone(), propose("Closed Won", &[])]);
    add(&[choose.clone(), UserEvent::Edit]);
    add(&[choose, propose("Closed Won", &[]), UserEvent::Confirm]);
    all
}

/// Whether a state and an answer are what a suggestion is for.
fn leads_to(code: SuggestionCode, state: &str, answer: &str) -> bool {
    match code {
        SuggestionCode::MyOpen | SuggestionCode::ClosingThisMonth | SuggestionCode::ClosingThisQuarter => {
            state == "finding"
        }
        SuggestionCode::Choice | SuggestionCode::Biggest | SuggestionCode::Soonest => state == "opening",
        SuggestionCode::NoneOfThese => answer == "none_of_them",
        SuggestionCode::Stage => state == "preview",
        SuggestionCode::MoveTo => ["preview", "opening"].contains(&state),
        SuggestionCode::AskStages => ["answer_stages", "answer_no_stages"].contains(&answer),
        SuggestionCode::AskAge => answer.starts_with("answer_moved") || answer == "answer_days_in_stage",
        SuggestionCode::AskOwner => answer == "answer_field",
        SuggestionCode::AskChanges => answer == "answer_changes",
        SuggestionCode::LeaveAsIs => answer == "cancelled",
        SuggestionCode::Completion | SuggestionCode::KeepMine | SuggestionCode::TakeTheirs => false,
    }
}

#[test]
fn every_suggestion_is_understood_in_its_language_and_writes_nothing() {
    let mut missed = Vec::new();
    let mut seen = Vec::new();
    for language in LANGUAGES {
        let texts = texts(language);
        for talk in everywhere(language) {
            let state = talk.machine.view(&talk.session).state;
            for suggestion in talk.machine.suggest("") {
                let text = said(&suggestion, &texts);
                let event = UserEvent::Say { text: text.clone() };
                let mut then = talk.machine.clone();
                let mut session = talk.session.clone();
                assert_eq!(then.writes(&session, &event, CLOCK), None, "{text}");
                then.user(&mut session, event, CLOCK);
                let view = then.view(&session);
                let (now, answer) = (view.state, view.text.code.as_str());
                if !leads_to(suggestion.code, now, answer) {
                    missed.push(format!("{language} {state}: {text}: {now} {answer}"));
                }
                seen.push(suggestion.code);
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    let elsewhere = [SuggestionCode::Completion, SuggestionCode::KeepMine, SuggestionCode::TakeTheirs];
    let unseen: Vec<_> =
        SuggestionCode::ALL.iter().filter(|code| !seen.contains(code) && !elsewhere.contains(code)).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn what_is_typed_completes_the_names_on_the_screen() {
    for (language, typed, completed) in [
        ("en", "move it to pros", "move it to Prospecting"),
        ("en", "Update it to closed w", "Update it to Closed Won"),
        ("en", "set disc", "set Discount"),
        ("de", "setze sie auf gewo", "setze sie auf Closed Won"),
        ("de", "setze sie auf Akqui", "setze sie auf Prospecting"),
        ("fr", "passe-la en perd", "passe-la en Closed Lost"),
        ("es", "pásala a prospecc", "pásala a Prospecting"),
        ("pt-BR", "passa pra perdi", "passa pra Closed Lost"),
        ("ja", "受", "Closed Won"),
        ("ja", "それを失", "それをClosed Lost"),
        ("ar", "انقلها إلى خسا", "انقلها إلى Closed Lost"),
    ] {
        let mut talk = Talk { machine: fluent(language), ..Talk::new() };
        talk.event(UserEvent::Choose { id: WIDGETS.into() });
        let texts: Vec<_> = talk.machine.suggest(typed).into_iter().map(|one| one.text).collect();
        assert!(texts.iter().any(|text| text == completed), "{typed}: {texts:?}");
    }
}

#[test]
fn a_finished_name_and_a_lone_letter_complete_nothing() {
    let mut talk = Talk::new();
    talk.event(UserEvent::Choose { id: WIDGETS.into() });
    for typed in ["", "n", "move it to Closed Won"] {
        let codes: Vec<_> = talk.machine.suggest(typed).into_iter().map(|one| one.code).collect();
        assert!(!codes.contains(&SuggestionCode::Completion), "{typed}");
    }
}

#[test]
fn a_stage_that_is_not_open_is_not_suggested() {
    let mut talk = Talk::new();
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    let denied: Vec<_> = view
        .reading
        .unwrap()
        .offers
        .iter()
        .filter(|offer| offer.verdict.kind == VerdictType::Denied)
        .map(|offer| offer.stage.label.clone())
        .collect();
    for suggestion in talk.machine.suggest("") {
        let stage = suggestion.parameters.get("stage").map(ToString::to_string).unwrap_or_default();
        assert!(!denied.contains(&stage), "{stage}");
    }
}
