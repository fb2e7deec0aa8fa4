//! The boundary and the transport, in a real browser.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected has to stop"
)]

mod boundary;
mod conversation;
mod formula;
mod js;
mod rules;
mod transport;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
