//! A local stand-in for a Salesforce org.
//!
//! The org is a plain value: requests, the time and random values are arguments, and what a connection does is
//! returned as data. [`server`] gives it sockets; for JavaScript it is compiled to WebAssembly.

// The macro `json!` recurses once for each key; a describe entry has sixty.
#![recursion_limit = "512"]

mod api;
mod bulk;
mod call;
#[cfg(feature = "server")]
pub mod cli;
#[cfg(feature = "server")]
mod connection;
mod control;
mod faults;
mod graphql;
mod http;
mod job;
mod json_location;
mod log;
mod message;
mod moment;
mod oauth;
mod org;
mod problem;
mod query;
mod rest;
mod seed;
#[cfg(feature = "server")]
pub mod server;
mod sessions;
mod setup;
mod soql;
mod ui;
#[cfg(target_arch = "wasm32")]
mod wasm;
mod world;

pub use crate::http::{Ending, LARGEST_BODY, Received, Sandbox};
pub use crate::moment::Moment;
pub use crate::setup::Setup;
