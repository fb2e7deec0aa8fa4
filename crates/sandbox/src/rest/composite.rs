//! `POST /services/data/v{version}/composite`, and `/tooling/composite` for resources of the Tooling API.
//!
//! The call has status 200 even if every subrequest failed (REST API guide, "Composite").

mod references;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use serde_json::{Map, Value as Json, json};

use self::references::substitute;
use crate::call::Call;
use crate::message::{Content, Reply, Req};
use crate::problem::{Outcome, Problem};

const MOST: usize = 25;
const MOST_QUERIES: usize = 5;
const HALTED: &str =
    "The transaction was rolled back since another operation in the same transaction failed.";

/// The API of the subrequests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// The REST API's.
    Rest,
    /// The Tooling API's.
    Tooling,
}

/// A validated subrequest.
struct Part {
    method: Method,
    url: String,
    id: String,
    headers: HeaderMap,
    body: Option<Json>,
}

/// Handles a composite call.
pub fn answer(call: &mut Call<'_>, family: Family) -> Outcome<Reply> {
    if call.req.method != Method::POST {
        return Ok(Reply::method_not_allowed(&call.req.method, "HEAD,GET,POST"));
    }
    let body = call.req.object()?;
    let parts = parts(call, &body, family)?;
    let all_or_none = body.get("allOrNone").and_then(Json::as_bool).unwrap_or(false);
    let point = call.world.org.begin();
    let mut results: Vec<(String, Reply)> = Vec::new();
    for part in &parts {
        let reply = if all_or_none && results.iter().any(|(_, r)| r.status >= 400) {
            halted()
        } else {
            run(call, part, &results)
        };
        results.push((part.id.clone(), reply));
    }
    let failed = results.iter().position(|(_, reply)| reply.status >= 400);
    match failed {
        Some(first) if all_or_none => {
            call.world.org.rollback(point);
            for (n, (_, reply)) in results.iter_mut().enumerate() {
                if n != first {
                    *reply = halted();
                }
            }
        }
        _ => call.world.org.commit(point),
    }
    let responses: Vec<Json> = results.into_iter().map(|(id, reply)| shown(&id, reply)).collect();
    Ok(Reply::ok(json!({ "compositeResponse": responses })))
}

fn halted() -> Reply {
    Reply::json(400, json!([{ "errorCode": "PROCESSING_HALTED", "message": HALTED }]))
}

fn shown(id: &str, reply: Reply) -> Json {
    let mut headers = Map::new();
    for (name, value) in &reply.headers {
        let name = match *name {
            "etag" => "ETag",
            "last-modified" => "Last-Modified",
            "location" => "Location",
            "allow" => "Allow",
            _ => continue,
        };
        headers.insert(name.into(), json!(value));
    }
    let body = match reply.content {
        Content::Json(json) => json,
        Content::Text(_, text) => json!(text),
        Content::Empty => Json::Null,
    };
    json!({ "body": body, "httpHeaders": headers, "httpStatusCode": reply.status, "referenceId": id })
}

fn run(call: &mut Call<'_>, part: &Part, results: &[(String, Reply)]) -> Reply {
    let mut url = part.url.clone();
    let mut body = part.body.clone();
    let referred = substitute(&mut url, results, true).and_then(|()| match &mut body {
        Some(body) => references::walk(body, results),
        None => Ok(()),
    });
    if let Err(message) = referred {
        return Reply::json(400, json!([{ "errorCode": "PROCESSING_HALTED", "message": message }]));
    }
    let bytes = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
    let req = Req::new(part.method.clone(), &url, part.headers.clone(), bytes);
    let segments: Vec<&str> = req.segments.iter().skip(3).map(String::as_str).collect();
    let point = call.world.org.begin();
    let mut inner = Call {
        world: call.world,
        req: &req,
        user: call.user,
        version: call.version,
        base: call.base,
        route: call.route,
    };
    let reply = (inner.route)(&mut inner, &segments);
    // The changes of a failed subrequest are rolled back to `begin`.
    match reply {
        Ok(reply) => {
            call.world.org.commit(point);
            reply
        }
        Err(problems) => {
            call.world.org.rollback(point);
            Reply::problems(&problems)
        }
    }
}

