//! The changes that a sentence asks for: fields with their values, then the stage.

use super::class::Class;
use super::date_field::close_date;
use super::fields::Found;
use super::names::is_stage;
use super::number::amount_between;
use super::number_fields::{numbers, taken};
use super::reading::Reading;
use super::text_fields::texts;
use super::{Context, StageWish, Wish};

/// Reads the changes, and marks their items as used.
pub fn read(reading: &mut Reading, context: &Context) -> Found {
    let mut found = Found::default();
    texts(reading, context, &mut found);
    close_date(reading, context, &mut found);
    numbers(reading, context, &mut found);
    found.wish.stage = stage(reading, context, &found.wish);
    found
}

/// Marks everything from "because" on as used: a reason asks for nothing.
pub fn reasons(reading: &mut Reading) {
    // With postpositions, the reason comes first, together with names.
    if reading.lexicon.postpositions {
        return;
    }
    if let Some(index) = reading.find(Class::Because).filter(|index| *index > 0) {
        let end = reading.items.len();
        reading.use_up(index..end);
    }
}

/// The target stage: the last one named that is neither excluded nor the origin of the move.
fn stage(reading: &mut Reading, context: &Context, wish: &Wish) -> Option<StageWish> {
    let named: Vec<usize> =
        (0..reading.items.len()).filter(|index| !reading.used(*index) && is_stage(reading, *index)).collect();
    let chosen = named.iter().copied().rfind(|index| !is_ruled_out(reading, *index));
    if let Some(index) = chosen {
        let wish = wished(reading, index, context);
        for index in named {
            reading.use_up(index..index + 1);
        }
        return Some(wish);
    }
    for (class, way) in [(Class::Forward, 1), (Class::Back, -1)] {
        let Some(index) = reading.find(class) else { continue };
        // "Avance la date d'une semaine" moves the date, not the stage.
        if !wish.fields.is_empty() && reading.is_any(index, &[Class::Delay, Class::Sooner]) {
            continue;
        }
        // "The next step" with a value is a field, which is used by now.
        let steps = amount_between(reading, 0, reading.items.len());
        let steps = steps
            .map(|amount| taken(reading, amount).value.to_i64())
            .filter(|steps| (1..20).contains(steps))
            .unwrap_or(1);
        reading.use_up(index..index + 1);
        return Some(StageWish::Step(way * steps));
    }
    if reading.has(Class::Close) && wish.fields.is_empty() {
        let index = reading.find(Class::Close)?;
        reading.use_up(index..index + 1);
        return Some(StageWish::Closed);
    }
    None
}

fn wished(reading: &Reading, index: usize, context: &Context) -> StageWish {
    // A stage of this org takes precedence over a common one.
    let own = reading.sense(index, Class::Stage).filter(|sense| {
        context.process.iter().chain(context.offered).any(|stage| *stage.value == *sense.name)
    });
    match own {
        Some(sense) => StageWish::Named(sense.name.to_string()),
        None if reading.is(index, Class::Won) => StageWish::Won,
        None if reading.is(index, Class::Lost) => StageWish::Lost,
        None => StageWish::Named(
            reading.sense(index, Class::Stage).map(|sense| sense.name.to_string()).unwrap_or_default(),
        ),
    }
}

fn is_ruled_out(reading: &Reading, index: usize) -> bool {
    if reading.lexicon.postpositions {
        return reading.is_any(index + 1, &[Class::Not, Class::From]);
    }
    let mut before = index;
    while let Some(index) = before.checked_sub(1) {
        if reading.is_any(index, &[Class::Not, Class::From]) {
            return true;
        }
        if !reading.is_any(index, &[Class::Filler, Class::To, Class::StageWord, Class::Is]) {
            return false;
        }
        before = index;
    }
    false
}
