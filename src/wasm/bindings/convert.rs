//! The one serializer and the one error conversion.

use js_sys::{Error, JSON, Object};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::base::error::Problem;
use crate::base::json::to_text;
use crate::wasm::runtime::Rejection;

/// Returns the value as JavaScript has it: `null` for what is absent, plain objects for maps.
pub(crate) fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    // Crosses the boundary once: the platform's parser is faster than a call of ours for each property.
    parsed(to_text(value).ok())
}

fn parsed(text: Option<String>) -> JsValue {
    // Our own types always serialize; a failure would be a defect, and shows as `undefined`.
    text.and_then(|text| JSON::parse(&text).ok()).unwrap_or(JsValue::UNDEFINED)
}

/// Freezes plain data through and through: what several may look at, none may change.
pub(super) fn freeze(value: &JsValue) {
    let Some(object) = value.dyn_ref::<Object>() else { return };
    if !Object::is_frozen(object) {
        Object::freeze(object);
        Object::values(object).iter().for_each(|value| freeze(&value));
    }
}

/// An `Error` with the problem's properties.
pub(super) fn to_error(problem: &Problem) -> JsValue {
    let error = Error::new(&problem.message);
    error.set_name("OpportunityStageError");
    Object::assign(&error, &Object::from(to_js(problem))).into()
}

/// What a promise rejects with: a problem, or the caller's own reason.
pub(super) fn to_rejection(rejection: Rejection) -> JsValue {
    match rejection {
        Rejection::Problem(problem) => to_error(&problem),
        Rejection::Reason(reason) => reason,
    }
}
