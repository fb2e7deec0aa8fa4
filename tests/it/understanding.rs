//! The meaning of sentences in every language with a lexicon, in particular those that never write.

use crate::conversation::{Talk, fluent, lexicons, propose};
use opportunity_stage::client::{Conversation, Lexicons, UserEvent, Writing};
use std::rc::Rc;

/// The phrases of a class in a lexicon.
fn phrases(text: &str, class: &str) -> Vec<String> {
    let mut here = false;
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let list = match line.split_once('=').filter(|_| !line.starts_with(' ')) {
            Some((key, list)) => {
                // `days.1` is of the class `days`.
                here = key.trim().split('.').next() == Some(class);
                list
            }
            None => line,
        };
        if here {
            let whole = |phrase: &&str| !phrase.is_empty() && !phrase.ends_with('*');
            found.extend(
                list.split(',')
                    .map(|phrase| phrase.trim().trim_start_matches('^'))
                    .filter(whole)
                    .map(str::to_owned),
            );
        }
    }
    found
}

/// A preview that waits for confirmation, in a language.
fn preview(language: &str) -> (Talk, Conversation) {
    let mut talk = Talk { machine: fluent(language), ..Talk::new() };
    talk.event(UserEvent::Choose { id: crate::org::WIDGETS.into() });
    let view = talk.event(propose("Closed Won", &[]));
    assert_eq!(view.state, "preview");
    let machine = talk.machine.clone();
    (talk, machine)
}

fn writes(talk: &Talk, machine: &Conversation, text: &str) -> Option<Writing> {
    machine.writes(&talk.session, &UserEvent::Say { text: text.into() }, crate::org::CLOCK)
}

