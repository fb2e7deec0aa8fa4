//! Update the stage of a Salesforce Opportunity from any web portal.
//!
//! The decisions are pure functions: no clock, no randomness, no I/O. Requests leave as plain data and
//! responses come in as arguments. The modules that use the browser exist on wasm32 only.

pub mod base;
pub mod client;
pub mod org;
pub mod rest;
pub mod transition;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
