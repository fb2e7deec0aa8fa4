//! A sentence taken apart: what is known of each of its pieces.

use super::arabic::arabic_stems;
use super::class::{Class, Sense};
use super::lexicon::Lexicon;
use super::sentence::{Sentence, is_unspaced, is_word};

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words with a meaning, or several.
    Known(Vec<Sense>),
    /// Digits with the signs between them.
    Digits(String),
    /// A sign.
    Mark(char),
    /// A word that says nothing here: part of a name, perhaps.
    Word,
}

/// A piece of the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where it begins, in characters that are read.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Its label.
    pub kind: Kind,
    /// It has been understood as part of something.
    pub used: bool,
}

/// A sentence in one language, piece by piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// Returns the text.
    pub sentence: &'a Sentence,
    /// The language that it seems to be in.
    pub lexicon: &'a Lexicon,
    /// Its pieces.
    pub items: Vec<Item>,
}

impl<'a> Reading<'a> {
    /// Takes a sentence apart with a language, the names that the org uses, and English.
    #[must_use]
    pub fn new(sentence: &'a Sentence, lexicon: &'a Lexicon, others: &[&Lexicon]) -> Self {
        let all: Vec<&Lexicon> = std::iter::once(lexicon).chain(others.iter().copied()).collect();
        let mut items: Vec<Item> = Vec::new();
        let chars = sentence.chars();
        let mut at = 0;
        while let Some(c) = chars.get(at).copied() {
            if c == ' ' {
                at += 1;
                continue;
            }
            let (to, kind) = next(sentence, &all, at, c);
            match items.last_mut() {
                // Unknown signs of a script without blanks are one name.
                Some(last)
                    if kind == Kind::Word
                        && last.kind == Kind::Word
                        && last.to == at
                        && is_unspaced(c)
                        && chars.get(last.from).copied().is_some_and(is_unspaced) =>
                {
                    last.to = to;
                }
                _ => items.push(Item { from: at, to, kind, used: false }),
            }
            at = to;
        }
        for item in &mut items {
            let word = chars.get(item.from..item.to).unwrap_or_default();
            if item.kind == Kind::Word
                && let Some(sense) = all.iter().find_map(|lexicon| lexicon.nearest(word))
            {
                item.kind = Kind::Known(vec![sense.clone()]);
            }
        }
        without_lone_units(&mut items);
        without_joined_things(&mut items);
        let mut reading = Self { sentence, lexicon, items };
        for index in 0..reading.items.len() {
            if reading.is_first_name(index)
                && let Some(item) = reading.items.get_mut(index)
            {
                item.kind = Kind::Word;
            }
        }
        reading.part_no_and_not();
        reading.ask_with_whole_phrases(&all);
        reading
    }

    /// "Jan Kowalski", "April Jones": a month before a surname is a first name.
    fn is_first_name(&self, index: usize) -> bool {
        let capital = |index| self.typed(index, index + 1).starts_with(char::is_uppercase);
        let surname = self.items.get(index + 1).is_some_and(|item| item.kind == Kind::Word);
        let dated = index.checked_sub(1).is_some_and(|before| self.digits(before).is_some());
        self.is(index, Class::Month) && surname && !dated && capital(index) && capital(index + 1)
    }

    /// "Quién la lleva" is known as a whole: it asks, as its first word does.
    fn ask_with_whole_phrases(&mut self, lexicons: &[&Lexicon]) {
        let askable = |class| {
            matches!(
                class,
                Class::Field
                    | Class::Owner
                    | Class::Probability
                    | Class::Age
                    | Class::Moved
                    | Class::Stages
                    | Class::Changes
                    | Class::Needs
                    | Class::When
                    | Class::Close
            )
        };
        for item in &mut self.items {
            let Kind::Known(senses) = &mut item.kind else { continue };
            if senses.iter().any(|sense| askable(sense.class))
                && !senses.iter().any(|sense| matches!(sense.class, Class::Asks | Class::Set))
                && let Some(asks) =
                    lexicons.iter().find_map(|lexicon| lexicon.starts(self.sentence, item.from, Class::Asks))
            {
                senses.push(asks.clone());
            }
        }
    }

