//! What the host's objects are. A proxy may throw at each of these questions, Immer's revoked drafts do; an exception
//! that came up through the core would leave it unusable.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = ArrayBuffer, js_name = isView)]
    fn is_view(value: &JsValue) -> bool;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn copied(value: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys_of(value: &JsValue) -> Result<Array, JsValue>;
}

/// The items of a list, in a list of our own.
pub(super) fn list(value: &JsValue) -> Option<Array> {
    if is_array(value).ok()? { copied(value).ok() } else { None }
}

/// The names of an object's own properties; none of a list or a function, nor of bytes, which have a name for each.
pub(super) fn keys(value: &JsValue) -> Option<Array> {
    let is_object = value.is_object() && !is_array(value).ok()? && !is_view(value);
    if is_object { keys_of(value).ok() } else { None }
}

/// A function, also one of another frame, which is no `instanceof` of ours.
pub(super) fn function(value: JsValue) -> Option<Function> {
    value.is_function().then(|| value.unchecked_into())
}
