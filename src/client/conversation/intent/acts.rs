//! Decides what a sentence asks for. The rules for whatever writes, cancels or resolves come first and are strict: a
//! sentence that says anything else as well does none of these.

use super::change::change;
use super::choices::pick;
use super::class::Class;
use super::commands::{control, help};
use super::lists::{closes_in, criteria, is_list, of_stage};
use super::names::{are_of, is_stage, left_over};
use super::questions::{is_question, question};
use super::reading::{Kind, Reading};
use super::text_fields::without_texts;
use super::{Context, Intent, Phase, Question, Wish};
use super::{number, wishes};

/// Returns what a sentence asks for.
pub fn act(mut reading: Reading, context: &Context) -> Intent {
    if reading.lexicon.postpositions {
        replaced(&mut reading);
    }
    if let Some(intent) = control(&reading, context) {
        return intent;
    }
    let rest = without_texts(&reading, context);
    if is_question(&rest) {
        return asked(&mut reading, context);
    }
    // "We lost it because they do not have the budget": a reason neither negates nor names a stage.
    wishes::reasons(&mut reading);
    let rest = without_texts(&reading, context);
    if is_held_back(&rest) && !corrected(&mut reading) {
        return held_back(&mut reading, context);
    }
    match context.phase {
        Phase::Choosing => choose(&mut reading, context),
        Phase::Idle => start(&mut reading, context),
        _ => change(&mut reading, context),
    }
}

/// Ignores the X of "XではなくY" ("not X but Y"), but keeps a field before it: "割引は15%ではなく10%".
fn replaced(reading: &mut Reading) {
    let last = (0..reading.items.len()).rfind(|index| {
        reading.is(*index, Class::Not) && reading.is(*index, Class::But) && index + 1 < reading.items.len()
    });
    let Some(last) = last else { return };
    for index in 0..=last {
        if !(reading.is(index, Class::Field) && reading.is(index + 1, Class::Is)) {
            reading.use_up(index..index + 1);
        }
    }
}

/// Ignores the first value of "not 15 % but 10 %".
fn corrected(reading: &mut Reading) -> bool {
    let last = reading.items.len();
    let Some(not) = reading.find(Class::Not) else { return false };
    let Some(but) = (not + 1..last).find(|index| reading.is(*index, Class::But)) else { return false };
    let both = number::amount_between(reading, not, but).is_some()
        && number::amount_between(reading, but, last).is_some();
    if both {
        reading.use_up(not..but + 1);
    }
    both
}

/// True if at least half of the letters are known: as words, as digits, or as part of a name on the screen.
pub fn is_mostly_known(reading: &Reading, context: &Context) -> bool {
    let choices = context.choices.iter().flat_map(|one| [one.name, one.account, one.owner]);
    let names: Vec<&str> = context.about.iter().copied().chain(choices).chain(context.by).collect();
    let (mut all, mut known) = (0, 0);
    for (index, item) in reading.items.iter().enumerate() {
        let letters = item.to - item.from;
        match item.kind {
            Kind::Mark(_) => continue,
            Kind::Known(_) | Kind::Digits(_) => known += letters,
            Kind::Word if are_of(&[reading.typed(index, index + 1).to_owned()], &names) => known += letters,
            Kind::Word => {}
        }
        all += letters;
    }
    known * 2 >= all
}

/// True if a word says to search for a name, or what to do with what is found.
pub fn names_one(reading: &Reading) -> bool {
    reading.has_any(&[Class::Show, Class::Deal, Class::StageWord, Class::Set, Class::Asks, Class::Stage])
}

/// True if the sentence negates, postpones or doubts.
fn is_held_back(reading: &Reading) -> bool {
    // "Close date tomorrow": after a field, a day is a value and postpones nothing.
    let names_field = reading.has(Class::Field);
    let is_day = |index| names_field && reading.is_any(index, &[Class::Days, Class::Period, Class::Weekday]);
    let waits = |index: usize| !reading.used(index) && reading.is(index, Class::Wait) && !is_day(index);
    reading.has(Class::Not) || (0..reading.items.len()).any(waits)
}

/// A negated sentence changes nothing, unless it also asks for something else: "not won but lost".
fn held_back(reading: &mut Reading, context: &Context) -> Intent {
    let has_other =
        reading.has_any(&[Class::But, Class::Set, Class::Drop, Class::Field, Class::Delay, Class::Sooner])
            || reading.is_mark(1, &[','])
            || follows_from_reason(reading);
    let asks_for_less = reading.has(Class::Wait) && !reading.has(Class::Not);
    let stages = (0..reading.items.len()).filter(|index| is_stage(reading, *index)).count();
    if context.phase == Phase::Choosing || context.phase == Phase::Idle {
        return start_or_choose(reading, context);
    }
    if has_other && (asks_for_less || stages > 1) {
        let found = wishes::read(reading, context);
        if !found.wish.is_empty() {
            return Intent::Change(found.wish);
        }
    }
    Intent::Unknown
}

