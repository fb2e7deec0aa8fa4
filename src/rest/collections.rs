//! `PATCH /services/data/v{version}/composite/sobjects`
//!
//! Up to 200 records a call, each saved independently. A well-formed call has status 200 even if every record
//! was refused, and its errors name the code `statusCode`.

use super::http::unreadable;
use super::{ApiVersion, HttpDate, HttpRequest, HttpResponse, Method, refusal};
use crate::base::error::Problem;
use crate::base::json::{Value as Json, json};

/// The most records in one call.
pub const MOST: usize = 200;

/// Writes each record's fields. The endpoint does not support preconditions; they are ignored.
#[must_use]
pub fn request(version: ApiVersion, records: Vec<(&str, Json, Option<HttpDate>)>) -> HttpRequest {
    let record = |(id, mut fields, _): (&str, Json, Option<HttpDate>)| {
        fields["attributes"] = json!({ "type": "Opportunity" });
        fields["id"] = id.into();
        fields
    };
    let body = json!({ "allOrNone": false, "records": records.into_iter().map(record).collect::<Vec<_>>() });
    HttpRequest::with_body(Method::Patch, version.path("/composite/sobjects"), &body)
}

/// Returns the result of each record, in the order of the request.
///
/// # Errors
///
/// The server's refusal of the whole call, or a response without a result for each record.
pub fn read(response: &HttpResponse, count: usize) -> Result<Vec<Result<(), Problem>>, Problem> {
    let body = response.json()?;
    let results = body.as_array().filter(|results| results.len() == count);
    let results = results.ok_or_else(|| unreadable(response.status, "not one result for each record"))?;
    results
        .iter()
        .map(|result| match result["success"].as_bool() {
            Some(true) => Ok(Ok(())),
            // The status that a row would have returned.
            Some(false) => Ok(Err(refusal::read_body(400, result))),
            None => Err(unreadable(response.status, "a result without `success`")),
        })
        .collect()
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
        let records =
            vec![("006000000000001AAA", json!({ "StageName": "Closed Won", "NextStep": null }), None)];
        let request = request(ApiVersion::DEFAULT, records);
        assert_eq!(
            (request.method, request.path.as_str()),
            (Method::Patch, "/services/data/v66.0/composite/sobjects")
        );
        let body: Json = request.body.unwrap().parse().unwrap();
        assert_eq!(
            body,
            json!({ "allOrNone": false, "records": [{ "attributes": { "type": "Opportunity" },
                "id": "006000000000001AAA", "StageName": "Closed Won", "NextStep": null }] })
        );
    }

    #[test]
    fn reads_a_result_for_each_record() {
        let body = json!([
            { "id": "006000000000001AAA", "success": true, "errors": [] },
            { "success": false, "errors": [{ "statusCode": "UNABLE_TO_LOCK_ROW", "message": "x", "fields": [] }] },
            { "success": false, "errors": [{ "statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": "No!",
                "fields": ["StageName"] }] },
        ]);
        let results = read(&answer(&body), 3).unwrap();
        let codes: Vec<_> =
            results.iter().map(|result| result.as_ref().err().map(|problem| problem.code)).collect();
        assert_eq!(codes, [None, Some(Code::RecordLocked), Some(Code::ValidationRule)]);
        assert_eq!(read(&answer(&body), 4).unwrap_err().code, Code::UnreadableAnswer, "one is missing");
        assert_eq!(read(&answer(&json!([{}])), 1).unwrap_err().code, Code::UnreadableAnswer);
    }
}
