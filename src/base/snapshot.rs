//! A snapshot of an opportunity.

use super::{FieldName, FieldValue, FieldValues, RecordId};

/// The values of a record at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The record's id.
    pub id: RecordId,
    /// The record type; the master record type in orgs without record types.
    pub record_type: RecordId,
    /// Time of the last save by a user, as the API wrote it.
    pub last_modified: String,
    /// The values that the user may see; related fields by path, such as `Account.Name`.
    pub values: FieldValues,
}

impl Snapshot {
    /// Returns the value of a field, if the record was read with it.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&FieldValue> {
        self.values
            .iter()
            .find(|(field, _)| field.as_str().eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Returns the value at a path. Everything behind an empty relationship is empty.
    #[must_use]
    pub fn value_across(&self, path: &str) -> Option<&FieldValue> {
        let empty = |name: &str| self.value(name).filter(|value| **value == FieldValue::Null);
        let mut parents = path.match_indices('.').filter_map(|(end, _)| path.get(..end));
        self.value(path).or_else(|| parents.find_map(empty))
    }

    /// Returns the text of a field; `None` if it is empty or was not read.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name).and_then(FieldValue::as_text)
    }

    /// Returns true if the checkbox is checked.
    #[must_use]
    pub fn is_true(&self, name: &str) -> bool {
        self.value(name) == Some(&FieldValue::Bool(true))
    }

    /// Returns true if the record was read with the field.
    #[must_use]
    pub fn has(&self, name: &FieldName) -> bool {
        self.value(name.as_str()).is_some()
    }
}
