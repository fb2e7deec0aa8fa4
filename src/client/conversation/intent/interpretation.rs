//! What a model of the host's takes a sentence for. It says what is wanted, and is checked like anything typed.
//!
//! Nothing in it confirms, retries, undoes, decides a conflict, acknowledges a warning or approves: there is no value
//! for these.

use super::{Criteria, FieldWish, Intent, Question, StageWish, Wish};
use crate::base::FieldValue;

/// What a sentence was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interpretation {
    /// Looks opportunities up, and wants something of the one that is found.
    Find(Criteria, Wanting),
    /// Takes one of the choices by its number, from 1, and wants something of it.
    Choose(usize, Wanting),
    /// Wants a change of the opportunity that is open.
    Change(Wanting),
    /// Asks something of it.
    Ask(Question),
    /// Wants the form.
    Edit,
    /// Gives up what is shown.
    Cancel,
    /// Asks what can be said.
    Help,
}

/// A stage and values by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanting {
    /// The stage, in any words.
    pub stage: Option<String>,
    /// Values by the name or the label of a field.
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