#[test]
fn every_word_of_assent_confirms_the_preview() {
    let mut refused = Vec::new();
    for (language, text) in lexicons() {
        let (talk, machine) = preview(&language);
        let assents = ["yes", "do"].iter().flat_map(|class| phrases(&text, class));
        let silent = assents.filter(|phrase| writes(&talk, &machine, phrase) != Some(Writing::Update));
        refused.extend(silent.map(|phrase| format!("{language}: {phrase}")));
    }
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn hedged_negated_or_questioning_assent_never_writes() {
    for (language, text) in lexicons() {
        let (talk, machine) = preview(&language);
        let assents: Vec<_> = ["yes", "do"].iter().flat_map(|class| phrases(&text, class)).collect();
        let doubts: Vec<_> = ["not", "but", "wait", "no", "cancel", "why"]
            .iter()
            .flat_map(|class| phrases(&text, class))
            .collect();
        let mut said: Vec<String> = Vec::new();
        for (index, assent) in assents.iter().enumerate() {
            said.extend(["?", " ?", "？", "؟", "??", "...", "…", "?!"].map(|mark| format!("{assent}{mark}")));
            // Every doubt is combined with several confirmations, and the reverse.
            for step in 0..12 {
                let Some(doubt) = doubts.get((index * 12 + step) % doubts.len()) else { continue };
                said.push(format!("{assent} {doubt}"));
                said.push(format!("{assent}, {doubt}"));
                said.push(format!("{doubt} {assent}"));
                said.push(format!("{doubt}, {assent}?"));
            }
            said.push(format!("{assent} Globex"));
            said.push(format!("{assent} 3"));
        }
        let joined = |text: &str| assents.iter().any(|assent| assent == text);
        let wrote: Vec<_> =
            said.iter().filter(|text| !joined(text) && writes(&talk, &machine, text).is_some()).collect();
        assert!(wrote.is_empty(), "{language}: {} of {}: {wrote:?}", wrote.len(), said.len());
    }
}

/// What may come with assent: more of it, what is done, and politeness. The stage that is proposed is one of the won ones.
const HARMLESS: [&str; 8] = ["yes", "do", "object", "polite", "thanks", "set", "to", "won"];

#[test]
fn assent_with_anything_else_never_writes() {
    // Days, numbers, other stages, fields, questions, people, other requests: each phrase with several confirmations.
    let others = [
        "asks",
        "edit",
        "undo",
        "help",
        "days",
        "period",
        "weekday",
        "month",
        "number",
        "ordinal",
        "field",
        "lost",
        "stage",
        "owner",
        "probability",
        "age",
        "moved",
        "stages",
        "changes",
        "needs",
        "when",
        "all",
        "deals",
        "over",
        "under",
        "because",
        "theirs",
        "none",
        "biggest",
        "delay",
        "sooner",
        "clear",
        "drop",
        "reopen",
        "back",
        "end_of",
        "until",
        "after",
        "retry",
        "open",
        "percent",
    ];
    let mut wrote = Vec::new();
    for (language, text) in lexicons() {
        let (talk, machine) = preview(&language);
        let assents: Vec<_> = ["yes", "do"].iter().flat_map(|class| phrases(&text, class)).collect();
        let harmless: Vec<_> = HARMLESS.iter().flat_map(|class| phrases(&text, class)).collect();
        let more =
            others.iter().flat_map(|class| phrases(&text, class)).filter(|more| !harmless.contains(more));
        for (index, more) in more.enumerate() {
            let assent =
                |step: usize| assents.get((index * 2 + step) % assents.len()).map_or("", String::as_str);
            for said in [format!("{} {more}", assent(0)), format!("{more}, {}", assent(1))] {
                if writes(&talk, &machine, &said).is_some() && !assents.contains(&said) {
                    wrote.push(format!("{language}: {said}"));
                }
            }
        }
    }
    assert!(wrote.is_empty(), "{}: {wrote:#?}", wrote.len());
}

#[test]
fn an_accent_distinguishes_spanish_yes_from_french_if() {
    for (language, text, expected) in [
        ("es", "si", Some(Writing::Update)),
        ("es", "sí", Some(Writing::Update)),
        ("en", "sí", Some(Writing::Update)),
        ("en", "si", None),
        ("fr", "si", None),
        ("en", "ja", Some(Writing::Update)),
    ] {
        let (talk, machine) = preview(language);
        assert_eq!(writes(&talk, &machine, text), expected, "{text} in {language}");
    }
}

#[test]
fn no_sentence_writes_in_another_language() {
    // Words for "no", "but" and "later" that mean yes in another language would write.
    let all = lexicons();
    for (language, _) in &all {
        let (talk, machine) = preview(language);
        for (other, text) in &all {
            let wrote: Vec<_> =
                ["not", "but", "wait", "no", "cancel", "edit", "undo", "help", "hello", "asks", "why"]
                    .iter()
                    .flat_map(|class| phrases(text, class))
                    // "If" in French and Portuguese; without its accent, the "yes" of a Spanish sentence.
                    .filter(|phrase| phrase != "si" || language != "es")
                    .filter(|phrase| writes(&talk, &machine, phrase).is_some())
                    .collect();
            assert!(wrote.is_empty(), "{other} in {language}: {wrote:?}");
        }
    }
}

#[test]
fn no_sentence_writes_by_accident_before_its_lexicon_is_loaded() {
    // A conversation loads its own language and English first.
    let all = lexicons();
    for (language, _) in &all {
        let (talk, mut machine) = preview(language);
        let first = all.iter().filter(|(known, _)| known == language || known == "en");
        let known = Lexicons::new(first.map(|(known, text)| (known.as_str(), text.as_str())));
        machine.set_lexicons(Rc::new(known.in_language(language)));
        for (other, text) in all.iter().filter(|(other, _)| other != language && other != "en") {
            let wrote: Vec<_> = ["no", "not", "but", "wait", "cancel", "why", "asks"]
                .iter()
                .flat_map(|class| phrases(text, class))
                // Without its accent, the whole "yes" of a Spanish sentence.
                .filter(|phrase| phrase != "si" || language != "es")
                .filter(|phrase| writes(&talk, &machine, phrase).is_some())
                .collect();
            assert!(wrote.is_empty(), "{other} in {language}: {wrote:?}");
        }
    }
}
