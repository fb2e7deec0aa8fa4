//! Questions about the open opportunity.

use super::Question;
use super::StageWish;
use super::class::Class;
use super::names::is_stage;
use super::reading::Reading;

/// True if the sentence asks a question; a request in the form of one does not count.
#[must_use]
pub fn is_question(reading: &Reading) -> bool {
    if reading.has(Class::Request) {
        return false;
    }
    let first = (0..reading.items.len()).find(|index| {
        // "When" can also postpone: "when you can".
        let asks = reading.is(*index, Class::Asks) && !reading.is(*index, Class::Filler);
        asks || !reading.is_any(
            *index,
            &[
                Class::Polite,
                Class::Hello,
                Class::Filler,
                Class::Yes,
                Class::No,
                Class::But,
                Class::Wait,
                Class::And,
            ],
        ) && !reading.is_mark(*index, &[',', '.', '!'])
    });
    // "Wer betreut": the question word is part of a longer phrase.
    let within = |index: usize| {
        let lexicon = reading.lexicon;
        lexicon.own_first
            && !reading.is_any(index, &[Class::Request, Class::Show])
            && reading
                .items
                .get(index)
                .is_some_and(|item| lexicon.starts(reading.sentence, item.from, Class::Asks).is_some())
    };
    let asks = first.is_some_and(|index| reading.is_any(index, &[Class::Asks, Class::Why]) || within(index));
    asks || reading.has(Class::Why)
        || (reading.asks() && !first.is_some_and(|index| reading.is(index, Class::Set)))
        || (reading.lexicon.verb_last && reading.has(Class::Asks))
        || (reading.lexicon.postpositions && is_unfinished(reading))
}

/// True for a topic with nothing after it, as in "金額は": this asks for its value.
fn is_unfinished(reading: &Reading) -> bool {
    let last = reading.items.len().checked_sub(1);
    last.is_some_and(|last| last > 0 && reading.typed(last, last + 1) == "は")
}

/// Returns the question, or none if it is about something else.
#[must_use]
pub fn question(reading: &Reading) -> Option<Question> {
    let stage = (0..reading.items.len()).find(|index| is_stage(reading, *index)).map(|index| {
        if reading.is(index, Class::Won) {
            StageWish::Won
        } else if reading.is(index, Class::Lost) {
            StageWish::Lost
        } else {
            StageWish::Named(
                reading.sense(index, Class::Stage).map(|sense| sense.name.to_string()).unwrap_or_default(),
            )
        }
    });
    let closes = reading.has(Class::Close).then_some(StageWish::Closed);
    if reading.has(Class::Why) || reading.has(Class::Needs) {
        return Some(Question::Why(stage.or(closes)));
    }
    for (class, question) in [
        (Class::Stages, Question::Stages),
        (Class::Moved, Question::Moved),
        (Class::Age, Question::Age),
        (Class::Changes, Question::Changes),
        (Class::Owner, Question::Owner),
        (Class::Probability, Question::Probability),
    ] {
        if reading.has(class) {
            return Some(question);
        }
    }
    if closes.is_some() && reading.has(Class::When) {
        return Some(Question::Field("CloseDate".into()));
    }
    if let Some(index) = reading.find(Class::Field)
        && let Some(field) = reading.sense(index, Class::Field)
    {
        return Some(Question::Field(field.name.to_string()));
    }
    if stage.is_some() && reading.has_any(&[Class::Set, Class::To]) {
        // "Can it go to Negotiation?"
        return Some(Question::Why(stage));
    }
    // "Is it won yet?"
    let state = stage.is_some() || reading.has_any(&[Class::Open, Class::Closed]);
    (state || reading.has(Class::StageWord)).then_some(Question::Stage)
}
