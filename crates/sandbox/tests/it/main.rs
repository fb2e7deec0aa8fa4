//! The sandbox from a client's side: a real process, real sockets.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod bulk;
mod composite;
mod cors;
mod faults;
mod graphql;
mod oauth;
mod profiles;
mod recorded;
mod robust;
mod rows;
mod server;
mod soql;
mod stored;
mod tooling;
mod ui;
