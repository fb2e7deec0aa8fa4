//! The part for hosts that use rules, linter and requests without a connection.

mod lint;
mod requests;
mod responses;
mod rules;

use wasm_bindgen::JsValue;

use super::part::part;
use crate::base::error::Problem;
pub(super) use requests::Request;
pub(super) use responses::Response;
pub(super) use rules::Judge;

/// The functions of the part, as a table: the exported functions stay in the first module.
pub(super) trait Tools {
    fn rules(&self, document: &JsValue, org: &JsValue) -> Result<Box<dyn Judge>, Problem>;

    fn lint(&self, document: &JsValue) -> Result<JsValue, Problem>;

    fn request(&self, request: Request<'_>) -> Result<JsValue, JsValue>;

    fn response(&self, response: Response<'_>) -> Result<JsValue, Problem>;
}

part! { tools: pub(super) fn tools() -> Box<dyn Tools> {
    Box::new(Loaded)
} }

struct Loaded;

impl Tools for Loaded {
    fn rules(&self, document: &JsValue, org: &JsValue) -> Result<Box<dyn Judge>, Problem> {
        rules::compile(document, org)
    }

    fn lint(&self, document: &JsValue) -> Result<JsValue, Problem> {
        lint::report(document)
    }

    fn request(&self, request: Request<'_>) -> Result<JsValue, JsValue> {
        requests::build(request)
    }

    fn response(&self, response: Response<'_>) -> Result<JsValue, Problem> {
        responses::read(response)
    }
}
