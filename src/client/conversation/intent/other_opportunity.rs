//! The name of an opportunity other than the open one, in a sentence that changes something.

use super::Context;
use super::class::Class;
use super::names::{are_of, left_over};
use super::reading::{Kind, Reading};

/// Another opportunity that a sentence names.
pub struct Other {
    pub words: Vec<String>,
    /// The index of the verb or word that names it. If that is part of a field's text, it names no opportunity.
    pub index: usize,
}

/// The words of the verb's object, if they are not from the open opportunity's name.
pub fn named_by_verb(reading: &Reading, context: &Context) -> Option<Other> {
    let verb = reading.find(Class::Set)?;
    let is_last = (verb + 1..reading.items.len())
        .all(|index| reading.is(index, Class::Polite) || reading.is_mark(index, &['.', '!', '?']));
    let mut index = if reading.lexicon.verb_ends && is_last { 0 } else { verb + 1 };
    while reading.is_any(index, &[Class::Filler, Class::Polite, Class::StageWord]) {
        index += 1;
    }
    let (first, mut alone) = (index, reading.clone());
    while matches!(reading.items.get(index).map(|item| &item.kind), Some(Kind::Word | Kind::Digits(_)))
        || (index > first && reading.is_any(index, &[Class::Filler]) && !reading.is(index, Class::To))
    {
        index += 1;
    }
    alone.use_up(0..first);
    alone.use_up(index..reading.items.len());
    let words = left_over(&alone);
    (!words.is_empty() && !are_of(&words, &context.about)).then_some(Other { words, index: verb })
}

/// The words at the start, up to the particle of the object or topic: "Globexを交渉に".
pub fn named_before_particle(reading: &Reading, context: &Context) -> Option<Other> {
    let particle = |index: usize| ["を", "は", "の"].contains(&reading.typed(index, index + 1));
    let skipped = [Class::Filler, Class::Polite, Class::Yes, Class::No, Class::But];
    let first = (0..reading.items.len())
        .find(|index| !reading.is_any(*index, &skipped) && !reading.is_mark(*index, &[',', '.']))?;
    let end = (first..reading.items.len()).find(|index| particle(*index))?;
    let wanted =
        [Class::Stage, Class::Won, Class::Lost, Class::Field, Class::StageWord, Class::Set, Class::Period];
    let is_name = !(first..end).any(|index| reading.is_any(index, &wanted));
    // A reason is about other things: "契約書を送ったので".
    if !reading.lexicon.postpositions || !is_name || reading.has(Class::Because) || is_statement(reading) {
        return None;
    }
    let mut alone = reading.clone();
    alone.use_up(0..first);
    alone.use_up(end..reading.items.len());
    let words = left_over(&alone);
    (!words.is_empty() && !are_of(&words, &context.about)).then_some(Other { words, index: first })
}

/// True for a statement such as "稟議を通した": a noun in kanji before the particle of an unknown verb is not searched for.
pub fn is_statement(reading: &Reading) -> bool {
    let is_word = |index: usize| {
        reading.items.get(index).is_some_and(|item| item.kind == Kind::Word) && !reading.used(index)
    };
    let last = reading.items.len();
    let has_kanji = |index: usize| {
        let typed = reading.typed(index, index + 1);
        typed.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'))
            && !typed.chars().any(|c| c.is_ascii_alphanumeric() || matches!(c, '\u{30a0}'..='\u{30ff}'))
    };
    reading.lexicon.postpositions
        && (1..last).filter(|index| ["を", "は", "が"].contains(&reading.typed(*index, index + 1))).any(
            |index| {
                let is_noun = is_word(index - 1) && has_kanji(index - 1);
                (is_noun && is_word(index + 1))
                    || (reading.is(index - 1, Class::Thing) && (index + 1..last).any(is_word))
            },
        )
}
