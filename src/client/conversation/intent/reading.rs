//! A sentence split into items, with the meanings of each.

use super::arabic::arabic_stems;
use super::class::{Class, Sense};
use super::lexicon::Lexicon;
use super::sentence::{Sentence, is_unspaced, is_word};

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words with one or more meanings.
    Known(Vec<Sense>),
    /// Digits, with the separators between them.
    Digits(String),
    /// A punctuation mark or symbol.
    Mark(char),
    /// An unknown word, possibly part of a name.
    Word,
}

/// An item of the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The index of its first character in `Sentence::chars`.
    pub from: usize,
    /// The index after its last character.
    pub to: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether it was understood as part of something.
    pub used: bool,
}

/// A sentence in one language, item by item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// The sentence.
    pub sentence: &'a Sentence,
    /// The lexicon of the language that it is read in.
    pub lexicon: &'a Lexicon,
    /// Its items.
    pub items: Vec<Item>,
}

impl<'a> Reading<'a> {
    /// Splits a sentence by the lexicon of a language, and those of the org's names and of English.
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
                // Adjacent unknown characters of a script without spaces are one name.
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

    /// True if a month before a surname is a first name: "Jan Kowalski", "April Jones".
    fn is_first_name(&self, index: usize) -> bool {
        let capital = |index| self.typed(index, index + 1).starts_with(char::is_uppercase);
        let surname = self.items.get(index + 1).is_some_and(|item| item.kind == Kind::Word);
        let dated = index.checked_sub(1).is_some_and(|before| self.digits(before).is_some());
        self.is(index, Class::Month) && surname && !dated && capital(index) && capital(index + 1)
    }

    /// Makes a phrase that begins with a question word ask as well: "quién la lleva".
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

    /// Many languages have one word for "no" and "not": alone or before punctuation it means "no".
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

    /// The number of characters in known words.
    #[must_use]
    pub fn covered(&self) -> usize {
        let known = self.items.iter().filter(|item| matches!(item.kind, Kind::Known(_)));
        known.map(|item| item.to - item.from).sum()
    }

    /// The meaning of an item in a class.
    #[must_use]
    pub fn sense(&self, index: usize, class: Class) -> Option<&Sense> {
        match &self.items.get(index)?.kind {
            Kind::Known(senses) => senses.iter().find(|sense| sense.class == class),
            Kind::Digits(_) | Kind::Mark(_) | Kind::Word => None,
        }
    }

    /// True if an item has a meaning in the class.
    #[must_use]
    pub fn is(&self, index: usize, class: Class) -> bool {
        self.sense(index, class).is_some()
    }

    /// True if an item has a meaning in any of the classes.
    #[must_use]
    pub fn is_any(&self, index: usize, classes: &[Class]) -> bool {
        classes.iter().any(|class| self.is(index, *class))
    }

    /// True if an item is one of these marks.
    #[must_use]
    pub fn is_mark(&self, index: usize, marks: &[char]) -> bool {
        matches!(self.items.get(index).map(|item| &item.kind), Some(Kind::Mark(c)) if marks.contains(c))
    }

    /// The index of the first unused item of a class.
    #[must_use]
    pub fn find(&self, class: Class) -> Option<usize> {
        (0..self.items.len()).find(|index| !self.used(*index) && self.is(*index, class))
    }

    /// True if an unused item is of this class.
    #[must_use]
    pub fn has(&self, class: Class) -> bool {
        self.find(class).is_some()
    }

    /// True if an unused item is of any of these classes.
    #[must_use]
    pub fn has_any(&self, classes: &[Class]) -> bool {
        classes.iter().any(|class| self.has(*class))
    }

    /// True if an item is used, or does not exist.
    #[must_use]
    pub fn used(&self, index: usize) -> bool {
        self.items.get(index).is_none_or(|item| item.used)
    }

    /// Marks items as used.
    pub fn use_up(&mut self, items: std::ops::Range<usize>) {
        self.items.iter_mut().take(items.end).skip(items.start).for_each(|item| item.used = true);
    }

    /// The digits of an item.
    #[must_use]
    pub fn digits(&self, index: usize) -> Option<&str> {
        match &self.items.get(index)?.kind {
            Kind::Digits(digits) => Some(digits),
            Kind::Known(_) | Kind::Mark(_) | Kind::Word => None,
        }
    }

    /// The text from one item up to, but not including, another.
    #[must_use]
    pub fn typed(&self, from: usize, to: usize) -> &str {
        let last = to.checked_sub(1).and_then(|last| self.items.get(last));
        match (self.items.get(from), last) {
            (Some(first), Some(last)) => self.sentence.typed(first.from, last.to),
            _ => "",
        }
    }

    /// True if the sentence has a question mark.
    #[must_use]
    pub fn asks(&self) -> bool {
        (0..self.items.len()).any(|index| !self.used(index) && self.is_mark(index, &['?']))
    }
}

/// A scale or currency without a number is part of a name, as in "Grand Hotels".
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

/// A thing that is joined to an unknown word is part of a name: "会議" in "会議システム".
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
                // The language itself takes precedence over English for the same letters.
                Some((end, _)) if *end == to && lexicon.language == "en" => {}
                Some((end, all)) if *end == to => all.extend(senses),
                Some((end, _)) if *end > to => {}
                _ => best = Some((to, senses)),
            }
        }
        best
    };
    // "ولا تغير شيئا": the phrase after a conjunction may be longer than one that includes it.
    let stem = arabic_stems(sentence, at).into_iter().find_map(longest);
    match (longest(at), stem) {
        (Some(whole), Some(stem)) if stem.0 > whole.0 => Some(stem),
        (whole, stem) => whole.or(stem),
    }
}

/// The end of digits with separators, such as `1.234,50` and `2026-12-31`.
fn digits_end(chars: &[char], from: usize) -> usize {
    let mut to = from;
    loop {
        while chars.get(to).is_some_and(char::is_ascii_digit) {
            to += 1;
        }
        let next = chars.get(to + 1).is_some_and(char::is_ascii_digit);
        match chars.get(to) {
            Some('.' | '/' | '-' | '\'') if next => to += 1,
            // A comma or a space separates thousands or decimals.
            Some(',') if next => to += 1,
            Some(' ') if next && is_group(chars, to) => to += 1,
            Some('e') if next && is_exponent(chars, to) => to += 1,
            _ => return to,
        }
    }
}

/// True for the `e3` of `1e3`, which is not part of a longer word.
fn is_exponent(chars: &[char], sign: usize) -> bool {
    let digits = chars.iter().skip(sign + 1).take_while(|c| c.is_ascii_digit()).count();
    !chars.get(sign + 1 + digits).is_some_and(char::is_ascii_alphanumeric)
}

fn is_group(chars: &[char], blank: usize) -> bool {
    let group = chars.get(blank + 1..blank + 4).is_some_and(|digits| digits.iter().all(char::is_ascii_digit));
    group && !chars.get(blank + 4).is_some_and(char::is_ascii_alphanumeric)
}
