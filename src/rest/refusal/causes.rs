//! Salesforce's error codes, with the permission or setting that cures each.
//!
//! The codes are those of the SOAP API Developer Guide (`ExceptionCode`, `StatusCode`) and of the REST API
//! Developer Guide (Status Codes and Error Responses). If a code has several causes, its message tells them
//! apart. `docs/architecture.md` lists what goes along with a new row.

use crate::base::error::Code;

/// The cause of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// The problem code.
    pub(super) code: Code,
    /// The help; empty for the code's usual help.
    pub(super) help: &'static str,
}

const API_ENABLED: &str = "ask the Salesforce administrator for the permission API Enabled, in the user's profile or a permission set";
const NO_API: &str = "ask the Salesforce administrator whether the org's edition includes the API, and for the user's \
     permission API Enabled";
const SETUP: &str = "ask the Salesforce administrator for the permission View Setup and Configuration";
const OBJECT: &str = "ask the Salesforce administrator for Read on Opportunity, and access to its fields";
const SHARING: &str = "ask the Salesforce administrator for edit access to this record, by its owner, a sharing rule or \
     a team, and for Edit on Opportunity";
const RELATED: &str = "ask the Salesforce administrator for access to the record that the message in `errors` names: the \
     account, campaign, price book, owner or record type";
const RECORD_TYPE: &str =
    "ask the Salesforce administrator to assign the record type to the user's profile or permission set";
const INACTIVE_OWNER: &str = "give the opportunity an active owner, or ask the Salesforce administrator for the \
     permission Update Records with Inactive Owners";
const FEATURE: &str = "ask the Salesforce administrator to enable the feature that the message in `errors` names, and for its license";
const PICKLIST: &str = "choose a value that is active in the picklist and available for the record type; the Salesforce \
     administrator sets both in Setup > Object Manager > Opportunity";
const MAINTENANCE: &str =
    "the org is read-only during maintenance; see https://status.salesforce.com for its end";
const DAILY: &str = "the org has used its API requests of the last 24 hours: see Setup > Company Information > API \
     Requests, Last 24 Hours";
const PASSWORD: &str = "the password has expired: sign in to Salesforce in the browser and set a new one";
const BAD_TOKEN: &str = "give an OAuth access token of this org alone, without `Bearer`";
const CERTIFICATE: &str = "the org asks for a client certificate: ask the Salesforce administrator to take the permission \
     Enforce SSL/TLS Mutual Authentication from the user";
const AGENT: &str = "attach the connected app to the agent in Salesforce, or use another connected app";
const HOURS: &str =
    "the profile's login hours or login IP ranges do not allow it: ask the Salesforce administrator";
const APP: &str = "ask the Salesforce administrator to let this user use the connected app: Setup > Connected Apps OAuth \
     Usage, or API Access Control";
const BLOCKED: &str = "a transaction security policy blocks it: see Setup > Transaction Security Policies";
const STORAGE: &str = "the org has no data storage left: see Setup > Storage Usage";
const LICENSE: &str = "the org has no license left for this: see Setup > Company Information";
const UNIQUE: &str = "a field that must be unique has this value on another record, which the message names";
const NEW_OWNER: &str = "the new owner needs Read on Opportunity";
const CURRENCY: &str = "choose an active currency: see Setup > Manage Currencies";
const LOOKUP_FILTER: &str = "choose a record that the field's lookup filter accepts";
const NARROWER: &str = "search for a longer part of the name; Salesforce took too long";
const FEWER: &str = "name fewer fields in the option `fields`, or let the org's rules use fewer";
const LONG: &str = "the request is longer than Salesforce, or a proxy in front of it, accepts: name fewer fields in the option `fields`";
const RECYCLED: &str = "the opportunity was deleted; the Recycle Bin of Salesforce keeps it for 15 days";
const NO_SALESFORCE_ERROR: &str = "the answer names no error of Salesforce: a proxy or a firewall between the page and \
     Salesforce may have refused it";
const WRONG_ADDRESS: &str =
    "the response has no Salesforce error: check the instance URL, the option `apiVersion`, and any proxy";

const ORG_LOCKED: &str = "the org is locked or its trial is over: ask the Salesforce administrator";
const OTHER_INSTANCE: &str = "the org is not at this address: check the instance URL";
const PACKAGE: &str = "ask the Salesforce administrator to assign the user a license of the managed package";
const SITE: &str = "ask the Salesforce administrator to activate the Experience Cloud site, and to add the user's \
     profile or permission set to its members";
