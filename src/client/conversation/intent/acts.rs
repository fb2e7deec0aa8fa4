//! What a sentence does. The rules for what writes, gives up or decides come first, and are strict: a sentence that
//! says anything else does none of this.

use super::super::Keep;
use super::choices::{ordinal, pick};
use super::lexicon::Class;
use super::names::{are_of, left_over, stage_in};
use super::questions::{is_question, question};
use super::reading::{Kind, Reading};
use super::sentence::words_of;
use super::{Context, Criteria, Intent, Place, Question, StageWish, Wish};
use super::{day, number, wishes};
use crate::org::Stage;

/// What a sentence does where the conversation stands.
pub fn act(mut reading: Reading, context: &Context) -> Intent {
    if reading.lexicon.postpositions {
        replaced(&mut reading);
    }
    if let Some(intent) = control(&reading, context) {
        return intent;
    }
    let rest = wishes::without_texts(&reading, context);
    if is_question(&rest) {
        return asked(&mut reading, context);
    }
    // "We lost it because they do not have the budget": the reason neither negates nor names a stage.
    wishes::reasons(&mut reading);
    let rest = wishes::without_texts(&reading, context);
    if is_held_back(&rest) && !corrected(&mut reading) {
        return held_back(&mut reading, context);
    }
    match context.place {
        Place::Choosing => choose(&mut reading, context),
        Place::Idle => start(&mut reading, context),
        _ => change(&mut reading, context),
    }
}

/// "XではなくY": what is replaced is not wanted. A field before it is still meant: "割引は15%ではなく10%".
fn replaced(reading: &mut Reading) {
    let last = (0..reading.items.len()).rfind(|place| {
        reading.is(*place, Class::Not) && reading.is(*place, Class::But) && place + 1 < reading.items.len()
    });
    let Some(last) = last else { return };
    for place in 0..=last {
        if !(reading.is(place, Class::Field) && reading.is(place + 1, Class::Is)) {
            reading.use_up(place..place + 1);
        }
    }
}

/// "Not 15 % but 10 %": the value that is negated is not wanted, the one behind the "but" is.
fn corrected(reading: &mut Reading) -> bool {
    let last = reading.items.len();
    let Some(not) = reading.find(Class::Not) else { return false };
    let Some(but) = (not + 1..last).find(|place| reading.is(*place, Class::But)) else { return false };
    let both = number::amount_between(reading, not, but).is_some()
        && number::amount_between(reading, but, last).is_some();
    if both {
        reading.use_up(not..but + 1);
    }
    both
}

/// What people press buttons for.
fn control(reading: &Reading, context: &Context) -> Option<Intent> {
    let asks = is_question(reading) || reading.asks();
    let negated = reading.has(Class::Not);
    let has = |class| reading.has(class);
    match context.place {
        Place::Preview if is_confirmation(reading, context) => return Some(Intent::Confirm),
        Place::Conflict if !asks && !negated && !has(Class::Wait) => {
            if let Some(keep) = kept(reading, context) {
                return Some(Intent::Resolve(keep));
            }
        }
        Place::Done if !asks && commands(reading, Class::Undo) => return Some(Intent::Undo),
        Place::Failed if !asks && commands(reading, Class::Retry) => return Some(Intent::Retry),
        _ => {}
    }
    if asks || negated {
        return help(reading);
    }
    let nothing_else = !has(Class::Field)
        && left_over(reading).len() <= 3
        && !(0..reading.items.len()).any(|place| super::names::is_stage(reading, place));
    // Words for leaving something as it is give all up, unless they leave out a part alone.
    let drops = (0..reading.items.len())
        .any(|place| reading.is(place, Class::Drop) && !reading.is(place, Class::Cancel));
    if has(Class::Cancel) && nothing_else && !drops {
        return Some(Intent::Cancel);
    }
    if has(Class::Edit) && nothing_else {
        return Some(Intent::Edit);
    }
    if context.place == Place::Choosing && has(Class::Nothing) {
        return Some(Intent::NoneOfThem);
    }
    help(reading)
}

