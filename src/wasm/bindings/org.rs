//! What is said of an org document.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{to_error, to_js};
use crate::org::OrgDocument;

/// Looks through an org document's text.
#[wasm_bindgen(unchecked_return_type = "LintReport")]
pub fn lint(document: &str) -> Result<JsValue, JsValue> {
    let document = OrgDocument::from_json(document).map_err(|problem| to_error(&problem))?;
    Ok(to_js(&crate::org::lint(&document)))
}
