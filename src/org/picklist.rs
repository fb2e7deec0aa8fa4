//! The picklists of a record type: which values there are, what people call them, and under which value of another
//! field.

use serde::Serialize;

use super::{OrgDocument, Stage};
use crate::base::FieldName;

/// What a record type has of the object's picklists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picklists {
    /// The stages, in the picklist's order.
    pub stages: Vec<Stage>,
    /// The values of every picklist, by field.
    pub fields: Vec<(FieldName, Vec<PicklistEntry>)>,
}

/// A value that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PicklistEntry {
    /// What the record holds.
    pub value: String,
    /// What a person reads, in the user's language.
    pub label: String,
    /// The values of the controlling field under which it is there; none where no field controls it.
    pub valid_for: Option<Vec<String>>,
}

/// A field's picklist, as a surface needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldPicklist {
    /// Salesforce is known to refuse other values.
    pub restricted: bool,
    /// The field whose value settles which values there are.
    pub controller: Option<FieldName>,
    /// The values, in order.
    pub values: Vec<PicklistEntry>,
}

impl Picklists {
    /// The values of a field; none where nothing is known of them.
    #[must_use]
    pub fn of(&self, field: &FieldName) -> Option<&[PicklistEntry]> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, values)| values.as_slice())
    }

    /// What people call the value of a field; of a multi-select picklist, the values.
    #[must_use]
    pub fn label(&self, field: &FieldName, value: &str) -> Option<String> {
        let values = self.of(field)?;
        let label = |value: &str| values.iter().find(|entry| entry.value == value).map(|entry| &*entry.label);
        let mut labels = String::new();
        for value in value.split(';') {
            if !labels.is_empty() {
                labels.push_str("; ");
            }
            labels.push_str(label(value)?);
        }
        Some(labels)
    }

    /// The picklists that an org document describes, for all record types.
    #[must_use]
    pub fn of_document(org: &OrgDocument) -> Self {
        let lists = org.fields.iter().filter_map(|field| Some((field, field.picklist.as_ref()?)));
        let fields = lists
            // A list that the document leaves out says nothing of its values.
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