fn help(reading: &Reading) -> Option<Intent> {
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

/// Nothing but assent, or the word for doing it, perhaps with what is done and politeness; and the stage that the
/// preview shows, where assent comes with it.
fn is_confirmation(reading: &Reading, context: &Context) -> bool {
    // Three full stops hesitate.
    if hesitates(reading) {
        return false;
    }
    let (mut assents, mut does, mut names) = (false, false, false);
    for place in 0..reading.items.len() {
        let proposed = |class: Class| match class {
            Class::Stage => {
                reading.sense(place, class).is_some_and(|sense| context.proposed == Some(&*sense.name))
            }
            Class::Won => reading.is(place, class) && proposes(context, |stage| stage.won),
            Class::Lost => reading.is(place, class) && proposes(context, |stage| stage.closed && !stage.won),
            _ => false,
        };
        // "Save their changes": not what the preview shows.
        if reading.is_any(place, &DOUBTS) || reading.is(place, Class::Theirs) {
            return false;
        }
        if reading.is(place, Class::Yes) {
            assents = true;
        } else if reading.is(place, Class::Do) {
            does = true;
        } else if proposed(Class::Stage) || proposed(Class::Won) || proposed(Class::Lost) {
            names = true;
        } else if !(reading.is_any(place, &[Class::Object, Class::Polite, Class::Thanks])
            || reading.is_mark(place, &[',', '.', '!'])
            || (names_follow(reading, place) && reading.is_any(place, &[Class::Set, Class::To])))
        {
            return false;
        }
    }
    assents || (does && !names)
}

/// What no sentence has that writes.
pub const DOUBTS: [Class; 7] =
    [Class::No, Class::Not, Class::But, Class::Wait, Class::Cancel, Class::Asks, Class::Why];

fn hesitates(reading: &Reading) -> bool {
    (1..reading.items.len()).any(|place| reading.is_mark(place, &['.']) && reading.is_mark(place - 1, &['.']))
}

/// The words for undoing or trying again alone, or as the beginning, before a reason.
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
    let said = |place: usize| reading.is(place, class);
    let doubts = |place: usize| {
        !said(place) && reading.is_any(place, &[Class::Not, Class::But, Class::Wait, Class::Asks, Class::Why])
    };
    let last = reading.items.len();
    let Some(first) = (0..last).find(|place| said(*place)) else { return false };
    if (0..last).any(doubts) || hesitates(reading) {
        return false;
    }
    let plain = |place: usize| reading.is_any(place, &around) || reading.is_mark(place, &[',', '.', '!']);
    let end = (first + 1..last)
        .find(|place| reading.is_mark(*place, &[',', '.', '!']) || reading.is(*place, Class::Because));
    (0..first).all(plain) && (first + 1..end.unwrap_or(last)).all(|place| said(place) || plain(place))
}

fn names_follow(reading: &Reading, place: usize) -> bool {
    (place + 1..reading.items.len()).any(|place| super::names::is_stage(reading, place))
}

/// The draft proposes a stage of this kind.
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

/// At least half of the letters are known: as words, as digits, or as a part of a name on the screen.
pub fn is_mostly_known(reading: &Reading, context: &Context) -> bool {
    let choices = context.choices.iter().flat_map(|one| [one.name, one.account, one.owner]);
    let names: Vec<&str> = context.about.iter().copied().chain(choices).chain(context.by).collect();
    let (mut all, mut known) = (0, 0);
    for (place, item) in reading.items.iter().enumerate() {
        let letters = item.to - item.from;
        match item.kind {
            Kind::Mark(_) => continue,
            Kind::Known(_) | Kind::Digits(_) => known += letters,
            Kind::Word if are_of(&[reading.typed(place, place + 1).to_owned()], &names) => known += letters,
            Kind::Word => {}
        }
        all += letters;
    }
    known * 2 >= all
}

