//! Reads the responses to requests that hosts sent on their own.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::base::error::{Code, Problem};
use crate::base::{FieldValues, RecordId};
use crate::rest::composite::Written;
use crate::rest::composite_query::unwrapped;
use crate::rest::write::read_any;
use crate::rest::{HttpResponse, object_info, opportunity_stages, picklist_values, query, record};
use crate::wasm::bindings::input::matches_to_js;
use crate::wasm::bindings::options::Options;
use crate::wasm::convert::to_js;

/// A response as JavaScript passed it.
pub(crate) enum Response<'a> {
    Find { value: &'a JsValue, options: &'a JsValue },
    Record { value: &'a JsValue },
    ObjectInfo { value: &'a JsValue },
    Stages { value: &'a JsValue },
    OpportunityStages { value: &'a JsValue },
    Update { value: &'a JsValue },
}

pub(super) fn read(response: Response<'_>) -> Result<JsValue, Problem> {
    match response {
        Response::Find { value, options } => find(value, options),
        Response::Record { value } => record(value),
        Response::ObjectInfo { value } => object_info(value),
        Response::Stages { value } => stages(value),
        Response::OpportunityStages { value } => opportunity_stages(value),
        Response::Update { value } => update(value),
    }
}

fn response(value: &JsValue) -> Result<HttpResponse, Problem> {
    let response = Options::new(value, "response", &["status", "body"])?;
    let status = response.get("status").and_then(|status| status.as_f64());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    let status = status.filter(|status| (100.0..600.0).contains(status)).map(|status| status as u16);
    let status = status
        .ok_or_else(|| Problem::new(Code::InvalidOptions, "`status` of `response` is not an HTTP status"))?;
    let body = match response.get("body") {
        Some(body) if body.is_null() => String::new(),
        Some(_) | None => response.text("body")?.unwrap_or_default(),
    };
    Ok(HttpResponse::new(status, body))
}

fn find(value: &JsValue, options: &JsValue) -> Result<JsValue, Problem> {
    Options::new(options, "options", &["instanceUrl", "allowedOrigins"]).and_then(|options| {
        query::read(&unwrapped(response(value)?), Some(&options.instance()?), None, None)
            .map(|matches| matches_to_js(&matches))
    })
}

/// A record in the host's format.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadRecord {
    id: RecordId,
    record_type_id: RecordId,
    last_modified: String,
    fields: FieldValues,
}

fn record(value: &JsValue) -> Result<JsValue, Problem> {
    response(value).and_then(|response| record::read(&response)).map(|snapshot| {
        to_js(&ReadRecord {
            id: snapshot.id,
            record_type_id: snapshot.record_type,
            last_modified: snapshot.last_modified,
            fields: snapshot.values,
        })
    })
}

fn object_info(value: &JsValue) -> Result<JsValue, Problem> {
    #[derive(Serialize)]
    struct ReadObjectInfo {
        fields: Vec<crate::org::FieldInfo>,
    }
    response(value)
        .and_then(|response| object_info::read(&response))
        .map(|info| to_js(&ReadObjectInfo { fields: info.fields.into_values().collect() }))
}

fn stages(value: &JsValue) -> Result<JsValue, Problem> {
    response(value).and_then(|response| picklist_values::read(&response)).map(|lists| to_js(&lists.stages))
}

fn opportunity_stages(value: &JsValue) -> Result<JsValue, Problem> {
    response(value).and_then(|response| opportunity_stages::read(&response)).map(|stages| to_js(&stages))
}

fn update(value: &JsValue) -> Result<JsValue, Problem> {
    response(value).and_then(|response| {
        read_any(&response).map(|written| match written {
            Written::ReadBack(values) => to_js(&values),
            Written::Unread => JsValue::NULL,
        })
    })
}
