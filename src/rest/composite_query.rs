//! `POST /services/data/v{version}/composite` with one query
//!
//! For queries whose URL would be too long for Salesforce or for a proxy in front of it.

use super::http::encode;
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::json::{Value as Json, json};

/// Sends a query in the body of a request.
pub(super) fn request(version: ApiVersion, soql: &str) -> HttpRequest {
    let url = version.path("/query?q=") + &encode(soql);
    let query = json!({ "method": "GET", "url": url, "referenceId": "rows" });
    HttpRequest::ask(version.path("/composite"), &json!({ "compositeRequest": [query] }))
}

/// Returns the response to the query. The call has status 200 even if the query is refused.
#[must_use]
pub fn unwrapped(response: HttpResponse) -> HttpResponse {
    if response.status != 200 || !response.body.contains("\"compositeResponse\"") {
        return response;
    }
    let Ok(mut body) = response.body.parse::<Json>() else { return response };
    let Some(part) = body["compositeResponse"].get_mut(0) else { return response };
    match part["httpStatusCode"].as_u64().and_then(|status| u16::try_from(status).ok()) {
        Some(status) => HttpResponse { status, body: part["body"].take().to_string(), ..response },
        None => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unwraps_the_response_of_the_query() {
        let inside = |status: u16, body: Json| {
            let part = json!({ "body": body, "httpStatusCode": status, "referenceId": "rows" });
            HttpResponse::new(200, json!({ "compositeResponse": [part] }).to_string())
        };
        let refused = unwrapped(inside(400, json!([{ "errorCode": "INVALID_FIELD", "message": "x" }])));
        assert_eq!(refused.status, 400);
        assert_eq!(super::super::read_refusal(&refused).code, crate::base::error::Code::FieldNotFound);
        assert_eq!(unwrapped(inside(200, json!({ "records": [] }))).body, "{\"records\":[]}");
        for plain in [HttpResponse::new(200, "{\"records\":[]}"), HttpResponse::new(503, "<html>")] {
            assert_eq!(unwrapped(plain.clone()), plain);
        }
    }
}
