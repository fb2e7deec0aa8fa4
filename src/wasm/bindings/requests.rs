//! `requests.*`: builds the requests of `connect`, for hosts that fetch on their own.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::tools::{Request, tools};

type Built = Result<JsValue, JsValue>;

/// Searches opportunities.
#[wasm_bindgen(unchecked_return_type = "PreparedRequest")]
pub fn requests_find(
    #[wasm_bindgen(unchecked_param_type = "OpportunityQuery")] query: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "RequestOptions | undefined")] options: &JsValue,
) -> Built {
    tools()?.request(Request::Find { query, options })
}

/// Reads one opportunity.
#[wasm_bindgen(unchecked_return_type = "PreparedRequest")]
pub fn requests_record(
    #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "RecordRequestOptions | undefined")] options: &JsValue,
) -> Built {
    tools()?.request(Request::Record { id, options })
}

/// Reads the object's fields.
#[wasm_bindgen(unchecked_return_type = "PreparedRequest")]
pub fn requests_object_info(
    #[wasm_bindgen(unchecked_param_type = "RequestOptions | undefined")] options: &JsValue,
) -> Built {
    tools()?.request(Request::ObjectInfo { options })
}

/// Reads the stages of a record type.
#[wasm_bindgen(unchecked_return_type = "PreparedRequest")]
pub fn requests_stages(
    #[wasm_bindgen(unchecked_param_type = "string")] record_type: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "RequestOptions | undefined")] options: &JsValue,
) -> Built {
    tools()?.request(Request::Stages { record_type, options })
}

/// Reads all stages of the org.
#[wasm_bindgen(unchecked_return_type = "PreparedRequest")]
pub fn requests_opportunity_stages(
    #[wasm_bindgen(unchecked_param_type = "RequestOptions | undefined")] options: &JsValue,
) -> Built {
    tools()?.request(Request::OpportunityStages { options })
}

/// Writes fields.
#[wasm_bindgen(unchecked_return_type = "PreparedRequest")]
pub fn requests_update(
    #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Readonly<Record<FieldName, FieldValue>>")] fields: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "UpdateRequestOptions | undefined")] options: &JsValue,
) -> Built {
    tools()?.request(Request::Update { id, fields, options })
}
