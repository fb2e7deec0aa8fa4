//! The linter for org documents.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::tools::tools;
use crate::wasm::convert::to_error;

/// Lints an org document's text.
#[wasm_bindgen(unchecked_return_type = "LintReport")]
pub fn lint(#[wasm_bindgen(unchecked_param_type = "string")] document: &JsValue) -> Result<JsValue, JsValue> {
    tools()?.lint(document).map_err(|problem| to_error(&problem))
}
