//! What two sides did to the same record.

use serde::Serialize;

use super::{FieldName, FieldValue};

/// Who changed a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The user here.
    Me,
    /// Another user.
    Them,
    /// Both, whether or not to the same value.
    Both,
}

/// A field that either side changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConflictField {
    /// The field.
    pub field: FieldName,
    /// What a person calls it.
    pub label: String,
    /// Salesforce's data type.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The record's currency, where the org has several.
    pub currency: Option<String>,
    /// When it was read here.
    pub before: FieldValue,
    /// What is wanted here.
    pub mine: FieldValue,
    /// What Salesforce holds now.
    pub theirs: FieldValue,
    /// Who changed it.
    pub changed_by: Side,
}

/// Another user changed the record after it was read here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Who saved it last, where that could be read.
    pub by: Option<String>,
    /// When, as the API wrote it.
    pub at: String,
    /// The fields that either side changed; the own ones first.
    pub fields: Vec<ConflictField>,
}
