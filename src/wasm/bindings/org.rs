//! The linter for org documents.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{to_error, to_js};
use super::tools::tools;
use crate::base::error::{Code, Problem};
use crate::org::OrgDocument;

/// Lints an org document's text.
#[wasm_bindgen(unchecked_return_type = "LintReport")]
pub fn lint(#[wasm_bindgen(unchecked_param_type = "string")] document: &JsValue) -> Result<JsValue, JsValue> {
    tools()?.lint(document).map_err(|problem| to_error(&problem))
}

pub(super) fn report(document: &JsValue) -> Result<JsValue, Problem> {
    let text = document.as_string().ok_or_else(|| {
        Problem::new(Code::InvalidDocument, "the org document is not a text").with_help("give its JSON text")
    });
    let document = OrgDocument::from_json(&text?)?;
    Ok(to_js(&crate::org::lint(&document)))
}
