//! What a sentence means where the conversation stands: no model, no request, the same on every machine.
//!
//! First the names and values in the sentence are found, then what it does: confirm, change, ask, look up. What is
//! left over is a name to search for, or nothing. Everything that writes is decided by rules alone, in `acts`.

mod acts;
mod arabic;
mod calendar;
mod change;
mod choices;
mod class;
mod commands;
mod date_field;
mod day;
mod fields;
mod interpretation;
mod japanese_day;
mod length;
mod lexicon;
mod lexicons;
mod lists;
mod names;
mod number;
mod number_fields;
mod other_opportunity;
mod phrase;
mod questions;
mod reading;
#[cfg(test)]
mod samples;
mod sentence;
mod slips;
mod text_fields;
mod wish;
mod wishes;

pub use choices::Candidate;
pub use interpretation::{Interpretation, Wanting};
pub use lexicons::Lexicons;
pub use names::slips_into;
pub use sentence::{is_unspaced, words_of};
pub use wish::{FieldWish, StageWish, Wish};

use super::Keep;
use crate::base::Date;
use crate::org::{FieldInfo, Stage};
pub use crate::rest::query::OpportunityQuery as Criteria;

/// Where the conversation stands, as far as a sentence depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing is spoken of.
    Idle,
    /// One of several opportunities is to be chosen.
    Choosing,
    /// An opportunity is open.
    Current,
    /// One of several stages is to be chosen.
    ChoosingStage,
    /// A draft waits for its confirmation.
    Preview,
    /// The form is open.
    Editing,
    /// It has to be decided whose values count.
    Conflict,
    /// An update was made.
    Done,
    /// Something failed.
    Failed,
}

/// Returns the context for understanding a sentence.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Where the conversation stands.
    pub phase: Phase,
    /// The opportunities to choose from.
    pub choices: Vec<Candidate<'a>>,
    /// The stages of the sales process that is spoken of.
    pub process: &'a [Stage],
    /// The available stages.
    pub offered: &'a [Stage],
    /// The stage that the draft proposes, by its API name.
    pub proposed: Option<&'a str>,
    /// The fields that the draft changes.
    pub drafted: Vec<&'a str>,
    /// The fields that may be edited.
    pub fields: Vec<&'a FieldInfo>,
    /// The names of the opportunity that is spoken of, and its account.
    pub about: Vec<&'a str>,
    /// Who made the change that the draft clashes with.
    pub by: Option<&'a str>,
    /// Today, where the user is.
    pub today: Date,
}

/// What is asked of the opportunity that is spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Its stage.
    Stage,
    /// Who owns it.
    Owner,
    /// How likely it is.
    Probability,
    /// How long it has been in its stage.
    Age,
    /// When and by whom it was changed last.
    Moved,
    /// Which stages it may go to.
    Stages,
    /// Why it may not go to a stage, or to which it may not.
    Why(Option<StageWish>),
    /// What would change.
    Changes,
    /// What a field holds.
    Field(String),
}

/// What a sentence does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Confirms what the preview shows.
    Confirm,
    /// Gives it up.
    Cancel,
    /// Wants the form.
    Edit,
    /// Puts the last update back.
    Undo,
    /// Tries once more.
    Retry,
    /// The resolution of a conflict.
    Resolve(Keep),
    /// Asks what can be said, or greets.
    Help,
    /// Asks something.
    Ask(Question),
    /// Wants a change of what is spoken of.
    Change(Wish),
    /// Takes one of the choices, and wants something of it.
    Choose(usize, Wish),
    /// Keeps only some of the choices.
    Narrow(Vec<usize>),
    /// Wants none of the choices.
    NoneOfThem,
    /// Looks an opportunity up by its names, and wants something of it.
    Open(Vec<String>, Wish),
    /// The same of words without a verb: what is spoken of stays where nothing is found.
    Perhaps(Vec<String>),
    /// Lists opportunities.
    List(Criteria),
    /// The same for what is found, if it is one.
    Find(Criteria, Wish),
    /// Wants something of many at once.
    Bulk,
    /// A day that no calendar has, or a field without a value.
    NoValue(String),
    /// Nothing that is understood here.
    Unknown,
}

/// A sentence as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// What it does.
    pub intent: Intent,
    /// Most of it is known. Where it is not, another language or a model may make more of it.
    pub sure: bool,
}

/// Understands a sentence.
#[must_use]
pub fn understand(text: &str, context: &Context, lexicons: &Lexicons) -> Understood {
    let sentence = sentence::Sentence::new(text);
    let names = lexicons::names_of(context);
    let reading = lexicons.reading(&sentence, &names);
    let Some(reading) = reading.filter(|_| !sentence.chars().is_empty()) else {
        return Understood { intent: Intent::Unknown, sure: false };
    };
    let known = acts::is_mostly_known(&reading, context);
    let names_one = acts::names_one(&reading);
    let intent = meant(&sentence, reading, context, lexicons);
    let sure = match &intent {
        Intent::Unknown | Intent::Perhaps(_) | Intent::NoValue(_) => false,
        // What is looked up is a name, which no lexicon has.
        Intent::Open(..) => names_one,
        _ => known,
    };
    Understood { intent, sure }
}

fn meant(
    sentence: &sentence::Sentence,
    reading: reading::Reading,
    context: &Context,
    lexicons: &Lexicons,
) -> Intent {
    let (language, covered) = (reading.lexicon.language.clone(), reading.covered());
    match acts::act(reading, context) {
        // "si" is an accentless "yes" in Spanish and "if" in French: outside of its language, it confirms nothing.
        Intent::Confirm if lexicons.doubts(sentence, &language, covered) => Intent::Unknown,
        intent => intent,
    }
}