    /// Many languages have one word for "no" and "not": alone or before a comma it is the former.
    fn part_no_and_not(&mut self) {
        for index in 0..self.items.len() {
            if !(self.is(index, Class::No) && self.is(index, Class::Not)) {
                continue;
            }
            let alone = index + 1 == self.items.len() || self.is_mark(index + 1, &[',', '.', '!', ';', ':']);
            let other = if alone { Class::Not } else { Class::No };
            if let Some(Item { kind: Kind::Known(senses), .. }) = self.items.get_mut(index) {
                senses.retain(|sense| sense.class != other);
            }
        }
    }

    /// How many letters are understood.
    #[must_use]
    pub fn covered(&self) -> usize {
        let known = self.items.iter().filter(|item| matches!(item.kind, Kind::Known(_)));
        known.map(|item| item.to - item.from).sum()
    }

    /// The meaning of a piece in a class.
    #[must_use]
    pub fn sense(&self, index: usize, class: Class) -> Option<&Sense> {
        match &self.items.get(index)?.kind {
            Kind::Known(senses) => senses.iter().find(|sense| sense.class == class),
            Kind::Digits(_) | Kind::Mark(_) | Kind::Word => None,
        }
    }

    /// True where a piece has a meaning in the class.
    #[must_use]
    pub fn is(&self, index: usize, class: Class) -> bool {
        self.sense(index, class).is_some()
    }

    /// True where it has one in any of them.
    #[must_use]
    pub fn is_any(&self, index: usize, classes: &[Class]) -> bool {
        classes.iter().any(|class| self.is(index, *class))
    }

    /// True for this sign.
    #[must_use]
    pub fn is_mark(&self, index: usize, marks: &[char]) -> bool {
        matches!(self.items.get(index).map(|item| &item.kind), Some(Kind::Mark(c)) if marks.contains(c))
    }

    /// The first piece of a class that is not used.
    #[must_use]
    pub fn find(&self, class: Class) -> Option<usize> {
        (0..self.items.len()).find(|index| !self.used(*index) && self.is(*index, class))
    }

    /// Whether there is one.
    #[must_use]
    pub fn has(&self, class: Class) -> bool {
        self.find(class).is_some()
    }

    /// Whether there is one of any of them.
    #[must_use]
    pub fn has_any(&self, classes: &[Class]) -> bool {
        classes.iter().any(|class| self.has(*class))
    }

    /// True where a piece is part of something already.
    #[must_use]
    pub fn used(&self, index: usize) -> bool {
        self.items.get(index).is_none_or(|item| item.used)
    }

    /// Takes pieces as understood.
    pub fn use_up(&mut self, items: std::ops::Range<usize>) {
        self.items.iter_mut().take(items.end).skip(items.start).for_each(|item| item.used = true);
    }

    /// The digits of a piece.
    #[must_use]
    pub fn digits(&self, index: usize) -> Option<&str> {
        match &self.items.get(index)?.kind {
            Kind::Digits(digits) => Some(digits),
            Kind::Known(_) | Kind::Mark(_) | Kind::Word => None,
        }
    }

    /// What was typed between two pieces, the first of them included.
    #[must_use]
    pub fn typed(&self, from: usize, to: usize) -> &str {
        let last = to.checked_sub(1).and_then(|last| self.items.get(last));
        match (self.items.get(from), last) {
            (Some(first), Some(last)) => self.sentence.typed(first.from, last.to),
            _ => "",
        }
    }

    /// True where the sentence asks by its sign.
    #[must_use]
    pub fn asks(&self) -> bool {
        (0..self.items.len()).any(|index| !self.used(index) && self.is_mark(index, &['?']))
    }
}

/// What multiplies or measures a number is part of a name where there is no number, as in "Grand Hotels".
fn without_lone_units(items: &mut [Item]) {
    let counts = |item: &Item| match &item.kind {
        Kind::Digits(_) | Kind::Mark('€' | '$' | '£' | '¥') => true,
        Kind::Known(senses) => {
            senses.iter().any(|sense| matches!(sense.class, Class::Number | Class::Scale | Class::Currency))
        }
        Kind::Mark(_) | Kind::Word => false,
    };
    let near: Vec<bool> = items.iter().map(counts).collect();
    for index in 0..items.len() {
        let counted =
            |other: Option<usize>| other.and_then(|other| near.get(other)).copied().unwrap_or(false);
        if counted(index.checked_sub(1)) || counted(Some(index + 1)) {
            continue;
        }
        let Some(Item { kind, .. }) = items.get_mut(index) else { continue };
        if let Kind::Known(senses) = kind {
            senses.retain(|sense| !matches!(sense.class, Class::Scale | Class::Currency));
            if senses.is_empty() {
                *kind = Kind::Word;
            }
        }
    }
}

