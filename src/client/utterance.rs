//! What a sentence asks for. No model: the few ways in which people say these few things.

use crate::text::lower;

/// A sentence, understood as far as it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Utterance {
    /// "What's the current stage of the Acme opportunity?"
    Ask {
        /// What the opportunity is called; nothing for the one that is being spoken of.
        words: Option<String>,
    },
    /// "Update the stage to Closed."
    Update {
        /// What the opportunity is called, where it is named.
        words: Option<String>,
        /// What the stage is called, where one is named.
        stage: Option<String>,
        /// What is to be done next, where that is said.
        next_step: Option<String>,
    },
    /// "Yes."
    Confirm,
    /// "Edit the details."
    Edit,
    /// "Never mind."
    Cancel,
    /// "Keep mine."
    Mine,
    /// "Take theirs."
    Theirs,
    /// "Try again."
    Retry,
    /// "Undo."
    Undo,
    /// "Hello."
    SmallTalk,
    /// Anything else: a name, or a stage, where one is expected.
    Other(String),
}

const CONFIRM: [&str; 9] = [
    "yes",
    "confirm",
    "confirm update",
    "confirm the update",
    "ok",
    "okay",
    "do it",
    "go ahead",
    "yes please",
];
const CANCEL: [&str; 8] =
    ["no", "cancel", "cancel it", "never mind", "nevermind", "stop", "no thanks", "forget it"];
const EDIT: [&str; 5] = ["edit", "edit details", "edit the details", "change details", "change the details"];

const MINE: [&str; 3] = ["keep mine", "mine", "keep my changes"];
const THEIRS: [&str; 3] = ["take theirs", "theirs", "keep theirs"];
const RETRY: [&str; 3] = ["try again", "retry", "once more"];
const UNDO: [&str; 6] = ["undo", "undo it", "undo that", "undo the update", "put it back", "revert"];
const SMALL_TALK: [&str; 8] =
    ["help", "hello", "hi", "hey", "thanks", "thank you", "good morning", "what can you do"];

/// Politeness before what is meant.
const PREFACE: [&str; 8] = [
    "please ",
    "can you ",
    "could you ",
    "would you ",
    "i want to ",
    "i would like to ",
    "i'd like to ",
    "let's ",
];
/// What comes before the next step. With others before it, it follows an update of the stage.
const NEXT_STEP: [&str; 4] =
    ["set the next step to ", "set next step to ", "with the next step ", "with next step "];
const UPDATE: [&str; 8] = ["update ", "move ", "change ", "set ", "mark ", "put ", "advance ", "bring "];
const ASK: [&str; 15] = [
    "current stage of ",
    "current stage for ",
    "stage of ",
    "stage for ",
    "status of ",
    "what stage is ",
    "which stage is ",
    "where is ",
    "how about ",
    "look up ",
    "show me ",
    "show ",
    "find ",
    "open ",
    "get ",
];

/// Understands a sentence.
pub(super) fn understand(text: &str) -> Utterance {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['’', '‘'], "'");
    let mut said = text.trim_end_matches(['.', '!', '?', ' ']);
    said = without_suffix(said, " please").unwrap_or(said).trim_end_matches([',', ' ']);
    let plain = lower(said).replace(',', "");
    for (list, meaning) in [
        (&CONFIRM[..], Utterance::Confirm),
        (&CANCEL, Utterance::Cancel),
        (&EDIT, Utterance::Edit),
        (&MINE, Utterance::Mine),
        (&THEIRS, Utterance::Theirs),
        (&RETRY, Utterance::Retry),
        (&UNDO, Utterance::Undo),
        (&SMALL_TALK, Utterance::SmallTalk),
    ] {
        if list.contains(&plain.as_str()) {
            return meaning;
        }
    }
    while let Some(rest) = PREFACE.iter().find_map(|preface| without_prefix(said, preface)) {
        said = rest;
    }
    let (said, next_step) = split_next_step(said);
    if said.is_empty() && next_step.is_some() {
        return Utterance::Update { words: None, stage: None, next_step };
    }
    if let Some(rest) = UPDATE.iter().find_map(|verb| without_prefix(said, verb))
        && let Some((words, stage)) = read_update(rest)
    {
        return Utterance::Update { words, stage: Some(stage), next_step };
    }
    // The question may begin in the middle: "What's the current stage of …".
    for marker in ASK {
        if let Some(place) = find_ignoring_case(said, marker) {
            let asked = &said[place + marker.len()..];
            if stands_for_nothing(asked).is_some() {
                return Utterance::Ask { words: None };
            }
            let words = name_of(asked);
            let words = words.strip_suffix(" in").unwrap_or(words);
            if !words.is_empty() {
                return Utterance::Ask { words: Some(words.into()) };
            }
        }
    }
    if find_ignoring_case(said, "what").is_some()
        && ["stage", "status"].iter().any(|word| plain.ends_with(word))
    {
        return Utterance::Ask { words: None };
    }
    Utterance::Other(said.trim().into())
}

