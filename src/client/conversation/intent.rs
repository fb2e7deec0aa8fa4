//! Understands a sentence in the context of the conversation, without a model or a request, with the same result on every machine.
//!
//! It finds names and values first, then the intent: confirm, change, ask, search. The words that remain are a name to
//! search for. Whatever can write is decided by rules alone, in `commands` and `acts`.

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

/// The phase of the conversation, as far as the meaning of a sentence depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No opportunity is open.
    Idle,
    /// The user chooses among several opportunities.
    Choosing,
    /// An opportunity is open.
    Current,
    /// The user chooses among several stages.
    ChoosingStage,
    /// A draft waits for confirmation.
    Preview,
    /// The form is open.
    Editing,
    /// The user decides which side of a conflict to keep.
    Conflict,
    /// An update was saved.
    Done,
    /// Something failed.
    Failed,
}

/// What the meaning of a sentence depends on.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The phase of the conversation.
    pub phase: Phase,
    /// The opportunities to choose from.
    pub choices: Vec<Candidate<'a>>,
    /// The stages of the open opportunity's sales process.
    pub process: &'a [Stage],
    /// The available stages.
    pub offered: &'a [Stage],
    /// The stage that the draft proposes, by its API name.
    pub proposed: Option<&'a str>,
    /// The fields that the draft changes.
    pub drafted: Vec<&'a str>,
    /// The fields that can be edited.
    pub fields: Vec<&'a FieldInfo>,
    /// The name of the open opportunity, and that of its account.
    pub about: Vec<&'a str>,
    /// The user whose change conflicts with the draft.
    pub by: Option<&'a str>,
    /// Today, in the user's time zone.
    pub today: Date,
}

/// A question about the open opportunity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Its stage.
    Stage,
    /// Its owner.
    Owner,
    /// Its probability.
    Probability,
    /// How long it has been in its stage.
    Age,
    /// When and by whom it was last changed.
    Moved,
    /// The stages that it can move to.
    Stages,
    /// Why it cannot move to a stage; without one, why a move is blocked.
    Why(Option<StageWish>),
    /// What would change.
    Changes,
    /// The value of a field.
    Field(String),
}

/// What a sentence asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Confirms what the preview shows.
    Confirm,
    /// Cancels it.
    Cancel,
    /// Opens the form.
    Edit,
    /// Undoes the last update.
    Undo,
    /// Retries.
    Retry,
    /// Resolves a conflict.
    Resolve(Keep),
    /// Asks for help, or greets.
    Help,
    /// Asks a question.
    Ask(Question),
    /// Changes the open opportunity.
    Change(Wish),
    /// Chooses an opportunity by its index, with changes to make.
    Choose(usize, Wish),
    /// Narrows the choices to these.
    Narrow(Vec<usize>),
    /// Rejects all choices.
    NoneOfThem,
    /// Searches for an opportunity by words of its name, with changes to make.
    Open(Vec<String>, Wish),
    /// The same for words without a verb: if nothing is found, the open opportunity stays open.
    Perhaps(Vec<String>),
    /// Lists opportunities.
    List(Criteria),
    /// The same; if exactly one is found, it is opened, with changes to make.
    Find(Criteria, Wish),
    /// Asks to change many opportunities at once.
    Bulk,
    /// Names a field without a valid value, such as an impossible date.
    NoValue(String),
    /// Not understood.
    Unknown,
}

/// The result of understanding a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// What it asks for.
    pub intent: Intent,
    /// Most of its words are known. If not, another lexicon or a model may understand it better.
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
