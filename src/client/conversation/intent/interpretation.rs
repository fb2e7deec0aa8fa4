//! A sentence as the host's own model interprets it. It is checked like typed input.
//!
//! It cannot confirm, retry, undo, resolve a conflict, acknowledge a warning or approve: there are no variants for
//! these.

use super::{Criteria, FieldWish, Intent, Question, StageWish, Wish};
use crate::base::FieldValue;

/// A model's interpretation of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interpretation {
    /// Searches for opportunities, with changes to make if one is found.
    Find(Criteria, Wanting),
    /// Chooses an opportunity by its number, from 1, with changes to make.
    Choose(usize, Wanting),
    /// Changes the open opportunity.
    Change(Wanting),
    /// Asks a question about it.
    Ask(Question),
    /// Opens the form.
    Edit,
    /// Cancels.
    Cancel,
    /// Asks for help.
    Help,
}

/// A stage and values by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanting {
    /// The stage, in any words.
    pub stage: Option<String>,
    /// Values by the name or label of a field.
    pub fields: Vec<(String, FieldValue)>,
}

impl From<Wanting> for Wish {
    fn from(wanting: Wanting) -> Self {
        let field = |(name, value)| match value {
            FieldValue::Null => (name, FieldWish::Clear),
            value => (name, FieldWish::Value(value)),
        };
        Self {
            stage: wanting.stage.map(StageWish::Words),
            fields: wanting.fields.into_iter().map(field).collect(),
            without: Vec::new(),
        }
    }
}

impl From<Interpretation> for Intent {
    fn from(interpretation: Interpretation) -> Self {
        let change = |wanting: Wanting| match Wish::from(wanting) {
            wish if wish.is_empty() => Self::Unknown,
            wish => Self::Change(wish),
        };
        match interpretation {
            Interpretation::Find(criteria, _) if criteria.check().is_err() => Self::Unknown,
            Interpretation::Find(criteria, wanting) => Self::Find(criteria, wanting.into()),
            Interpretation::Choose(number, wanting) => match number.checked_sub(1) {
                Some(index) => Self::Choose(index, wanting.into()),
                None => Self::Unknown,
            },
            Interpretation::Change(wanting) => change(wanting),
            Interpretation::Ask(question) => Self::Ask(question),
            Interpretation::Edit => Self::Edit,
            Interpretation::Cancel => Self::Cancel,
            Interpretation::Help => Self::Help,
        }
    }
}
