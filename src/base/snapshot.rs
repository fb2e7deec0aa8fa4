//! An opportunity as it was read.

use super::{FieldName, FieldValue, FieldValues, RecordId};

/// The values of a record at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The record's id.
    pub id: RecordId,
    /// The record type, the master one in orgs without record types.
    pub record_type: RecordId,
    /// When a user last saved it, as the API wrote it.
    pub last_modified: String,
    /// The values that the user may see, those across relationships by their path.
    pub values: FieldValues,
}

impl Snapshot {
    /// The value of a field, if the record was read with it.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&FieldValue> {
        self.values
            .iter()
            .find(|(field, _)| field.as_str().eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The value at the end of a path. Where a relationship on the way is empty, so is everything behind it.
    #[must_use]
    pub fn value_across(&self, path: &str) -> Option<&FieldValue> {
        let empty = |name: &str| self.value(name).filter(|value| **value == FieldValue::Null);
        let mut parents = path.match_indices('.').filter_map(|(end, _)| path.get(..end));
        self.value(path).or_else(|| parents.find_map(empty))
    }

    /// The text of a field; none where it is empty or was not read.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name).and_then(FieldValue::as_text)
    }

    /// True where the checkbox is checked.
    #[must_use]
    pub fn is_true(&self, name: &str) -> bool {
        self.value(name) == Some(&FieldValue::Bool(true))
    }

    /// True where the record was read with the field.
    #[must_use]
    pub fn has(&self, name: &FieldName) -> bool {
        self.value(name.as_str()).is_some()
    }
}
