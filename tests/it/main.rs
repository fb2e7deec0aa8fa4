//! Tests of the crate's public API: whole flows, step by step.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected has to stop"
)]

mod abandon;
mod bulk;
mod conflicts;
mod conversation;
mod document;
mod exchange;
mod history;
mod interpretation;
mod lint;
mod long_addresses;
mod merge_laws;
mod metadata;
mod org;
mod org_texts;
mod request_shapes;
mod rules;
mod suggestions;
mod tasks;
mod understanding;
mod undo;
mod writes;
