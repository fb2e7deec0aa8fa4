//! The changes that two users made to the same record.

use serde::Serialize;

use super::{FieldName, FieldValue};

/// Who changed a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The current user.
    Me,
    /// Another user.
    Them,
    /// Both users, whether or not to the same value.
    Both,
}

/// A field that either side changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConflictField {
    /// The field.
    pub field: FieldName,
    /// The label that people see.
    pub label: String,
    /// Salesforce's data type.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The record's currency, if the org has several.
    pub currency: Option<String>,
    /// The value when this client read the record.
    pub before: FieldValue,
    /// The value that this user requested.
    pub mine: FieldValue,
    /// The value that Salesforce holds now.
    pub theirs: FieldValue,
    /// The name of the user who made the change.
    pub changed_by: Side,
}

/// A save by another user after this client read the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Name of the last user who saved the record, if it could be read.
    pub by: Option<String>,
    /// Time of that save, as the API wrote it.
    pub at: String,
    /// The fields that either side changed; this user's fields first.
    pub fields: Vec<ConflictField>,
}
