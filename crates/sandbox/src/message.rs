//! Requests and replies as the API modules use them: no sockets, no async.

use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::{Value as Json, json};

use crate::problem::Problem;

/// A request, from a client or from a composite call.
#[derive(Clone, Debug)]
pub struct Req {
    /// The method, after `_HttpMethod`.
    pub method: Method,
    /// The path without double and trailing slashes.
    pub path: String,
    /// Its decoded segments.
    pub segments: Vec<String>,
    /// The decoded query, in order.
    pub query: Vec<(String, String)>,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

impl Req {
    /// Splits path and query. Salesforce treats double slashes as one.
    pub fn new(method: Method, target: &str, headers: HeaderMap, body: Bytes) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let raw: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
        let segments = raw.iter().map(|s| percent_decode_str(s).decode_utf8_lossy().into_owned()).collect();
        let path = format!("/{}", raw.join("/"));
        Self { method, path, segments, query: pairs(query), headers, body }
    }

    /// Returns the first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns the body as text, which must be UTF-8.
    pub fn text(&self) -> Result<&str, Problem> {
        std::str::from_utf8(&self.body).map_err(|e| {
            Problem::new(400, "JSON_PARSER_ERROR", format!("Invalid UTF-8 at byte {}", e.valid_up_to()))
        })
    }

    /// Returns the body as JSON.
    pub fn json(&self) -> Result<Json, Problem> {
        let text = self.text()?;
        if text.trim().is_empty() {
            let message = "No content to map to Object due to end of input";
            return Err(Problem::new(400, "JSON_PARSER_ERROR", message));
        }
        serde_json::from_str(text).map_err(|error| {
            let what = if error.is_eof() { "Unexpected end-of-input" } else { "Unexpected character" };
            let message = format!("{what} at [line:{}, column:{}]", error.line(), error.column() + 1);
            Problem::new(400, "JSON_PARSER_ERROR", message)
        })
    }

    /// Returns the body as a JSON object.
    pub fn object(&self) -> Result<serde_json::Map<String, Json>, Problem> {
        let token = match self.json()? {
            Json::Object(object) => return Ok(object),
            Json::Array(_) => "START_ARRAY value [",
            Json::String(_) => "VALUE_STRING",
            Json::Number(_) => "VALUE_NUMBER_INT",
            Json::Bool(_) => "VALUE_TRUE",
            Json::Null => "VALUE_NULL",
        };
        let message = format!(
            "Cannot deserialize instance of object from {token} or request may be missing a required field \
             at [line:1, column:1]"
        );
        Err(Problem::new(400, "JSON_PARSER_ERROR", message))
    }
}

/// Decodes `a=b&c=d`; `+` is a blank.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let blanks = text.replace('+', " ");
        percent_decode_str(&blanks).decode_utf8_lossy().into_owned()
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// The body of a reply.
#[derive(Clone, Debug)]
pub enum Content {
    /// Nothing, and no `Content-Type`.
    Empty,
    /// JSON.
    Json(Json),
    /// Anything else: content type, text.
    Text(&'static str, String),
}

/// A reply.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Additional headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub content: Content,
}

impl Reply {
    /// Creates a reply with status 200 and JSON.
    pub fn ok(json: Json) -> Self {
        Self::json(200, json)
    }

    /// Creates a JSON reply.
    pub fn json(status: u16, json: Json) -> Self {
        Self { status, headers: Vec::new(), content: Content::Json(json) }
    }

    /// Creates a reply without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), content: Content::Empty }
    }

    /// Creates a text reply.
    pub fn text(status: u16, content_type: &'static str, text: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), content: Content::Text(content_type, text.into()) }
    }

    /// Creates the REST API's list of errors, with the first one's status.
    pub fn problems(problems: &[Problem]) -> Self {
        let status = problems.first().map_or(500, |p| p.status);
        Self::json(status, json!(problems.iter().map(Problem::json).collect::<Vec<_>>()))
    }

    /// Adds a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Creates a 405, as recorded for a row without an id.
    pub fn method_not_allowed(method: &Method, allowed: &str) -> Self {
        let message = format!("HTTP Method '{method}' not allowed. Allowed are {allowed}");
        Self::problems(&[Problem::new(405, "METHOD_NOT_ALLOWED", message)]).with("allow", allowed)
    }
}