/// True if a stage follows its reason: "相手が降りたので失注に".
fn follows_from_reason(reading: &Reading) -> bool {
    let reason = reading.find(Class::Because);
    reason.is_some_and(|reason| (reason..reading.items.len()).any(|index| is_stage(reading, index)))
}

fn start_or_choose(reading: &mut Reading, context: &Context) -> Intent {
    match context.phase {
        Phase::Choosing => choose(reading, context),
        _ => start(reading, context),
    }
}

/// A question about the open opportunity, the choices, or an opportunity to search for.
fn asked(reading: &mut Reading, context: &Context) -> Intent {
    if let Some(Intent::Help) = help(reading) {
        return Intent::Help;
    }
    let named = left_over(reading);
    let foreign = !named.is_empty() && !are_of(&named, &context.about);
    match context.phase {
        Phase::Idle => start(reading, context),
        Phase::Choosing => choose(reading, context),
        _ if is_list(reading) && !reading.has(Class::Stages) => Intent::List(criteria(reading, context)),
        _ => match question(reading) {
            Some(Question::Stage) if foreign => Intent::Open(named, Wish::default()),
            Some(question) if !foreign || named.len() > 6 || is_about_it(reading) => Intent::Ask(question),
            Some(_) => Intent::Open(named, Wish::default()),
            None if foreign && reading.has_any(&[Class::Deal, Class::Show]) => {
                Intent::Open(named, Wish::default())
            }
            None => Intent::Unknown,
        },
    }
}

/// True if the sentence is about the open opportunity: "it", "this opportunity".
fn is_about_it(reading: &Reading) -> bool {
    reading.has(Class::Object) || !reading.has(Class::Deal)
}

/// True if a verb changes something; "is in" only states a stage.
fn changes_something(reading: &Reading) -> bool {
    (0..reading.items.len())
        .any(|index| !reading.used(index) && reading.is(index, Class::Set) && !reading.is(index, Class::Is))
}

/// A sentence while no opportunity is open: it names what to search for.
fn start(reading: &mut Reading, context: &Context) -> Intent {
    let changes = changes_something(reading);
    if (changes || reading.has(Class::Clear)) && reading.has(Class::All) && left_over(reading).is_empty() {
        return Intent::Bulk;
    }
    let asks = is_question(reading);
    // "Closing next quarter" is a criterion even without a verb.
    let closes = closes_in(reading) && left_over(reading).is_empty();
    if (is_list(reading) || closes) && (asks || !changes) {
        return Intent::List(criteria(reading, context));
    }
    let wish = if asks { Wish::default() } else { wishes::read(reading, context).wish };
    let words = left_over(reading);
    if words.is_empty() {
        let lists = reading.has(Class::Show)
            || reading.has(Class::Deals)
            || (asks && reading.has_any(&[Class::Open, Class::Closed]));
        if lists && wish.stage.is_some() {
            return Intent::List(of_stage(&wish));
        }
        return Intent::Unknown;
    }
    if reading.has(Class::Show) && wish.stage.is_some() && !reading.has(Class::Set) {
        let mut list = of_stage(&wish);
        list.words = words;
        return Intent::List(list);
    }
    Intent::Open(words, wish)
}

/// A sentence while the user chooses: it picks an opportunity, possibly with changes to make.
fn choose(reading: &mut Reading, context: &Context) -> Intent {
    let moves =
        reading.has_any(&[Class::Set, Class::Forward, Class::Back, Class::Reopen]) || moves_there(reading);
    let mut wish = Wish::default();
    if moves && !is_question(reading) {
        if reading.has(Class::All) {
            return Intent::Bulk;
        }
        wish = wishes::read(reading, context).wish;
    }
    let picked = pick(reading, &context.choices, wish.stage.is_none());
    let known = picked.fitting.len();
    let foreign = picked.foreign.iter().any(|word| word.chars().count() >= 4 || !word.is_ascii());
    if foreign && !picked.distinguished {
        let shows = reading.has_any(&[Class::Show, Class::Deal, Class::StageWord]) || !is_question(reading);
        if is_list(reading) {
            return Intent::List(criteria(reading, context));
        }
        return if shows { Intent::Open(left_over(reading), wish) } else { Intent::Unknown };
    }
    match (picked.distinguished, known) {
        (true, 1) => picked.fitting.first().map_or(Intent::Unknown, |index| Intent::Choose(*index, wish)),
        (true, 2..) => Intent::Narrow(picked.fitting),
        _ if is_list(reading) && !reading.has(Class::Only) => Intent::List(criteria(reading, context)),
        // "Find Acme" searches, even if all choices have that name.
        _ if reading.has(Class::Show) && !left_over(reading).is_empty() => {
            Intent::Open(left_over(reading), wish)
        }
        _ => Intent::Unknown,
    }
}

/// True if the particle after a stage contains the verb: "交渉に進めて".
fn moves_there(reading: &Reading) -> bool {
    reading.lexicon.postpositions
        && (0..reading.items.len()).any(|index| {
            is_stage(reading, index)
                && reading.is(index + 1, Class::To)
                && reading.typed(index + 1, index + 2).chars().count() > 1
        })
}
