//! Sentences about the opportunity that is open: a change of it, or the name of another one.

use super::choices::ordinal;
use super::class::Class;
use super::lists::{criteria, is_list, is_qualified};
use super::names::{are_of, left_over, stage_in};
use super::other_opportunity::{is_statement, named_before_particle, named_by_verb};
use super::questions::question;
use super::reading::Reading;
use super::sentence::words_of;
use super::wishes;
use super::{Context, Intent, Phase, Question, StageWish, Wish};
use crate::org::Stage;

/// A sentence while an opportunity is open: it changes it, or names another one.
pub fn change(reading: &mut Reading, context: &Context) -> Intent {
    if context.phase == Phase::ChoosingStage
        && let Some(stage) = offered(reading, context)
    {
        return Intent::Change(Wish { stage: Some(StageWish::Named(stage)), ..Wish::default() });
    }
    if reading.has(Class::Set)
        && reading.has_any(&[Class::All, Class::Deals])
        && !reading.has(Class::Field)
        && !reading.has(Class::Object)
    {
        return Intent::Bulk;
    }
    if is_list(reading)
        && !reading.has(Class::Set)
        && (reading.has_any(&[Class::Show, Class::Deals]) || is_qualified(reading))
    {
        return Intent::List(criteria(reading, context));
    }
    let other = named_by_verb(reading, context).or_else(|| named_before_particle(reading, context));
    let shows = reading.has(Class::Show);
    let reopens = reading.has(Class::Reopen);
    let found = wishes::read(reading, context);
    let words = left_over(reading);
    let foreign = !words.is_empty() && !are_of(&words, &context.about);
    if !found.wish.is_empty() {
        // Words that are the text of a field name no opportunity.
        return match other.filter(|other| !reading.used(other.index)) {
            Some(other) => Intent::Open(other.words, found.wish),
            None => Intent::Change(found.wish),
        };
    }
    if let Some(field) = found.without_value {
        // "Yes, but change the date" opens the form.
        return if reading.has(Class::Set) { Intent::Edit } else { Intent::NoValue(field) };
    }
    if reopens {
        return Intent::Edit;
    }
    if let Some(stage) = by_part(reading, context) {
        return Intent::Change(Wish { stage: Some(stage), ..Wish::default() });
    }
    // A search for the open opportunity's name may mean another one of that name.
    if shows && !words.is_empty() && (foreign || !reading.has_any(&[Class::Field, Class::StageWord])) {
        return Intent::Open(words, Wish::default());
    }
    if reading.has(Class::StageWord) && !foreign {
        return Intent::Ask(Question::Stage);
    }
    let short = words.len() <= 5
        && !is_statement(reading)
        && !reading.has_any(&[Class::Yes, Class::No, Class::But, Class::Do, Class::Clear, Class::Wait]);
    if foreign && short && matches!(context.phase, Phase::Current | Phase::Done | Phase::Failed) {
        return if reading.has(Class::StageWord) {
            Intent::Open(words, Wish::default())
        } else {
            Intent::Perhaps(words)
        };
    }
    if foreign && reading.has(Class::StageWord) && short {
        return Intent::Open(words, Wish::default());
    }
    if let Some(question) = question(reading).filter(|_| !foreign) {
        return Intent::Ask(question);
    }
    Intent::Unknown
}

/// The available stage that is picked by its number, or by the beginning or a part of its name.
fn offered(reading: &Reading, context: &Context) -> Option<String> {
    let by_number =
        ordinal(reading, context.offered.len(), false).and_then(|index| context.offered.get(index));
    let typed = words_of(reading.typed(0, reading.items.len()));
    let begun = |stage: &&Stage| words_of(&stage.label).starts_with(&typed);
    let by_beginning = || only(context.offered.iter().filter(begun));
    let words = left_over(reading);
    let by_name = || stage_in(&words.join(" "), context.offered);
    by_number.or_else(by_beginning).or_else(by_name).map(|stage| stage.value.clone())
}

/// Returns the only item; none if there are several.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// A stage by a part of its name: the words after the verb, or all words.
fn by_part(reading: &Reading, context: &Context) -> Option<StageWish> {
    let words = left_over(reading);
    if words.is_empty()
        || words.len() > 4
        || !reading.has_any(&[Class::Set, Class::To, Class::StageWord]) && words.len() > 3
    {
        return None;
    }
    let text = words.join(" ");
    if let Some(stage) = stage_in(&text, context.process) {
        return Some(StageWish::Named(stage.value.clone()));
    }
    // The check reports what is wrong with words for a stage.
    let wanted = reading.has(Class::Set) && reading.has_any(&[Class::To, Class::StageWord]);
    wanted.then_some(StageWish::Words(text))
}
