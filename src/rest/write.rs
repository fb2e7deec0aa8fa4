//! The ways to write a record, behind one interface. None of them writes without its precondition.

use serde::{Serialize, Serializer};

use super::composite::{self, Written};
use super::retry::crowded;
use super::{ApiVersion, HttpDate, HttpRequest, HttpResponse, row, ui_record_update};
use crate::base::error::{Code, Problem};
use crate::base::json::Value as Json;
use crate::base::{FieldName, FieldValues, RecordId};

/// How a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// One request that writes and reads back; the precondition stands in its body, where no preflight can refuse it.
    Composite,
    /// The User Interface API, whose answer is the record; a key keeps it from being done twice.
    UiApi,
    /// The plain PATCH of a row.
    Row,
}

impl Serialize for Strategy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Write<'a> {
    /// The API's version.
    pub version: ApiVersion,
    /// Which record.
    pub id: &'a RecordId,
    /// The new values.
    pub fields: &'a FieldValues,
    /// Refuse where it was saved later than this.
    pub unmodified_since: Option<&'a HttpDate>,
    /// What is to be read afterwards.
    pub read_back: &'a [FieldName],
    /// The same for each repetition of the same write: a UUID of version 4.
    pub key: &'a str,
}

impl Strategy {
    /// All of them, each before those that take its place where the org refuses it.
    pub const ALL: [Self; 3] = [Self::Composite, Self::Row, Self::UiApi];

    /// The strategy of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.as_str() == name)
    }

    /// The name that JavaScript sees.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Composite => "composite",
            Self::UiApi => "ui-api",
            Self::Row => "row",
        }
    }

    /// True where a preflight may refuse one of its headers, which looks like a dead line.
    #[must_use]
    pub fn has_headers_of_its_own(self) -> bool {
        match self {
            Self::Composite => false,
            Self::UiApi | Self::Row => true,
        }
    }

    /// The request.
    #[must_use]
    pub fn request(self, write: &Write<'_>) -> HttpRequest {
        let Write { version, id, fields, unmodified_since, read_back, key } = *write;
        match self {
            Self::Composite => composite::request(version, id, fields, unmodified_since, read_back),
            Self::UiApi => ui_record_update::request(version, id, fields, unmodified_since, key),
            Self::Row => row::request(version, id, fields, unmodified_since),
        }
    }

    /// What came of it.
    ///
    /// # Errors
    /// The refusal.
    pub fn read(self, response: &HttpResponse, read_back: &[FieldName]) -> Result<Written, Problem> {
        match self {
            Self::Composite => composite::read(response),
            Self::UiApi => ui_record_update::read(response, read_back),
            Self::Row => row::read(response).map(|()| Written::Unread),
        }
    }
}

/// What a refused write means for what is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteFailure {
    /// It was not done, and will not be: a rule, a permission, a value.
    Finally,
    /// It was not done, for want of room: the same may pass later.
    ForLoad,
    /// The precondition failed: another user saved first, or this very write did.
    AsStale,
    /// This way to write is not served here. The change itself was not looked at.
    AsSuch,
    /// Something on the way turned the request down, not Salesforce. The record tells whether it was done before.
    OnTheWay,
    /// Whether it was written is unknown.
    Unknown,
}

impl WriteFailure {
    /// Reads it off an answer and the problem that it came to.
    #[must_use]
    pub fn of(response: &HttpResponse, problem: &Problem) -> Self {
        // Of a composite call this is the status of the write in it, and the response's that of the call.
        let status = problem.status.unwrap_or(response.status);
        let is_absent = matches!(response.status, 404 | 405 | 406 | 410 | 415);
        match problem.code {
            Code::UnreadableAnswer => Self::Unknown,
            Code::ChangedMeanwhile => Self::AsStale,
            // Without Salesforce's own words the status is that of whatever answered.
            _ if !problem.from_salesforce && !turned_down(status) => Self::Unknown,
            _ if is_absent => Self::AsSuch,
            _ if !problem.from_salesforce => Self::OnTheWay,
            Code::RecordLocked => Self::ForLoad,
            _ if comes_before_work(problem) => Self::ForLoad,
            Code::ServerError => Self::Unknown,
            _ if !turned_down(status) => Self::Unknown,
            _ if ["DISABLED", "IDEMPOTENCY", "FUNCTIONALITY_NOT_ENABLED"]
                .iter()
                .any(|part| names(problem, part)) =>
            {
                Self::AsSuch
            }
            _ => Self::Finally,
        }
    }
}

/// True for a status that refuses a request as it is, regardless of its sender. The others judge the moment, or report that an
/// answer got lost on its way back: the write behind them may have been made.
#[must_use]
pub fn turned_down(status: u16) -> bool {
    matches!(status, 400..=499) && !matches!(status, 408 | 420 | 425 | 429 | 499)
}

