//! `responses.*`: reads the responses to the requests of `requests.*`.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::tools::{Response, tools};
use crate::base::error::Problem;
use crate::wasm::convert::to_error;

type Read = Result<JsValue, JsValue>;

/// Returns the opportunities.
#[wasm_bindgen(unchecked_return_type = "OpportunityMatches")]
pub fn responses_find(
    #[wasm_bindgen(unchecked_param_type = "ReceivedResponse")] value: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "FindResponseOptions")] options: &JsValue,
) -> Read {
    finish(tools()?.response(Response::Find { value, options }))
}

/// Returns the record.
#[wasm_bindgen(unchecked_return_type = "RecordValues")]
pub fn responses_record(#[wasm_bindgen(unchecked_param_type = "ReceivedResponse")] value: &JsValue) -> Read {
    finish(tools()?.response(Response::Record { value }))
}

/// Returns the object's fields.
#[wasm_bindgen(unchecked_return_type = "ObjectFields")]
pub fn responses_object_info(
    #[wasm_bindgen(unchecked_param_type = "ReceivedResponse")] value: &JsValue,
) -> Read {
    finish(tools()?.response(Response::ObjectInfo { value }))
}

/// Returns the stages of the record type.
#[wasm_bindgen(unchecked_return_type = "readonly Stage[]")]
pub fn responses_stages(#[wasm_bindgen(unchecked_param_type = "ReceivedResponse")] value: &JsValue) -> Read {
    finish(tools()?.response(Response::Stages { value }))
}

/// Returns all stages of the org.
#[wasm_bindgen(unchecked_return_type = "readonly OrgStage[]")]
pub fn responses_opportunity_stages(
    #[wasm_bindgen(unchecked_param_type = "ReceivedResponse")] value: &JsValue,
) -> Read {
    finish(tools()?.response(Response::OpportunityStages { value }))
}

/// Returns the record after the write; null if the response does not contain it.
#[wasm_bindgen(unchecked_return_type = "Record<FieldName, FieldValue> | null")]
pub fn responses_update(#[wasm_bindgen(unchecked_param_type = "ReceivedResponse")] value: &JsValue) -> Read {
    finish(tools()?.response(Response::Update { value }))
}

fn finish(result: Result<JsValue, Problem>) -> Read {
    result.map_err(|problem| to_error(&problem))
}
