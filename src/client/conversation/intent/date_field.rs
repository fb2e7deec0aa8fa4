//! The close date in a sentence that changes something.

use super::calendar::{DateMention, DateRange};
use super::class::Class;
use super::fields::{Found, kind, mentions};
use super::length::length;
use super::names::is_stage;
use super::reading::Reading;
use super::{Context, FieldWish, day};
use crate::org::FieldKind;

/// Reads the close date: a day, or how far it moves.
pub fn close_date(reading: &mut Reading, context: &Context, found: &mut Found) {
    let field = mentions(reading).into_iter().find(|(_, name)| kind(name, context) == FieldKind::Date);
    let (name, index) = match &field {
        Some((index, name)) => (name.clone(), Some(*index)),
        None => ("CloseDate".to_owned(), None),
    };
    if let Some(index) = index {
        if reading.has(Class::Drop) {
            found.wish.without.push(name);
            reading.use_up(index..index + 1);
            return;
        }
        reading.use_up(index..index + 1);
    }
    let moves = reading.has_any(&[Class::Delay, Class::Sooner]);
    let lasts = (0..reading.items.len()).find_map(|index| {
        let before =
            |classes: &[Class]| index.checked_sub(1).is_some_and(|before| reading.is_any(before, classes));
        // "Move the close date two weeks", but not "to two weeks from now".
        let by = before(&[Class::By])
            || (reading.has(Class::Set)
                && !reading.is(index, Class::Unit)
                && !before(&[Class::To, Class::Is, Class::In, Class::After]));
        if reading.used(index) || !(moves || (by && field.is_some())) {
            return None;
        }
        length(reading, index).map(|(length, to)| (length, index, to))
    });
    let said = (0..reading.items.len()).find_map(|index| {
        // "Two weeks later" is a distance, not the day in two weeks.
        if moves && lasts.is_some_and(|(_, from, to)| (from.saturating_sub(1)..to).contains(&index)) {
            return None;
        }
        day::at(reading, index, context.today).map(|(said, to)| (said, index, to))
    });
    // "The close date to the 15th."
    let said = said.or_else(|| {
        let bare = (0..reading.items.len()).filter(|_| field.is_some() && lasts.is_none());
        bare.filter_map(|index| Some((day::of_month(reading, index, context.today)?, index, index + 1)))
            .next()
    });
    let meant =
        field.is_some() || moves || reading.has(Class::Close) || context.drafted.contains(&"CloseDate");
    // A number for another field can look like a day.
    let alone = reading.has(Class::Set)
        && mentions(reading).is_empty()
        && !(0..reading.items.len()).any(|index| is_stage(reading, index));
    if let Some((said, from, to)) = said
        && (meant || alone)
    {
        reading.use_up(from..to);
        match said {
            DateMention::Range(DateRange { until, .. }) => {
                found.wish.fields.push((name, FieldWish::Day(until)))
            }
            DateMention::Impossible => found.without_value = Some(name),
        }
    } else if let Some((length, from, to)) = lasts {
        let length = if reading.has(Class::Sooner) { length.back() } else { length };
        reading.use_up(from..to);
        found.wish.fields.push((name, FieldWish::Shift(length)));
    } else if let Some(index) = index {
        if reading.has(Class::Clear) {
            found.wish.fields.push((name, FieldWish::Clear));
        } else {
            found.without_value = Some(name);
        }
        reading.use_up(index..index + 1);
    }
}