const TERRITORIES: &str = "the org is realigning its territories: try again when that is done";
const MANAGER: &str = "an approval process needs the user's manager: ask the Salesforce administrator to set Manager \
     on the user";
const EMAIL: &str = "give an address such as `name@example.com`";
const OTHER_OBJECT: &str = "choose a record of the object that the lookup takes";

/// Salesforce's code, a part of the message (in any letter case; empty for every message), the problem code,
/// and the help if the code's usual one would mislead. The first matching row counts. Codes that are not listed
/// are passed on in `errors`.
pub(super) const CAUSES: &[(&str, &str, Code, &str)] = &[
    // Session and authentication.
    ("INVALID_SESSION_ID", "attached to agent", Code::SessionNotAccepted, AGENT),
    ("INVALID_SESSION_ID", "not valid for use with", Code::SessionNotAccepted, ""),
    ("INVALID_SESSION_ID", "mutually authenticated", Code::SessionNotAccepted, CERTIFICATE),
    ("INVALID_SESSION_ID", "", Code::SessionExpired, ""),
    ("INVALID_AUTH_HEADER", "", Code::SessionExpired, BAD_TOKEN),
    ("Bad_OAuth_Token", "", Code::SessionExpired, ""),
    ("Missing_OAuth_Token", "", Code::SessionExpired, BAD_TOKEN),
    ("INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "", Code::SessionExpired, PASSWORD),
    ("PASSWORD_LOCKOUT", "", Code::AccessDenied, "ask the Salesforce administrator to unlock the user"),
    ("MUTUAL_AUTHENTICATION_FAILED", "", Code::SessionNotAccepted, CERTIFICATE),
    ("LOGIN_DURING_RESTRICTED_DOMAIN", "", Code::AccessDenied, HOURS),
    ("LOGIN_DURING_RESTRICTED_TIME", "", Code::AccessDenied, HOURS),
    ("CLIENT_NOT_ACCESSIBLE_FOR_USER", "", Code::AccessDenied, APP),
    ("CLIENT_REQUIRE_UPDATE_FOR_USER", "", Code::AccessDenied, APP),
    ("ORG_LOCKED", "", Code::AccessDenied, ORG_LOCKED),
    ("TRIAL_EXPIRED", "", Code::AccessDenied, ORG_LOCKED),
    ("INACTIVE_PORTAL", "", Code::AccessDenied, SITE),
    ("PORTAL_NO_ACCESS", "", Code::AccessDenied, SITE),
    ("COMMUNITY_NOT_ACCESSIBLE", "", Code::AccessDenied, SITE),
    ("ORG_NOT_OWNED_BY_INSTANCE", "", Code::RequestRejected, OTHER_INSTANCE),
    // The API itself.
    ("UNSUPPORTED_API_VERSION", "", Code::ApiVersionRetired, ""),
    ("API_CURRENTLY_DISABLED", "for this user", Code::AccessDenied, API_ENABLED),
    ("API_CURRENTLY_DISABLED", "", Code::ServerUnavailable, ""),
    ("API_DISABLED_FOR_ORG", "", Code::AccessDenied, NO_API),
    ("FEATURENOTENABLED", "", Code::AccessDenied, NO_API),
    ("FUNCTIONALITY_NOT_ENABLED", "", Code::AccessDenied, FEATURE),
    ("FUNCTIONALITY_TEMPORARILY_UNAVAILABLE", "", Code::ServerUnavailable, ""),
    ("REQUEST_LIMIT_EXCEEDED", "TotalRequests", Code::RequestLimit, DAILY),
    ("REQUEST_LIMIT_EXCEEDED", "", Code::RequestLimit, ""),
    ("EXCEEDEDQUOTA", "", Code::RequestLimit, ""),
    ("TOO_MANY_APEX_REQUESTS", "", Code::RequestLimit, ""),
    ("SERVER_UNAVAILABLE", "", Code::ServerUnavailable, ""),
    ("INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE", "", Code::ServerUnavailable, MAINTENANCE),
    ("ORG_IN_MAINTENANCE", "", Code::ServerUnavailable, MAINTENANCE),
    // Permissions. An object that a user may not read does not exist for that user.
    ("INVALID_TYPE", "'Opportunity", Code::AccessDenied, OBJECT),
    ("INVALID_TYPE", "'ValidationRule'", Code::AccessDenied, SETUP),
    ("INVALID_TYPE", "'PathAssistant'", Code::AccessDenied, SETUP),
    ("INVALID_TYPE", "", Code::RequestRejected, ""),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type cannot be", Code::AccessDenied, SHARING),
    ("INSUFFICIENT_ACCESS_OR_READONLY", "", Code::AccessDenied, SHARING),
    ("INSUFFICIENT_ACCESS", "", Code::AccessDenied, SHARING),
    ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "", Code::AccessDenied, RELATED),
    ("CANNOT_REPARENT_RECORD", "", Code::AccessDenied, RELATED),
    ("TXN_SECURITY_NO_ACCESS", "", Code::AccessDenied, BLOCKED),
    ("TXN_SECURITY_CONDITION_MET", "", Code::AccessDenied, BLOCKED),
    ("INACTIVE_OWNER_OR_USER", "", Code::AccessDenied, INACTIVE_OWNER),
    (
        "OP_WITH_INVALID_USER_TYPE_EXCEPTION",
        "",
        Code::AccessDenied,
        "the owner's license does not allow opportunities",
    ),
    ("PACKAGE_LICENSE_REQUIRED", "", Code::AccessDenied, PACKAGE),
    ("REQUIRED_FEATURE_MISSING", "", Code::AccessDenied, FEATURE),
    ("TRANSFER_REQUIRES_READ", "", Code::ValueRejected, NEW_OWNER),
    ("LICENSE_LIMIT_EXCEEDED", "", Code::AccessDenied, LICENSE),
    ("STORAGE_LIMIT_EXCEEDED", "", Code::Refused, STORAGE),
    ("NOT_FOUND", "", Code::NotFound, ""),
    ("ENTITY_IS_DELETED", "", Code::NotFound, RECYCLED),
    ("INVALID_FIELD", "", Code::FieldNotFound, ""),
    ("INVALID_FIELD_FOR_INSERT_UPDATE", "", Code::FieldNotWritable, ""),
    ("FIELD_NOT_UPDATABLE", "", Code::FieldNotWritable, ""),
    // Values.
    ("REQUIRED_FIELD_MISSING", "", Code::RequiredFieldMissing, ""),
    ("STRING_TOO_LONG", "", Code::ValueRejected, "shorten the value"),
    ("NUMBER_OUTSIDE_VALID_RANGE", "", Code::ValueRejected, ""),
    ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "", Code::ValueRejected, PICKLIST),
    ("FIELD_INTEGRITY_EXCEPTION", "", Code::ValueRejected, ""),
    ("FIELD_FILTER_VALIDATION_EXCEPTION", "", Code::ValueRejected, LOOKUP_FILTER),
    ("INVALID_TYPE_ON_FIELD_IN_RECORD", "", Code::ValueRejected, ""),
    ("INVALID_EMAIL_ADDRESS", "", Code::ValueRejected, EMAIL),
    ("INVALID_CROSS_REFERENCE_TYPE_FOR_FIELD", "", Code::ValueRejected, OTHER_OBJECT),
    ("TEXT_DATA_OUTSIDE_SUPPORTED_CHARSET", "", Code::ValueRejected, ""),
    ("TOO_MANY_ENUM_VALUE", "", Code::ValueRejected, "choose fewer values"),
    ("INVALID_CURRENCY_ISO", "", Code::ValueRejected, CURRENCY),
    ("UNAVAILABLE_RECORDTYPE_EXCEPTION", "", Code::ValueRejected, RECORD_TYPE),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "record type missing", Code::ValueRejected, RECORD_TYPE),
    ("INVALID_CROSS_REFERENCE_KEY", "record type", Code::ValueRejected, RECORD_TYPE),
    ("INVALID_CROSS_REFERENCE_KEY", "", Code::ValueRejected, ""),
    ("DUPLICATES_DETECTED", "", Code::Duplicate, ""),
    ("DUPLICATE_VALUE", "", Code::Duplicate, UNIQUE),
    // State of the record, and automation of the org.
    ("ENTITY_IS_LOCKED", "", Code::RecordInApproval, ""),
    ("RECORD_IN_USE_BY_WORKFLOW", "", Code::RecordInApproval, ""),
    ("ALREADY_IN_PROCESS", "", Code::RecordInApproval, ""),
    ("TERRITORY_REALIGN_IN_PROGRESS", "", Code::Refused, TERRITORIES),
    ("MANAGER_NOT_DEFINED", "", Code::Refused, MANAGER),
    ("COLLISION_DETECTED", "", Code::ChangedMeanwhile, ""),
    ("CollisionDetectedException", "", Code::ChangedMeanwhile, ""),
    ("ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE", "", Code::ChangedMeanwhile, ""),
    ("CANNOT_EXECUTE_FLOW_TRIGGER", "", Code::AutomationFailed, ""),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "", Code::AutomationFailed, ""),
    ("APEX_ERROR", "", Code::AutomationFailed, ""),
    ("SELF_REFERENCE_FROM_TRIGGER", "", Code::AutomationFailed, ""),
    // The request.
    ("JSON_PARSER_ERROR", "", Code::RequestRejected, ""),
    ("MALFORMED_QUERY", "", Code::RequestRejected, ""),
    ("MALFORMED_SEARCH", "", Code::RequestRejected, ""),
    ("MALFORMED_ID", "", Code::RequestRejected, ""),
    ("METHOD_NOT_ALLOWED", "", Code::RequestRejected, ""),
    ("POST_BODY_PARSE_ERROR", "", Code::RequestRejected, ""),
    ("ILLEGAL_QUERY_PARAMETER_VALUE", "", Code::RequestRejected, ""),
    ("OPERATION_TOO_LARGE", "", Code::RequestRejected, ""),
    ("EXCEEDED_ID_LIMIT", "", Code::RequestRejected, ""),
    ("EXCEEDED_MAX_SIZE_REQUEST", "", Code::RequestRejected, LONG),
    ("QUERY_TOO_COMPLICATED", "", Code::RequestRejected, FEWER),
    ("QUERY_TIMEOUT", "", Code::ServerError, NARROWER),
    ("REQUEST_RUNNING_TOO_LONG", "", Code::ServerError, ""),
    ("UNKNOWN_EXCEPTION", "", Code::ServerError, ""),
];

