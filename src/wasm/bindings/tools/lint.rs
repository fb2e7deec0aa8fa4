//! Lints an org document.

use wasm_bindgen::JsValue;

use crate::base::error::{Code, Problem};
use crate::org::OrgDocument;
use crate::wasm::convert::to_js;

pub(super) fn report(document: &JsValue) -> Result<JsValue, Problem> {
    let text = document.as_string().ok_or_else(|| {
        Problem::new(Code::InvalidDocument, "the org document is not a text").with_help("give its JSON text")
    });
    let document = OrgDocument::from_json(&text?)?;
    Ok(to_js(&crate::org::lint(&document)))
}
