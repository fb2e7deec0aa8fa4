//! Safe access to the host's objects. A proxy may throw at any of these operations, as Immer's revoked drafts
//! do. An exception that unwinds through the core would leave it unusable.

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

/// Copies the items of a list.
pub(super) fn list(value: &JsValue) -> Option<Array> {
    if is_array(value).ok()? { copied(value).ok() } else { None }
}

/// Returns the names of an object's own properties; `None` for lists, functions and typed arrays.
pub(super) fn keys(value: &JsValue) -> Option<Array> {
    let is_object = value.is_object() && !is_array(value).ok()? && !is_view(value);
    if is_object { keys_of(value).ok() } else { None }
}

/// Returns a function, also one from another frame, which is not an `instanceof Function` here.
pub(super) fn function(value: JsValue) -> Option<Function> {
    value.is_function().then(|| value.unchecked_into())
}