fn bad(message: impl Into<String>) -> Vec<Problem> {
    vec![Problem::new(400, "JSON_PARSER_ERROR", message)]
}

/// Parses the subrequests. A malformed call has status 400.
fn parts(call: &Call<'_>, body: &Map<String, Json>, family: Family) -> Outcome<Vec<Part>> {
    for key in body.keys() {
        if !matches!(key.as_str(), "allOrNone" | "collateSubrequests" | "compositeRequest") {
            return Err(bad(format!("Unrecognized field \"{key}\" at [line:1, column:1]")));
        }
    }
    let list = body.get("compositeRequest").and_then(Json::as_array);
    let list = list.ok_or_else(|| bad("The value for compositeRequest is missing or is not a list"))?;
    if list.is_empty() || list.len() > MOST {
        let message = format!("The request can have no more than {MOST} subrequests, and at least one");
        return Err(Problem::new(400, "INVALID_INPUT", message).into());
    }
    let parts: Vec<Part> = list.iter().map(|part| read(call, part, family)).collect::<Outcome<_>>()?;
    let queries =
        parts.iter().filter(|p| p.url.contains("/query") || p.url.contains("/composite/sobjects")).count();
    if queries > MOST_QUERIES {
        let message =
            format!("The request can have no more than {MOST_QUERIES} query or collections subrequests");
        return Err(Problem::new(400, "INVALID_INPUT", message).into());
    }
    let mut ids: Vec<&str> = parts.iter().map(|p| p.id.as_str()).collect();
    ids.sort_unstable();
    if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = format!("referenceId is used more than once: {}", twice[0]);
        return Err(Problem::new(400, "INVALID_INPUT", message).into());
    }
    Ok(parts)
}

fn read(call: &Call<'_>, part: &Json, family: Family) -> Outcome<Part> {
    let text = |key: &str| part[key].as_str();
    let invalid = |message: String| Err(Problem::new(400, "INVALID_INPUT", message).into());
    let (Some(method), Some(url), Some(id)) = (text("method"), text("url"), text("referenceId")) else {
        return invalid("A subrequest needs method, url and referenceId".into());
    };
    let method = match method {
        "GET" => Method::GET,
        "POST" => Method::POST,
        "PATCH" => Method::PATCH,
        "PUT" => Method::PUT,
        "DELETE" => Method::DELETE,
        "HEAD" => Method::HEAD,
        other => return invalid(format!("Invalid HTTP method: {other}")),
    };
    // Since version 52 a reference id consists of letters, digits and underscores.
    if call.version >= 52 && (id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')) {
        return invalid(format!("Invalid referenceId: {id}"));
    }
    let path = url.split('?').next().unwrap_or_default();
    let mut segments = path.split('/').filter(|s| !s.is_empty());
    let rooted =
        url.starts_with('/') && segments.next() == Some("services") && segments.next() == Some("data");
    let version = segments.next();
    let rest: Vec<&str> = segments.collect();
    let served = match rest.as_slice() {
        ["tooling", "sobjects" | "query", ..] => family == Family::Tooling,
        ["sobjects" | "query" | "queryAll", ..] | ["composite", "sobjects", ..] => family == Family::Rest,
        _ => false,
    };
    if !rooted || !served || version != Some(&format!("v{}.0", call.version)) {
        return invalid(format!("The url of a subrequest must be a resource of this version: {url}"));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in part["httpHeaders"].as_object().into_iter().flatten() {
        if ["accept", "authorization", "content-type"].iter().any(|no| no.eq_ignore_ascii_case(name)) {
            return invalid(format!("The header {name} is not allowed in a subrequest"));
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&text)) {
            headers.insert(name, value);
        }
    }
    let body = Some(&part["body"]).filter(|b| !b.is_null()).cloned();
    Ok(Part { method, url: url.to_owned(), id: id.to_owned(), headers, body })
}
