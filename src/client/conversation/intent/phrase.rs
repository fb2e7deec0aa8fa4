//! A phrase of a lexicon, and where it ends in a sentence.

use super::arabic::arabic_ending;
use super::class::{Class, Sense};
use super::sentence::{Sentence, is_arabic};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub chars: Vec<char>,
    /// Any ending can follow.
    pub stem: bool,
    /// Matches only text that was typed without accents.
    pub plain: bool,
    /// The set of its letters: words that share few of them are not misspellings of each other.
    pub letters: u32,
    pub sense: Sense,
}

impl Phrase {
    /// The key that phrases with the same first character are ordered by.
    pub fn second(&self) -> char {
        second(&self.chars)
    }
}

pub fn second(chars: &[char]) -> char {
    chars.get(1).copied().unwrap_or_default()
}

/// A bit for each letter; some letters share one.
pub fn letters(chars: &[char]) -> u32 {
    chars.iter().fold(0, |all, c| all | 1 << (u32::from(*c) % 32))
}

pub fn ends(phrase: &Phrase, sentence: &Sentence, from: usize, chars: &[char]) -> Option<usize> {
    let accented = |c: char| !(c.is_ascii() || is_arabic(c)) || matches!(c, '\u{64b}'..='\u{65f}');
    if !chars.starts_with(&phrase.chars)
        || (phrase.plain && sentence.typed(from, from + phrase.chars.len()).contains(accented))
    {
        return None;
    }
    let mut end = from + phrase.chars.len();
    if phrase.stem {
        while !sentence.is_edge(end) {
            end += 1;
        }
    }
    if sentence.is_edge(end) {
        return Some(end);
    }
    // "أجل" is "yes", "أجلها" is "postpone it".
    if matches!(phrase.sense.class, Class::Yes | Class::Polite) { None } else { arabic_ending(sentence, end) }
}
