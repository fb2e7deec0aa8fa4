//! `POST /services/data/v{version}/composite/batch`: serial, independent subrequests without rollback.

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::{Value as Json, json};

use crate::call::Call;
use crate::message::{Content, Reply, Req};
use crate::problem::{Outcome, Problem};

const MOST: usize = 25;

/// Handles a batch.
pub fn answer(call: &mut Call<'_>) -> Outcome<Reply> {
    if call.req.method != Method::POST {
        return Ok(Reply::method_not_allowed(&call.req.method, "HEAD,POST"));
    }
    let body = call.req.object()?;
    let halt = body.get("haltOnError").and_then(Json::as_bool).unwrap_or(false);
    let list =
        body.get("batchRequests").and_then(Json::as_array).filter(|l| !l.is_empty() && l.len() <= MOST);
    let list = list.ok_or_else(|| {
        let message = format!("batchRequests must be a list of 1 to {MOST} requests");
        Problem::new(400, "INVALID_INPUT", message)
    })?;
    let mut failed = false;
    let mut results = Vec::new();
    for part in list {
        let reply = if failed && halt {
            let message = "Batch processing halted because of a prior error";
            Reply::problems(&[Problem::new(412, "BATCH_PROCESSING_HALTED", message)])
        } else {
            run(call, part)
        };
        failed |= reply.status >= 400;
        let result = match reply.content {
            Content::Json(json) => json,
            Content::Text(_, text) => json!(text),
            Content::Empty => Json::Null,
        };
        results.push(json!({ "statusCode": reply.status, "result": result }));
    }
    Ok(Reply::ok(json!({ "hasErrors": failed, "results": results })))
}

fn run(call: &mut Call<'_>, part: &Json) -> Reply {
    let method = part["method"].as_str().and_then(|m| m.parse::<Method>().ok()).unwrap_or(Method::GET);
    let url = part["url"].as_str().unwrap_or_default().trim_start_matches('/');
    let url = url.strip_prefix("services/data/").unwrap_or(url);
    let number =
        url.split('/').next().and_then(|v| v.strip_prefix('v')?.strip_suffix(".0")?.parse::<u32>().ok());
    // A subrequest's version is that of the call or an older one.
    let Some(version) = number.filter(|n| *n <= call.version) else {
        return Reply::problems(&[Problem::not_found()]);
    };
    let bytes = Some(&part["richInput"]).filter(|b| !b.is_null()).map(|b| Bytes::from(b.to_string()));
    let req = Req::new(method, &format!("/services/data/{url}"), HeaderMap::new(), bytes.unwrap_or_default());
    let segments: Vec<&str> = req.segments.iter().skip(3).map(String::as_str).collect();
    if segments.first().is_some_and(|s| *s == "composite") && segments.get(1).is_none_or(|s| *s == "batch") {
        return Reply::problems(&[Problem::new(400, "INVALID_INPUT", "A batch cannot hold a composite")]);
    }
    call.world.calls += 1;
    let mut inner =
        Call { world: call.world, req: &req, user: call.user, version, base: call.base, route: call.route };
    (inner.route)(&mut inner, &segments).unwrap_or_else(|problems| Reply::problems(&problems))
}
