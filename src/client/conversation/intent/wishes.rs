//! What a sentence wants changed: fields with their values, then the stage.

use super::day::{self, Said, Stretch};
use super::lexicon::Class;
use super::names::is_stage;
use super::number::{Amount, amount_at, amount_between};
use super::reading::Reading;
use super::{Context, FieldWish, StageWish, Wish};
use crate::org::FieldKind;

/// A wish, or the field that a value is missing of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What is wanted.
    pub wish: Wish,
    /// A field was named without a valid value.
    pub without_value: Option<String>,
}

/// Reads what is wanted, and uses those pieces up.
pub fn read(reading: &mut Reading, context: &Context) -> Found {
    let mut found = Found::default();
    texts(reading, context, &mut found);
    close_date(reading, context, &mut found);
    numbers(reading, context, &mut found);
    found.wish.stage = stage(reading, context, &found.wish);
    found
}

/// The sentence without the texts that it gives to fields: they neither ask nor negate anything.
#[must_use]
pub fn without_texts<'a>(reading: &Reading<'a>, context: &Context) -> Reading<'a> {
    let mut rest = reading.clone();
    for (place, name) in mentions(reading) {
        let sets = reading.is(place + 1, Class::To) && (0..place).any(|place| reading.is(place, Class::Set));
        if kind(&name, context) == FieldKind::Text && (sets || reading.is_mark(place + 1, &[':'])) {
            rest.use_up(place + 1..end_of_text(reading, place + 1));
        }
    }
    rest
}

/// A field that is named, and where.
fn mentions(reading: &Reading) -> Vec<(usize, String)> {
    let of = |place: usize| {
        reading
            .sense(place, Class::Field)
            .filter(|_| !reading.used(place))
            .map(|sense| (place, sense.name.to_string()))
    };
    (0..reading.items.len()).filter_map(of).collect()
}

/// What a field holds: as the org has it, and where it is not known yet, as every org has it.
fn kind(name: &str, context: &Context) -> FieldKind {
    let custom = format!("{name}__c");
    let known = context.fields.iter().find(|field| {
        let own = field.name.as_str();
        own.eq_ignore_ascii_case(name) || own.eq_ignore_ascii_case(&custom)
    });
    match known {
        Some(field) => field.kind(),
        None if matches!(name, "NextStep" | "Name" | "Description") => FieldKind::Text,
        None if name == "CloseDate" => FieldKind::Date,
        None => FieldKind::Decimal,
    }
}

/// Fields that take any words: those up to the next thing that is wanted.
fn texts(reading: &mut Reading, context: &Context, found: &mut Found) {
    if let Some(place) = reading.find(Class::Rename) {
        let to =
            (place + 1..(place + 6).min(reading.items.len())).find(|place| reading.is(*place, Class::To));
        let mut start = to.map_or(place + 1, |to| to + 1);
        while to.is_none() && reading.is_any(start, &[Class::Object, Class::Deal, Class::Filler]) {
            start += 1;
        }
        take_text(reading, place, start, "Name", found);
    }
    for (place, name) in mentions(reading) {
        if reading.used(place) || kind(&name, context) != FieldKind::Text {
            continue;
        }
        if reading.has(Class::Drop) {
            reading.use_up(place..place + 1);
            found.wish.without.push(name);
            continue;
        }
        if take_text(reading, place, place + 1, &name, found) {
            continue;
        }
        if reading.has(Class::Clear) || is_denied(reading, place) {
            found.wish.fields.push((name, FieldWish::Clear));
            reading.use_up(place..place + 1);
        } else if !reading.is_any(place, &[Class::Forward, Class::Back])
            && !take_text_before(reading, place, &name, found)
        {
            found.without_value = Some(name);
            reading.use_up(place..place + 1);
        }
    }
}

/// "No discount".
fn is_denied(reading: &Reading, place: usize) -> bool {
    place.checked_sub(1).is_some_and(|before| reading.is(before, Class::No))
}

