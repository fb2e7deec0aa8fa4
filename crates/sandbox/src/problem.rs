//! Salesforce's errors, before an API formats them.

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};

/// An error.
#[derive(Clone, Debug)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// `errorCode`, in collections `statusCode`.
    pub code: Cow<'static, str>,
    /// The message.
    pub message: String,
    /// API names of fields; some errors do not have this key.
    pub fields: Option<Vec<String>>,
    /// An additional key, such as the misspelled `duplicateResut`.
    pub extra: Option<Box<(&'static str, Json)>>,
}

impl Problem {
    /// Creates an error without `fields`.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), fields: None, extra: None }
    }

    /// Creates a refusal of a save: 400, with `fields`.
    pub fn save(code: &'static str, message: impl Into<String>, fields: &[&str]) -> Self {
        let fields = Some(fields.iter().map(|f| (*f).to_owned()).collect());
        Self { fields, ..Self::new(400, code, message) }
    }

    /// Replaces the HTTP status.
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Creates `The requested resource does not exist`.
    pub fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    /// Returns the element of `[{"message","errorCode","fields"}]`.
    pub fn json(&self) -> Json {
        let mut error = Map::new();
        if let Some((key, value)) = self.extra.as_deref() {
            error.insert((*key).into(), value.clone());
        }
        error.insert("message".into(), json!(self.message));
        error.insert("errorCode".into(), json!(self.code));
        if let Some(fields) = &self.fields {
            error.insert("fields".into(), json!(fields));
        }
        Json::Object(error)
    }

    /// Returns the element of an `errors` list, where the code is called `statusCode`.
    pub fn status_json(&self) -> Json {
        json!({
            "statusCode": self.code,
            "message": self.message,
            "fields": self.fields.clone().unwrap_or_default(),
        })
    }
}

/// The result of a fallible call.
pub type Outcome<T> = Result<T, Vec<Problem>>;

impl From<Problem> for Vec<Problem> {
    fn from(problem: Problem) -> Self {
        vec![problem]
    }
}
