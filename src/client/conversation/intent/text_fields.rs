//! Values of text fields: where a text begins and ends in a sentence.

use super::class::Class;
use super::fields::{Found, is_denied, kind, mentions};
use super::names::is_stage;
use super::reading::Reading;
use super::{Context, FieldWish};
use crate::org::FieldKind;

/// The sentence without the texts of fields: these neither ask nor negate anything.
#[must_use]
pub fn without_texts<'a>(reading: &Reading<'a>, context: &Context) -> Reading<'a> {
    let mut rest = reading.clone();
    for (index, name) in mentions(reading) {
        let sets = reading.is(index + 1, Class::To) && (0..index).any(|index| reading.is(index, Class::Set));
        if kind(&name, context) == FieldKind::Text && (sets || reading.is_mark(index + 1, &[':'])) {
            rest.use_up(index + 1..end_of_text(reading, index + 1));
        }
    }
    rest
}

/// Reads text fields: a text ends where the next change begins.
pub fn texts(reading: &mut Reading, context: &Context, found: &mut Found) {
    if let Some(index) = reading.find(Class::Rename) {
        let to =
            (index + 1..(index + 6).min(reading.items.len())).find(|index| reading.is(*index, Class::To));
        let mut start = to.map_or(index + 1, |to| to + 1);
        while to.is_none() && reading.is_any(start, &[Class::Object, Class::Deal, Class::Filler]) {
            start += 1;
        }
        take_text(reading, index, start, "Name", found);
    }
    for (index, name) in mentions(reading) {
        if reading.used(index) || kind(&name, context) != FieldKind::Text {
            continue;
        }
        if reading.has(Class::Drop) {
            reading.use_up(index..index + 1);
            found.wish.without.push(name);
            continue;
        }
        if take_text(reading, index, index + 1, &name, found) {
            continue;
        }
        if reading.has(Class::Clear) || is_denied(reading, index) {
            found.wish.fields.push((name, FieldWish::Clear));
            reading.use_up(index..index + 1);
        } else if !reading.is_any(index, &[Class::Forward, Class::Back])
            && !take_text_before(reading, index, &name, found)
        {
            found.without_value = Some(name);
            reading.use_up(index..index + 1);
        }
    }
}

/// A text before its field: "kickoff call as the next step".
fn take_text_before(reading: &mut Reading, index: usize, name: &str, found: &mut Found) -> bool {
    let mut end = index;
    while end > 0 && reading.is_any(end - 1, &[Class::Filler, Class::To]) {
        end -= 1;
    }
    let behind = reading.lexicon.postpositions && reading.is(index + 1, Class::To);
    let as_it = behind || (end..index).any(|index| reading.is(index, Class::To));
    let start = (0..end)
        .rev()
        .find(|index| reading.is_any(*index, &[Class::Set, Class::And]))
        .map_or(0, |index| index + 1);
    if !as_it || start >= end {
        return false;
    }
    let text = trimmed(reading.typed(start, end));
    found.wish.fields.push((name.into(), FieldWish::Text(text)));
    reading.use_up(start..index + 1);
    true
}

fn take_text(reading: &mut Reading, index: usize, from: usize, name: &str, found: &mut Found) -> bool {
    let mut start = before_colon(reading, from);
    while reading.is_any(start, &[Class::To, Class::Is]) || reading.is_mark(start, &[':', ',', '>', '.']) {
        start += 1;
        // Everything after a colon is part of the text.
        if reading.is_mark(start - 1, &[':']) {
            break;
        }
    }
    let colon = start > from && reading.is_mark(start - 1, &[':']);
    let mut end = end_of_text(reading, start);
    if reading.lexicon.verb_ends && !colon {
        end = without_verb(reading, index, start, end);
    }
    let verb_last = reading.lexicon.verb_last;
    if reading.lexicon.postpositions {
        end = before_verb(reading, start, end);
    }
    while end > start {
        let last = end - 1;
        let ends = reading.is(last, Class::Polite)
            || reading.is_mark(last, &['.', '!', '?'])
            || (verb_last
                && !reading.lexicon.postpositions
                && reading.is_any(
                    last,
                    &[Class::Set, Class::To, Class::Do, Class::Clear, Class::Filler, Class::Object],
                ));
        if !ends {
            break;
        }
        end -= 1;
    }
    let cleared = reading.has(Class::Clear)
        && (start..end).all(|index| reading.is_any(index, &[Class::Filler, Class::Clear, Class::Polite]));
    let text = trimmed(reading.typed(start, end));
    if text.is_empty() || cleared {
        return false;
    }
    found.wish.fields.push((name.into(), FieldWish::Text(text)));
    reading.use_up(index..end);
    true
}

/// Skips a verb before a colon: "as the next step put: …".
fn before_colon(reading: &Reading, from: usize) -> usize {
    let verb = [Class::Set, Class::Polite, Class::Filler, Class::Object, Class::To, Class::Is];
    let end = (from..reading.items.len()).find(|index| !reading.is_any(*index, &verb)).unwrap_or(from);
    if reading.is_mark(end, &[':']) { end } else { from }
}

/// The end of a text without the infinitive or separable prefix that ends the sentence.
fn without_verb(reading: &Reading, index: usize, start: usize, end: usize) -> usize {
    let mut last = end;
    while last > start && (reading.is(last - 1, Class::Polite) || reading.is_mark(last - 1, &['.', '!', '?']))
    {
        last -= 1;
    }
    let verb_before = (0..index).any(|index| reading.is(index, Class::Set));
    let asked = reading.has(Class::Request);
    let ends = last > start
        && if verb_before && !asked {
            reading.is(last - 1, Class::Particle)
        } else {
            reading.is_any(last - 1, &[Class::Set, Class::Clear])
        };
    if ends { last - 1 } else { end }
}

/// The end of a text before the particle of the verb: "XをYに変更してください".
fn before_verb(reading: &Reading, start: usize, end: usize) -> usize {
    let verb = [Class::Set, Class::To, Class::Do, Class::Clear, Class::Filler, Class::Object, Class::Polite];
    let first = (start..end).rev().take_while(|index| reading.is_any(*index, &verb)).last();
    first
        .and_then(|first| (first.max(start + 1)..end).find(|index| reading.is(*index, Class::To)))
        .unwrap_or(end)
}

/// The end of a text: before a comma or an "and" that is followed by a field, or by a verb with its object.
fn end_of_text(reading: &Reading, start: usize) -> usize {
    let last = reading.items.len();
    for index in start + 1..last {
        if !(reading.is_mark(index, &[',', ';']) || reading.is(index, Class::And)) {
            continue;
        }
        let mut next = index + 1;
        while reading.is_any(next, &[Class::And, Class::Polite, Class::Filler]) {
            next += 1;
        }
        let verb = reading.is_any(next, &[Class::Set, Class::Delay, Class::Sooner, Class::Clear]);
        let object = verb
            && (next + 1..(next + 5).min(last))
                .any(|index| is_stage(reading, index) || reading.is(index, Class::Field));
        if reading.is(next, Class::Field) || object {
            return index;
        }
    }
    last
}

fn trimmed(text: &str) -> String {
    let quotes = ['"', '\'', '“', '”', '„', '‘', '’', '«', '»', '「', '」', '『', '』'];
    text.trim().trim_matches(quotes).trim().to_owned()
}