/// A word says that a name is to be looked up, or what is to be done with it.
pub fn names_one(reading: &Reading) -> bool {
    reading.has_any(&[Class::Show, Class::Deal, Class::StageWord, Class::Set, Class::Asks, Class::Stage])
}

/// Negated, put off, or doubted.
fn is_held_back(reading: &Reading) -> bool {
    // "Close date tomorrow": of a field that is named, a day is its value, and puts nothing off.
    let names_field = reading.has(Class::Field);
    let is_day = |place| names_field && reading.is_any(place, &[Class::Days, Class::Period, Class::Weekday]);
    let waits = |place: usize| !reading.used(place) && reading.is(place, Class::Wait) && !is_day(place);
    reading.has(Class::Not) || (0..reading.items.len()).any(waits)
}

/// What is held back changes nothing, except where something else is wanted in the same sentence: "not won but lost".
fn held_back(reading: &mut Reading, context: &Context) -> Intent {
    let has_other =
        reading.has_any(&[Class::But, Class::Set, Class::Drop, Class::Field, Class::Delay, Class::Sooner])
            || reading.is_mark(1, &[','])
            || follows_from_reason(reading);
    let asks_for_less = reading.has(Class::Wait) && !reading.has(Class::Not);
    let stages = (0..reading.items.len()).filter(|place| super::names::is_stage(reading, *place)).count();
    if context.place == Place::Choosing || context.place == Place::Idle {
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

/// "相手が降りたので失注に": a stage behind the reason for it.
fn follows_from_reason(reading: &Reading) -> bool {
    let reason = reading.find(Class::Because);
    reason.is_some_and(|reason| {
        (reason..reading.items.len()).any(|place| super::names::is_stage(reading, place))
    })
}

fn start_or_choose(reading: &mut Reading, context: &Context) -> Intent {
    match context.place {
        Place::Choosing => choose(reading, context),
        _ => start(reading, context),
    }
}

/// A question: of what is spoken of, of the choices, or of something that is to be looked up.
fn asked(reading: &mut Reading, context: &Context) -> Intent {
    if let Some(Intent::Help) = help(reading) {
        return Intent::Help;
    }
    let named = left_over(reading);
    let foreign = !named.is_empty() && !are_of(&named, &context.about);
    match context.place {
        Place::Idle => start(reading, context),
        Place::Choosing => choose(reading, context),
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

/// "It", "this opportunity": what is spoken of is meant.
fn is_about_it(reading: &Reading) -> bool {
    reading.has(Class::Object) || !reading.has(Class::Deal)
}

/// Something closes within a time that is said.
fn closes_in(reading: &Reading) -> bool {
    let closes = reading.has(Class::Close)
        || (0..reading.items.len())
            .any(|place| reading.sense(place, Class::Field).is_some_and(|field| &*field.name == "CloseDate"));
    let times = [Class::Period, Class::Month, Class::Unit, Class::EndOf, Class::Weekday, Class::Days];
    closes && reading.has_any(&times)
}

/// "失注した案件": where nouns have no plural, a criterion before the noun makes it several, unless a stage follows as
/// where it is to go.
fn is_qualified(reading: &Reading) -> bool {
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
    let goes = (deal..reading.items.len()).any(|place| super::names::is_stage(reading, place));
    let of_state = (0..deal)
        .rev()
        .find(|place| reading.is_any(*place, &states) || !reading.is_any(*place, &between))
        .is_some_and(|place| reading.is_any(place, &states));
    !goes && (of_state || (0..deal).any(|place| reading.is_any(place, &criteria)))
}

/// Words for several: a list is wanted.
fn is_list(reading: &Reading) -> bool {
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
    ]) || (0..reading.items.len()).any(|place| reading.is_any(place, &[Class::Period]));
    let shows = reading.has_any(&[Class::Show, Class::Asks]);
    reading.has_any(&[Class::Deals, Class::My])
        || is_qualified(reading)
        || (reading.has(Class::All) && (shows || criterion))
        || (reading.has(Class::Open) && shows && !reading.has_any(&[Class::Deal, Class::Object]))
        || (reading.has(Class::Show) && reading.has_any(&[Class::Over, Class::Under]))
        || (is_question(reading) && !reading.has(Class::Object) && closes_in(reading))
}

/// A verb that changes something; "is in" says where something stands.
fn changes_something(reading: &Reading) -> bool {
    (0..reading.items.len())
        .any(|place| !reading.used(place) && reading.is(place, Class::Set) && !reading.is(place, Class::Is))
}

fn criteria(reading: &mut Reading, context: &Context) -> Criteria {
    let mut criteria = Criteria { mine: reading.has_any(&[Class::My]), ..Criteria::default() };
    for place in 0..reading.items.len() {
        let Some((said, to)) = day::at(reading, place, context.today) else { continue };
        let day::Said::Stretch(stretch) = said else { continue };
        let around = |class| {
            place.checked_sub(1).is_some_and(|before| reading.is(before, class)) || reading.is(to, class)
        };
        let runs = (place..to).any(|place| reading.is(place, Class::In)) || around(Class::In);
        if around(Class::Until) {
            criteria.until = Some(stretch.until);
        } else if around(Class::After) {
            criteria.from = Some(stretch.from);
        } else if stretch.exact && (runs || stretch.until > context.today) {
            // "In the next 30 days", "by the end of the month".
            (criteria.from, criteria.until) = (Some(context.today), Some(stretch.until));
            criteria.closed = Some(false);
        } else {
            (criteria.from, criteria.until) = (Some(stretch.from), Some(stretch.until));
        }
        reading.use_up(place..to);
        break;
    }
    for (class, over) in [(Class::Over, true), (Class::Under, false)] {
        if let Some(place) = reading.find(class)
            && let Some(amount) = compared(reading, place)
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
        reading.find(Class::Stage).and_then(|place| reading.sense(place, Class::Stage))
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
        // "All deals": those that are open.
        criteria.closed = Some(false);
    }
    criteria
}

/// The amount that a comparison is with: behind it, or before it where particles stand behind.
fn compared(reading: &Reading, place: usize) -> Option<number::Amount> {
    let behind = || number::amount_between(reading, place, reading.items.len());
    let before = || number::amount_between(reading, 0, place);
    if reading.lexicon.postpositions { before().or_else(behind) } else { behind().or_else(before) }
}

/// Nothing is spoken of: what is said names what is to be looked up.
fn start(reading: &mut Reading, context: &Context) -> Intent {
    let changes = changes_something(reading);
    if (changes || reading.has(Class::Clear)) && reading.has(Class::All) && left_over(reading).is_empty() {
        return Intent::Bulk;
    }
    let asks = is_question(reading);
    // "Closing next quarter": what closes when is a criterion without a verb, too.
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

fn of_stage(wish: &Wish) -> Criteria {
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

/// One of several is to be chosen, perhaps with what is to be done with it.
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
        (true, 1) => picked.fitting.first().map_or(Intent::Unknown, |place| Intent::Choose(*place, wish)),
        (true, 2..) => Intent::Narrow(picked.fitting),
        _ if is_list(reading) && !reading.has(Class::Only) => Intent::List(criteria(reading, context)),
        // "Find Acme" looks it up, even if all choices are of that name.
        _ if reading.has(Class::Show) && !left_over(reading).is_empty() => {
            Intent::Open(left_over(reading), wish)
        }
        _ => Intent::Unknown,
    }
}

/// "交渉に進めて": the verb is part of the particle behind the stage.
fn moves_there(reading: &Reading) -> bool {
    reading.lexicon.postpositions
        && (0..reading.items.len()).any(|place| {
            super::names::is_stage(reading, place)
                && reading.is(place + 1, Class::To)
                && reading.typed(place + 1, place + 2).chars().count() > 1
        })
}

/// An opportunity is open: what is said changes it, or names another.
fn change(reading: &mut Reading, context: &Context) -> Intent {
    if context.place == Place::ChoosingStage
        && let Some(stage) = offered(reading, context)
    {
        return Intent::Change(Wish { stage: Some(StageWish::Named(stage)), ..Wish::default() });
    }
    if reading.has(Class::Set)
        && reading.has_any(&[Class::All, Class::Deals])
        && !reading.has(Class::Field)
        && !reading.has(Class::Object)
    {
        return Intent::Bulk;
    }
    if is_list(reading)
        && !reading.has(Class::Set)
        && (reading.has_any(&[Class::Show, Class::Deals]) || is_qualified(reading))
    {
        return Intent::List(criteria(reading, context));
    }
    let other = named_by_verb(reading, context).or_else(|| named_before_particle(reading, context));
    let shows = reading.has(Class::Show);
    let reopens = reading.has(Class::Reopen);
    let found = wishes::read(reading, context);
    let words = left_over(reading);
    let foreign = !words.is_empty() && !are_of(&words, &context.about);
    if !found.wish.is_empty() {
        // What has become the text of a field names nothing.
        return match other.filter(|other| !reading.used(other.place)) {
            Some(other) => Intent::Open(other.words, found.wish),
            None => Intent::Change(found.wish),
        };
    }
    if let Some(field) = found.without_value {
        // "Yes, but change the date": the form is where it is changed.
        return if reading.has(Class::Set) { Intent::Edit } else { Intent::NoValue(field) };
    }
    if reopens {
        return Intent::Edit;
    }
    if let Some(stage) = by_part(reading, context) {
        return Intent::Change(Wish { stage: Some(stage), ..Wish::default() });
    }
    // Who looks up what is open already may mean another of that name.
    if shows && !words.is_empty() && (foreign || !reading.has_any(&[Class::Field, Class::StageWord])) {
        return Intent::Open(words, Wish::default());
    }
    if reading.has(Class::StageWord) && !foreign {
        return Intent::Ask(Question::Stage);
    }
    let short = words.len() <= 5
        && !is_statement(reading)
        && !reading.has_any(&[Class::Yes, Class::No, Class::But, Class::Do, Class::Clear, Class::Wait]);
    if foreign && short && matches!(context.place, Place::Current | Place::Done | Place::Failed) {
        return if reading.has(Class::StageWord) {
            Intent::Open(words, Wish::default())
        } else {
            Intent::Perhaps(words)
        };
    }
    if foreign && reading.has(Class::StageWord) && short {
        return Intent::Open(words, Wish::default());
    }
    if let Some(question) = question(reading).filter(|_| !foreign) {
        return Intent::Ask(question);
    }
    Intent::Unknown
}

/// The offered stage that is picked by its place, by the beginning of its name or by a part of it.
fn offered(reading: &Reading, context: &Context) -> Option<String> {
    let by_place =
        ordinal(reading, context.offered.len(), false).and_then(|place| context.offered.get(place));
    let typed = words_of(reading.typed(0, reading.items.len()));
    let begun = |stage: &&Stage| words_of(&stage.label).starts_with(&typed);
    let by_beginning = || only(context.offered.iter().filter(begun));
    let words = left_over(reading);
    let by_name = || stage_in(&words.join(" "), context.offered);
    by_place.or_else(by_beginning).or_else(by_name).map(|stage| stage.value.clone())
}

/// The one that there is, if there are not several.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// Another opportunity that a sentence names.
struct Other {
    words: Vec<String>,
    /// The verb or the word that names it: part of the text of a field, it names nothing.
    place: usize,
}

/// The words that a verb has for its object, if they are not of the opportunity that is open.
fn named_by_verb(reading: &Reading, context: &Context) -> Option<Other> {
    let verb = reading.find(Class::Set)?;
    let is_last = (verb + 1..reading.items.len())
        .all(|place| reading.is(place, Class::Polite) || reading.is_mark(place, &['.', '!', '?']));
    let mut place = if reading.lexicon.verb_ends && is_last { 0 } else { verb + 1 };
    while reading.is_any(place, &[Class::Filler, Class::Polite, Class::StageWord]) {
        place += 1;
    }
    let (first, mut alone) = (place, reading.clone());
    while matches!(reading.items.get(place).map(|item| &item.kind), Some(Kind::Word | Kind::Digits(_)))
        || (place > first && reading.is_any(place, &[Class::Filler]) && !reading.is(place, Class::To))
    {
        place += 1;
    }
    alone.use_up(0..first);
    alone.use_up(place..reading.items.len());
    let words = left_over(&alone);
    (!words.is_empty() && !are_of(&words, &context.about)).then_some(Other { words, place: verb })
}

/// "Globexを交渉に": the words that a sentence begins with, up to the particle of its object or topic.
fn named_before_particle(reading: &Reading, context: &Context) -> Option<Other> {
    let particle = |place: usize| ["を", "は", "の"].contains(&reading.typed(place, place + 1));
    let skipped = [Class::Filler, Class::Polite, Class::Yes, Class::No, Class::But];
    let first = (0..reading.items.len())
        .find(|place| !reading.is_any(*place, &skipped) && !reading.is_mark(*place, &[',', '.']))?;
    let end = (first..reading.items.len()).find(|place| particle(*place))?;
    let wanted =
        [Class::Stage, Class::Won, Class::Lost, Class::Field, Class::StageWord, Class::Set, Class::Period];
    let is_name = !(first..end).any(|place| reading.is_any(place, &wanted));
    // A reason tells of other things: "契約書を送ったので".
    if !reading.lexicon.postpositions || !is_name || reading.has(Class::Because) || is_statement(reading) {
        return None;
    }
    let mut alone = reading.clone();
    alone.use_up(0..first);
    alone.use_up(end..reading.items.len());
    let words = left_over(&alone);
    (!words.is_empty() && !are_of(&words, &context.about)).then_some(Other { words, place: first })
}

/// "稟議を通した": a noun without Latin letters, before the particle of a verb that is not known, is not looked up.
fn is_statement(reading: &Reading) -> bool {
    let is_word = |place: usize| {
        reading.items.get(place).is_some_and(|item| item.kind == Kind::Word) && !reading.used(place)
    };
    let last = reading.items.len();
    let has_kanji = |place: usize| {
        let typed = reading.typed(place, place + 1);
        typed.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'))
            && !typed.chars().any(|c| c.is_ascii_alphanumeric() || matches!(c, '\u{30a0}'..='\u{30ff}'))
    };
    reading.lexicon.postpositions
        && (1..last).filter(|place| ["を", "は", "が"].contains(&reading.typed(*place, place + 1))).any(
            |place| {
                let is_noun = is_word(place - 1) && has_kanji(place - 1);
                (is_noun && is_word(place + 1))
                    || (reading.is(place - 1, Class::Thing) && (place + 1..last).any(is_word))
            },
        )
}

/// A stage by a part of its name: the words behind the verb, or all there are.
fn by_part(reading: &Reading, context: &Context) -> Option<StageWish> {
    let words = left_over(reading);
    if words.is_empty()
        || words.len() > 4
        || !reading.has_any(&[Class::Set, Class::To, Class::StageWord]) && words.len() > 3
    {
        return None;
    }
    let text = words.join(" ");
    if let Some(stage) = stage_in(&text, context.process) {
        return Some(StageWish::Named(stage.value.clone()));
    }
    // The check says of words for a stage what is wrong with them.
    let wanted = reading.has(Class::Set) && reading.has_any(&[Class::To, Class::StageWord]);
    wanted.then_some(StageWish::Words(text))
}
