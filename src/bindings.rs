//! What JavaScript sees: from JavaScript's values, call, to JavaScript's values. No logic.

mod conversation;
mod convert;
mod input;
mod options;
mod requests;
mod responses;
mod salesforce;

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("bindings/types.d.ts");
