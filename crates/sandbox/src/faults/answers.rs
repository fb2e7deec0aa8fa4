//! The responses of faults of class `Answer`.

use super::Fault;
use crate::message::Reply;
use crate::problem::Problem;

const HTML: &str = "text/html; charset=UTF-8";
const NOT_FOUND_PAGE: &str = "<!DOCTYPE HTML>\n<html lang=en-US><head><title>Error Page</title></head><body><p>Error</p></body></html>";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Errors>\n\t<Error>\n\t\t<errorCode>NOT_FOUND</errorCode>\n\t\t<message>The requested resource does not exist</message>\n\t</Error>\n</Errors>";

/// Returns the response that replaces the org's.
pub fn answer(fault: &Fault) -> Reply {
    let problem = |status, code, message: &str| Reply::problems(&[Problem::new(status, code, message)]);
    match fault.name {
        "expired-session" => problem(401, "INVALID_SESSION_ID", "Session expired or invalid"),
        "session-not-for-rest" => {
            problem(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API")
        }
        "app-not-attached" => problem(401, "INVALID_SESSION_ID", "Connected app is not attached to Agent"),
        "bad-auth-header" => problem(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE"),
        "request-limit" => problem(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
        "concurrent-limit" => {
            let message = "ConcurrentRequests (Concurrent API Requests) Limit exceeded.";
            problem(403, "REQUEST_LIMIT_EXCEEDED", message)
        }
        "api-disabled" if fault.value == "user" => {
            problem(403, "API_CURRENTLY_DISABLED", "API is disabled for this User")
        }
        "api-disabled" => {
            problem(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.")
        }
        "gateway-before" => gateway(fault),
        "edge-420" => page(420, "There is no route for this host"),
        "edge-502" => page(502, "Bad Gateway"),
        "edge-503" => page(503, "Service Unavailable"),
        "server-unavailable" => problem(503, "SERVER_UNAVAILABLE", "Server is unavailable. Try again later."),
        "refresh-expired" => grant("expired access/refresh token"),
        "refresh-busy" if fault.value == "old" => grant("expired authorization code"),
        "refresh-busy" => grant("token request is already being processed"),
        "html-404" => Reply::text(404, HTML, NOT_FOUND_PAGE),
        "xml-error" => Reply::text(400, "application/xml", XML),
        _ => {
            let message = "An unexpected error occurred. Please include this ErrorId if you contact support: \
                           1405213620-33528 (-1704150698)";
            problem(500, "UNKNOWN_EXCEPTION", message)
        }
    }
}

/// Returns the response of a gateway or a proxy, without an error body of Salesforce's own: `503`, or `"503
/// message"`.
pub fn gateway(fault: &Fault) -> Reply {
    let text = fault.value.as_str().map_or_else(|| fault.value.to_string(), str::to_owned);
    let (status, kind) = text.split_once(' ').unwrap_or((&text, "html"));
    let status = status.parse().ok().filter(|status| (200..600).contains(status)).unwrap_or(503);
    match kind {
        "none" => Reply::text(status, HTML, ""),
        "message" => Reply::json(status, serde_json::json!({ "message": "the upstream did not answer" })),
        "truncated" => Reply::text(
            status,
            "application/json",
            "[{\"message\":\"Server is unavailable\",\"errorCode\":\"SERVER_UNA",
        ),
        "foreign" => {
            let body =
                serde_json::json!({ "errorCode": "SERVER_UNAVAILABLE", "statusCode": status, "error": "x" });
            Reply::json(status, body)
        }
        _ => page(status, "of a gateway"),
    }
}

fn grant(description: &str) -> Reply {
    Reply::json(400, serde_json::json!({ "error": "invalid_grant", "error_description": description }))
}

fn page(status: u16, text: &str) -> Reply {
    let html = format!(
        "<!DOCTYPE html>\n<html><head><title>{status} {text}</title></head><body><h1>{status} {text}</h1>\
         <p>sfdcedge</p></body></html>"
    );
    Reply::text(status, HTML, html)
}
