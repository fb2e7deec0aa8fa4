//! The sentences that stand for a button: confirm, cancel, edit, undo, retry, resolve a conflict, help.

use super::super::Keep;
use super::class::Class;
use super::names::{are_of, is_stage, left_over};
use super::questions::is_question;
use super::reading::Reading;
use super::{Context, Intent, Phase};
use crate::org::Stage;

/// The sentences that do what a button does.
pub fn control(reading: &Reading, context: &Context) -> Option<Intent> {
    let asks = is_question(reading) || reading.asks();
    let negated = reading.has(Class::Not);
    let has = |class| reading.has(class);
    match context.phase {
        Phase::Preview if is_confirmation(reading, context) => return Some(Intent::Confirm),
        Phase::Conflict if !asks && !negated && !has(Class::Wait) => {
            if let Some(keep) = kept(reading, context) {
                return Some(Intent::Resolve(keep));
            }
        }
        Phase::Done if !asks && commands(reading, Class::Undo) => return Some(Intent::Undo),
        Phase::Failed if !asks && commands(reading, Class::Retry) => return Some(Intent::Retry),
        _ => {}
    }
    if asks || negated {
        return help(reading);
    }
    let nothing_else = !has(Class::Field)
        && left_over(reading).len() <= 3
        && !(0..reading.items.len()).any(|index| is_stage(reading, index));
    // "Leave it as it is" cancels everything, unless it leaves out one part only.
    let drops = (0..reading.items.len())
        .any(|index| reading.is(index, Class::Drop) && !reading.is(index, Class::Cancel));
    if has(Class::Cancel) && nothing_else && !drops {
        return Some(Intent::Cancel);
    }
    if has(Class::Edit) && nothing_else {
        return Some(Intent::Edit);
    }
    if context.phase == Phase::Choosing && has(Class::Nothing) {
        return Some(Intent::NoneOfThem);
    }
    help(reading)
}

pub fn help(reading: &Reading) -> Option<Intent> {
    let weight = [
        Class::Field,
        Class::Deal,
        Class::Deals,
        Class::Stage,
        Class::StageWord,
        Class::Show,
        Class::Set,
        Class::Won,
        Class::Lost,
        Class::Ordinal,
        Class::Biggest,
        Class::Smallest,
        Class::Latest,
        Class::Soonest,
        Class::Open,
        Class::Closed,
        Class::Close,
        Class::Nothing,
        Class::Forward,
        Class::Back,
        Class::Reopen,
        Class::Clear,
        Class::Delay,
        Class::Sooner,
        Class::Cancel,
        Class::My,
    ];
    let talk = reading.has(Class::Help)
        || (reading.has_any(&[Class::Hello, Class::Thanks])
            && left_over(reading).is_empty()
            && !reading.has_any(&weight));
    let silent = reading.has_any(&[Class::Won, Class::Lost, Class::Stage, Class::Field])
        || left_over(reading).len() > 2;
    (talk && !silent && !reading.has_any(&[Class::Yes, Class::Do])).then_some(Intent::Help)
}

/// True if the sentence is nothing but assent or "do it", with an object or polite words at most. The stage that the
/// preview shows may follow assent.
fn is_confirmation(reading: &Reading, context: &Context) -> bool {
    // An ellipsis is hesitation.
    if hesitates(reading) {
        return false;
    }
    let (mut assents, mut does, mut names) = (false, false, false);
    for index in 0..reading.items.len() {
        let proposed = |class: Class| match class {
            Class::Stage => {
                reading.sense(index, class).is_some_and(|sense| context.proposed == Some(&*sense.name))
            }
            Class::Won => reading.is(index, class) && proposes(context, |stage| stage.won),
            Class::Lost => reading.is(index, class) && proposes(context, |stage| stage.closed && !stage.won),
            _ => false,
        };
        // "Save their changes" does not mean what the preview shows.
        if reading.is_any(index, &DOUBTS) || reading.is(index, Class::Theirs) {
            return false;
        }
        if reading.is(index, Class::Yes) {
            assents = true;
        } else if reading.is(index, Class::Do) {
            does = true;
        } else if proposed(Class::Stage) || proposed(Class::Won) || proposed(Class::Lost) {
            names = true;
        } else if !(reading.is_any(index, &[Class::Object, Class::Polite, Class::Thanks])
            || reading.is_mark(index, &[',', '.', '!'])
            || (names_follow(reading, index) && reading.is_any(index, &[Class::Set, Class::To])))
        {
            return false;
        }
    }
    assents || (does && !names)
}

/// Words that prevent a sentence from writing.
pub const DOUBTS: [Class; 7] =
    [Class::No, Class::Not, Class::But, Class::Wait, Class::Cancel, Class::Asks, Class::Why];

fn hesitates(reading: &Reading) -> bool {
    (1..reading.items.len()).any(|index| reading.is_mark(index, &['.']) && reading.is_mark(index - 1, &['.']))
}

/// True if the sentence is only the words for undo or retry, or begins with them and gives a reason.
fn commands(reading: &Reading, class: Class) -> bool {
    let around = [
        Class::Object,
        Class::Polite,
        Class::Filler,
        Class::Thanks,
        Class::No,
        Class::To,
        Class::Deal,
        Class::StageWord,
        Class::And,
        Class::Yes,
        Class::Do,
        Class::Request,
    ];
    let said = |index: usize| reading.is(index, class);
    let doubts = |index: usize| {
        !said(index) && reading.is_any(index, &[Class::Not, Class::But, Class::Wait, Class::Asks, Class::Why])
    };
    let last = reading.items.len();
    let Some(first) = (0..last).find(|index| said(*index)) else { return false };
    if (0..last).any(doubts) || hesitates(reading) {
        return false;
    }
    let plain = |index: usize| reading.is_any(index, &around) || reading.is_mark(index, &[',', '.', '!']);
    let end = (first + 1..last)
        .find(|index| reading.is_mark(*index, &[',', '.', '!']) || reading.is(*index, Class::Because));
    (0..first).all(plain) && (first + 1..end.unwrap_or(last)).all(|index| said(index) || plain(index))
}

fn names_follow(reading: &Reading, index: usize) -> bool {
    (index + 1..reading.items.len()).any(|index| is_stage(reading, index))
}

/// True if the draft proposes a stage of this kind.
fn proposes(context: &Context, kind: fn(&Stage) -> bool) -> bool {
    let stage = context.process.iter().find(|stage| context.proposed == Some(&*stage.value));
    stage.is_some_and(kind)
}

fn kept(reading: &Reading, context: &Context) -> Option<Keep> {
    let by = context.by.unwrap_or_default();
    let left = left_over(reading);
    let named = !left.is_empty() && are_of(&left, &[by]);
    if !left.is_empty() && !named {
        return None;
    }
    let theirs = reading.has(Class::Theirs) || named;
    match (reading.has(Class::Mine), theirs) {
        (true, false) => Some(Keep::Mine),
        (false, true) => Some(Keep::Theirs),
        (true, true) | (false, false) => None,
    }
}
