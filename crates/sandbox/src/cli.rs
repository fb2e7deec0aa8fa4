//! Command line arguments.

use clap::Parser;

use crate::faults::Fault;
use crate::seed::Profile;

/// A local stand-in for a Salesforce org: its REST API with real CORS.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// Port on 127.0.0.1; 0 picks a free one.
    #[arg(long, default_value_t = 8081)]
    pub port: u16,
    /// Origin on the CORS allowlist (Setup > CORS); can be repeated. A wildcard is in front of a second-level
    /// domain: https://*.example.com.
    #[arg(long = "origin", value_name = "ORIGIN", default_values = ["http://localhost:8080", "http://127.0.0.1:8080"])]
    pub origins: Vec<String>,
    /// Seed file instead of the built-in org.
    #[arg(long, value_name = "FILE")]
    pub seed: Option<std::path::PathBuf>,
    /// Kind of org; can be repeated.
    #[arg(long = "profile", value_enum, value_delimiter = ',')]
    pub profiles: Vec<Profile>,
    /// Number of additional opportunities, the same at each start; the profile `large` has 50,000.
    #[arg(long, value_name = "N")]
    pub generate: Option<u32>,
    /// Access token of the org's first user.
    #[arg(long)]
    pub token: Option<String>,
    /// A fault that is active from the start: name[=value][;method=PATCH][;path=part][;times=n].
    #[arg(long = "fault", value_name = "FAULT", value_parser = Fault::parse)]
    pub faults: Vec<Fault>,
    /// Allow listed origins to use the OAuth endpoints ("Enable CORS for OAuth endpoints", off in a new org).
    #[arg(long)]
    pub oauth_cors: bool,
}
