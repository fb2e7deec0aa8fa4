//! What a surface shows: plain data, made anew from the state.

use serde::Serialize;
use std::rc::Rc;

use super::event::UserEvent;
use super::messages::{ButtonCode, CardRowCode, StepCode, Text, TextCode, TextPart};
use crate::base::error::Problem;
use crate::base::{Conflict, FieldName, Timestamp};
use crate::client::current::{CurrentOpportunity, EditableField};
use crate::client::receipt::Receipt;
use crate::org::{Labels, Stage};
use crate::rest::query::OpportunityMatch;
use crate::transition::{Change, StageOption, UndecidedRule, Violation, Warning};

/// A line of the confirmation card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CardRow {
    /// What it is, as a stable name.
    pub code: CardRowCode,
    /// What it is.
    pub label: String,
    /// How it stands.
    pub value: String,
    /// The field that the value is of.
    pub field: Option<FieldName>,
}

/// What is to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The heading, as a stable name.
    pub code: TextCode,
    /// The heading.
    pub title: &'static str,
    /// The opportunity and its two stages.
    pub rows: Vec<CardRow>,
    /// All that will change.
    pub changes: Vec<Change>,
}

/// The form of "Edit Details".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The stage that is chosen: an API name, or the words that were given.
    pub stage: String,
    /// The stages to choose from.
    pub stages: Vec<Stage>,
    /// The fields to fill in.
    pub fields: Vec<EditableField>,
    /// What sends the form, with what was filled in.
    pub submit: Button,
}

/// How a button is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// The one that goes on.
    Filled,
    /// The others.
    Outlined,
}

/// Something to press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Button {
    /// What it does, as a stable name.
    pub code: ButtonCode,
    /// What stands on it.
    pub label: &'static str,
    /// How it is drawn.
    pub appearance: Appearance,
    /// What to send when it is pressed.
    pub event: UserEvent,
}

/// One of several things to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its name.
    pub label: String,
    /// What tells it from the others.
    pub detail: String,
    /// The opportunity, where it is one.
    pub opportunity: Option<OpportunityMatch>,
    /// The stage, where it is one.
    pub stage: Option<Stage>,
    /// What to send when it is chosen.
    pub event: UserEvent,
}

/// A link to the record that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The record's name.
    pub label: String,
    /// Where a person opens it in Salesforce, where that is known.
    pub link: Option<String>,
}

/// How far a step of the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepStatus {
    /// Under way.
    Pending,
    /// Done.
    Done,
    /// Not done.
    Failed,
}

/// A step of the work, as it happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ViewStep {
    /// What is done, as a stable name.
    pub code: StepCode,
    /// What is done.
    pub label: String,
    /// How far it is.
    pub status: StepStatus,
}

/// An opportunity as it was read, with its stages: made once for each reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The opportunity.
    pub opportunity: CurrentOpportunity,
    /// Its stages with their verdicts, as if nothing else were changed.
    pub offers: Vec<StageOption>,
}

/// What may be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Undo {
    /// The end of the window.
    pub until: Timestamp,
}

/// Everything that a surface shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    /// Grows with each new thing that is said.
    pub turn: u32,
    /// The state's name.
    pub state: &'static str,
    /// The message without emphasis.
    pub message: String,
    /// The message.
    pub parts: Vec<TextPart>,
    /// What the message is made of.
    pub text: Text,
    /// What the org calls the object and its fields, once it has said so.
    pub labels: Labels,
    /// The opportunity that is spoken of. JavaScript has it as `opportunity` and `offers`, the same objects for as
    /// long as it is the same reading.
    #[serde(skip)]
    pub reading: Option<Rc<Reading>>,
    /// The record that the message is about.
    pub citation: Option<Citation>,
    /// The work of this turn.
    pub steps: Vec<ViewStep>,
    /// What to choose from.
    pub choices: Vec<Choice>,
    /// What to confirm.
    pub card: Option<Card>,
    /// What to fill in.
    pub form: Option<Form>,
    /// What to press.
    pub buttons: Vec<Button>,
    /// What speaks against the proposal.
    pub violations: Vec<Violation>,
    /// What is to be known of it.
    pub warnings: Vec<Warning>,
    /// The rules that Salesforce alone can decide.
    pub undecided: Vec<UndecidedRule>,
    /// What somebody else changed.
    pub conflict: Option<Conflict>,
    /// What may be undone.
    pub undo: Option<Undo>,
    /// What went wrong.
    pub problem: Option<Problem>,
    /// The proof of the update.
    pub receipt: Option<Receipt>,
}
