//! Reads a refusal in any of the shapes that Salesforce and what stands before it answer with.

use super::HttpResponse;
use super::plain_text::{decoded, plain_text};
use crate::error::{Code, Detail, Problem};
use crate::json::Value as Json;

/// The problem behind an answer that is no success.
#[must_use]
pub fn read_refusal(response: &HttpResponse) -> Problem {
    let body = response.body.parse::<Json>().unwrap_or(Json::Null);
    let problem = read_body(response.status, &body);
    match response.retry_after.as_deref() {
        Some(seconds) if seconds.bytes().all(|byte| byte.is_ascii_digit()) => {
            problem.with_help(format!("wait {seconds} seconds, then try again"))
        }
        Some(date) => problem.with_help(format!("try again after {date}")),
        None => problem,
    }
}

/// The problem that a body of a composite answer tells of.
pub(super) fn read_body(status: u16, body: &Json) -> Problem {
    let mut problem = from_details(status, read_details(body));
    problem.from_salesforce = is_salesforces(body);
    if problem.code == Code::Duplicate
        && let Some(found) = body.as_array().and_then(|errors| found_by_rule(errors.first()?))
    {
        problem.help = Some(found);
    }
    problem
}

/// True for the shapes of Salesforce's own error bodies: a list of errors with a code, and the `output` of the User
/// Interface API. Gateways and proxies answer with HTML, with nothing, or with an object of their own.
fn is_salesforces(body: &Json) -> bool {
    let has_code = |error: &Json| {
        let code = error["errorCode"].as_str().or_else(|| error["statusCode"].as_str()).unwrap_or_default();
        let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        !code.is_empty() && (code.bytes().all(is_capital) || CODES.iter().any(|(known, _)| *known == code))
    };
    match body {
        Json::Array(errors) => errors.iter().any(has_code),
        Json::Object(object) if object.contains_key("output") => {
            body["output"]["errors"].is_array() || body["output"]["fieldErrors"].is_object()
        }
        // The result of a save in a collection.
        Json::Object(_) => body["errors"].as_array().is_some_and(|errors| errors.iter().any(has_code)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    }
}

/// What a duplicate rule found; the key is misspelt by Salesforce.
fn found_by_rule(error: &Json) -> Option<String> {
    let found = match &error["duplicateResut"] {
        Json::Null => &error["duplicateResult"],
        found => found,
    };
    let mut help = ["the duplicate rule `", found["duplicateRule"].as_str()?, "` found"].concat();
    for result in found["matchResults"].as_array().into_iter().flatten() {
        for record in result["matchRecords"].as_array().into_iter().flatten() {
            help.push_str(" `");
            help.push_str(record["record"]["Id"].as_str().unwrap_or_default());
            help.push('`');
        }
    }
    Some(help)
}

fn from_details(status: u16, errors: Vec<Detail>) -> Problem {
    let code = errors
        .iter()
        .map(|detail| classify(status, &detail.code, &detail.message))
        .find(|code| *code != Code::Refused)
        .unwrap_or_else(|| by_status(status));
    let message = match SAID.iter().find(|(known, _)| *known == code) {
        Some((_, said)) => (*said).to_owned(),
        // A page of HTML, an empty body: the status is all there is.
        None if errors.is_empty() => format!("the server answered with status {status}"),
        None => errors.iter().map(|detail| spoken(&detail.message)).collect::<Vec<_>>().join("; "),
    };
    let mut problem = Problem::new(code, message);
    problem.status = Some(status);
    for field in errors.iter().flat_map(|detail| &detail.fields) {
        if !problem.fields.contains(field) {
            problem.fields.push(field.clone());
        }
    }
    problem.errors = errors;
    problem
}

/// All errors that a body lists, whatever its shape.
fn read_details(body: &Json) -> Vec<Detail> {
    match body {
        // sObject rows, queries, composite sub-answers. Status 300 answers a list of texts, which name no error.
        Json::Array(items) => items.iter().flat_map(read_details).collect(),
        Json::Object(object) => {
            // The User Interface API puts what is useful into `output`; its own message is a phrase.
            if let Some(output) = object.get("output") {
                let by_field =
                    output["fieldErrors"].as_object().into_iter().flat_map(|fields| fields.values());
                let found: Vec<_> = output["errors"]
                    .as_array()
                    .into_iter()
                    .chain(by_field.filter_map(Json::as_array))
                    .flatten()
                    .filter_map(read_detail)
                    .collect();
                if !found.is_empty() {
                    return found;
                }
            }
            // Results of a save: `{"success":false,"errors":[…]}`.
            if let Some(errors) = object.get("errors").and_then(Json::as_array) {
                return errors.iter().flat_map(read_details).collect();
            }
            read_detail(body).into_iter().collect()
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Vec::new(),
    }
}

/// One error: `errorCode` in most answers, `statusCode` in collections, `error` from OAuth.
fn read_detail(error: &Json) -> Option<Detail> {
    let text = |key: &str| error[key].as_str().filter(|text| !text.is_empty());
    let code = text("errorCode").or_else(|| text("statusCode")).or_else(|| text("error"));
    let message = text("message").or_else(|| text("error_description"));
    if code.is_none() && message.is_none() {
        return None;
    }
    let several = error["fields"].as_array().into_iter().flatten().filter_map(Json::as_str);
    let message = message.or(code).unwrap_or_default();
    let code = code.unwrap_or("UNKNOWN");
    // Flows write HTML. Elsewhere what looks like a tag was written by an administrator, to be read.
    let automated = (code, Code::AutomationFailed);
    let message = if CODES.contains(&automated) { plain_text(message) } else { decoded(message) };
    Some(Detail {
        code: code.into(),
        message,
        fields: several.chain(text("field")).map(Into::into).collect(),
    })
}

/// Salesforce's codes and ours. What is not in here passes through as it is, in `errors`.
const CODES: &[(&str, Code)] = &[
    ("INVALID_SESSION_ID", Code::SessionExpired),
    ("INVALID_AUTH_HEADER", Code::SessionExpired),
    ("INVALID_OPERATION_WITH_EXPIRED_PASSWORD", Code::SessionExpired),
    ("REQUEST_LIMIT_EXCEEDED", Code::RequestLimit),
    ("TOO_MANY_APEX_REQUESTS", Code::RequestLimit),
    ("API_CURRENTLY_DISABLED", Code::ServerUnavailable),
    ("SERVER_UNAVAILABLE", Code::ServerUnavailable),
    ("INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE", Code::ServerUnavailable),
    ("NOT_FOUND", Code::NotFound),
    ("ENTITY_IS_DELETED", Code::NotFound),
    ("INVALID_FIELD", Code::FieldNotFound),
    ("INVALID_FIELD_FOR_INSERT_UPDATE", Code::FieldNotWritable),
    ("REQUIRED_FIELD_MISSING", Code::RequiredFieldMissing),
    ("STRING_TOO_LONG", Code::ValueRejected),
    ("NUMBER_OUTSIDE_VALID_RANGE", Code::ValueRejected),
    ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", Code::ValueRejected),
    ("FIELD_INTEGRITY_EXCEPTION", Code::ValueRejected),
    ("FIELD_FILTER_VALIDATION_EXCEPTION", Code::ValueRejected),
    ("INVALID_TYPE_ON_FIELD_IN_RECORD", Code::ValueRejected),
    ("UNAVAILABLE_RECORDTYPE_EXCEPTION", Code::ValueRejected),
    ("INVALID_CROSS_REFERENCE_KEY", Code::ValueRejected),
    ("INSUFFICIENT_ACCESS_OR_READONLY", Code::AccessDenied),
    ("INSUFFICIENT_ACCESS", Code::AccessDenied),
    ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", Code::AccessDenied),
    ("TXN_SECURITY_NO_ACCESS", Code::AccessDenied),
    ("API_DISABLED_FOR_ORG", Code::AccessDenied),
    ("FUNCTIONALITY_NOT_ENABLED", Code::AccessDenied),
    ("ENTITY_IS_LOCKED", Code::RecordInApproval),
    ("RECORD_IN_USE_BY_WORKFLOW", Code::RecordInApproval),
    ("DUPLICATES_DETECTED", Code::Duplicate),
    ("COLLISION_DETECTED", Code::ChangedMeanwhile),
    ("CollisionDetectedException", Code::ChangedMeanwhile),
    ("ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE", Code::ChangedMeanwhile),
    ("CANNOT_EXECUTE_FLOW_TRIGGER", Code::AutomationFailed),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", Code::AutomationFailed),
    ("APEX_ERROR", Code::AutomationFailed),
    ("JSON_PARSER_ERROR", Code::RequestRejected),
    ("MALFORMED_QUERY", Code::RequestRejected),
    ("MALFORMED_SEARCH", Code::RequestRejected),
    ("MALFORMED_ID", Code::RequestRejected),
    ("INVALID_TYPE", Code::RequestRejected),
    ("METHOD_NOT_ALLOWED", Code::RequestRejected),
    ("POST_BODY_PARSE_ERROR", Code::RequestRejected),
    ("ILLEGAL_QUERY_PARAMETER_VALUE", Code::RequestRejected),
    ("OPERATION_TOO_LARGE", Code::RequestRejected),
    ("EXCEEDED_ID_LIMIT", Code::RequestRejected),
    ("QUERY_TIMEOUT", Code::ServerError),
    ("REQUEST_RUNNING_TOO_LONG", Code::ServerError),
    ("UNKNOWN_EXCEPTION", Code::ServerError),
];

/// What a flow or a trigger tells in its message of what stopped it: a lock that it met, a rule.
const WRAPPED: [(&str, Code); 2] =
    [("UNABLE_TO_LOCK_ROW", Code::RecordLocked), ("FIELD_CUSTOM_VALIDATION_EXCEPTION", Code::ValidationRule)];

/// What is said to people where Salesforce's own words are for developers. They stand in `errors` all the same; what a
/// rule, a flow or a field has to say is said in its own words.
const SAID: [(Code, &str); 9] = [
    (Code::SessionExpired, "the Salesforce session has expired"),
    (Code::SessionNotAccepted, "Salesforce does not accept this kind of session"),
    (Code::AccessDenied, "Salesforce does not let this user do that"),
    (Code::RequestLimit, "the org has no room for more requests at the moment"),
    (Code::NotFound, "Salesforce has no such record for this user"),
    (Code::RecordLocked, "somebody else is saving the record at this moment"),
    (Code::ChangedMeanwhile, "somebody else changed the record after it was read here"),
    (Code::ServerUnavailable, "Salesforce cannot be reached at the moment"),
    (Code::ServerError, "Salesforce failed to answer"),
];

fn classify(status: u16, error_code: &str, message: &str) -> Code {
    let wrapped = WRAPPED.iter().find(|(name, _)| error_code == *name || message.contains(name));
    let code = wrapped.or_else(|| CODES.iter().find(|(name, _)| error_code == *name)).map(|(_, code)| *code);
    match code {
        // Whatever else it says: the precondition was not met.
        _ if status == 412 => Code::ChangedMeanwhile,
        Some(Code::SessionExpired) if is_hopeless(message) => Code::SessionNotAccepted,
        // The record's own id, and not one that a field was to hold.
        Some(Code::ValueRejected) if status == 404 => Code::NotFound,
        Some(code) => code,
        None => Code::Refused,
    }
}

fn by_status(status: u16) -> Code {
    match status {
        401 => Code::SessionExpired,
        403 => Code::AccessDenied,
        404 => Code::NotFound,
        409 | 412 => Code::ChangedMeanwhile,
        410 => Code::ApiVersionRetired,
        429 => Code::RequestLimit,
        // 420 is the edge's word for a host that it has no route to.
        408 | 420 | 502 | 503 | 504 => Code::ServerUnavailable,
        500 => Code::ServerError,
        300..=399 => Code::UnreadableAnswer,
        405 | 414 | 415 | 431 => Code::RequestRejected,
        _ => Code::Refused,
    }
}

/// What a 401 asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// The answer is no 401.
    NotAsked,
    /// A new token may help, once.
    Useful,
    /// No token of this kind will ever do; asking for another would go on for ever.
    Hopeless,
}

/// Whether another token could help after this answer.
#[must_use]
pub fn renewal(response: &HttpResponse) -> Renewal {
    match response.status {
        401 if is_hopeless(&response.body) => Renewal::Hopeless,
        401 => Renewal::Useful,
        _ => Renewal::NotAsked,
    }
}

fn is_hopeless(text: &str) -> bool {
    text.contains("This session is not valid for use with the REST API")
        || text.contains("Connected app is not attached to Agent")
}

/// What a person wants to hear of a message: not the query with a caret under it that comes before.
fn spoken(message: &str) -> &str {
    match message.split_once("ERROR at Row:").and_then(|(_, rest)| rest.split_once('\n')) {
        Some((_, said)) => said.trim(),
        None => message.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded() -> Vec<(String, HttpResponse)> {
        let rows: Json = include_str!("../../tests/fixtures/salesforce/error-bodies.json").parse().unwrap();
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let body = match &row["body"] {
                    Json::Null => String::new(),
                    Json::String(text) => text.clone(),
                    json => json.to_string(),
                };
                let status = u16::try_from(row["http_status"].as_u64().unwrap()).unwrap();
                (row["what"].as_str().unwrap().to_owned(), HttpResponse::new(status, body))
            })
            .collect()
    }

    #[test]
    fn every_recorded_refusal_has_its_code() {
        let expected = [
            ("validation rule on Opportunity update", Code::ValidationRule),
            ("required field missing", Code::RequiredFieldMissing),
            ("GET record, well-formed id", Code::NotFound),
            ("malformed/unknown id", Code::NotFound),
            ("bad nextRecordsUrl", Code::Refused),
            ("expired session", Code::SessionExpired),
            ("session without API scope", Code::SessionNotAccepted),
            ("refresh token expired", Code::Refused),
            ("two refreshes with the same", Code::Refused),
            ("same, before Winter 25", Code::Refused),
            ("identity service with a bad token", Code::AccessDenied),
            ("preflight OPTIONS", Code::AccessDenied),
            ("row lock (older", Code::RecordLocked),
            ("row lock (current", Code::RecordLocked),
            ("PATCH without an id", Code::RequestRejected),
            ("read-only fields sent", Code::FieldNotWritable),
            ("SOQL unknown field", Code::FieldNotFound),
            ("SOQL unknown object", Code::RequestRejected),
            ("unknown field in a PATCH", Code::FieldNotFound),
            ("restricted picklist: message", Code::ValueRejected),
            ("restricted picklist on PATCH", Code::ValueRejected),
            ("external id matches", Code::UnreadableAnswer),
            ("two validation rules fail", Code::ValidationRule),
            ("XML error body", Code::Refused),
            ("HTML error page", Code::NotFound),
            ("conditional PATCH lost", Code::ChangedMeanwhile),
            ("PATCH/DELETE of a well-formed id", Code::NotFound),
            ("UI API PATCH /ui-api/records with a stale", Code::ChangedMeanwhile),
            ("UI API PATCH refused by validation", Code::ValueRejected),
            ("daily API limit", Code::RequestLimit),
            ("flow fails on save", Code::AutomationFailed),
            ("trigger wraps a nested validation rule", Code::ValidationRule),
        ];
        let mut seen = 0;
        for (what, response) in recorded() {
            // Two rows answer with status 200; `composite` and issue of collections read those.
            if response.status == 200 || what == "composite allOrNone failure" {
                continue;
            }
            let (_, code) = expected.iter().find(|(start, _)| what.starts_with(start)).expect(&what);
            let problem = read_refusal(&response);
            assert_eq!(problem.code, *code, "{what}");
            assert_eq!(problem.status, Some(response.status));
            assert!(!problem.message.is_empty());
            seen += 1;
        }
        assert_eq!(seen, expected.len());
    }

    #[test]
    fn all_errors_and_their_fields_come_through() {
        let both = recorded().into_iter().find(|(what, _)| what.starts_with("two validation")).unwrap().1;
        let problem = read_refusal(&both);
        assert_eq!(problem.message, "no ACME accounts; no 123 phone");
        assert_eq!(problem.errors.len(), 2);

        let ui = recorded().into_iter().find(|(what, _)| what.starts_with("UI API PATCH refused")).unwrap().1;
        assert_eq!(read_refusal(&ui).fields, ["StageName"]);

        let save = HttpResponse::new(
            400,
            r#"{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"Name: data value too large","fields":["Name"]}]}"#,
        );
        assert_eq!(read_refusal(&save).code, Code::ValueRejected);
        assert_eq!(read_refusal(&save).fields, ["Name"]);
    }

    #[test]
    fn what_a_duplicate_rule_found_is_told() {
        for key in ["duplicateResut", "duplicateResult"] {
            let record = |id: &str| crate::json::json!({ "matchConfidence": 100, "record": { "Id": id } });
            let mut error = crate::json::json!({
                "errorCode": "DUPLICATES_DETECTED",
                "message": "You're creating a duplicate record. We recommend you use an existing record instead.",
            });
            let found = crate::json::json!({
                "allowSave": true, "duplicateRule": "One_Deal_A_Year",
                "matchResults": [{ "matchRecords": [record("006A"), record("006B")] }, { "matchRecords": [] }],
            });
            if let Json::Object(error) = &mut error {
                error.insert(key.into(), found);
            }
            let problem = read_refusal(&HttpResponse::new(400, crate::json::json!([error]).to_string()));
            assert_eq!(problem.code, Code::Duplicate);
            assert_eq!(problem.help.unwrap(), "the duplicate rule `One_Deal_A_Year` found `006A` `006B`");
        }
        let bare = r#"[{"errorCode":"DUPLICATES_DETECTED","message":"x"}]"#;
        assert_eq!(read_refusal(&HttpResponse::new(400, bare)).help.as_deref(), Code::Duplicate.help());
    }

    #[test]
    fn an_administrators_own_words_are_left_alone() {
        for said in [
            "Enter the code as <Region>-<Year>",
            "Ask <sales.ops@acme.com> first",
            "if Amount<Discount then > 5",
            "use <b>, not <i>",
            "<script>alert(1)</script>",
        ] {
            let refused = |code: &str| {
                let body = crate::json::json!([{ "errorCode": code, "message": said, "fields": [] }]);
                read_refusal(&HttpResponse::new(400, body.to_string()))
            };
            let problem = refused("FIELD_CUSTOM_VALIDATION_EXCEPTION");
            assert_eq!((problem.message.as_str(), problem.errors[0].message.as_str()), (said, said));
            assert_eq!(refused("BRAND_NEW").message, said);
        }
    }

    #[test]
    fn the_markup_of_a_flow_goes_and_what_it_quotes_stays() {
        let body = r#"[{"errorCode":"CANNOT_EXECUTE_FLOW_TRIGGER",
            "message":"<b>An unhandled fault</b><br>Enter <Region>-<Year>"}]"#;
        let problem = read_refusal(&HttpResponse::new(400, body));
        assert_eq!(problem.message, "An unhandled fault\nEnter <Region>-<Year>");
        assert_eq!(problem.errors[0].message, problem.message);
    }

    #[test]
    fn a_lost_precondition_is_one_in_any_shape() {
        let collision = r#"{"message":"x","output":{"errors":[{"errorCode":"CollisionDetectedException","message":"m"}]}}"#;
        for (status, body) in [
            (412, ""),
            (412, "[]"),
            (412, "<html>412</html>"),
            (412, r#"[{"errorCode":"PRECONDITION_FAILED","message":"m"}]"#),
            (412, r#"[{"errorCode":"INVALID_FIELD","message":"m"}]"#),
            (409, ""),
            (409, r#"[{"errorCode":"CONFLICT","message":"m"}]"#),
            (400, collision),
            (400, r#"[{"errorCode":"COLLISION_DETECTED","message":"m"}]"#),
        ] {
            assert_eq!(read_refusal(&HttpResponse::new(status, body)).code, Code::ChangedMeanwhile, "{body}");
        }
    }

    #[test]
    fn people_hear_it_in_words_of_theirs_and_developers_in_salesforces() {
        let body = r#"[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access"}]"#;
        let problem = read_refusal(&HttpResponse::new(400, body));
        assert_eq!(problem.message, "somebody else is saving the record at this moment");
        assert_eq!(problem.errors[0].message, "unable to obtain exclusive access");
        assert_eq!(read_refusal(&HttpResponse::new(418, "")).message, "the server answered with status 418");
    }

    #[test]
    fn tells_salesforces_own_error_bodies_from_those_of_a_gateway() {
        let own = |body: &str| read_refusal(&HttpResponse::new(503, body)).from_salesforce;
        for body in [
            r#"[{"errorCode":"SERVER_UNAVAILABLE","message":"x"}]"#,
            r#"[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"x","fields":[]}]"#,
            r#"[{"errorCode":"CollisionDetectedException","message":"x"}]"#,
            r#"{"message":"x","output":{"errors":[],"fieldErrors":{}}}"#,
            r#"{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"x"}]}"#,
        ] {
            assert!(own(body), "{body}");
        }
        for body in [
            "",
            "<html>503</html>",
            "null",
            "[]",
            "{}",
            "\"SERVER_UNAVAILABLE\"",
            "[\"SERVER_UNAVAILABLE\"]",
            r#"[{"errorCode":"SERVER_UNAVAILABLE","mess"#,
            r#"{"message":"Service Unavailable"}"#,
            r#"{"statusCode":503,"message":"x"}"#,
            r#"{"status":503,"error":"Service Unavailable","path":"/services"}"#,
            r#"{"errorCode":"SERVER_UNAVAILABLE","message":"an object, not a list"}"#,
            r#"{"error":{"code":503,"status":"UNAVAILABLE"}}"#,
            r#"{"errors":[{"code":"SERVER_UNAVAILABLE","message":"x"}]}"#,
            r#"{"output":"x"}"#,
            r#"[{"errorCode":503,"message":"x"}]"#,
            r#"[{"errorCode":"upstream timed out","message":"x"}]"#,
            r#"[{"message":"SERVER_UNAVAILABLE"}]"#,
        ] {
            assert!(!own(body), "{body}");
        }
    }

    #[test]
    fn an_unknown_code_passes_through() {
        let body = r#"[{"errorCode":"BRAND_NEW","message":"&lt;new&gt;","fields":["A"]}]"#;
        let problem = read_refusal(&HttpResponse::new(400, body));
        assert_eq!((problem.code, problem.message.as_str()), (Code::Refused, "<new>"));
        assert_eq!(
            (problem.errors[0].code.as_str(), &problem.fields[..]),
            ("BRAND_NEW", &["A".to_owned()][..])
        );
    }

    #[test]
    fn a_wait_that_is_asked_for_is_told() {
        let busy = |wait: &str| HttpResponse { retry_after: Some(wait.into()), ..HttpResponse::new(503, "") };
        assert_eq!(read_refusal(&busy("120")).help.unwrap(), "wait 120 seconds, then try again");
        let date = "Fri, 21 Aug 2026 10:15:30 GMT";
        assert_eq!(read_refusal(&busy(date)).help.unwrap(), format!("try again after {date}"));
    }

    #[test]
    fn a_query_error_is_told_without_the_caret_art() {
        let message = "\nSELECT Foo\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo'";
        assert_eq!(spoken(message), "No such column 'Foo'");
    }

    #[test]
    fn two_answers_must_not_ask_for_another_token() {
        let answer = |status, body: &str| HttpResponse::new(status, body);
        assert_eq!(renewal(&answer(401, "[]")), Renewal::Useful);
        assert_eq!(
            renewal(&answer(401, "[{\"message\":\"This session is not valid for use with the REST API\"}]")),
            Renewal::Hopeless
        );
        assert_eq!(renewal(&answer(403, "Bad_OAuth_Token")), Renewal::NotAsked);
    }
}
