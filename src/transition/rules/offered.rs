//! The key fields and the guidance of a stage, from the rules document or the org's Path.

use serde::Serialize;

use super::compile::Rules;
use crate::base::FieldName;

/// The key fields and the guidance of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyFields {
    /// The fields, in order.
    pub key_fields: Vec<FieldName>,
    /// The guidance. A Path's guidance is HTML: show it as text or sanitize it.
    pub guidance: Option<String>,
}

impl Rules {
    /// Returns what the document says about a stage, or else the org's Path.
    #[must_use]
    pub fn key_fields(&self, record_type: Option<&str>, stage: &str) -> KeyFields {
        let mut found = KeyFields::default();
        let guides = self.document.key_fields.iter();
        for guide in guides.filter(|guide| guide.stages.iter().any(|name| **name == *stage)) {
            found.key_fields.extend(guide.fields.iter().cloned());
            found.guidance = found.guidance.or_else(|| guide.guidance.as_deref().map(Into::into));
        }
        if let Some(step) = self.org.path_step(record_type, stage) {
            if found.key_fields.is_empty() {
                found.key_fields.clone_from(&step.fields);
            }
            found.guidance = found.guidance.or_else(|| step.guidance.clone());
        }
        found
    }
}
