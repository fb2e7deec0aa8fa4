//! What the org says of itself, as text that a portal keeps between page loads.
//!
//! It holds the org's responses about fields, stages, picklists and rules: no tokens, no records. What is restored is
//! trusted as far as those responses were; it is as old as they are, so it is looked at again in the background.

use crate::base::Timestamp;
use crate::base::json::{Value, json};
use crate::client::session::Session;
use crate::rest::HttpResponse;

/// Grows when the text changes its shape.
const FORMAT: &str = "1";

impl Session {
    /// The name under which the text is kept: another org, user or version does not find it.
    #[must_use]
    pub fn metadata_key(&self) -> String {
        let settings = &self.settings;
        let user = settings.user.id.as_deref().unwrap_or("-");
        let version = env!("CARGO_PKG_VERSION");
        [
            "opportunity-stage",
            version,
            FORMAT,
            &settings.version.to_string(),
            settings.instance.as_str(),
            user,
        ]
        .join(" ")
    }

    /// The text to keep, where the org has said something new since it was asked for last, and nothing more is on its way.
    pub fn take_metadata(&mut self) -> Option<String> {
        if !std::mem::take(&mut self.metadata.is_changed) {
            return None;
        }
        if self.metadata.is_loading() {
            // One text for all that arrives together.
            self.metadata.is_changed = true;
            return None;
        }
        let responses: Vec<_> = self
            .metadata
            .responses
            .iter()
            .map(|(kind, body)| json!({ "kind": kind.name(), "body": body }))
            .collect();
        let read_at = self.metadata.read_at.map(|at| at.0);
        let modified = self.metadata.modified.as_deref();
        Some(json!({ "readAt": read_at, "modified": modified, "responses": responses }).to_string())
    }

    /// Takes what was kept, as far as nothing newer is known. A text that cannot be read changes nothing.
    pub fn restore_metadata(&mut self, text: &str) {
        if self.metadata.read_at.is_some() {
            return;
        }
        let Ok(stored) = text.parse::<Value>() else { return };
        for entry in stored["responses"].as_array().into_iter().flatten() {
            if let (Some(kind), Some(body)) = (entry["kind"].as_str(), entry["body"].as_str()) {
                self.metadata.restore(kind, &HttpResponse::new(200, body));
            }
        }
        self.metadata.read_at = stored["readAt"].as_i64().map(Timestamp);
        self.metadata.modified = stored["modified"].as_str().map(Into::into);
        self.metadata.is_changed = false;
    }
}
