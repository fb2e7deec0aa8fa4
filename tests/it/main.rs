//! The crate as its users have it: whole flows, stepped by hand.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected has to stop"
)]

mod abandon;
mod afterwards;
mod bulk;
mod conversation;
mod document;
mod exchange;
mod formula;
mod interpretation;
mod lint;
mod long_addresses;
mod merge_laws;
mod metadata;
mod org;
mod org_texts;
mod rules;
mod suggestions;
mod tasks;
mod understanding;
mod writes;
