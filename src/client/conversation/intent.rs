//! What a sentence means where the conversation stands: no model, no request, the same on every machine.
//!
//! First the names and values in the sentence are found, then what it does: confirm, change, ask, look up. What is
//! left over is a name to search for, or nothing. Everything that writes is decided by rules alone, in `acts`.

mod acts;
mod choices;
mod day;
mod lexicon;
mod lexicons;
mod names;
mod number;
mod questions;
mod reading;
#[cfg(test)]
mod samples;
mod sentence;
mod wish;
mod wishes;

pub use choices::Candidate;
pub use lexicons::Lexicons;
pub use names::slips_into;
pub use sentence::words_of;
pub use wish::{FieldWish, StageWish, Wish};

use super::Keep;
use crate::base::Date;
use crate::org::{FieldInfo, Stage};
pub use crate::rest::query::OpportunityQuery as Criteria;

/// Where the conversation stands, as far as a sentence depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
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
    pub place: Place,
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
    /// Wants something of many at once.
    Bulk,
    /// A day that no calendar has, or a field without a value.
    NoValue(String),
    /// Nothing that is understood here.
    Unknown,
}

/// Understands a sentence.
#[must_use]
pub fn understand(text: &str, context: &Context, lexicons: &Lexicons) -> Intent {
    let sentence = sentence::Sentence::new(text);
    if sentence.chars().is_empty() {
        return Intent::Unknown;
    }
    let names = lexicons::names_of(context);
    let Some(reading) = lexicons.reading(&sentence, &names) else { return Intent::Unknown };
    let (language, covered) = (reading.lexicon.language.as_str(), reading.covered());
    match acts::act(reading, context) {
        // "si" is an accentless "yes" in Spanish and "if" in French: outside of its language, it confirms nothing.
        Intent::Confirm if lexicons.doubts(&sentence, language, covered) => Intent::Unknown,
        intent => intent,
    }
}