/// True for Salesforce's own refusals of load and maintenance, which come before any work.
fn comes_before_work(problem: &Problem) -> bool {
    let any = |codes: &[&str]| problem.errors.iter().any(|error| codes.contains(&&*error.code));
    match problem.status {
        Some(420 | 429 | 503) => any(&[
            "SERVER_UNAVAILABLE",
            "API_CURRENTLY_DISABLED",
            "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
            "REQUEST_LIMIT_EXCEEDED",
            "TOO_MANY_APEX_REQUESTS",
        ]),
        _ => problem.from_salesforce && crowded(problem),
    }
}

fn names(problem: &Problem, part: &str) -> bool {
    problem.errors.iter().any(|error| error.code.contains(part))
}

/// Reads the response to a write whose strategy follows from the response alone.
///
/// # Errors
/// The refusal.
pub fn read_any(response: &HttpResponse) -> Result<Written, Problem> {
    if response.status == 204 {
        return Ok(Written::Unread);
    }
    let body = response.json()?;
    let strategy =
        if body.get("fields").is_some_and(Json::is_object) { Strategy::UiApi } else { Strategy::Composite };
    strategy.read(response, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for strategy in Strategy::ALL {
            assert_eq!(Strategy::named(strategy.as_str()), Some(strategy));
            assert_eq!(serde_json::to_value(strategy).unwrap(), strategy.as_str());
        }
        assert_eq!(Strategy::named("soap"), None);
    }

    #[test]
    fn refusals_are_told_apart() {
        let of = |status: u16, body: &str| {
            let response = HttpResponse::new(status, body);
            WriteFailure::of(&response, &crate::rest::read_refusal(&response))
        };
        let error =
            |code: &str, message: &str| format!(r#"[{{"errorCode":"{code}","message":"{message}"}}]"#);
        for (status, body, expected) in [
            (400, error("FIELD_CUSTOM_VALIDATION_EXCEPTION", "No!"), WriteFailure::Finally),
            (400, error("UNABLE_TO_LOCK_ROW", "unable to obtain"), WriteFailure::ForLoad),
            (400, error("CANNOT_EXECUTE_FLOW_TRIGGER", "… UNABLE_TO_LOCK_ROW, …"), WriteFailure::ForLoad),
            (500, error("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "UNABLE_TO_LOCK_ROW"), WriteFailure::ForLoad),
            (403, error("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), WriteFailure::Finally),
            (
                403,
                error("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (…) Limit exceeded."),
                WriteFailure::ForLoad,
            ),
            (503, error("SERVER_UNAVAILABLE", "x"), WriteFailure::ForLoad),
            (503, error("REQUEST_LIMIT_EXCEEDED", "x"), WriteFailure::ForLoad),
            (429, error("REQUEST_LIMIT_EXCEEDED", "x"), WriteFailure::ForLoad),
            (503, error("BRAND_NEW", "x"), WriteFailure::Unknown),
            (503, String::new(), WriteFailure::Unknown),
            (503, "<html>".into(), WriteFailure::Unknown),
            (503, error("SERVER_UNAVAILABLE", "x").replace(']', ""), WriteFailure::Unknown),
            (503, r#"{"message":"Service Unavailable"}"#.into(), WriteFailure::Unknown),
            (503, r#"{"errorCode":"SERVER_UNAVAILABLE","message":"x"}"#.into(), WriteFailure::Unknown),
            (503, r#"[{"message":"UNABLE_TO_LOCK_ROW"}]"#.into(), WriteFailure::Unknown),
            (429, String::new(), WriteFailure::Unknown),
            (429, r#"{"statusCode":429,"message":"Rate limit is exceeded"}"#.into(), WriteFailure::Unknown),
            (420, String::new(), WriteFailure::Unknown),
            (408, String::new(), WriteFailure::Unknown),
            (425, String::new(), WriteFailure::Unknown),
            (499, String::new(), WriteFailure::Unknown),
            (413, "<html>".into(), WriteFailure::OnTheWay),
            (403, r#"{"message":"Forbidden"}"#.into(), WriteFailure::OnTheWay),
            (400, "<Errors/>".into(), WriteFailure::OnTheWay),
            (400, error("UNKNOWN_EXCEPTION", "x"), WriteFailure::Unknown),
            (403, error("API_DISABLED_FOR_ORG", "x"), WriteFailure::AsSuch),
            (405, error("METHOD_NOT_ALLOWED", "x"), WriteFailure::AsSuch),
            (404, "<html>".into(), WriteFailure::AsSuch),
            (400, error("INVALID_IDEMPOTENCY_KEY", "x"), WriteFailure::AsSuch),
            (412, String::new(), WriteFailure::AsStale),
            (412, "<html>".into(), WriteFailure::AsStale),
            (409, String::new(), WriteFailure::AsStale),
            (500, error("UNKNOWN_EXCEPTION", "x"), WriteFailure::Unknown),
            (502, "<html>".into(), WriteFailure::Unknown),
            (504, String::new(), WriteFailure::Unknown),
            (302, String::new(), WriteFailure::Unknown),
            (401, String::new(), WriteFailure::OnTheWay),
            (401, error("INVALID_SESSION_ID", "x"), WriteFailure::Finally),
        ] {
            assert_eq!(of(status, &body), expected, "{status} {body}");
        }
    }
}