/// "会議" is a thing, and a part of the name "会議システム".
fn without_joined_things(items: &mut [Item]) {
    let is_thing = |item: &Item| matches!(&item.kind, Kind::Known(senses) if senses.iter().all(|sense| sense.class == Class::Thing));
    for index in 0..items.len() {
        let Some(item) = items.get(index).filter(|item| is_thing(item)) else { continue };
        let before = index.checked_sub(1).and_then(|before| items.get(before));
        let joined = before.is_some_and(|before| before.kind == Kind::Word && before.to == item.from)
            || items.get(index + 1).is_some_and(|next| next.kind == Kind::Word && next.from == item.to);
        if joined && let Some(item) = items.get_mut(index) {
            item.kind = Kind::Word;
        }
    }
}

fn next(sentence: &Sentence, lexicons: &[&Lexicon], at: usize, c: char) -> (usize, Kind) {
    if c.is_ascii_digit() {
        let to = digits_end(sentence.chars(), at);
        let text = sentence.chars().get(at..to).unwrap_or_default().iter().collect();
        return (to, Kind::Digits(text));
    }
    if let Some((to, senses)) = known(sentence, lexicons, at) {
        return (to, Kind::Known(senses));
    }
    if !is_word(c) {
        return (at + 1, Kind::Mark(c));
    }
    let mut to = at + 1;
    while !sentence.is_edge(to) {
        to += 1;
    }
    (to, Kind::Word)
}

fn known(sentence: &Sentence, lexicons: &[&Lexicon], at: usize) -> Option<(usize, Vec<Sense>)> {
    let longest = |from: usize| {
        let mut best: Option<(usize, Vec<Sense>)> = None;
        let mut own_end = None;
        for (index, lexicon) in lexicons.iter().enumerate() {
            let Some((to, senses)) = lexicon.longest(sentence, from) else { continue };
            if index == 0 && lexicon.own_first {
                own_end = Some(to);
            } else if lexicon.language == "en" && own_end == Some(to) {
                continue;
            }
            match &mut best {
                // What a word means in the language itself counts, not what English has for the same letters.
                Some((end, _)) if *end == to && lexicon.language == "en" => {}
                Some((end, all)) if *end == to => all.extend(senses),
                Some((end, _)) if *end > to => {}
                _ => best = Some((to, senses)),
            }
        }
        best
    };
    // "ولا تغير شيئا": a phrase behind the conjunction may be longer than what the word begins with.
    let stem = arabic_stems(sentence, at).into_iter().find_map(longest);
    match (longest(at), stem) {
        (Some(whole), Some(stem)) if stem.0 > whole.0 => Some(stem),
        (whole, stem) => whole.or(stem),
    }
}

/// The digits with what may stand between them, such as `1.234,50` and `2026-12-31`.
fn digits_end(chars: &[char], from: usize) -> usize {
    let mut to = from;
    loop {
        while chars.get(to).is_some_and(char::is_ascii_digit) {
            to += 1;
        }
        let next = chars.get(to + 1).is_some_and(char::is_ascii_digit);
        match chars.get(to) {
            Some('.' | '/' | '-' | '\'') if next => to += 1,
            // A comma or a blank parts thousands or decimals, where nothing else follows.
            Some(',') if next => to += 1,
            Some(' ') if next && is_group(chars, to) => to += 1,
            _ => return to,
        }
    }
}

fn is_group(chars: &[char], blank: usize) -> bool {
    let group = chars.get(blank + 1..blank + 4).is_some_and(|digits| digits.iter().all(char::is_ascii_digit));
    group && !chars.get(blank + 4).is_some_and(char::is_ascii_alphanumeric)
}
