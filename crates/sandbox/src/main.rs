//! A local stand-in for a Salesforce org.

// The macro `json!` recurses once for each key; a describe entry has sixty.
#![recursion_limit = "512"]

mod api;
mod bulk;
mod call;
mod cli;
mod connection;
mod control;
mod faults;
mod graphql;
mod http;
mod job;
mod json_location;
mod log;
mod message;
mod oauth;
mod org;
mod problem;
mod query;
mod rest;
mod seed;
mod server;
mod sessions;
mod soql;
mod ui;
mod world;

use clap::Parser as _;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match server::run(cli::Args::parse()).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}
