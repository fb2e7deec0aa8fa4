//! The edge to the browser, on wasm32 alone: what JavaScript sees, the run loops, and `fetch`.

pub mod bindings;
mod runtime;
mod transport;
