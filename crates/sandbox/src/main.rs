//! The sandbox as a program: see the README.

use clap::Parser as _;
use opportunity_stage_sandbox::{cli, server};

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
