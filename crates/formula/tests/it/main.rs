//! Tests of the formula engine's public API.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected has to stop"
)]

mod blank_text;
mod conformance;
mod language;
mod laws;
mod limits;
mod numbers;
mod record;
mod refused;
mod rules;
#[path = "../../examples/formula_cases/runner.rs"]
mod runner;
mod typing;
mod unknown;
mod world;
