//! The serializer and the error conversion.

use js_sys::{Error, JSON, Object, Promise};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::base::error::Problem;
use crate::base::json::to_text;

/// Returns the value as a JavaScript value: `null` for absent values, plain objects for maps.
pub(crate) fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    // Crosses the boundary once: the engine's JSON parser is faster than a call for each property.
    parsed(to_text(value).ok())
}

fn parsed(text: Option<String>) -> JsValue {
    // Our own types always serialize. A failure would be a bug and appears as `undefined`.
    text.and_then(|text| JSON::parse(&text).ok()).unwrap_or(JsValue::UNDEFINED)
}

/// Freezes plain data deeply, because several callers may share it.
pub(crate) fn freeze(value: &JsValue) {
    let Some(object) = value.dyn_ref::<Object>() else { return };
    if !Object::is_frozen(object) {
        Object::freeze(object);
        Object::values(object).iter().for_each(|value| freeze(&value));
    }
}

/// Returns an `Error` with the problem's properties.
pub(crate) fn to_error(problem: &Problem) -> JsValue {
    let error = Error::new(&problem.message);
    error.set_name("OpportunityStageError");
    Object::assign(&error, &Object::from(to_js(problem))).into()
}

/// The rejection of a promise.
pub(crate) enum Rejection {
    /// A problem with a code.
    Problem(Problem),
    /// The reason of the caller's abort.
    Reason(JsValue),
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Returns the rejection value of a promise: a problem, or the caller's own reason.
pub(crate) fn to_rejection(rejection: Rejection) -> JsValue {
    match rejection {
        Rejection::Problem(problem) => to_error(&problem),
        Rejection::Reason(reason) => reason,
    }
}

/// Returns a native promise that settles like the value. `Promise.resolve` would read the `constructor` of a
/// foreign promise and return it unchanged, with a `then` that may throw; this one rejects instead.
pub(crate) fn adopted(value: &JsValue) -> Promise {
    Promise::new(&mut |resolve, _| {
        let _ = resolve.call1(&JsValue::UNDEFINED, value);
    })
}
