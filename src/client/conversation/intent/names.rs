//! Partial, abbreviated or misspelled names, and the words of a sentence to search for.

use super::class::Class;
use super::reading::{Kind, Reading};
use super::sentence::words_of;
use super::slips::is_slip;
use crate::org::Stage;

/// True if a word matches one of a name: the same, its beginning, or a misspelling of it.
#[must_use]
pub fn slips_into(word: &str, names: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let unspaced = chars.iter().any(|c| super::sentence::is_unspaced(*c));
    if unspaced {
        return names.contains(word);
    }
    let joined: String = names.chars().filter(|c| *c != ' ').collect();
    names.split(' ').any(|name| {
        let name: Vec<char> = name.chars().collect();
        name == chars || (chars.len() >= 3 && name.starts_with(&chars)) || is_slip(&chars, &name)
    }) || (chars.len() >= 5 && joined.contains(word))
}

/// The only stage whose name contains all the words.
#[must_use]
pub fn stage_in<'a>(words: &str, stages: &'a [Stage]) -> Option<&'a Stage> {
    let words = words_of(words);
    if words.is_empty() {
        return None;
    }
    let fits = |stage: &&Stage| {
        let label = words_of(&stage.label);
        let value = words_of(&stage.value);
        let in_any = |label: &str| words.split(' ').all(|word| word.len() >= 2 && slips_into(word, label));
        in_any(&label) || in_any(&value)
    };
    let mut found = stages.iter().filter(fits);
    found.next().filter(|_| found.next().is_none())
}

/// The unused words of a sentence that can be part of a name.
#[must_use]
pub fn left_over(reading: &Reading) -> Vec<String> {
    let items = &reading.items;
    let is_free = |index: usize| !reading.used(index);
    let is_name = |index: usize| {
        is_free(index)
            && match items.get(index).map(|item| &item.kind) {
                Some(Kind::Word) => true,
                // A number next to a name is part of it.
                Some(Kind::Digits(_)) => {
                    let next_to = |other: Option<usize>| {
                        other.is_some_and(|other| {
                            is_free(other)
                                && matches!(items.get(other).map(|item| &item.kind), Some(Kind::Word))
                        })
                    };
                    next_to(index.checked_sub(1)) || next_to(Some(index + 1))
                }
                Some(Kind::Known(_) | Kind::Mark(_)) | None => false,
            }
    };
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<usize> = None;
    for index in (0..items.len()).filter(|index| is_name(*index)) {
        let typed = &narrow(reading.typed(index, index + 1));
        let joined = before
            .and_then(|before| items.get(before))
            .zip(items.get(index))
            .map(|(left, right)| reading.sentence.between(left.to, right.from));
        match (joined, words.last_mut()) {
            // The English genitive.
            (Some("'" | "’"), Some(_)) if typed.eq_ignore_ascii_case("s") => {}
            (Some(sign @ ("'" | "’" | "-" | "")), Some(last)) => {
                last.push_str(sign);
                last.push_str(typed);
            }
            _ => words.push(typed.into()),
        }
        before = Some(index);
    }
    words.retain(|word| {
        let one_letter = word.chars().count() == 1 && word.is_ascii();
        !(is_scrap(word) || one_letter && !word.chars().all(|c| c.is_ascii_digit()))
    });
    words
}

/// Converts full-width Latin letters and digits, as typed on Japanese keyboards, to those that Salesforce finds.
fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().map(narrow).collect()
}

/// True for the rest of a Japanese verb ending, which is not a name.
fn is_scrap(word: &str) -> bool {
    word.chars().count() <= 3 && word.chars().all(|c| matches!(c, '\u{3041}'..='\u{309f}'))
}

/// True if all of these words are in the names.
#[must_use]
pub fn are_of(words: &[String], names: &[&str]) -> bool {
    let names: Vec<String> = names.iter().map(|name| words_of(name)).collect();
    words
        .iter()
        .all(|word| words_of(word).split(' ').all(|word| names.iter().any(|name| slips_into(word, name))))
}

/// True if an item means a stage: a stage's name, won or lost.
#[must_use]
pub fn is_stage(reading: &Reading, index: usize) -> bool {
    reading.is_any(index, &[Class::Stage, Class::Won, Class::Lost])
}
