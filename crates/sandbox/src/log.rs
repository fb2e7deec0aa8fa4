//! What was asked and what was written: `GET /sandbox/log`.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::org::Org;
use crate::org::value::ui_time;

/// So many requests are kept; older ones go.
const KEPT: usize = 2_000;
/// So much of a body is kept.
const BODY: usize = 16_384;

/// One request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// When.
    pub at: Timestamp,
    /// Verb.
    pub method: String,
    /// Path as it came.
    pub path: String,
    /// Query as it came.
    pub query: String,
    /// Where the page came from.
    pub origin: Option<String>,
    /// Names and values of the headers that matter to Salesforce; the token is not among them.
    pub headers: Vec<(String, String)>,
    /// Body, cut.
    pub body: String,
    /// Answer's status; 0 if there was none.
    pub status: u16,
    /// The dials that took part.
    pub faults: Vec<String>,
}

/// The requests so far.
#[derive(Debug, Default)]
pub struct Log {
    asked: VecDeque<Asked>,
    total: u64,
}

impl Log {
    /// Adds a request.
    pub fn add(&mut self, mut asked: Asked) {
        if asked.body.len() > BODY {
            let end = (0..=BODY).rev().find(|i| asked.body.is_char_boundary(*i)).unwrap_or(0);
            asked.body.truncate(end);
        }
        self.asked.push_back(asked);
        self.total += 1;
        if self.asked.len() > KEPT {
            self.asked.pop_front();
        }
    }

    /// Both lists.
    pub fn json(&self, org: &Org) -> Json {
        let requests: Vec<Json> = self
            .asked
            .iter()
            .map(|a| {
                let headers: serde_json::Map<String, Json> =
                    a.headers.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
                json!({
                    "at": a.at.to_string(), "method": a.method, "path": a.path, "query": a.query,
                    "preflight": a.method == "OPTIONS", "origin": a.origin, "headers": headers,
                    "body": body(&a.body), "status": a.status, "faults": a.faults,
                })
            })
            .collect();
        let writes: Vec<Json> = org
            .writes
            .iter()
            .map(|w| {
                let changes: serde_json::Map<String, Json> = w
                    .changes
                    .iter()
                    .map(|(field, from, to)| (field.clone(), json!({ "from": from.rest(), "to": to.rest() })))
                    .collect();
                json!({
                    "at": ui_time(w.at), "what": w.what, "object": w.object, "id": w.id.to_string(),
                    "by": w.by.to_string(), "changes": changes,
                })
            })
            .collect();
        json!({ "requestsInAll": self.total, "requests": requests, "writes": writes })
    }
}

/// JSON bodies are shown as JSON, others as text.
fn body(text: &str) -> Json {
    match text {
        "" => Json::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
    }
}
