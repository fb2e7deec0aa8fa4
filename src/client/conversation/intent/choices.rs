//! Finds the choices on the screen that a sentence means.

use super::class::Class;
use super::names::{is_stage, left_over, slips_into};
use super::number::amount_at;
use super::reading::Reading;
use super::sentence::words_of;
use crate::base::{Date, Decimal};

/// One of several opportunities, with what a sentence can distinguish it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Its name.
    pub name: &'a str,
    /// The name of its account.
    pub account: &'a str,
    /// The name of its owner.
    pub owner: &'a str,
    /// The API name of its stage.
    pub stage: &'a str,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether it is won.
    pub won: bool,
    /// Its amount.
    pub amount: Option<Decimal>,
    /// Its close date.
    pub close: Option<Date>,
}

/// The choices that remain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// The indices of those that match everything in the sentence.
    pub fitting: Vec<usize>,
    /// Whether the sentence distinguished them.
    pub distinguished: bool,
    /// Words that are in no choice's names.
    pub foreign: Vec<String>,
}

/// Picks among the choices. With `by_stage`, a stage distinguishes them; otherwise it is the target of a change.
#[must_use]
pub fn pick(reading: &Reading, choices: &[Candidate], by_stage: bool) -> Picked {
    let mut picked =
        Picked { fitting: (0..choices.len()).collect(), distinguished: false, foreign: Vec::new() };
    by_names(reading, choices, &mut picked);
    by_state(reading, choices, by_stage, &mut picked);
    by_amount(reading, choices, &mut picked);
    let keys: [(Class, KeyOf, bool); 4] = [
        (Class::Biggest, |one| one.amount.map(Key::Amount), true),
        (Class::Smallest, |one| one.amount.map(Key::Amount), false),
        (Class::Latest, |one| one.close.map(Key::Day), true),
        (Class::Soonest, |one| one.close.map(Key::Day), false),
    ];
    for (class, key, most) in keys {
        if reading.has(class) {
            best(choices, key, most, &mut picked);
        }
    }
    if let Some(index) = ordinal(reading, choices.len(), picked.distinguished)
        && let Some(one) = picked.fitting.get(index).copied()
    {
        picked.fitting = vec![one];
        picked.distinguished = true;
    }
    picked
}

/// Returns the value that choices are compared by.
type KeyOf = fn(&Candidate) -> Option<Key>;

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Key {
    Amount(Decimal),
    Day(Date),
}

fn best(choices: &[Candidate], key: KeyOf, most: bool, picked: &mut Picked) {
    let of = |index: &usize| choices.get(*index).and_then(key);
    let mut best: Option<(usize, Key)> = None;
    for index in &picked.fitting {
        let Some(key) = of(index) else { continue };
        if best.is_none_or(|(_, other)| if most { key > other } else { key < other }) {
            best = Some((*index, key));
        }
    }
    if let Some((index, _)) = best {
        picked.fitting = vec![index];
        picked.distinguished = true;
    }
}

fn by_names(reading: &Reading, choices: &[Candidate], picked: &mut Picked) {
    let names: Vec<String> =
        choices.iter().map(|one| words_of(&[one.name, one.account, one.owner].join(" "))).collect();
    for word in left_over(reading) {
        let said = words_of(&word);
        let fits = |index: &usize| {
            names.get(*index).is_some_and(|name| said.split(' ').all(|word| slips_into(word, name)))
        };
        if !(0..choices.len()).any(|index| fits(&index)) {
            picked.foreign.push(word);
            continue;
        }
        let fewer: Vec<usize> = picked.fitting.iter().copied().filter(fits).collect();
        if !fewer.is_empty() {
            picked.distinguished |= fewer.len() < picked.fitting.len();
            picked.fitting = fewer;
        }
    }
}

/// True if "open" is a verb, as in "open the last one", not a state.
fn opens_one(reading: &Reading) -> bool {
    let one = [Class::Ordinal, Class::Biggest, Class::Smallest, Class::Latest, Class::Soonest];
    let skipped = [Class::Polite, Class::Hello, Class::Request, Class::Yes];
    let first = (0..reading.items.len()).find(|index| !reading.is_any(*index, &skipped));
    first.is_some_and(|index| reading.is(index, Class::Open) && reading.is(index, Class::Show))
        && reading.has_any(&one)
}

fn by_state(reading: &Reading, choices: &[Candidate], by_stage: bool, picked: &mut Picked) {
    let mut keep = |fits: &dyn Fn(&Candidate) -> bool| {
        picked.fitting.retain(|index| choices.get(*index).is_some_and(fits));
        picked.distinguished = true;
    };
    if reading.has(Class::Open) && !opens_one(reading) {
        keep(&|one| !one.closed);
    }
    if reading.has(Class::Closed) {
        keep(&|one| one.closed);
    }
    if !by_stage {
        return;
    }
    if reading.has(Class::Won) {
        keep(&|one| one.won);
    }
    if reading.has(Class::Lost) {
        keep(&|one| one.closed && !one.won);
    }
    if let Some(stage) = reading.find(Class::Stage).and_then(|index| reading.sense(index, Class::Stage)) {
        keep(&|one| words_of(one.stage) == words_of(&stage.name));
    }
}

fn by_amount(reading: &Reading, choices: &[Candidate], picked: &mut Picked) {
    for index in 0..reading.items.len() {
        let Some(said) = amount_at(reading, index) else { continue };
        let fits = |one: &Candidate| one.amount.is_some_and(|amount| amount == said.value);
        if choices.iter().any(fits) {
            picked.fitting.retain(|index| choices.get(*index).is_some_and(fits));
            picked.distinguished = true;
            return;
        }
    }
}

/// The index, from 0, of "the second", "number 3", "2", "the last one".
#[must_use]
pub fn ordinal(reading: &Reading, count: usize, distinguished: bool) -> Option<usize> {
    let from_end = |number: i64| match number {
        0 => None,
        1.. => usize::try_from(number - 1).ok(),
        _ => count.checked_sub(usize::try_from(-number).ok()?),
    };
    let said = (0..reading.items.len()).filter(|index| !reading.used(*index));
    for index in said {
        if let Some(sense) = reading.sense(index, Class::Ordinal) {
            return from_end(sense.number).filter(|index| *index < count);
        }
        let number = reading.digits(index).and_then(|digits| digits.parse::<i64>().ok());
        let number = number.or_else(|| reading.sense(index, Class::Number).map(|sense| sense.number));
        let Some(number) = number else { continue };
        let marked = reading.is(index + 1, Class::Nth)
            || reading.is_mark(index + 1, &['.'])
            || index
                .checked_sub(1)
                .is_some_and(|before| reading.is(before, Class::Nth) || reading.is_mark(before, &['#']));
        // A bare number is the number of a choice if nothing else distinguishes them: not in "the one we lost".
        let is_named = (0..reading.items.len()).any(|index| is_stage(reading, index));
        if marked || (!distinguished && !is_named && left_over(reading).is_empty()) {
            return from_end(number).filter(|index| *index < count);
        }
    }
    None
}
