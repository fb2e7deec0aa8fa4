//! Update the stage of a Salesforce Opportunity from any web portal.
//!
//! Everything that decides is in here and pure: no clock, no randomness, no I/O. What is to be sent goes
//! out as plain data, and the answers come in as arguments. The modules that touch the browser exist on
//! wasm32 alone.

pub mod base;
pub mod client;
pub mod org;
pub mod rest;
pub mod transition;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