/// "Kickoff call as the next step".
fn take_text_before(reading: &mut Reading, place: usize, name: &str, found: &mut Found) -> bool {
    let mut end = place;
    while end > 0 && reading.is_any(end - 1, &[Class::Filler, Class::To]) {
        end -= 1;
    }
    let behind = reading.lexicon.postpositions && reading.is(place + 1, Class::To);
    let as_it = behind || (end..place).any(|place| reading.is(place, Class::To));
    let start = (0..end)
        .rev()
        .find(|place| reading.is_any(*place, &[Class::Set, Class::And]))
        .map_or(0, |place| place + 1);
    if !as_it || start >= end {
        return false;
    }
    let text = trimmed(reading.typed(start, end));
    found.wish.fields.push((name.into(), FieldWish::Text(text)));
    reading.use_up(start..place + 1);
    true
}

fn take_text(reading: &mut Reading, place: usize, from: usize, name: &str, found: &mut Found) -> bool {
    let mut start = before_colon(reading, from);
    while reading.is_any(start, &[Class::To, Class::Is]) || reading.is_mark(start, &[':', ',', '>', '.']) {
        start += 1;
        // What follows a colon is meant as it stands.
        if reading.is_mark(start - 1, &[':']) {
            break;
        }
    }
    let colon = start > from && reading.is_mark(start - 1, &[':']);
    let mut end = end_of_text(reading, start);
    if reading.lexicon.verb_ends && !colon {
        end = without_verb(reading, place, start, end);
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
        && (start..end).all(|place| reading.is_any(place, &[Class::Filler, Class::Clear, Class::Polite]));
    let text = trimmed(reading.typed(start, end));
    if text.is_empty() || cleared {
        return false;
    }
    found.wish.fields.push((name.into(), FieldWish::Text(text)));
    reading.use_up(place..end);
    true
}

/// "As the next step put: …": where a colon follows, the verb before it is not part of the text.
fn before_colon(reading: &Reading, from: usize) -> usize {
    let verb = [Class::Set, Class::Polite, Class::Filler, Class::Object, Class::To, Class::Is];
    let end = (from..reading.items.len()).find(|place| !reading.is_any(*place, &verb)).unwrap_or(from);
    if reading.is_mark(end, &[':']) { end } else { from }
}

/// A text without the infinitive, or the part of a verb, that ends the sentence and belongs to the field.
fn without_verb(reading: &Reading, place: usize, start: usize, end: usize) -> usize {
    let mut last = end;
    while last > start && (reading.is(last - 1, Class::Polite) || reading.is_mark(last - 1, &['.', '!', '?']))
    {
        last -= 1;
    }
    let verb_before = (0..place).any(|place| reading.is(place, Class::Set));
    let asked = reading.has(Class::Request);
    let ends = last > start
        && if verb_before && !asked {
            reading.is(last - 1, Class::Particle)
        } else {
            reading.is_any(last - 1, &[Class::Set, Class::Clear])
        };
    if ends { last - 1 } else { end }
}

/// "XをYに変更してください": the text ends before the particle of the verb.
fn before_verb(reading: &Reading, start: usize, end: usize) -> usize {
    let verb = [Class::Set, Class::To, Class::Do, Class::Clear, Class::Filler, Class::Object, Class::Polite];
    let first = (start..end).rev().take_while(|place| reading.is_any(*place, &verb)).last();
    first
        .and_then(|first| (first.max(start + 1)..end).find(|place| reading.is(*place, Class::To)))
        .unwrap_or(end)
}

/// A text ends where something else is wanted: a comma or an "and" with a field, or a verb with its object, behind it.
fn end_of_text(reading: &Reading, start: usize) -> usize {
    let last = reading.items.len();
    for place in start + 1..last {
        if !(reading.is_mark(place, &[',', ';']) || reading.is(place, Class::And)) {
            continue;
        }
        let mut next = place + 1;
        while reading.is_any(next, &[Class::And, Class::Polite, Class::Filler]) {
            next += 1;
        }
        let verb = reading.is_any(next, &[Class::Set, Class::Delay, Class::Sooner, Class::Clear]);
        let object = verb
            && (next + 1..(next + 5).min(last))
                .any(|place| is_stage(reading, place) || reading.is(place, Class::Field));
        if reading.is(next, Class::Field) || object {
            return place;
        }
    }
    last
}

fn trimmed(text: &str) -> String {
    let quotes = ['"', '\'', '“', '”', '„', '‘', '’', '«', '»', '「', '」', '『', '』'];
    text.trim().trim_matches(quotes).trim().to_owned()
}

/// The close date: a day that is said, or how far it moves.
fn close_date(reading: &mut Reading, context: &Context, found: &mut Found) {
    let field = mentions(reading).into_iter().find(|(_, name)| kind(name, context) == FieldKind::Date);
    let (name, place) = match &field {
        Some((place, name)) => (name.clone(), Some(*place)),
        None => ("CloseDate".to_owned(), None),
    };
    if let Some(place) = place {
        if reading.has(Class::Drop) {
            found.wish.without.push(name);
            reading.use_up(place..place + 1);
            return;
        }
        reading.use_up(place..place + 1);
    }
    let moves = reading.has_any(&[Class::Delay, Class::Sooner]);
    let lasts = (0..reading.items.len()).find_map(|place| {
        let before =
            |classes: &[Class]| place.checked_sub(1).is_some_and(|before| reading.is_any(before, classes));
        // "Move the close date two weeks", but not "to two weeks from now".
        let by = before(&[Class::By])
            || (reading.has(Class::Set)
                && !reading.is(place, Class::Unit)
                && !before(&[Class::To, Class::Is, Class::In, Class::After]));
        if reading.used(place) || !(moves || (by && field.is_some())) {
            return None;
        }
        day::length(reading, place).map(|(length, to)| (length, place, to))
    });
    let said = (0..reading.items.len()).find_map(|place| {
        // "Two weeks later" is a distance, not the day in two weeks.
        if moves && lasts.is_some_and(|(_, from, to)| (from.saturating_sub(1)..to).contains(&place)) {
            return None;
        }
        day::at(reading, place, context.today).map(|(said, to)| (said, place, to))
    });
    // "The close date to the 15th."
    let said = said.or_else(|| {
        let bare = (0..reading.items.len()).filter(|_| field.is_some() && lasts.is_none());
        bare.filter_map(|place| Some((day::of_month(reading, place, context.today)?, place, place + 1)))
            .next()
    });
    let meant =
        field.is_some() || moves || reading.has(Class::Close) || context.drafted.contains(&"CloseDate");
    // A number for another field may look like a day.
    let alone = reading.has(Class::Set)
        && mentions(reading).is_empty()
        && !(0..reading.items.len()).any(|place| is_stage(reading, place));
    if let Some((said, from, to)) = said
        && (meant || alone)
    {
        reading.use_up(from..to);
        match said {
            Said::Stretch(Stretch { until, .. }) => found.wish.fields.push((name, FieldWish::Day(until))),
            Said::Impossible => found.without_value = Some(name),
        }
    } else if let Some((length, from, to)) = lasts {
        let length = if reading.has(Class::Sooner) { length.back() } else { length };
        reading.use_up(from..to);
        found.wish.fields.push((name, FieldWish::Shift(length)));
    } else if let Some(place) = place {
        if reading.has(Class::Clear) {
            found.wish.fields.push((name, FieldWish::Clear));
        } else {
            found.without_value = Some(name);
        }
        reading.use_up(place..place + 1);
    }
}

/// Fields that take numbers: the number behind the name, or before it.
fn numbers(reading: &mut Reading, context: &Context, found: &mut Found) {
    let named: Vec<(usize, String)> =
        mentions(reading).into_iter().filter(|(_, name)| kind(name, context) != FieldKind::Text).collect();
    for (index, (place, name)) in named.iter().enumerate() {
        let next = named.get(index + 1).map_or(reading.items.len(), |(next, _)| *next);
        let before =
            index.checked_sub(1).and_then(|before| named.get(before)).map_or(0, |(before, _)| before + 1);
        let amount =
            amount_between(reading, place + 1, next).or_else(|| amount_between(reading, before, *place));
        let wish = match amount {
            _ if reading.has(Class::Drop) => {
                found.wish.without.push(name.clone());
                None
            }
            Some(amount) => Some(FieldWish::Number(taken(reading, amount).value)),
            None if reading.has(Class::Clear) || is_denied(reading, *place) => Some(FieldWish::Clear),
            None => {
                found.without_value = Some(name.clone());
                None
            }
        };
        reading.use_up(*place..place + 1);
        found.wish.fields.extend(wish.map(|wish| (name.clone(), wish)));
    }
    if named.is_empty() {
        corrected(reading, context, found);
    }
}

/// "Make that 10 %": of the only field of the draft that it can be.
fn corrected(reading: &mut Reading, context: &Context, found: &mut Found) {
    let Some(amount) = (0..reading.items.len()).find_map(|place| amount_at(reading, place)) else { return };
    let fits = |name: &&str| {
        context.fields.iter().any(|field| {
            field.name.as_str().eq_ignore_ascii_case(name)
                && field.kind() == FieldKind::Decimal
                && (!amount.percent || field.data_type == "Percent")
        })
    };
    let mut fields = context.drafted.iter().copied().filter(fits);
    if let (Some(field), None) = (fields.next(), fields.next()) {
        found.wish.fields.push((field.into(), FieldWish::Number(taken(reading, amount).value)));
    }
}

fn taken(reading: &mut Reading, amount: Amount) -> Amount {
    reading.use_up(amount.from..amount.to);
    amount
}

/// What follows a "because" says why, and nothing that is wanted.
pub fn reasons(reading: &mut Reading) {
    // With postpositions the reason stands first, together with names.
    if reading.lexicon.postpositions {
        return;
    }
    if let Some(place) = reading.find(Class::Because).filter(|place| *place > 0) {
        let end = reading.items.len();
        reading.use_up(place..end);
    }
}

/// The stage: the last one that is named, unless it is where the move begins, or is ruled out.
fn stage(reading: &mut Reading, context: &Context, wish: &Wish) -> Option<StageWish> {
    let named: Vec<usize> =
        (0..reading.items.len()).filter(|place| !reading.used(*place) && is_stage(reading, *place)).collect();
    let chosen = named.iter().copied().rfind(|place| !is_ruled_out(reading, *place));
    if let Some(place) = chosen {
        let wish = wished(reading, place, context);
        for place in named {
            reading.use_up(place..place + 1);
        }
        return Some(wish);
    }
    for (class, way) in [(Class::Forward, 1), (Class::Back, -1)] {
        let Some(place) = reading.find(class) else { continue };
        // "Avance la date d'une semaine": the date moves, not the stage.
        if !wish.fields.is_empty() && reading.is_any(place, &[Class::Delay, Class::Sooner]) {
            continue;
        }
        // "The next step" with a value is a field, which is used up by now.
        let steps = amount_between(reading, 0, reading.items.len());
        let steps = steps
            .map(|amount| taken(reading, amount).value.to_i64())
            .filter(|steps| (1..20).contains(steps))
            .unwrap_or(1);
        reading.use_up(place..place + 1);
        return Some(StageWish::Step(way * steps));
    }
    if reading.has(Class::Close) && wish.fields.is_empty() {
        let place = reading.find(Class::Close)?;
        reading.use_up(place..place + 1);
        return Some(StageWish::Closed);
    }
    None
}

fn wished(reading: &Reading, place: usize, context: &Context) -> StageWish {
    // A stage of the org is a better reading than what many orgs have.
    let own = reading.sense(place, Class::Stage).filter(|sense| {
        context.process.iter().chain(context.offered).any(|stage| *stage.value == *sense.name)
    });
    match own {
        Some(sense) => StageWish::Named(sense.name.to_string()),
        None if reading.is(place, Class::Won) => StageWish::Won,
        None if reading.is(place, Class::Lost) => StageWish::Lost,
        None => StageWish::Named(
            reading.sense(place, Class::Stage).map(|sense| sense.name.to_string()).unwrap_or_default(),
        ),
    }
}

fn is_ruled_out(reading: &Reading, place: usize) -> bool {
    if reading.lexicon.postpositions {
        return reading.is_any(place + 1, &[Class::Not, Class::From]);
    }
    let mut before = place;
    while let Some(place) = before.checked_sub(1) {
        if reading.is_any(place, &[Class::Not, Class::From]) {
            return true;
        }
        if !reading.is_any(place, &[Class::Filler, Class::To, Class::StageWord, Class::Is]) {
            return false;
        }
        before = place;
    }
    false
}
