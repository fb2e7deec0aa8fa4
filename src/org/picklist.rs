//! The picklists of a record type: values, labels, and dependencies on controlling fields.

use serde::Serialize;

use super::{OrgDocument, Stage};
use crate::base::FieldName;

/// The picklist values that a record type allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picklists {
    /// The stages, in picklist order.
    pub stages: Vec<Stage>,
    /// The values of every picklist, by field.
    pub fields: Vec<(FieldName, Vec<PicklistEntry>)>,
}

/// A value that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PicklistEntry {
    /// The stored value.
    pub value: String,
    /// The label, in the user's language.
    pub label: String,
    /// The values of the controlling field that allow this one; `None` without a controlling field.
    pub valid_for: Option<Vec<String>>,
}

/// The picklist of a field, as a user interface needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldPicklist {
    /// True if Salesforce is known to refuse other values.
    pub restricted: bool,
    /// The controlling field.
    pub controller: Option<FieldName>,
    /// The values, in order.
    pub values: Vec<PicklistEntry>,
}

impl Picklists {
    /// Returns the values of a field; `None` if they are unknown.
    #[must_use]
    pub fn of(&self, field: &FieldName) -> Option<&[PicklistEntry]> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, values)| values.as_slice())
    }

    /// Returns the label of a value; for a multi-select picklist, the labels of its values.
    #[must_use]
    pub fn label(&self, field: &FieldName, value: &str) -> Option<String> {
        let values = self.of(field)?;
        let label = |value: &str| values.iter().find(|entry| entry.value == value).map(|entry| &*entry.label);
        // The value of a single-select picklist may contain a semicolon.
        if let Some(label) = label(value) {
            return Some(label.to_owned());
        }
        let mut labels = String::new();
        for value in value.split(';') {
            if !labels.is_empty() {
                labels.push_str("; ");
            }
            labels.push_str(label(value)?);
        }
        Some(labels)
    }

    /// Returns the picklists of an org document, for all record types.
    #[must_use]
    pub fn of_document(org: &OrgDocument) -> Self {
        let lists = org.fields.iter().filter_map(|field| Some((field, field.picklist.as_ref()?)));
        let fields = lists
            // A list that the document leaves out says nothing about its values.
            .filter(|(field, list)| !list.values.is_empty() && field.name.as_str() != "StageName")
            .map(|(field, list)| {
                let valid_for = |value: &str| {
                    list.controlling_field.as_ref()?;
                    Some(list.value_settings.get(value).cloned().unwrap_or_default())
                };
                let active = list.values.iter().filter(|value| value.active);
                let entries = active.map(|it| PicklistEntry {
                    value: it.value.clone(),
                    label: it.label.clone(),
                    valid_for: valid_for(&it.value),
                });
                (field.name.clone(), entries.collect())
            });
        Self { stages: Vec::new(), fields: fields.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_contain_a_semicolon() {
        let entry = |value: &str, label: &str| PicklistEntry {
            value: value.into(),
            label: label.into(),
            valid_for: None,
        };
        let field = FieldName::known("Reason__c");
        let entries = vec![entry("A; B", "Both"), entry("C", "See"), entry("D", "Dee")];
        let lists = Picklists { stages: Vec::new(), fields: vec![(field.clone(), entries)] };
        assert_eq!(lists.label(&field, "A; B").as_deref(), Some("Both"));
        assert_eq!(lists.label(&field, "D;C").as_deref(), Some("Dee; See"));
        assert_eq!(lists.label(&field, "D;B"), None);
    }
}
