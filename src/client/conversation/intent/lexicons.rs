//! The lexicons of all languages, and the choice of the one that a sentence is in.

use std::rc::Rc;

use super::class::{Class, Sense};
use super::commands::DOUBTS;
use super::lexicon::Lexicon;
use super::reading::Reading;
use super::sentence::Sentence;
use super::{Context, StageWish};

/// The lexicons that are loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicons {
    all: Rc<Vec<Rc<Lexicon>>>,
    /// The language of the conversation.
    language: String,
}

impl Lexicons {
    /// Reads lexicons from texts by language; see `Lexicon::read` for their format.
    #[must_use]
    pub fn new<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let none = Self { all: Rc::default(), language: "en".into() };
        texts.fold(none, |lexicons, (language, text)| lexicons.and(language, text))
    }

    /// Adds or replaces a lexicon.
    #[must_use]
    pub fn and(self, language: &str, text: &str) -> Self {
        let others = self.all.iter().filter(|known| known.language != language).map(Rc::clone);
        let all = others.chain([Rc::new(Lexicon::read(language, text))]).collect();
        Self { all: Rc::new(all), ..self }
    }

    /// The number of lexicons.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True if no lexicon is loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns the stages whose names begin with a word, in the conversation's language and in English.
    pub(in super::super) fn stages_begun(&self, word: &str) -> Vec<StageWish> {
        let start: Vec<char> = word.chars().collect();
        let spoken = |lexicon: &&Rc<Lexicon>| lexicon.language == self.language || lexicon.language == "en";
        let senses = self.all.iter().filter(spoken).flat_map(|lexicon| lexicon.begun(&start));
        let stage = |sense: &Sense| match sense.class {
            Class::Won => Some(StageWish::Won),
            Class::Lost => Some(StageWish::Lost),
            Class::Stage => Some(StageWish::Named(sense.name.to_string())),
            _ => None,
        };
        senses.filter_map(stage).collect()
    }

    /// The same for a conversation in this language, which is preferred if a sentence could be in several.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> Self {
        let mut lexicons = self.clone();
        let base = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        if let Some(known) = self.all.iter().find(|lexicon| base(&lexicon.language) == base(tag)) {
            lexicons.language.clone_from(&known.language);
        }
        lexicons
    }

    /// Reads the sentence in the language that knows most of it. English is understood in every conversation.
    pub(super) fn reading<'a>(&'a self, sentence: &'a Sentence, names: &[Lexicon]) -> Option<Reading<'a>> {
        let english = self.all.iter().map(Rc::as_ref).find(|lexicon| lexicon.language == "en");
        let letters = sentence.chars().iter().filter(|c| **c != ' ').count();
        let mut best: Option<(usize, Reading)> = None;
        for lexicon in self.all.iter() {
            let mut others: Vec<&Lexicon> = names.iter().collect();
            others.extend(english.filter(|english| english.language != lexicon.language));
            let reading = Reading::new(sentence, lexicon, &others);
            let preferred = lexicon.language == self.language;
            // A few letters of a name can be words of any language. The extra letter breaks a tie.
            let head_start =
                if preferred { letters / 4 + 1 } else { usize::from(lexicon.language == "en") * letters / 8 };
            let score = reading.covered() + head_start;
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, reading));
            }
        }
        best.map(|(_, reading)| reading)
    }

    /// True if the sentence is not in the conversation's language, and expresses doubt in another one that knows as much of it.
    pub(super) fn doubts(&self, sentence: &Sentence, language: &str, covered: usize) -> bool {
        let others = self.all.iter().filter(|lexicon| lexicon.language != language);
        language != self.language
            && others
                .map(|lexicon| Reading::new(sentence, lexicon, &[]))
                .any(|reading| reading.covered() >= covered && reading.has_any(&DOUBTS))
    }
}

/// Lexicons of the org's own names: its stages, and the fields that can be edited.
pub(super) fn names_of(context: &Context) -> Vec<Lexicon> {
    let stages = context.process.iter().chain(context.offered);
    let stages =
        stages.flat_map(|stage| [(stage.label.as_str(), &*stage.value), (&*stage.value, &*stage.value)]);
    let fields = context.fields.iter().map(|field| (field.label.as_str(), field.name.as_str()));
    // The label of `Name` also means the opportunity.
    let fields = fields.filter(|(_, name)| *name != "Name");
    vec![Lexicon::of_names(Class::Stage, stages), Lexicon::of_names(Class::Field, fields)]
}
