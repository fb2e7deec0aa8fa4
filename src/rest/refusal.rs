//! Reads a refusal in any of the shapes that Salesforce and what stands before it answer with.

use super::HttpResponse;
use crate::error::{Code, Detail, Problem};
use crate::json::Value as Json;

/// The problem behind an answer that is no success.
#[must_use]
pub fn read_refusal(response: &HttpResponse) -> Problem {
    let details = response.body.parse::<Json>().map(|body| read_details(&body)).unwrap_or_default();
    from_details(response.status, details)
}

/// The problem that a body of a composite answer tells of.
pub(super) fn read_body(status: u16, body: &Json) -> Problem {
    from_details(status, read_details(body))
}

fn from_details(status: u16, errors: Vec<Detail>) -> Problem {
    let code = errors
        .iter()
        .map(|detail| classify(status, &detail.code, &detail.message))
        .find(|code| *code != Code::Refused)
        .unwrap_or_else(|| by_status(status));
    let message = if errors.is_empty() {
        // A page of HTML, an empty body: the status is all there is.
        format!("the server answered with status {status}")
    } else {
        errors.iter().map(|detail| spoken(&detail.message)).collect::<Vec<_>>().join("; ")
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
    Some(Detail {
        code: code.unwrap_or("UNKNOWN").into(),
        message: plain_text(message.or(code).unwrap_or_default()),
        fields: several.chain(text("field")).map(Into::into).collect(),
    })
}

fn classify(status: u16, error_code: &str, message: &str) -> Code {
    // A lock may speak through a flow or a trigger that met it.
    if error_code == "UNABLE_TO_LOCK_ROW" || message.contains("UNABLE_TO_LOCK_ROW") {
        return Code::RecordLocked;
    }
    // A trigger's message wraps the rule that stopped the save.
    if error_code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
        || message.contains("FIELD_CUSTOM_VALIDATION_EXCEPTION")
    {
        return Code::ValidationRule;
    }
    match error_code {
        "INVALID_SESSION_ID" | "INVALID_AUTH_HEADER" if is_hopeless(message) => Code::SessionNotAccepted,
        "INVALID_SESSION_ID" | "INVALID_AUTH_HEADER" | "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" => {
            Code::SessionExpired
        }
        "REQUEST_LIMIT_EXCEEDED" | "TOO_MANY_APEX_REQUESTS" => Code::RequestLimit,
        "API_CURRENTLY_DISABLED"
        | "SERVER_UNAVAILABLE"
        | "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE" => Code::ServerUnavailable,
        "NOT_FOUND" | "ENTITY_IS_DELETED" => Code::NotFound,
        "INVALID_CROSS_REFERENCE_KEY" if status == 404 => Code::NotFound,
        "INVALID_FIELD" => Code::FieldNotFound,
        "INVALID_FIELD_FOR_INSERT_UPDATE" => Code::FieldNotWritable,
        "REQUIRED_FIELD_MISSING" => Code::RequiredFieldMissing,
        "STRING_TOO_LONG"
        | "NUMBER_OUTSIDE_VALID_RANGE"
        | "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
        | "FIELD_INTEGRITY_EXCEPTION"
        | "FIELD_FILTER_VALIDATION_EXCEPTION"
        | "INVALID_TYPE_ON_FIELD_IN_RECORD"
        | "INVALID_CROSS_REFERENCE_KEY" => Code::ValueRejected,
        "INSUFFICIENT_ACCESS_OR_READONLY"
        | "INSUFFICIENT_ACCESS"
        | "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
        | "TXN_SECURITY_NO_ACCESS"
        | "API_DISABLED_FOR_ORG"
        | "FUNCTIONALITY_NOT_ENABLED" => Code::AccessDenied,
        "ENTITY_IS_LOCKED" | "RECORD_IN_USE_BY_WORKFLOW" => Code::RecordInApproval,
        "DUPLICATES_DETECTED" => Code::Duplicate,
        "COLLISION_DETECTED" | "CollisionDetectedException" | "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE" => {
            Code::ChangedMeanwhile
        }
        "CANNOT_EXECUTE_FLOW_TRIGGER" | "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" | "APEX_ERROR" => {
            Code::AutomationFailed
        }
        "JSON_PARSER_ERROR"
        | "MALFORMED_QUERY"
        | "MALFORMED_ID"
        | "INVALID_TYPE"
        | "METHOD_NOT_ALLOWED"
        | "POST_BODY_PARSE_ERROR"
        | "ILLEGAL_QUERY_PARAMETER_VALUE" => Code::RequestRejected,
        "UNKNOWN_EXCEPTION" => Code::ServerError,
        _ => Code::Refused,
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

/// A message without the tags that flows put into theirs. Other angle brackets are the author's own.
fn plain_text(message: &str) -> String {
    const TAGS: [&str; 12] = ["b", "br", "i", "p", "u", "a", "ul", "ol", "li", "em", "div", "strong"];
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        text.push_str(before);
        let name = tag[1..].trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        match tag.find('>') {
            Some(end) if TAGS.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
                if !text.is_empty() && !text.ends_with(char::is_whitespace) && is_block(name) {
                    text.push('\n');
                }
                rest = &tag[end + 1..];
            }
            _ => {
                text.push('<');
                rest = &tag[1..];
            }
        }
    }
    text.push_str(rest);
    text.trim().into()
}

fn is_block(tag: &str) -> bool {
    ["br", "p", "ul", "ol", "li", "div"].iter().any(|block| block.eq_ignore_ascii_case(tag))
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
                (row["what"].as_str().unwrap().to_owned(), HttpResponse { status, body })
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

        let save = HttpResponse {
            status: 400,
            body: r#"{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"Name: data value too large","fields":["Name"]}]}"#.into(),
        };
        assert_eq!(read_refusal(&save).code, Code::ValueRejected);
        assert_eq!(read_refusal(&save).fields, ["Name"]);
    }

    #[test]
    fn markup_of_flows_becomes_text_and_other_angle_brackets_stay() {
        assert_eq!(
            plain_text("details. <b>An unhandled fault</b><br>An error"),
            "details. An unhandled fault\nAn error"
        );
        assert_eq!(plain_text("Amount < 5 or > 9 <x> <"), "Amount < 5 or > 9 <x> <");
        assert_eq!(plain_text("<BR/><a href=\"javascript:x\">go</a>"), "go");
    }

    #[test]
    fn a_query_error_is_told_without_the_caret_art() {
        let message = "\nSELECT Foo\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo'";
        assert_eq!(spoken(message), "No such column 'Foo'");
    }

    #[test]
    fn two_answers_must_not_ask_for_another_token() {
        let answer = |status, body: &str| HttpResponse { status, body: body.into() };
        assert_eq!(renewal(&answer(401, "[]")), Renewal::Useful);
        assert_eq!(
            renewal(&answer(401, "[{\"message\":\"This session is not valid for use with the REST API\"}]")),
            Renewal::Hopeless
        );
        assert_eq!(renewal(&answer(403, "Bad_OAuth_Token")), Renewal::NotAsked);
    }
}
