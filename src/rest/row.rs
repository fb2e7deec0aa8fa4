//! `PATCH /services/data/v{version}/sobjects/Opportunity/{id}`
//!
//! The smallest write. It returns 204 without a body, so the result takes another read.

use super::http::unreadable;
use super::{ApiVersion, HttpDate, HttpRequest, HttpResponse, Method};
use crate::base::error::Problem;
use crate::base::json::{Map, Value as Json};
use crate::base::{FieldValues, RecordId};

/// Returns the path of the row.
pub(super) fn path(version: ApiVersion, id: &RecordId) -> String {
    version.path(&format!("/sobjects/Opportunity/{id}"))
}

/// Returns the body with exactly these fields.
pub(super) fn body(fields: &FieldValues) -> Json {
    Json::Object(
        fields.iter().map(|(name, value)| (name.as_str().to_owned(), value.to_json())).collect::<Map<_, _>>(),
    )
}

/// Writes the fields. With `unmodified_since`, the record's `LastModifiedDate` as it was read, Salesforce
/// responds with 412 if another user saved the record later.
#[must_use]
pub fn request(
    version: ApiVersion,
    id: &RecordId,
    fields: &FieldValues,
    unmodified_since: Option<&HttpDate>,
) -> HttpRequest {
    let mut request = HttpRequest::with_body(Method::Patch, path(version, id), &body(fields));
    if let Some(date) = unmodified_since {
        request.headers.push(("If-Unmodified-Since", date.as_str().into()));
    }
    request
}

/// Reads the response, which has no body on success.
///
/// # Errors
///
/// The server's refusal.
pub fn read(response: &HttpResponse) -> Result<(), Problem> {
    match response.status {
        204 => Ok(()),
        // Salesforce responds with 204. Any other success comes from a proxy or a login page, and proves
        // nothing about the write.
        200..300 => Err(unreadable(response.status, "not the status 204 of an update")),
        _ => Err(super::read_refusal(response)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Code;
    use crate::base::{FieldName, FieldValue};

    #[test]
    fn builds_the_request() {
        let id = RecordId::opportunity("006R0000001rboIIAQ").unwrap();
        let fields = FieldValues::from([
            (FieldName::new("StageName").unwrap(), FieldValue::Text("Closed Won".into())),
            (FieldName::new("Discount__c").unwrap(), FieldValue::Number("12.5".parse().unwrap())),
            (FieldName::new("NextStep").unwrap(), FieldValue::Null),
        ]);
        let request =
            request(ApiVersion::DEFAULT, &id, &fields, HttpDate::new("2026-08-21T10:15:30.000Z").as_ref());
        assert_eq!(
            request,
            HttpRequest {
                method: Method::Patch,
                path: "/services/data/v66.0/sobjects/Opportunity/006R0000001rboIIAQ".into(),
                headers: vec![
                    ("Accept", "application/json".into()),
                    ("Content-Type", "application/json".into()),
                    ("If-Unmodified-Since", "Fri, 21 Aug 2026 10:15:30 GMT".into()),
                ],
                body: Some(r#"{"Discount__c":12.5,"NextStep":null,"StageName":"Closed Won"}"#.into()),
                writes: true,
            }
        );
    }

    #[test]
    fn recognizes_a_failed_precondition_without_a_body() {
        assert_eq!(read(&HttpResponse::new(204, "")), Ok(()));
        for (status, body) in [(200, "<html>"), (200, ""), (202, ""), (201, r#"{"success":true}"#)] {
            assert_eq!(read(&HttpResponse::new(status, body)).unwrap_err().code, Code::UnreadableAnswer);
        }
        let lost = read(&HttpResponse::new(412, "")).unwrap_err();
        assert_eq!(lost.code, Code::ChangedMeanwhile);
    }
}
