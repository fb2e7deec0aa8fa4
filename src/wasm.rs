//! The browser layer, on wasm32 only: JavaScript bindings, run loops, and `fetch`.

pub mod bindings;
mod convert;
mod runtime;
mod transport;
