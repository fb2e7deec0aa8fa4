//! The changes that a sentence asks for, before the opportunity is known.

use super::calendar::Length;
use super::sentence::words_of;
use crate::base::{Date, Decimal, FieldValue};
use crate::org::{ObjectInfo, Stage};
use crate::transition::{Opportunity, ProposalInput, Resolution, resolve};

/// A stage, as the sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageWish {
    /// A name: an API name, or a common one.
    Named(String),
    /// Words that can be part of its name.
    Words(String),
    /// The won stage.
    Won,
    /// The lost stage.
    Lost,
    /// A closed stage.
    Closed,
    /// A number of stages ahead; negative for back.
    Step(i64),
}

/// A field's value, as the sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldWish {
    /// A text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A day.
    Day(Date),
    /// Moves the current date by this length.
    Shift(Length),
    /// A value from a model, to be checked against the field.
    Value(FieldValue),
    /// Clears the field.
    Clear,
}

/// The changes that a sentence asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The stage.
    pub stage: Option<StageWish>,
    /// Fields, by API name, with or without `__c`, or by label.
    pub fields: Vec<(String, FieldWish)>,
    /// The fields to remove from the draft.
    pub without: Vec<String>,
}

impl Wish {
    /// True if it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stage.is_none() && self.fields.is_empty() && self.without.is_empty()
    }

    /// Adds the changes to the input of a proposal.
    #[must_use]
    pub fn input(&self, mut input: ProposalInput, opportunity: &Opportunity) -> ProposalInput {
        for field in &self.without {
            let name = field_name(field, &opportunity.info);
            input.fields.retain(|known, _| !known.eq_ignore_ascii_case(&name));
        }
        if let Some(stage) = &self.stage {
            input.stage = Some(stage.words(opportunity));
        }
        for (field, wish) in &self.fields {
            let name = field_name(field, &opportunity.info);
            let value = match wish {
                FieldWish::Text(text) => FieldValue::Text(text.clone()),
                FieldWish::Number(number) => FieldValue::Number(*number),
                FieldWish::Day(day) => FieldValue::Text(day.to_string()),
                FieldWish::Value(value) => value.clone(),
                FieldWish::Clear => FieldValue::Null,
                FieldWish::Shift(length) => {
                    let held = opportunity.record.text(&name).and_then(|text| text.parse().ok());
                    match held.and_then(|day| length.after(day)) {
                        Some(day) => FieldValue::Text(day.to_string()),
                        None => continue,
                    }
                }
            };
            input.fields.retain(|known, _| !known.eq_ignore_ascii_case(&name));
            input.fields.insert(name, value);
        }
        input
    }
}

/// The API name of the field, which may be given without `__c` or by its label.
fn field_name(field: &str, info: &ObjectInfo) -> String {
    let known = |name: &str| crate::base::FieldName::new(name).and_then(|name| info.field(&name));
    let custom = format!("{field}__c");
    let labelled = || info.fields().find(|known| words_of(&known.label) == words_of(field));
    let found = known(field).or_else(|| known(&custom)).or_else(labelled);
    found.map_or_else(|| field.to_owned(), |field| field.name.as_str().to_owned())
}

impl StageWish {
    /// The name or words that the check resolves.
    fn words(&self, opportunity: &Opportunity) -> String {
        let process = &opportunity.process;
        let first = |wanted: &dyn Fn(&Stage) -> bool| {
            process.iter().find(|stage| wanted(stage)).map(|stage| stage.value.clone())
        };
        match self {
            Self::Won => first(&|stage| stage.won).unwrap_or_else(|| "Closed Won".into()),
            Self::Lost => first(&|stage| stage.closed && !stage.won).unwrap_or_else(|| "Closed Lost".into()),
            Self::Closed => "Closed".into(),
            Self::Named(name) => name.clone(),
            Self::Words(words) => guess(words, process, opportunity),
            Self::Step(steps) => {
                let now = process.iter().position(|stage| stage.value == opportunity.stage.value);
                let then = now.and_then(|now| now.checked_add_signed(isize::try_from(*steps).ok()?));
                match then.and_then(|then| process.get(then)) {
                    // After the last open stage, there are several closed ones.
                    Some(stage) if stage.closed => "Closed".into(),
                    Some(stage) => stage.value.clone(),
                    None => opportunity.stage.value.clone(),
                }
            }
        }
    }
}

/// Words for a stage: unchanged if the check resolves them, otherwise the only stage that they match in part or misspelled.
fn guess(words: &str, process: &[Stage], opportunity: &Opportunity) -> String {
    if !matches!(resolve(words, process, &opportunity.org_stages), Resolution::None) {
        return words.into();
    }
    super::names::stage_in(words, process).map_or_else(|| words.into(), |stage| stage.value.clone())
}
