//! Classifies refusals, in any shape that Salesforce or a gateway in front of it returns.

mod body;
mod causes;
#[cfg(test)]
mod tests;

use body::{is_from_salesforce, read_details, read_duplicates};
use causes::{Cause, by_status, cause_of, is_unrecoverable};

use super::HttpResponse;
use super::http::unreadable;
use crate::base::error::{Code, Detail, Evidence, Problem};
use crate::base::json::Value as Json;
use crate::base::map::first_of_each;

impl HttpResponse {
    /// Returns the body of a successful response as JSON.
    ///
    /// # Errors
    ///
    /// The server's refusal, or a body that is not JSON.
    pub fn json(&self) -> Result<Json, Problem> {
        if !(200..300).contains(&self.status) {
            return Err(read_refusal(self));
        }
        self.body.parse().map_err(|_| unreadable(self.status, "it is not JSON"))
    }
}

/// Returns the problem of a response that is not a success.
#[must_use]
pub fn read_refusal(response: &HttpResponse) -> Problem {
    // The identity service returns its error as plain text: `Bad_OAuth_Token`.
    let body = response.body.parse::<Json>().unwrap_or_else(|_| Json::String(response.body.clone()));
    let problem = read_body(response.status, &body);
    match response.retry_after.as_deref() {
        Some(seconds) if seconds.bytes().all(|byte| byte.is_ascii_digit()) => {
            problem.with_help(format!("wait {seconds} seconds, then try again"))
        }
        Some(date) => problem.with_help(format!("try again after {date}")),
        None => problem,
    }
}

/// Returns the problem in the body of a subresponse.
pub(super) fn read_body(status: u16, body: &Json) -> Problem {
    let mut problem = from_details(status, read_details(body));
    problem.from_salesforce = is_from_salesforce(body);
    if problem.code == Code::Duplicate
        && let Some(found) = read_duplicates(body)
    {
        problem = problem.with_evidence(Evidence::Duplicates(found));
    }
    problem
}

fn from_details(status: u16, errors: Vec<Detail>) -> Problem {
    let known = || errors.iter().filter_map(|detail| cause_of(status, &detail.code, &detail.message));
    // A known cause takes precedence over a row that only adds help.
    let cause = known().find(|cause| cause.code != Code::Refused).or_else(|| known().next());
    let Cause { code, help } = cause.unwrap_or_else(|| by_status(status, errors.is_empty()));
    let message = match MESSAGES.iter().find(|(known, _)| *known == code) {
        Some((_, message)) => (*message).to_owned(),
        // For an HTML page or an empty body, the status is all there is.
        None if errors.is_empty() => format!("the server responded with status {status}"),
        None => errors.iter().map(|detail| spoken(&detail.message)).collect::<Vec<_>>().join("; "),
    };
    let mut problem = Problem::new(code, message);
    if !help.is_empty() {
        problem.help = Some(help.into());
    }
    problem.status = Some(status);
    let fields: Vec<&str> = errors.iter().flat_map(|detail| &detail.fields).map(String::as_str).collect();
    let first = first_of_each(fields.iter().copied());
    problem.fields =
        fields.iter().zip(first).filter(|(_, first)| *first).map(|(name, _)| (*name).into()).collect();
    problem.errors = errors;
    problem
}

/// Messages for users where Salesforce's message is for developers. `errors` contains Salesforce's message.
/// Messages of rules, flows and fields are shown as they are.
const MESSAGES: [(Code, &str); 9] = [
    (Code::SessionExpired, "the Salesforce session has expired"),
    (Code::SessionNotAccepted, "Salesforce does not accept this kind of session"),
    (Code::AccessDenied, "Salesforce does not let this user do that"),
    (Code::RequestLimit, "the org's request limit is reached"),
    (Code::NotFound, "Salesforce has no such record for this user"),
    (Code::RecordLocked, "another save of the record is in progress"),
    (Code::ChangedMeanwhile, "another user changed the record after it was read"),
    (Code::ServerUnavailable, "Salesforce cannot be reached at the moment"),
    (Code::ServerError, "Salesforce failed to process the request"),
];

/// The consequence of a 401 response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRenewal {
    /// The response is not a 401.
    NotAsked,
    /// A new token may help, once.
    Useful,
    /// No token of this kind will work; renewing would never end.
    Unrecoverable,
}

/// Tells if another token could help after this response.
#[must_use]
pub fn token_renewal(response: &HttpResponse) -> TokenRenewal {
    match response.status {
        401 if is_unrecoverable(&response.body) => TokenRenewal::Unrecoverable,
        401 => TokenRenewal::Useful,
        _ => TokenRenewal::NotAsked,
    }
}

/// Returns the part of a message that is for people, without the query and the caret that precede it.
fn spoken(message: &str) -> &str {
    match message.split_once("ERROR at Row:").and_then(|(_, rest)| rest.split_once('\n')) {
        Some((_, message)) => message.trim(),
        None => message.trim(),
    }
}
