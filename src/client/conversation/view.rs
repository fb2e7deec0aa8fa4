//! The view: plain data for the user interface, derived from the state.

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

/// A row of the confirmation card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CardRow {
    /// Its code.
    pub code: CardRowCode,
    /// Its label.
    pub label: String,
    /// Its value.
    pub value: String,
    /// The field of the value.
    pub field: Option<FieldName>,
}

/// The confirmation card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The code of the heading.
    pub code: TextCode,
    /// The heading.
    pub title: &'static str,
    /// The opportunity and its two stages.
    pub rows: Vec<CardRow>,
    /// All changes.
    pub changes: Vec<Change>,
}

/// The form of "Edit Details".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The selected stage: an API name, or the words that were given.
    pub stage: String,
    /// The available stages.
    pub stages: Vec<Stage>,
    /// The editable fields.
    pub fields: Vec<EditableField>,
    /// The button that submits the form.
    pub submit: Button,
}

/// The appearance of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// The primary action.
    Filled,
    /// A secondary action.
    Outlined,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Button {
    /// Its code.
    pub code: ButtonCode,
    /// Its label.
    pub label: &'static str,
    /// Its appearance.
    pub appearance: Appearance,
    /// The event to send when it is pressed.
    pub event: UserEvent,
}

/// A choice from a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its label.
    pub label: String,
    /// The details that distinguish it.
    pub detail: String,
    /// The opportunity, if it is one.
    pub opportunity: Option<OpportunityMatch>,
    /// The stage, if it is one.
    pub stage: Option<Stage>,
    /// The event to send when it is chosen.
    pub event: UserEvent,
}

/// A link to the record of the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The record's name.
    pub label: String,
    /// The record's page in Salesforce, if known.
    pub link: Option<String>,
}

/// The status of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepStatus {
    /// In progress.
    Pending,
    /// Done.
    Done,
    /// Failed.
    Failed,
}

/// A step of the current turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ViewStep {
    /// Its code.
    pub code: StepCode,
    /// Its label.
    pub label: String,
    /// Its status.
    pub status: StepStatus,
}

/// An opportunity with its stages, built once for each read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The opportunity.
    pub opportunity: CurrentOpportunity,
    /// Its stages with their verdicts, without other changes.
    pub offers: Vec<StageOption>,
}

/// An available undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Undo {
    /// The end of the window.
    pub until: Timestamp,
}

/// Everything that the user interface shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    /// Grows with each new message.
    pub turn: u32,
    /// The name of the state.
    pub state: &'static str,
    /// The message without emphasis.
    pub message: String,
    /// The message.
    pub parts: Vec<TextPart>,
    /// The message's code and parameters.
    pub text: Text,
    /// The org's labels, once they are known.
    pub labels: Labels,
    /// The current opportunity. JavaScript sees it as `opportunity` and `offers`, the same objects for as long
    /// as it was not read again.
    #[serde(skip)]
    pub reading: Option<Rc<Reading>>,
    /// The record of the message.
    pub citation: Option<Citation>,
    /// The steps of this turn.
    pub steps: Vec<ViewStep>,
    /// The choices.
    pub choices: Vec<Choice>,
    /// The card to confirm.
    pub card: Option<Card>,
    /// The form to fill in.
    pub form: Option<Form>,
    /// The buttons.
    pub buttons: Vec<Button>,
    /// The violations of the proposal.
    pub violations: Vec<Violation>,
    /// The warnings of the proposal.
    pub warnings: Vec<Warning>,
    /// The rules that only Salesforce can decide.
    pub undecided: Vec<UndecidedRule>,
    /// The changes of another user.
    pub conflict: Option<Conflict>,
    /// The available undo.
    pub undo: Option<Undo>,
    /// The problem.
    pub problem: Option<Problem>,
    /// The receipt of the update.
    pub receipt: Option<Receipt>,
}