/// `it to Closed Won`, `the stage of the Acme opportunity to Closed Won`, `Acme as Closed Won`.
fn read_update(rest: &str) -> Option<(Option<String>, String)> {
    let first =
        [" to ", " as "].into_iter().filter_map(|marker| Some((find_ignoring_case(rest, marker)?, marker)));
    let (mut place, marker) = first.min()?;
    // A name may have a "to" in it, and so may a stage; "it" and "the stage" may not.
    if stands_for_nothing(&rest[..place]).is_none()
        && let Some(last) = rest.to_ascii_lowercase().rfind(marker)
    {
        place = last;
    }
    let (subject, stage) = (&rest[..place], rest[place + marker.len()..].trim());
    // "Move it from Proposal to Negotiation."
    let subject = find_ignoring_case(subject, " from ").map_or(subject, |from| &subject[..from]);
    let stage = without_prefix(stage, "stage ").unwrap_or(stage).trim_matches(['"', '“', '”', '\'']);
    if stage.is_empty() {
        return None;
    }
    let words = stands_for_nothing(subject).map_or_else(|| Some(name_of(subject).to_owned()), |()| None);
    Some((words, stage.into()))
}

/// What stands before the next step, and the next step itself, which may be any words.
fn split_next_step(said: &str) -> (&str, Option<String>) {
    let first =
        NEXT_STEP.iter().filter_map(|marker| Some((find_ignoring_case(said, marker)?, *marker))).min();
    let Some((place, marker)) = first else { return (said, None) };
    let before = said[..place].trim_end();
    let before = without_suffix(before, " and").unwrap_or(before).trim_end_matches([',', ' ']);
    let step = said[place + marker.len()..].trim().trim_matches(['"', '“', '”', '\'']);
    (before, Some(step.into()).filter(|step: &String| !step.is_empty()))
}

/// `Some` for words such as "it" and "the stage", which name no opportunity.
fn stands_for_nothing(words: &str) -> Option<()> {
    const EMPTY: [&str; 17] = [
        "it",
        "this",
        "that",
        "stage",
        "the stage",
        "its stage",
        "the current stage",
        "its current stage",
        "opportunity",
        "my opportunity",
        "the opportunity",
        "this opportunity",
        "that opportunity",
        "the stage of the opportunity",
        "the stage of this opportunity",
        "the opportunity's stage",
        "the deal",
    ];
    EMPTY.contains(&lower(words.trim()).as_str()).then_some(())
}

/// The name in "the stage of the Acme opportunity".
fn name_of(words: &str) -> &str {
    let mut words = words.trim();
    for prefix in [
        "all ",
        "the stage of ",
        "stage of ",
        "the ",
        "my ",
        "our ",
        "opportunities of ",
        "opportunities for ",
    ] {
        words = without_prefix(words, prefix).unwrap_or(words);
    }
    for suffix in ["'s stage", " opportunities", " opportunity", " deals", " deal"] {
        words = without_suffix(words, suffix).unwrap_or(words);
    }
    words.trim().trim_matches(['"', '“', '”'])
}

fn without_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn without_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(rest)
}

/// Which of several things is meant by "2", "#2" or "the second one".
pub(super) fn ordinal(words: &str) -> Option<usize> {
    const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    let words = without_prefix(words.trim(), "the ").unwrap_or(words.trim());
    let words = without_suffix(words, " one").unwrap_or(words).trim_start_matches('#');
    let named =
        ORDINALS.iter().position(|ordinal| ordinal.eq_ignore_ascii_case(words)).map(|place| place + 1);
    named.or_else(|| words.parse().ok())
}

