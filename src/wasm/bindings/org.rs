//! What is said of an org document.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{to_error, to_js};
use super::tools::tools;
use crate::error::Problem;
use crate::org::OrgDocument;

/// Looks through an org document's text.
#[wasm_bindgen(unchecked_return_type = "LintReport")]
pub fn lint(document: &str) -> Result<JsValue, JsValue> {
    tools()?.lint(document).map_err(|problem| to_error(&problem))
}

pub(super) fn report(document: &str) -> Result<JsValue, Problem> {
    let document = OrgDocument::from_json(document)?;
    Ok(to_js(&crate::org::lint(&document)))
}