/// Errors that a flow or a trigger wraps in its message: a lock, a rule.
const WRAPPED: [(&str, Code); 2] =
    [("UNABLE_TO_LOCK_ROW", Code::RecordLocked), ("FIELD_CUSTOM_VALIDATION_EXCEPTION", Code::ValidationRule)];

/// Returns the cause of a Salesforce code; `None` for an unknown code.
pub(super) fn cause_of(status: u16, error_code: &str, message: &str) -> Option<Cause> {
    // 412 means that the precondition failed, whatever the code.
    if status == 412 {
        return Some(Cause { code: Code::ChangedMeanwhile, help: "" });
    }
    let wrapped = WRAPPED.iter().find(|(name, _)| error_code == *name || message.contains(name));
    if let Some((_, code)) = wrapped {
        return Some(Cause { code: *code, help: "" });
    }
    let fits = |(name, part, ..): &&(&str, &str, Code, &str)| error_code == *name && says(message, part);
    let (.., code, help) = CAUSES.iter().find(fits)?;
    Some(match code {
        // 404 is about the record's own id; other statuses are about an id in a field.
        Code::ValueRejected if status == 404 => Cause { code: Code::NotFound, help: "" },
        code => Cause { code: *code, help },
    })
}

fn says(message: &str, part: &str) -> bool {
    part.is_empty()
        || message.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

/// Returns true for an error of a flow or a trigger.
pub(super) fn is_automation(error_code: &str) -> bool {
    CAUSES.iter().any(|(name, _, code, _)| *name == error_code && *code == Code::AutomationFailed)
}

/// Returns the cause that the status alone implies; `bare` if the body has no Salesforce error.
pub(super) fn by_status(status: u16, bare: bool) -> Cause {
    let code = match status {
        401 => Code::SessionExpired,
        403 => Code::AccessDenied,
        404 => Code::NotFound,
        409 | 412 => Code::ChangedMeanwhile,
        410 => Code::ApiVersionRetired,
        429 => Code::RequestLimit,
        // Salesforce's edge responds with 420 if it has no route to the host.
        408 | 420 | 502 | 503 | 504 => Code::ServerUnavailable,
        500 => Code::ServerError,
        300..=399 => Code::UnreadableAnswer,
        405 | 406 | 413 | 414 | 415 | 428 | 431 => Code::RequestRejected,
        _ => Code::Refused,
    };
    let help = match status {
        403 | 407 if bare => NO_SALESFORCE_ERROR,
        404 if bare => WRONG_ADDRESS,
        413 | 414 | 431 => LONG,
        _ => "",
    };
    Cause { code, help }
}

/// Returns true for a 401 that no other token of this kind cures.
pub(super) fn is_unrecoverable(text: &str) -> bool {
    text.contains("This session is not valid for use with the REST API")
        || text.contains("Connected app is not attached to Agent")
}

/// Returns true for a code in the table.
pub(super) fn is_known(error_code: &str) -> bool {
    CAUSES.iter().any(|(known, ..)| *known == error_code)
}
