//! Conditional requests (REST API guide, "Conditional Requests"; RFC 9110 §13).
//!
//! Dates work for every object and compare whole seconds; ETags work for Account only.

use http::Method;
use jiff::Timestamp;
use serde_json::json;

use crate::call::Call;
use crate::message::Reply;
use crate::org::Row;
use crate::org::schema::Object;
use crate::org::value::{Value, http_time};
use crate::problem::Problem;

/// The result of preconditions.
#[derive(Debug)]
pub enum Precondition {
    /// The request may continue.
    Met,
    /// The response to send instead.
    Failed(Reply),
}

/// Checks a row's preconditions.
pub fn check(call: &Call<'_>, object: &Object, row: &Row) -> Result<Precondition, Problem> {
    let modified = match object.slot("LastModifiedDate").map(|slot| &row.values[slot]) {
        Some(Value::DateTime(time)) => *time,
        _ => return Ok(Precondition::Met),
    };
    let reading = matches!(call.req.method, Method::GET | Method::HEAD);
    if object.name == "Account" {
        let tag = etag(row);
        let lists = |header: &str| {
            call.req
                .header(header)
                .map(|list| list.trim() == "*" || list.split(',').any(|t| strip(t) == strip(&tag)))
        };
        if lists("if-match") == Some(false) {
            return Ok(Precondition::Failed(failed(call)));
        }
        if lists("if-none-match") == Some(true) {
            return Ok(Precondition::Failed(if reading { Reply::empty(304) } else { failed(call) }));
        }
    }
    if let Some(since) = date(call, "if-unmodified-since", reading)?
        && modified > since
    {
        return Ok(Precondition::Failed(failed(call)));
    }
    if reading
        && let Some(since) = date(call, "if-modified-since", true)?
        && modified <= since
    {
        return Ok(Precondition::Failed(Reply::empty(304).with("last-modified", http_time(modified))));
    }
    Ok(Precondition::Met)
}

/// Returns a 412. There is no recording of its body, so a fault can set it.
pub fn failed(call: &Call<'_>) -> Reply {
    let body = call.world.faults.value("precondition-body").and_then(|v| v.as_str());
    match body {
        Some("array") => {
            let message = "The request was not processed because a precondition was not met";
            Reply::json(412, json!([{ "message": message, "errorCode": "PRECONDITION_FAILED" }]))
        }
        Some("html") => {
            let html = "<html><head><title>Error 412 - Precondition Failed</title></head><body><h2>HTTP ERROR 412</h2></body></html>";
            Reply::text(412, "text/html; charset=UTF-8", html)
        }
        _ => Reply::empty(412),
    }
}

/// Returns a weak ETag that changes with every save, in the format of recorded ones.
pub fn etag(row: &Row) -> String {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(format!("{:?}", row.values));
    format!("\"{}\"", base64::engine::general_purpose::STANDARD.encode(&digest[..20]))
}

/// Recorded ETags may end in `-gzip` or `--gzip`.
fn strip(tag: &str) -> String {
    let tag = tag.trim().trim_start_matches("W/").replace("--gzip", "").replace("-gzip", "");
    tag.trim_matches('"').to_owned()
}

/// A malformed date is ignored on reads (RFC 9110 §13.1.4) and 400 on writes.
fn date(call: &Call<'_>, header: &'static str, lenient: bool) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = call.req.header(header) else { return Ok(None) };
    match parse(text) {
        Some(time) => Ok(Some(time)),
        None if lenient => Ok(None),
        None => {
            let message = format!("Invalid value for header {header}: {text}");
            Err(Problem::new(400, "INVALID_HEADER_VALUE", message))
        }
    }
}

/// Parses `EEE, dd MMM yyyy HH:mm:ss z`.
pub fn parse(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::org::value::http_time;

    #[test]
    fn http_dates_round_trip() {
        let text = "Fri, 21 Aug 2026 10:15:30 GMT";
        assert_eq!(http_time(parse(text).unwrap()), text);
        for wrong in ["2026-08-21T10:15:30Z", "yesterday", "", "Fri, 32 Aug 2026 10:15:30 GMT"] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
    }
}
