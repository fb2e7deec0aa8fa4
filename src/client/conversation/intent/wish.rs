//! What a sentence wants changed, before it is known of which opportunity.

use super::calendar::Length;
use super::sentence::words_of;
use crate::base::{Date, Decimal, FieldValue};
use crate::org::{ObjectInfo, Stage};
use crate::transition::{Opportunity, ProposalInput, Resolution, resolve};

/// A stage, as it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageWish {
    /// By a name: an API name, or one that many orgs have.
    Named(String),
    /// By words that may be a part of its name.
    Words(String),
    /// The one that is won.
    Won,
    /// The one that is lost.
    Lost,
    /// One that is closed.
    Closed,
    /// So many stages ahead, or back.
    Step(i64),
}

/// A field's value, as it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldWish {
    /// A text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A day.
    Day(Date),
    /// So long after the day that it holds.
    Shift(Length),
    /// As a model gives it, to be checked against the field.
    Value(FieldValue),
    /// Nothing.
    Clear,
}

/// All that a sentence wants changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The stage.
    pub stage: Option<StageWish>,
    /// Fields, by the name of a standard field, a part of an API name, or one in full.
    pub fields: Vec<(String, FieldWish)>,
    /// The fields that are to be left out of the draft.
    pub without: Vec<String>,
}

impl Wish {
    /// True where nothing is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stage.is_none() && self.fields.is_empty() && self.without.is_empty()
    }

    /// The input for an opportunity, added to what is wanted of it already.
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

/// The field that is meant: by its API name, with the ending of custom fields, or by its label.
fn field_name(field: &str, info: &ObjectInfo) -> String {
    let known = |name: &str| crate::base::FieldName::new(name).and_then(|name| info.field(&name));
    let custom = format!("{field}__c");
    let labelled = || info.fields().find(|known| words_of(&known.label) == words_of(field));
    let found = known(field).or_else(|| known(&custom)).or_else(labelled);
    found.map_or_else(|| field.to_owned(), |field| field.name.as_str().to_owned())
}

impl StageWish {
    /// The words that the check resolves.
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
                    // Behind the last open stage there are several.
                    Some(stage) if stage.closed => "Closed".into(),
                    Some(stage) => stage.value.clone(),
                    None => opportunity.stage.value.clone(),
                }
            }
        }
    }
}

/// Words for a stage: as the check takes them, or a part of one label alone, with slips.
fn guess(words: &str, process: &[Stage], opportunity: &Opportunity) -> String {
    if !matches!(resolve(words, process, &opportunity.org_stages), Resolution::None) {
        return words.into();
    }
    super::names::stage_in(words, process).map_or_else(|| words.into(), |stage| stage.value.clone())
}
