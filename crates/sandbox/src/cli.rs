//! Command line arguments.

use std::path::{Path, PathBuf};

use clap::Parser;
use serde::de::DeserializeOwned;

use crate::faults::Fault;
use crate::seed::document::Document;
use crate::seed::{Kind, Profile, Seed};
use crate::setup::Setup;

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
    pub seed: Option<PathBuf>,
    /// Org document, as `opportunity-stage import` writes it: its stages, record types, fields, Paths and
    /// validation rules replace those of the seed.
    #[arg(long, value_name = "FILE")]
    pub org: Option<PathBuf>,
    /// Kind of org; can be repeated.
    #[arg(long = "profile", value_enum, value_delimiter = ',')]
    profiles: Vec<Profile>,
    /// Number of additional opportunities, the same at each start; the profile `large` has 50,000.
    #[arg(long, value_name = "N")]
    pub generate: Option<u32>,
    /// Access token of the org's first user.
    #[arg(long)]
    pub token: Option<String>,
    /// A fault that is active from the start: name[=value][;method=PATCH][;path=part][;times=n].
    #[arg(long = "fault", value_name = "FAULT", value_parser = Fault::parse)]
    faults: Vec<Fault>,
    /// Allow listed origins to use the OAuth endpoints ("Enable CORS for OAuth endpoints", off in a new org).
    #[arg(long)]
    pub oauth_cors: bool,
}

impl Args {
    /// Reads the files.
    pub(crate) fn setup(self) -> Result<Setup, String> {
        let mut seed = self.seed.as_deref().map_or_else(Seed::built_in, read::<Seed>)?;
        if let Some(path) = &self.org {
            seed = seed.of_document(&read::<Document>(path)?)?;
        }
        seed.token = self.token;
        let mut faults = self.faults;
        if self.oauth_cors {
            faults.push(Fault::parse("oauth-cors")?);
        }
        let kind = Kind { profiles: self.profiles, generate: self.generate };
        Ok(Setup { seed, kind, faults, origins: self.origins, address: None })
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
}
