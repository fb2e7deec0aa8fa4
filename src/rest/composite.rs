//! `POST /services/data/v{version}/composite`
//!
//! The write and the read-back in one request. The precondition is in the body, where no CORS preflight can
//! refuse it.

use super::http::unreadable;
use super::{ApiVersion, HttpDate, HttpRequest, HttpResponse, Method, refusal, row};
use crate::base::error::Problem;
use crate::base::json::{Value as Json, json};
use crate::base::{FieldName, FieldValue, FieldValues, RecordId};

const WRITE: &str = "update";
const READ: &str = "readBack";

/// Writes the fields and reads others back.
///
/// `collateSubrequests` is off, so that the read cannot run before the write.
#[must_use]
pub fn request(
    version: ApiVersion,
    id: &RecordId,
    fields: &FieldValues,
    unmodified_since: Option<&HttpDate>,
    read_back: &[FieldName],
) -> HttpRequest {
    let path = row::path(version, id);
    let names: Vec<_> = read_back.iter().map(FieldName::as_str).collect();
    let mut write = json!({
        "method": "PATCH",
        "url": path,
        "referenceId": WRITE,
        "body": row::body(fields),
    });
    if let Some(date) = unmodified_since {
        write["httpHeaders"] = json!({ "If-Unmodified-Since": date.as_str() });
    }
    let read = json!({
        "method": "GET",
        "url": format!("{path}?fields={}", names.join(",")),
        "referenceId": READ,
    });
    let body = json!({
        "allOrNone": false,
        "collateSubrequests": false,
        "compositeRequest": [write, read],
    });
    HttpRequest::with_body(Method::Post, version.path("/composite"), &body)
}

/// The result of a write that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// The record after the write.
    ReadBack(FieldValues),
    /// Written, but the read-back was refused; the client has to read again.
    Unread,
}

/// Returns the record after the write.
///
/// # Errors
///
/// The refusal of the call or of the write in it. The call itself has status 200 even if all of it failed.
pub fn read(response: &HttpResponse) -> Result<Written, Problem> {
    let body = response.json()?;
    let part = |reference: &str| {
        let parts = body["compositeResponse"].as_array()?;
        let part = parts.iter().find(|part| part["referenceId"] == reference)?;
        let status = u16::try_from(part["httpStatusCode"].as_u64()?).ok()?;
        Some((status, &part["body"]))
    };
    let (status, answer) =
        part(WRITE).ok_or_else(|| unreadable(response.status, "no response to the write"))?;
    if !(200..300).contains(&status) {
        return Err(refusal::read_body(status, answer));
    }
    Ok(match part(READ) {
        Some((200, Json::Object(row))) => Written::ReadBack(
            row.iter()
                .filter_map(|(key, value)| Some((FieldName::new(key)?, FieldValue::from_json(value)?)))
                .collect(),
        ),
        Some(_) | None => Written::Unread,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Code;

    fn answer(body: &Json) -> HttpResponse {
        HttpResponse::new(200, body.to_string())
    }

    #[test]
    fn builds_the_request() {
        let id = RecordId::opportunity("006R0000001rboIIAQ").unwrap();
        let stage = FieldName::new("StageName").unwrap();
        let fields = FieldValues::from([(stage.clone(), FieldValue::Text("Closed Won".into()))]);
        let request = request(
            ApiVersion::DEFAULT,
            &id,
            &fields,
            HttpDate::new("2026-08-21T10:15:30.000Z").as_ref(),
            &[stage],
        );
        assert_eq!(request.path, "/services/data/v66.0/composite");
        let body: Json = request.body.unwrap().parse().unwrap();
        assert_eq!(
            body,
            json!({
                "allOrNone": false,
                "collateSubrequests": false,
                "compositeRequest": [
                    {
                        "method": "PATCH",
                        "url": "/services/data/v66.0/sobjects/Opportunity/006R0000001rboIIAQ",
                        "referenceId": "update",
                        "body": { "StageName": "Closed Won" },
                        "httpHeaders": { "If-Unmodified-Since": "Fri, 21 Aug 2026 10:15:30 GMT" },
                    },
                    {
                        "method": "GET",
                        "url": "/services/data/v66.0/sobjects/Opportunity/006R0000001rboIIAQ?fields=StageName",
                        "referenceId": "readBack",
                    },
                ],
            })
        );
    }

    #[test]
    fn reads_the_read_back() {
        let written = read(&answer(&json!({ "compositeResponse": [
            { "body": null, "httpHeaders": {}, "httpStatusCode": 204, "referenceId": "update" },
            { "body": { "attributes": { "type": "Opportunity" }, "StageName": "Closed Won", "Amount": null },
              "httpHeaders": {}, "httpStatusCode": 200, "referenceId": "readBack" },
        ] })));
        let Ok(Written::ReadBack(values)) = written else { panic!("{written:?}") };
        assert_eq!(values.len(), 2);
        assert_eq!(values[&FieldName::new("Amount").unwrap()], FieldValue::Null);
    }

    #[test]
    fn a_refusal_inside_a_200_is_an_error() {
        let part = |status: u16, body: Json| {
            answer(&json!({ "compositeResponse": [
                { "body": body, "httpHeaders": {}, "httpStatusCode": status, "referenceId": "update" },
                { "body": [{ "errorCode": "PROCESSING_HALTED", "message": "x" }], "httpHeaders": {}, "httpStatusCode": 400, "referenceId": "readBack" },
            ] }))
        };
        let rule = json!([{ "message": "No!", "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "fields": ["StageName"] }]);
        let problem = read(&part(400, rule)).unwrap_err();
        assert_eq!((problem.code, problem.status), (Code::ValidationRule, Some(400)));
        assert_eq!(problem.fields, ["StageName"]);
        assert_eq!(read(&part(412, Json::Null)).unwrap_err().code, Code::ChangedMeanwhile);
        assert_eq!(read(&part(204, Json::Null)), Ok(Written::Unread));
        assert_eq!(read(&answer(&json!({}))).unwrap_err().code, Code::UnreadableAnswer);
    }
}
