//! Requests and answers as plain data.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::base::error::{Code, Problem};
use crate::base::json::Value as Json;

/// The methods that we send.
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
    /// As it stands in the request line.
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

/// The longest path and query that the client puts into an address, in bytes. Salesforce answers 414 above 16,384
/// (Salesforce Developer Limits and Allocations, API Requests); proxies often stop at 8,192 for the whole request line.
pub const LONGEST_PATH: usize = 7_500;

/// True for the status of a request whose address, or address and headers, are too long for the server or a proxy.
#[must_use]
pub fn is_too_long(status: u16) -> bool {
    matches!(status, 414 | 431)
}

/// A request without its origin and its token, which are added where it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Path and query, from the first slash.
    pub path: String,
    /// All headers but `Authorization`.
    pub headers: Vec<(&'static str, String)>,
    /// The JSON or CSV text.
    pub body: Option<String>,
    /// Sending it may change a record, or take what is taken only once. What is asked by `POST` writes nothing.
    pub writes: bool,
}

impl HttpRequest {
    /// Reads something.
    #[must_use]
    pub fn get(path: String) -> Self {
        let headers = vec![("Accept", "application/json".into())];
        Self { method: Method::Get, path, headers, body: None, writes: false }
    }

    /// Reads what takes a body to be asked for.
    #[must_use]
    pub fn ask(path: String, body: &Json) -> Self {
        Self { writes: false, ..Self::with_body(Method::Post, path, body) }
    }

    /// Sends a body.
    #[must_use]
    pub fn with_body(method: Method, path: String, body: &Json) -> Self {
        Self::with_text(method, path, "application/json", body.to_string())
    }

    /// Sends a text of this type.
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

/// An answer. Of its headers two are kept, where the browser shows them: across origins it withholds those that the
/// server does not expose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// The text of the body; empty if there is no body.
    pub body: String,
    /// `Retry-After`: seconds, or a date.
    pub retry_after: Option<String>,
    /// `X-SFDC-Request-Id`: what Salesforce's support asks for.
    pub request_id: Option<String>,
}

impl HttpResponse {
    /// An answer of which no header can be read.
    #[must_use]
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into(), retry_after: None, request_id: None }
    }
}

/// The answer is not what the API documents.
pub(super) fn unreadable(status: u16, reason: &str) -> Problem {
    let mut problem = Problem::new(Code::UnreadableAnswer, format!("the answer could not be read: {reason}"));
    problem.status = Some(status);
    problem
}

/// What stays as it is in a query value; everything else is percent-encoded, `+` among it.
const QUERY_VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b',');

/// A value for the query of a path.
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
