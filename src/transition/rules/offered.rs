//! What is worth a look at a stage: the key fields and the guidance of the document, or of the org's Path.

use serde::Serialize;

use crate::base::FieldName;
use crate::org::OrgDocument;

/// The key fields of a stage, and what to do there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyFields {
    /// The fields, in order.
    pub key_fields: Vec<FieldName>,
    /// What to do at the stage. A Path's guidance holds the markup that Salesforce stores: show it as text, or
    /// clean it first.
    pub guidance: Option<String>,
}

impl KeyFields {
    /// Adds what the org's Path says of a stage, where nothing is said yet.
    pub(super) fn add_path(&mut self, org: &OrgDocument, record_type: Option<&str>, stage: &str) {
        let Some(step) = org.path_step(record_type, stage) else { return };
        if self.key_fields.is_empty() {
            self.key_fields.clone_from(&step.fields);
        }
        if self.guidance.is_none() {
            self.guidance.clone_from(&step.guidance);
        }
    }
}
