//! The key fields and the guidance of a stage, from the rules document or the org's Path.

use serde::Serialize;

use crate::base::FieldName;
use crate::org::OrgDocument;

/// The key fields and the guidance of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyFields {
    /// The fields, in order.
    pub key_fields: Vec<FieldName>,
    /// The guidance. A Path's guidance is HTML: show it as text or sanitize it.
    pub guidance: Option<String>,
}

impl KeyFields {
    /// Adds the org's Path guidance of a stage if it has none yet.
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
