//! The table of problem codes, and the problem that crosses to JavaScript.

use std::fmt;

use serde::Serialize;

use crate::base::codes::codes;
use crate::base::{Conflict, FieldName};

macro_rules! problem_codes {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal $(, $help:literal)?;)+) => {
        codes! {
            /// A stable code of what went wrong. JavaScript compares codes, never messages.
            #[derive(PartialOrd, Ord)]
            Code:
            $($(#[$doc])+ $variant = $name;)+
        }

        impl Code {
            /// Returns the usual help for the code, if there is any.
            #[must_use]
            pub fn help(self) -> Option<&'static str> {
                match self { $(Self::$variant => problem_codes!(@help $($help)?),)+ }
            }
        }
    };
    (@help $help:literal) => { Some($help) };
    (@help) => { None };
}

problem_codes! {
    /// An option is unknown, missing, or of the wrong kind.
    InvalidOptions = "invalid_options";
    /// An org document or a rules document cannot be read. The message contains the path of the fault.
    InvalidDocument = "invalid_document", "the package's JSON Schemas describe the documents; an editor checks a file against them";
    /// The instance URL is not an `https` origin.
    InvalidInstanceUrl = "invalid_instance_url", "give the org's My Domain address, such as `https://acme.my.salesforce.com`";
    /// The host does not belong to Salesforce and is not in `allowedOrigins`.
    HostNotAllowed = "host_not_allowed", "the token is sent to Salesforce's own hosts only; name a proxy or a local sandbox in the option `allowedOrigins`";
    /// The token cannot be sent in a header.
    InvalidAccessToken = "invalid_access_token", "give the token alone, without `Bearer`, quotes or line breaks";
    /// The API version is not of the form `66.0`, or it is too old.
    InvalidApiVersion = "invalid_api_version", "give a version such as `66.0`, at least `60.0`";
    /// The text is not a record id, or is the id of another object.
    InvalidRecordId = "invalid_record_id", "an opportunity's id starts with 006 and has 15 or 18 characters; the record's URL contains it";
    /// The text cannot be a field's API name.
    InvalidFieldName = "invalid_field_name", "give the field's API name, such as `CloseDate` or `Discount__c`";
    /// A search without a search term, or with one that is too long.
    InvalidQuery = "invalid_query", "give part of the account's name, of the opportunity's name, or of either in `search`";
    /// A value that the field's type cannot hold.
    InvalidValue = "invalid_value";
    /// A field that the org lacks, that the user may not see, or that is not configured.
    UnknownField = "unknown_field", "name the field in the option `fields`, and check that the org has it and the user may see it";
    /// A denied proposal cannot be confirmed.
    NotAllowed = "not_allowed", "resolve the verdict's violations first";
    /// The undo window has passed, or the update cannot be undone.
    UndoExpired = "undo_expired", "propose the earlier stage as a new update";
    /// The conversation is closed and accepts no more events.
    Closed = "closed", "start another conversation with `converse()`";
    /// A synchronous function was called before the WebAssembly was loaded.
    NotInitialized = "not_initialized", "await `init()` first";
    /// The browser has no network.
    Offline = "offline", "connect to the network and try again";
    /// The request did not reach the server, or the browser withheld the response.
    Network = "network", "check the address and the network, and try again";
    /// The org does not list the page's origin, so the browser withholds its responses.
    CorsNotAllowed = "cors_not_allowed", "in Salesforce, add the page's origin under Setup > Security > CORS > Allowed Origins List";
    /// The page's own Content-Security-Policy blocks requests to the org.
    CspBlocked = "csp_blocked", "name the org in `connect-src` of the page's Content-Security-Policy";
    /// No response within the timeout.
    Timeout = "timeout", "try again; the option `timeout` sets how long to wait";
    /// The write may have happened or may still happen: there was no response, and reading the record did not
    /// settle it.
    UnknownOutcome = "unknown_outcome", "open the opportunity again and check its stage before you repeat the update";
    /// The session has expired and the token provider returned no valid token.
    SessionExpired = "session_expired", "sign in to Salesforce again";
    /// The session is valid but not for this API. A new one of the same kind would not be accepted either.
    SessionNotAccepted = "session_not_accepted", "the app needs the OAuth scope `api`, and the user the permission API Enabled";
    /// The user lacks a permission.
    AccessDenied = "access_denied", "ask the Salesforce administrator for Read on Account, and Read and Edit on Opportunity";
    /// The org's API request limit is reached.
    RequestLimit = "request_limit", "wait a while and try again";
    /// The record does not exist, or this user may not see it.
    NotFound = "not_found", "the opportunity was deleted, or is not shared with you";
    /// The org has no such field, or the user may not see it.
    FieldNotFound = "field_not_found", "check the field's API name and the user's field-level security";
    /// The user may not write the field.
    FieldNotWritable = "field_not_writable", "ask the Salesforce administrator for edit access to the field";
    /// A required field is empty.
    RequiredFieldMissing = "required_field_missing", "fill in the field";
    /// The server rejected a value.
    ValueRejected = "value_rejected", "correct the value";
    /// A validation rule of the org refused the save.
    ValidationRule = "validation_rule", "correct what the org's rule asks for, then confirm again";
    /// A duplicate rule of the org refused the save.
    Duplicate = "duplicate", "look at the record that Salesforce found";
    /// Another transaction has locked the record.
    RecordLocked = "record_locked", "another save of this record or of its account is in progress; try again in a moment";
    /// An approval process has locked the record.
    RecordInApproval = "record_in_approval", "wait for the approval, or ask the administrator to unlock the record";
    /// Another user changed the record after it was shown.
    ChangedMeanwhile = "changed_meanwhile", "open the opportunity again and look at what changed";
    /// A flow or a trigger of the org failed.
    AutomationFailed = "automation_failed", "give the message to the Salesforce administrator";
    /// The server rejected the request as malformed.
    RequestRejected = "request_rejected";
    /// The org no longer serves this API version.
    ApiVersionRetired = "api_version_retired", "set the option `apiVersion` to a version that the org serves";
    /// The server is overloaded, in maintenance or unreachable.
    ServerUnavailable = "server_unavailable", "try again in a moment; see https://status.salesforce.com for maintenance";
    /// An error inside Salesforce.
    ServerError = "server_error", "try again; if it persists, give the message to the Salesforce administrator";
    /// A refusal whose Salesforce code is not in this table. `errors` contains it.
    Refused = "refused";
    /// The response is not what the API documents.
    UnreadableAnswer = "unreadable_answer", "something between the page and Salesforce may have changed the answer: a proxy, a login page";
    /// The page's policy blocks WebAssembly.
    WasmBlocked = "wasm_blocked", "the page's Content-Security-Policy needs `script-src 'self' 'wasm-unsafe-eval'`";
    /// The `.wasm` file could not be loaded.
    WasmUnavailable = "wasm_unavailable", "check that `core.wasm` is served next to the module, or import `opportunity-stage/inline`";
    /// The user closed the login window or denied access.
    SignInCancelled = "sign_in_cancelled";
    /// The browser does not let the page sign in, or not in this way.
    SignInBlocked = "sign_in_blocked";
    /// Salesforce, or the settings of the org, refused the sign-in.
    SignInFailed = "sign_in_failed";
    /// A bug in this package.
    Internal = "internal", "please report it";
}

