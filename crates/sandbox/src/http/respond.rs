//! Converts a reply to HTTP, with the headers that Salesforce adds.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Response, StatusCode};

use super::cors::{Verdict, always_open, readable};
use crate::message::{Content, Reply};
use crate::world::{DAILY_CALLS, World};

/// Builds the response.
pub fn respond(world: &mut World, parts: &Parts, reply: Reply, verdict: &Verdict) -> Response<Bytes> {
    if parts.uri.path().starts_with("/services/data/") {
        world.calls += 1;
    }
    let calls = world.calls;
    let may_read = readable(world, parts, reply.status);
    let pretty = parts.headers.get("x-prettyprint").is_some_and(|v| v == "1");
    let (content_type, body) = match reply.content {
        Content::Empty => (None, String::new()),
        Content::Text(content_type, text) => (Some(content_type), text),
        Content::Json(json) => {
            let text =
                if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) };
            (Some("application/json;charset=UTF-8"), text.unwrap_or_default())
        }
    };
    let body = if parts.method == Method::HEAD { Bytes::new() } else { Bytes::from(body) };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let mut put = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    };
    if let Some(content_type) = content_type {
        put(CONTENT_TYPE.as_str(), content_type);
    }
    if always_open(parts.uri.path()) {
        put("access-control-allow-origin", "*");
    } else if let Verdict::Listed(origin) = verdict
        && may_read
        && !refused(parts, reply.status)
    {
        put("access-control-allow-origin", origin);
        put("vary", "Origin");
    }
    let request_id = format!("{calls:08x}{:024x}", u128::from(calls) * 0x9e37_79b9_7f4a_7c15);
    put("x-request-id", &request_id);
    put("x-sfdc-request-id", &request_id);
    put("server", "sfdcedge");
    put("cache-control", "no-cache,must-revalidate,max-age=0,no-store,private");
    put("x-content-type-options", "nosniff");
    put("x-robots-tag", "none");
    put("set-cookie", "BrowserId=sandboxSandboxSandbox; path=/; SameSite=None");
    if parts.uri.path().trim_matches('/').split('/').filter(|s| !s.is_empty()).count() > 2 {
        put("sforce-limit-info", &format!("api-usage={calls}/{DAILY_CALLS}"));
    }
    for (name, value) in reply.headers {
        put(name, &value);
    }
    response
}

/// The response to a refused preflight does not mention the origin.
fn refused(parts: &Parts, status: u16) -> bool {
    parts.method == Method::OPTIONS && status >= 400
}
