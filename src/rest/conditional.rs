//! `POST /services/data/v{version}/composite` with up to 25 `PATCH …/sobjects/Opportunity/{id}`
//!
//! Each record has its own precondition, which collections and Bulk API do not support. It is in the body,
//! where no CORS preflight can refuse it. Salesforce never collates subrequests that have headers.

use super::http::unreadable;
use super::{ApiVersion, HttpDate, HttpRequest, HttpResponse, Method, refusal};
use crate::base::error::Problem;
use crate::base::json::{Value as Json, json};

/// The most records in one call.
pub const MOST: usize = 25;

/// Writes each record's fields, unless the record was saved after the given time.
#[must_use]
pub fn request(version: ApiVersion, records: Vec<(&str, Json, Option<HttpDate>)>) -> HttpRequest {
    let part = |(index, (id, fields, unmodified_since)): (usize, (&str, Json, Option<HttpDate>))| {
        let mut part = json!({
            "method": "PATCH",
            "url": version.path("/sobjects/Opportunity/") + id,
            "referenceId": reference(index),
            "body": fields,
        });
        if let Some(date) = unmodified_since {
            part["httpHeaders"] = json!({ "If-Unmodified-Since": date.as_str() });
        }
        part
    };
    let parts: Vec<_> = records.into_iter().enumerate().map(part).collect();
    let body = json!({ "allOrNone": false, "collateSubrequests": false, "compositeRequest": parts });
    HttpRequest::with_body(Method::Post, version.path("/composite"), &body)
}

fn reference(index: usize) -> String {
    format!("r{index}")
}

/// Returns the result of each record, in the order of the request.
///
/// # Errors
///
/// The server's refusal of the whole call, or a response without a result for each record.
pub fn read(response: &HttpResponse, count: usize) -> Result<Vec<Result<(), Problem>>, Problem> {
    let body = response.json()?;
    let parts = body["compositeResponse"].as_array();
    let result = |index: usize| {
        let reference = reference(index);
        let part = parts?.iter().find(|part| part["referenceId"] == *reference)?;
        let status = u16::try_from(part["httpStatusCode"].as_u64()?).ok()?;
        Some(match status {
            200..=299 => Ok(()),
            status => Err(refusal::read_body(status, &part["body"])),
        })
    };
    (0..count)
        .map(|index| {
            result(index).ok_or_else(|| unreadable(response.status, "not one response for each record"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Code;

    #[test]
    fn builds_the_request() {
        let since = HttpDate::new("2026-08-21T10:15:30.000Z");
        let request = request(
            ApiVersion::DEFAULT,
            vec![("006000000000001AAA", json!({ "StageName": "Closed Won" }), since)],
        );
        assert_eq!(request.path, "/services/data/v66.0/composite");
        let body: Json = request.body.unwrap().parse().unwrap();
        assert_eq!(
            body,
            json!({ "allOrNone": false, "collateSubrequests": false, "compositeRequest": [{
                "method": "PATCH", "url": "/services/data/v66.0/sobjects/Opportunity/006000000000001AAA",
                "referenceId": "r0", "body": { "StageName": "Closed Won" },
                "httpHeaders": { "If-Unmodified-Since": "Fri, 21 Aug 2026 10:15:30 GMT" },
            }] })
        );
    }

    #[test]
    fn matches_responses_by_reference_id() {
        let body = json!({ "compositeResponse": [
            { "body": null, "httpStatusCode": 412, "referenceId": "r1" },
            { "body": null, "httpStatusCode": 204, "referenceId": "r0" },
        ] });
        let response = HttpResponse::new(200, body.to_string());
        let results = read(&response, 2).unwrap();
        assert_eq!(results[0], Ok(()));
        assert_eq!(results[1].as_ref().unwrap_err().code, Code::ChangedMeanwhile);
        assert_eq!(read(&response, 3).unwrap_err().code, Code::UnreadableAnswer);
    }
}