impl Code {
    /// Returns true if the same call may succeed later.
    #[must_use]
    pub fn retryable(self) -> bool {
        matches!(
            self,
            Self::Offline
                | Self::Network
                | Self::Timeout
                | Self::RequestLimit
                | Self::RecordLocked
                | Self::ServerUnavailable
                | Self::ServerError
                | Self::WasmUnavailable
        )
    }

    /// Returns true if a part of the package is missing.
    pub(crate) fn is_about_the_package(self) -> bool {
        matches!(self, Self::WasmBlocked | Self::WasmUnavailable)
    }

    /// Returns true if Salesforce refused the change itself, so that a retry does not help.
    pub(crate) fn judges_the_change(self) -> bool {
        matches!(
            self,
            Self::FieldNotFound
                | Self::FieldNotWritable
                | Self::RequiredFieldMissing
                | Self::ValueRejected
                | Self::ValidationRule
                | Self::Duplicate
        )
    }
}

/// One of several errors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// Salesforce's `errorCode`, or the name of one of our codes.
    pub code: String,
    /// The message of the server or of the check.
    pub message: String,
    /// The fields that the error is about.
    pub fields: Vec<String>,
}

/// A failure as JavaScript sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The stable code.
    pub code: Code,
    /// What happened: lower case, no full stop, user input in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The fields that the problem is about.
    pub fields: Vec<String>,
    /// Every error of the response or of the check.
    pub errors: Vec<Detail>,
    /// The HTTP status, if a server responded.
    pub status: Option<u16>,
    /// True if the same call may succeed later.
    pub retryable: bool,
    /// The changes of both users, if another user saved first.
    pub conflict: Option<Box<Conflict>>,
    /// True if the response has an error body of Salesforce's own. Without one, a gateway or a proxy may have
    /// responded.
    #[serde(skip)]
    pub from_salesforce: bool,
}

