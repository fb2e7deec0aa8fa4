//! Sentences that ask for a list of opportunities, and its criteria.

use super::calendar::DateMention;
use super::class::Class;
use super::names::{is_stage, left_over};
use super::questions::is_question;
use super::reading::Reading;
use super::{Context, Criteria, StageWish, Wish};
use super::{day, number};

/// True if the sentence says when something closes.
pub fn closes_in(reading: &Reading) -> bool {
    let closes = reading.has(Class::Close)
        || (0..reading.items.len())
            .any(|index| reading.sense(index, Class::Field).is_some_and(|field| &*field.name == "CloseDate"));
    let times = [Class::Period, Class::Month, Class::Unit, Class::EndOf, Class::Weekday, Class::Days];
    closes && reading.has_any(&times)
}

/// True if a criterion precedes the noun, as in "失注した案件": in a language without plurals, this asks for a list,
/// unless a target stage follows.
pub fn is_qualified(reading: &Reading) -> bool {
    let Some(deal) = reading.find(Class::Deal).filter(|_| reading.lexicon.postpositions) else {
        return false;
    };
    let criteria = [
        Class::Over,
        Class::Under,
        Class::Open,
        Class::Closed,
        Class::All,
        Class::Period,
        Class::EndOf,
        Class::In,
        Class::Until,
        Class::After,
    ];
    let states = [Class::Stage, Class::Won, Class::Lost, Class::Close];
    let between = [Class::Filler, Class::StageWord, Class::Is, Class::Polite, Class::To];
    let goes = (deal..reading.items.len()).any(|index| is_stage(reading, index));
    let of_state = (0..deal)
        .rev()
        .find(|index| reading.is_any(*index, &states) || !reading.is_any(*index, &between))
        .is_some_and(|index| reading.is_any(index, &states));
    !goes && (of_state || (0..deal).any(|index| reading.is_any(index, &criteria)))
}

/// True if the sentence asks for a list.
pub fn is_list(reading: &Reading) -> bool {
    let criterion = reading.has_any(&[
        Class::Stage,
        Class::Won,
        Class::Lost,
        Class::Open,
        Class::Closed,
        Class::Over,
        Class::Under,
        Class::Field,
        Class::Close,
    ]) || (0..reading.items.len()).any(|index| reading.is_any(index, &[Class::Period]));
    let shows = reading.has_any(&[Class::Show, Class::Asks]);
    reading.has_any(&[Class::Deals, Class::My])
        || is_qualified(reading)
        || (reading.has(Class::All) && (shows || criterion))
        || (reading.has(Class::Open) && shows && !reading.has_any(&[Class::Deal, Class::Object]))
        || (reading.has(Class::Show) && reading.has_any(&[Class::Over, Class::Under]))
        || (is_question(reading) && !reading.has(Class::Object) && closes_in(reading))
}

pub fn criteria(reading: &mut Reading, context: &Context) -> Criteria {
    let mut criteria = Criteria { mine: reading.has_any(&[Class::My]), ..Criteria::default() };
    for index in 0..reading.items.len() {
        let Some((said, to)) = day::at(reading, index, context.today) else { continue };
        let DateMention::Range(range) = said else { continue };
        let around = |class| {
            index.checked_sub(1).is_some_and(|before| reading.is(before, class)) || reading.is(to, class)
        };
        let runs = (index..to).any(|index| reading.is(index, Class::In)) || around(Class::In);
        if around(Class::Until) {
            criteria.until = Some(range.until);
        } else if around(Class::After) {
            criteria.from = Some(range.from);
        } else if range.exact && (runs || range.until > context.today) {
            // "In the next 30 days", "by the end of the month".
            (criteria.from, criteria.until) = (Some(context.today), Some(range.until));
            criteria.closed = Some(false);
        } else {
            (criteria.from, criteria.until) = (Some(range.from), Some(range.until));
        }
        reading.use_up(index..to);
        break;
    }
    for (class, over) in [(Class::Over, true), (Class::Under, false)] {
        if let Some(index) = reading.find(class)
            && let Some(amount) = compared(reading, index)
        {
            *(if over { &mut criteria.over } else { &mut criteria.under }) = Some(amount.value);
            reading.use_up(amount.from..amount.to);
        }
    }
    if reading.has(Class::Won) {
        criteria.won = Some(true);
    } else if reading.has(Class::Lost) {
        (criteria.won, criteria.closed) = (Some(false), Some(true));
    } else if let Some(stage) =
        reading.find(Class::Stage).and_then(|index| reading.sense(index, Class::Stage))
    {
        criteria.stage = Some(stage.name.to_string());
    }
    if reading.has(Class::Open) {
        criteria.closed = Some(false);
    } else if reading.has(Class::Closed) {
        criteria.closed = Some(true);
    }
    criteria.words = left_over(reading);
    if criteria == Criteria::default() {
        // "All deals" means the open ones.
        criteria.closed = Some(false);
    }
    criteria
}

/// The amount to compare with: after the word, or before it in a language with postpositions.
fn compared(reading: &Reading, index: usize) -> Option<number::Amount> {
    let behind = || number::amount_between(reading, index, reading.items.len());
    let before = || number::amount_between(reading, 0, index);
    if reading.lexicon.postpositions { before().or_else(behind) } else { behind().or_else(before) }
}

pub fn of_stage(wish: &Wish) -> Criteria {
    let mut list = Criteria::default();
    match &wish.stage {
        Some(StageWish::Won) => list.won = Some(true),
        Some(StageWish::Lost) => (list.won, list.closed) = (Some(false), Some(true)),
        Some(StageWish::Named(stage) | StageWish::Words(stage)) => list.stage = Some(stage.clone()),
        Some(StageWish::Closed) => list.closed = Some(true),
        Some(StageWish::Step(_)) | None => {}
    }
    list
}
