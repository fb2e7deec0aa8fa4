//! The org's metadata as text, for the host to store between page loads.
//!
//! It contains the org's responses about fields, stages, picklists and rules: no tokens, no records. Restored
//! metadata is as old as its responses, so it is revalidated in the background.

use crate::base::Timestamp;
use crate::base::json::{Value, json};
use crate::client::session::Session;
use crate::rest::HttpResponse;

use super::{RULE_DETAILS, RULES};

/// Incremented when the format changes.
const FORMAT: &str = "1";

impl Session {
    /// Returns the key for the text. It differs for another org, user or version.
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

    /// Returns the text to store, if there is something new and no response is outstanding.
    pub fn take_metadata(&mut self) -> Option<String> {
        if !std::mem::take(&mut self.metadata.is_changed) {
            return None;
        }
        if self.metadata.is_loading() {
            // One text for responses that arrive together.
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

    /// Restores a stored text, unless newer metadata is known. An unreadable text is ignored. Returns false if the
    /// org's rules are left out because nothing can read them yet: see [`Session::restore_rules`].
    pub fn restore_metadata(&mut self, text: &str) -> bool {
        if self.metadata.read_at.is_some() {
            return true;
        }
        let Ok(stored) = text.parse::<Value>() else { return true };
        self.restore(&stored, |_| true);
        self.metadata.read_at = stored["readAt"].as_i64().map(Timestamp);
        self.metadata.modified = stored["modified"].as_str().map(Into::into);
        self.metadata.is_changed = false;
        self.rules_unread().is_none()
    }

    /// Takes the org's rules alone, once something can read them.
    pub fn restore_rules(&mut self, text: &str) {
        let Ok(stored) = text.parse::<Value>() else { return };
        let is_changed = self.metadata.is_changed;
        self.restore(&stored, |kind| matches!(kind, RULES | RULE_DETAILS));
        self.metadata.is_changed = is_changed;
    }

    fn restore(&mut self, stored: &Value, is_wanted: impl Fn(&str) -> bool) {
        for entry in stored["responses"].as_array().into_iter().flatten() {
            let (kind, body) = (entry["kind"].as_str(), entry["body"].as_str());
            if let Some((kind, body)) = kind.filter(|kind| is_wanted(kind)).zip(body) {
                self.metadata.restore(kind, &HttpResponse::new(200, body));
            }
        }
    }
}
