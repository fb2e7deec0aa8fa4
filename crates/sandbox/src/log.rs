//! The log of requests and writes: `GET /sandbox/log`.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::org::Org;
use crate::org::value::ui_time;

/// The number of requests that are kept.
const KEPT: usize = 2_000;
/// The number of bytes of a body that are kept.
const BODY: usize = 16_384;

/// A request.
#[derive(Clone, Debug)]
pub struct LoggedRequest {
    /// Its time.
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// The path as received.
    pub path: String,
    /// The query as received.
    pub query: String,
    /// The page's origin.
    pub origin: Option<String>,
    /// Names and values of the headers that matter to Salesforce, without the token.
    pub headers: Vec<(String, String)>,
    /// The body, truncated.
    pub body: String,
    /// The response's status; 0 without a response.
    pub status: u16,
    /// The faults that affected it.
    pub faults: Vec<String>,
}

/// The requests so far.
#[derive(Debug, Default)]
pub struct Log {
    requests: VecDeque<LoggedRequest>,
    total: u64,
}

impl Log {
    /// Adds a request.
    pub fn add(&mut self, mut request: LoggedRequest) {
        if request.body.len() > BODY {
            let end = (0..=BODY).rev().find(|i| request.body.is_char_boundary(*i)).unwrap_or(0);
            request.body.truncate(end);
        }
        self.requests.push_back(request);
        self.total += 1;
        if self.requests.len() > KEPT {
            self.requests.pop_front();
        }
    }

    /// Returns both lists.
    pub fn json(&self, org: &Org) -> Json {
        let requests: Vec<Json> = self
            .requests
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

/// Returns JSON bodies as JSON, others as text.
fn body(text: &str) -> Json {
    match text {
        "" => Json::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
    }
}
