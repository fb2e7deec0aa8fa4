//! The write strategies behind one interface. Each of them supports a precondition.

use serde::{Serialize, Serializer};

use super::composite::{self, Written};
use super::retry::crowded;
use super::{ApiVersion, HttpDate, HttpRequest, HttpResponse, row, ui_record_update};
use crate::base::error::{Code, Problem};
use crate::base::json::Value as Json;
use crate::base::{FieldName, FieldValues, RecordId};

/// A write strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// One request that writes and reads back. The precondition is in its body, where no preflight can refuse
    /// it.
    Composite,
    /// The User Interface API, which returns the record. An idempotency key prevents a second write.
    UiApi,
    /// A plain PATCH of the row.
    Row,
}

impl Serialize for Strategy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A write.
#[derive(Clone, Copy, Debug)]
pub struct Write<'a> {
    /// The API version.
    pub version: ApiVersion,
    /// The record's state.
    pub id: &'a RecordId,
    /// The new values.
    pub fields: &'a FieldValues,
    /// The precondition: Salesforce refuses the write if the record was saved later.
    pub unmodified_since: Option<&'a HttpDate>,
    /// The fields to read after the write.
    pub read_back: &'a [FieldName],
    /// A version 4 UUID, the same for each repetition of the write.
    pub key: &'a str,
}

impl Strategy {
    /// All strategies, each before its fallbacks.
    pub const ALL: [Self; 3] = [Self::Composite, Self::Row, Self::UiApi];

    /// Returns the strategy with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.as_str() == name)
    }

    /// Returns the name that JavaScript sees.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Composite => "composite",
            Self::UiApi => "ui-api",
            Self::Row => "row",
        }
    }

    /// Returns true if a preflight may refuse one of its headers, which looks like a network failure.
    #[must_use]
    pub fn has_headers_of_its_own(self) -> bool {
        match self {
            Self::Composite => false,
            Self::UiApi | Self::Row => true,
        }
    }

    /// Builds the request.
    #[must_use]
    pub fn request(self, write: &Write<'_>) -> HttpRequest {
        let Write { version, id, fields, unmodified_since, read_back, key } = *write;
        match self {
            Self::Composite => composite::request(version, id, fields, unmodified_since, read_back),
            Self::UiApi => ui_record_update::request(version, id, fields, unmodified_since, key),
            Self::Row => row::request(version, id, fields, unmodified_since),
        }
    }

    /// Reads the result.
    ///
    /// # Errors
    ///
    /// The server's refusal.
    pub fn read(self, response: &HttpResponse, read_back: &[FieldName]) -> Result<Written, Problem> {
        match self {
            Self::Composite => composite::read(response),
            Self::UiApi => ui_record_update::read(response, read_back),
            Self::Row => row::read(response).map(|()| Written::Unread),
        }
    }
}

/// What a failed write means for the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteFailure {
    /// The change itself was refused: a rule, a permission, a value.
    Finally,
    /// Not written because of load: a retry may succeed.
    ForLoad,
    /// The precondition failed: another user saved first, or an earlier attempt of this write did.
    AsStale,
    /// The org does not support this strategy. It did not look at the change.
    AsSuch,
    /// A gateway refused the request, not Salesforce. The record shows whether an earlier attempt was written.
    OnTheWay,
    /// It is unknown whether the record was written.
    Unknown,
}

impl WriteFailure {
    /// Classifies a response and its problem.
    #[must_use]
    pub fn of(response: &HttpResponse, problem: &Problem) -> Self {
        // For a composite call `status` is that of the write in it; the response has that of the call.
        let status = problem.status.unwrap_or(response.status);
        let is_absent = matches!(response.status, 404 | 405 | 406 | 410 | 415);
        match problem.code {
            Code::UnreadableAnswer => Self::Unknown,
            Code::ChangedMeanwhile => Self::AsStale,
            // Without a Salesforce error, the status is that of a gateway.
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

/// Returns true for a status that refuses this request for good. Other statuses are temporary,
/// or mean that a response was lost on its way back, so that the write may have happened.
#[must_use]
pub fn turned_down(status: u16) -> bool {
    matches!(status, 400..=499) && !matches!(status, 408 | 420 | 425 | 429 | 499)
}

/// Returns true for Salesforce's refusals because of load and maintenance, which come before any work.
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

/// Reads the response to a write whose strategy follows from the response.
///
/// # Errors
///
/// The server's refusal.
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
    fn names_round_trip() {
        for strategy in Strategy::ALL {
            assert_eq!(Strategy::named(strategy.as_str()), Some(strategy));
            assert_eq!(serde_json::to_value(strategy).unwrap(), strategy.as_str());
        }
        assert_eq!(Strategy::named("soap"), None);
    }

    #[test]
    fn classifies_refusals() {
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
