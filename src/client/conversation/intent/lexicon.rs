//! The meanings of phrases: of a language, from `pkg-template/lexicon`, or of the org's own names.

use super::class::{Class, Sense, sense_of};
use super::phrase::{Phrase, ends, letters, second};
use super::sentence::{Sentence, words_of};
use super::slips::is_slip;
use crate::base::map::Map;

/// The phrases of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// The language tag.
    pub language: String,
    /// By first character; then ordered by the second one, the longest first.
    phrases: Map<char, Vec<Phrase>>,
    /// Months come before days in `12/31`.
    pub month_first: bool,
    /// The decimal separator is a comma.
    pub comma: bool,
    /// Verbs come last.
    pub verb_last: bool,
    /// Infinitives come last, other verbs do not.
    pub verb_ends: bool,
    /// English adds no meaning to a phrase of the language itself.
    pub own_first: bool,
    /// `ä` can be typed as `ae`.
    umlauts: bool,
    /// Particles follow the words that they belong to.
    pub postpositions: bool,
}

impl Lexicon {
    /// Reads a lexicon: lines of `class = phrase, phrase`. A `*` at the end of a phrase matches any ending; a `^` before
    /// it matches only text typed without accents ("si" is "if", "sí" is "yes"). A line that begins with a space continues
    /// the class of the line before. Lines that cannot be read are skipped.
    #[must_use]
    pub fn read(language: &str, text: &str) -> Self {
        let mut lexicon = Self { language: language.into(), ..Self::default() };
        let mut sense = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let list = match line.split_once('=').filter(|_| !line.starts_with(' ')) {
                Some((key, list)) => {
                    sense = sense_of(key.trim());
                    match key.trim() {
                        "month_first" => lexicon.month_first = true,
                        "comma" => lexicon.comma = true,
                        "verb_last" => lexicon.verb_last = true,
                        "verb_ends" => lexicon.verb_ends = true,
                        "own_first" => lexicon.own_first = true,
                        "umlauts" => lexicon.umlauts = true,
                        "postpositions" => lexicon.postpositions = true,
                        _ => {}
                    }
                    list
                }
                None => line,
            };
            if let Some(sense) = &sense {
                list.split(',').for_each(|phrase| lexicon.add(phrase, sense.clone()));
            }
        }
        lexicon.sort();
        lexicon
    }

    /// Returns a lexicon of names with one class.
    #[must_use]
    pub fn of_names<'a>(class: Class, names: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut lexicon = Self::default();
        for (phrase, name) in names {
            lexicon.add(phrase, Sense { class, number: 0, name: name.into() });
        }
        lexicon.sort();
        lexicon
    }

    fn add(&mut self, phrase: &str, sense: Sense) {
        if self.umlauts && phrase.contains(['ä', 'ö', 'ü']) {
            let typed = phrase.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
            self.add(&typed, sense.clone());
        }
        let (phrase, stem) = match phrase.trim().strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (phrase, false),
        };
        let plain = phrase.trim().starts_with('^');
        let chars: Vec<char> = words_of(phrase.trim().trim_start_matches('^')).chars().collect();
        if let Some(first) = chars.first() {
            self.phrases.or_insert_with(*first, Vec::new).push(Phrase {
                letters: letters(&chars),
                chars,
                stem,
                plain,
                sense,
            });
        }
    }

    fn sort(&mut self) {
        for phrases in self.phrases.values_mut() {
            phrases.sort_by_key(|phrase| (phrase.second(), std::cmp::Reverse(phrase.chars.len())));
        }
    }

    /// The phrases that can match at these characters: those of one character, then those with the same second one.
    fn beginning(&self, chars: &[char]) -> [&[Phrase]; 2] {
        let phrases = chars.first().and_then(|first| self.phrases.get(first)).map_or(&[][..], Vec::as_slice);
        let index = |wanted: char| phrases.partition_point(|phrase| phrase.second() < wanted);
        let second = second(chars);
        let (alone, from) = (index('\u{1}'), index(second));
        let to = if second == char::default() {
            from
        } else {
            index(char::from_u32(u32::from(second) + 1).unwrap_or(char::MAX))
        };
        [phrases.get(..alone).unwrap_or_default(), phrases.get(from..to).unwrap_or_default()]
    }

    /// Returns the end of the longest phrase that begins there, with all its meanings.
    #[must_use]
    pub fn longest(&self, sentence: &Sentence, from: usize) -> Option<(usize, Vec<Sense>)> {
        let chars = sentence.chars().get(from..)?;
        let mut best: Option<(usize, Vec<Sense>)> = None;
        for phrase in self.beginning(chars).into_iter().flatten() {
            let Some(end) = ends(phrase, sentence, from, chars) else { continue };
            match &mut best {
                Some((longest, senses)) if *longest == end => senses.push(phrase.sense.clone()),
                Some((longest, _)) if *longest > end => {}
                _ => best = Some((end, vec![phrase.sense.clone()])),
            }
        }
        best
    }

    /// Returns the meaning in a class of any phrase that begins there.
    #[must_use]
    pub fn starts(&self, sentence: &Sentence, from: usize, class: Class) -> Option<&Sense> {
        let chars = sentence.chars().get(from..)?;
        let mut phrases =
            self.beginning(chars).into_iter().flatten().filter(|phrase| phrase.sense.class == class);
        phrases.find(|phrase| ends(phrase, sentence, from, chars).is_some()).map(|phrase| &phrase.sense)
    }

    /// Returns the meanings of the phrases that this is a proper prefix of.
    pub fn begun(&self, start: &[char]) -> impl Iterator<Item = &Sense> {
        let phrases = start.first().and_then(|first| self.phrases.get(first));
        let goes_on = |phrase: &&Phrase| phrase.chars.len() > start.len() && phrase.chars.starts_with(start);
        phrases.into_iter().flatten().filter(goes_on).map(|phrase| &phrase.sense)
    }

    /// Returns the meaning of the word that an unknown one is a misspelling of, if it is long enough to be distinct.
    #[must_use]
    pub fn nearest(&self, word: &[char]) -> Option<&Sense> {
        if word.len() < 5 {
            return None;
        }
        let safe = |class| {
            !matches!(
                class,
                Class::Yes
                    | Class::Do
                    | Class::Undo
                    | Class::Retry
                    | Class::Filler
                    | Class::Polite
                    | Class::Object
            )
        };
        // The first letter of a misspelling is usually right.
        let phrases = self.phrases.get(word.first()?)?;
        let own = letters(word);
        let near = phrases.iter().filter(|phrase| {
            // Each slip adds at most one letter and removes at most one.
            (own & !phrase.letters).count_ones() <= 2
                && (phrase.letters & !own).count_ones() <= 2
                && safe(phrase.sense.class)
                && !phrase.chars.contains(&' ')
                && phrase.chars.len() >= 5
                && is_slip(word, &phrase.chars)
        });
        near.max_by_key(|phrase| phrase.chars.len()).map(|phrase| &phrase.sense)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_counts_and_stems_take_endings() {
        let lexicon = Lexicon::read("en", "won = closed won, won\nset = mov*\n  put\nnumber.2 = two");
        let of = |text: &str, from| {
            lexicon.longest(&Sentence::new(text), from).map(|(end, senses)| (end, senses[0].class))
        };
        assert_eq!(of("Closed-Won!", 0), Some((10, Class::Won)));
        assert_eq!(of("wonder", 0), None);
        assert_eq!(of("moving it", 0), Some((6, Class::Set)));
        assert_eq!(of("put", 0), Some((3, Class::Set)));
        assert_eq!(lexicon.longest(&Sentence::new("two"), 0).unwrap().1[0].number, 2);
    }
}