/// The markers are ASCII, so that lower case keeps every position.
fn find_ignoring_case(text: &str, marker: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(words: &str) -> Utterance {
        Utterance::Ask { words: Some(words.into()) }
    }

    fn update(words: Option<&str>, stage: &str) -> Utterance {
        Utterance::Update { words: words.map(Into::into), stage: Some(stage.into()), next_step: None }
    }

    fn with_step(words: Option<&str>, stage: Option<&str>, step: &str) -> Utterance {
        let text = |text: &str| text.to_owned();
        Utterance::Update { words: words.map(text), stage: stage.map(text), next_step: Some(text(step)) }
    }

    #[test]
    fn the_conversation_that_must_work() {
        assert_eq!(understand("What's the current stage of the Acme opportunity?"), ask("Acme"));
        assert_eq!(understand("Update the stage to Closed."), update(None, "Closed"));
    }

    #[test]
    fn other_ways_to_say_it() {
        for (text, meaning) in [
            ("what’s the stage of O'Brien & Co?", ask("O'Brien & Co")),
            ("Show me the Müller GmbH deal", ask("Müller GmbH")),
            ("  find   acme ", ask("acme")),
            ("What stage is Acme - 200 Widgets in?", ask("Acme - 200 Widgets")),
            ("update it to Closed", update(None, "Closed")),
            ("Please move the Acme opportunity to “Closed Won”!", update(Some("Acme"), "Closed Won")),
            (
                "could you set the stage of the Acme deal to Negotiation/Review",
                update(Some("Acme"), "Negotiation/Review"),
            ),
            ("Mark it as Closed Lost", update(None, "Closed Lost")),
            ("Move Road to Rome to Closed Won", update(Some("Road to Rome"), "Closed Won")),
            ("Update it to Ready to Close", update(None, "Ready to Close")),
            ("Set Acme - 200 Widgets to closed won please", update(Some("Acme - 200 Widgets"), "closed won")),
            ("Move Acme from Proposal/Price Quote to Closed Won", update(Some("Acme"), "Closed Won")),
            ("Move it from Proposal to Closed Won", update(None, "Closed Won")),
            ("Find opportunities of Acme", ask("Acme")),
            ("Show me all Acme opportunities", ask("Acme")),
            ("What is the stage?", Utterance::Ask { words: None }),
            ("What's the current stage of the opportunity?", Utterance::Ask { words: None }),
            ("Hello!", Utterance::SmallTalk),
            ("Yes.", Utterance::Confirm),
            ("Yes, please!", Utterance::Confirm),
            ("never mind", Utterance::Cancel),
            ("Try again, please", Utterance::Retry),
            ("Undo that!", Utterance::Undo),
            ("Edit details", Utterance::Edit),
            ("Closed Won", Utterance::Other("Closed Won".into())),
            (
                "Update it to Negotiation and set next step to 'call Bob'",
                with_step(None, Some("Negotiation"), "call Bob"),
            ),
            (
                "Move Acme to Closed Won, with the next step Hand over to delivery.",
                with_step(Some("Acme"), Some("Closed Won"), "Hand over to delivery"),
            ),
            (
                "Please set the next step to send the quote to Ann",
                with_step(None, None, "send the quote to Ann"),
            ),
            ("update", Utterance::Other("update".into())),
            ("update it to", Utterance::Other("update it to".into())),
            ("受注", Utterance::Other("受注".into())),
            ("", Utterance::Other(String::new())),
        ] {
            assert_eq!(understand(text), meaning, "{text}");
        }
    }

    #[test]
    fn one_of_several() {
        for (words, place) in [("2", 2), ("#2", 2), ("the second one", 2), ("First", 1)] {
            assert_eq!(ordinal(words), Some(place), "{words}");
        }
        assert_eq!(ordinal("Acme"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in proptest::prelude::any::<String>()) {
            let _ = understand(&text);
        }

        #[test]
        fn nor_one_that_is_nearly_understood(text in "(please |update |Stage of |set next step to | and|the |İ|é|'|to |as | |x){0,9}") {
            let _ = understand(&text);
        }
    }
}
