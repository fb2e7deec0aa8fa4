//! HTTP requests and responses as plain data.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::base::error::{Code, Problem};
use crate::base::json::Value as Json;

/// The HTTP methods that the client uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    Get,
    /// Composite calls.
    Post,
    /// Writes a row.
    Patch,
    /// Uploads.
    Put,
}

impl Method {
    /// Returns the method's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
        }
    }
}

/// The longest path and query, in bytes. Salesforce responds with 414 above 16,384 (Salesforce Developer Limits
/// and Allocations, API Requests); proxies often stop at 8,192 for the whole request line.
pub const LONGEST_PATH: usize = 7_500;

/// Returns true for a status that means that the URL, or URL and headers, are too long for the server or a
/// proxy.
#[must_use]
pub fn is_too_long(status: u16) -> bool {
    matches!(status, 414 | 431)
}

/// A request without origin and token, which the transport adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Path and query, starting with a slash.
    pub path: String,
    /// All headers except `Authorization`.
    pub headers: Vec<(&'static str, String)>,
    /// The JSON or CSV body.
    pub body: Option<String>,
    /// True if the request may change a record, or has an effect that can happen only once. A `POST` that only
    /// reads is false.
    pub writes: bool,
}

impl HttpRequest {
    /// Creates a read.
    #[must_use]
    pub fn get(path: String) -> Self {
        let headers = vec![("Accept", "application/json".into())];
        Self { method: Method::Get, path, headers, body: None, writes: false }
    }

    /// Creates a read that needs a body.
    #[must_use]
    pub fn ask(path: String, body: &Json) -> Self {
        Self { writes: false, ..Self::with_body(Method::Post, path, body) }
    }

    /// Creates a request with a JSON body.
    #[must_use]
    pub fn with_body(method: Method, path: String, body: &Json) -> Self {
        Self::with_text(method, path, "application/json", body.to_string())
    }

    /// Creates a request with a text body of this content type.
    #[must_use]
    pub fn with_text(method: Method, path: String, content_type: &str, text: String) -> Self {
        Self {
            method,
            path,
            headers: vec![("Accept", "application/json".into()), ("Content-Type", content_type.into())],
            body: Some(text),
            writes: true,
        }
    }
}

/// A response. It keeps two headers, which the browser shows only if the server exposes them across origins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// The text of the body; empty without a body.
    pub body: String,
    /// `Retry-After`: seconds, or a date.
    pub retry_after: Option<String>,
    /// `X-SFDC-Request-Id`, which Salesforce's support asks for.
    pub request_id: Option<String>,
}

impl HttpResponse {
    /// Creates a response without readable headers.
    #[must_use]
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into(), retry_after: None, request_id: None }
    }
}

/// Creates the problem of a response that is not what the API documents.
pub(super) fn unreadable(status: u16, reason: &str) -> Problem {
    let mut problem =
        Problem::new(Code::UnreadableAnswer, format!("the response could not be read: {reason}"));
    problem.status = Some(status);
    problem
}

/// The characters that are not percent-encoded in a query value. `+` is encoded.
const QUERY_VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b',');

/// Encodes a value for the query of a URL.
pub(super) fn encode(value: &str) -> String {
    utf8_percent_encode(value, QUERY_VALUE).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_value_cannot_end_the_query() {
        assert_eq!(encode("a+b&c=d#e %'é/"), "a%2Bb%26c%3Dd%23e%20%25%27%C3%A9%2F");
        assert_eq!(encode("Id,Name"), "Id,Name");
    }
}
