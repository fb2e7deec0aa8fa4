//! Lints an org document.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::base::error::{Code, Problem};
use crate::org::OrgDocument;

pub(super) fn report(document: &JsValue) -> Result<JsValue, Problem> {
    let text = document.as_string().ok_or_else(|| {
        Problem::new(Code::InvalidDocument, "the org document is not a text").with_help("give its JSON text")
    });
    let document = OrgDocument::from_json(&text?)?;
    // A report of a large org is many small objects, made once: here the text in between is what costs memory, and the
    // serializer's bytes stay out of what a page loads first.
    let report = crate::org::lint(&document).serialize(&Serializer::json_compatible());
    Ok(report.unwrap_or(JsValue::UNDEFINED))
}
