//! Reads the errors of a response body, whatever its shape.

use super::causes::{is_automation, is_known};
use crate::base::error::{Detail, Duplicates};
use crate::base::json::Value as Json;
use crate::rest::plain_text::{decoded, plain_text};

/// Returns true for Salesforce's own error bodies: a list of errors with a code, and the `output` of the User
/// Interface API. Gateways and proxies return HTML, nothing, or an object of their own.
pub(super) fn is_from_salesforce(body: &Json) -> bool {
    let has_code = |error: &Json| {
        let code = error["errorCode"].as_str().or_else(|| error["statusCode"].as_str()).unwrap_or_default();
        let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        !code.is_empty() && (code.bytes().all(is_capital) || is_known(code))
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

/// Returns what a duplicate rule found: in the list of errors of a row, or in the result of a save.
pub(super) fn read_duplicates(body: &Json) -> Option<Duplicates> {
    body.as_array().or_else(|| body["errors"].as_array())?.iter().find_map(found_by_rule)
}

/// Returns what the duplicate rule of one error found. Salesforce misspells the key.
fn found_by_rule(error: &Json) -> Option<Duplicates> {
    let found = match &error["duplicateResut"] {
        Json::Null => &error["duplicateResult"],
        found => found,
    };
    let mut duplicates = Duplicates { rule: found["duplicateRule"].as_str()?.into(), records: Vec::new() };
    for result in found["matchResults"].as_array().into_iter().flatten() {
        for found in result["matchRecords"].as_array().into_iter().flatten() {
            duplicates.records.extend(found["record"]["Id"].as_str().map(Into::into));
        }
    }
    Some(duplicates)
}

/// Returns all errors of a body.
pub(super) fn read_details(body: &Json) -> Vec<Detail> {
    match body {
        // sObject rows, queries, composite subresponses. Status 300 has a list of texts, which are not errors.
        Json::Array(items) => {
            items.iter().filter(|item| !matches!(item, Json::String(_))).flat_map(read_details).collect()
        }
        Json::Object(object) => {
            // The User Interface API puts the errors into `output`; its own message is generic.
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
        Json::String(text) => named_in_plain_text(text).into_iter().collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) => Vec::new(),
    }
}

/// Reads one error: `errorCode` in most responses, `statusCode` in collections, `error` in OAuth.
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
    // Flows write HTML. Elsewhere, what looks like a tag is text by an administrator.
    let message = if is_automation(code) { plain_text(message) } else { decoded(message) };
    Some(Detail {
        code: code.into(),
        message,
        fields: several.chain(text("field")).map(Into::into).collect(),
    })
}

/// Reads the one-word errors of the identity service, such as `Bad_OAuth_Token`.
fn named_in_plain_text(text: &str) -> Option<Detail> {
    let text = text.trim();
    let is_name = text.len() < 64
        && text.contains('_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| Detail { code: text.into(), message: text.into(), fields: Vec::new() })
}
