//! The browser layer, on wasm32 only: JavaScript bindings, run loops, and `fetch`.

pub mod bindings;
mod runtime;
mod transport;