impl Problem {
    /// Creates a problem with the usual help of its code.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: code.help().map(Into::into),
            fields: Vec::new(),
            errors: Vec::new(),
            status: None,
            retryable: code.retryable(),
            conflict: None,
            from_salesforce: false,
        }
    }

    /// Replaces the usual help.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a field that the problem is about.
    #[must_use]
    pub fn about(mut self, field: &FieldName) -> Self {
        self.fields.push(field.as_str().into());
        self
    }

    /// Merges several problems of the input, so that a form can show them all at once.
    ///
    /// The first problem determines the code. Returns `None` if there are no problems.
    #[must_use]
    pub fn all(problems: Vec<Self>) -> Option<Self> {
        let mut whole = problems.first()?.clone();
        if problems.len() > 1 {
            whole.message =
                problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ");
            whole.fields = problems.iter().flat_map(|problem| problem.fields.iter().cloned()).collect();
        }
        whole.errors = problems
            .into_iter()
            .map(|problem| Detail {
                code: problem.code.as_str().into(),
                message: problem.message,
                fields: problem.fields,
            })
            .collect();
        Some(whole)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the names of a string union of `types.d.ts`.
    fn union(name: &str) -> Vec<&'static str> {
        let types = include_str!("../wasm/bindings/types.d.ts");
        let start = types.find(&format!("export type {name} =")).expect("the union is declared");
        let body = types[start..].split(';').next().expect("the union ends");
        body.lines().filter_map(|line| line.trim().strip_prefix("| \"")?.strip_suffix('"')).collect()
    }

    #[test]
    fn codes_are_unique_and_match_typescript() {
        let mut ours: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(ours, union("ProblemCode"), "the table and the union have the same order");
        ours.sort_unstable();
        ours.dedup();
        assert_eq!(ours.len(), Code::ALL.len());
    }

    #[test]
    fn every_code_is_documented() {
        let table = include_str!("../../pkg-template/docs/errors.md");
        for code in Code::ALL {
            assert!(table.contains(&format!("`{}`", code.as_str())), "{}", code.as_str());
        }
    }

    #[test]
    fn help_texts_follow_the_style() {
        for help in Code::ALL.iter().filter_map(|code| code.help()) {
            let first = help.chars().next().unwrap();
            assert!(!first.is_uppercase() && !help.ends_with('.'), "{help}");
        }
    }

    #[test]
    fn merges_several_problems_into_one() {
        let name = FieldName::new("Name").unwrap();
        let close = FieldName::new("CloseDate").unwrap();
        let whole = Problem::all(vec![
            Problem::new(Code::InvalidValue, "a").about(&name),
            Problem::new(Code::InvalidValue, "b").about(&close),
        ])
        .unwrap();
        assert_eq!(whole.message, "a; b");
        assert_eq!(whole.fields, ["Name", "CloseDate"]);
        assert_eq!(whole.errors.len(), 2);
        assert_eq!(Problem::all(Vec::new()), None);
    }
}
