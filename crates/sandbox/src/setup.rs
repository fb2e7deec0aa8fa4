//! What a sandbox is created with.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::faults::Fault;
use crate::seed::document::Document;
use crate::seed::{Kind, Profile, Seed};

/// What a sandbox is created with.
#[derive(Clone, Debug)]
pub struct Setup {
    pub(crate) seed: Seed,
    pub(crate) kind: Kind,
    pub(crate) faults: Vec<Fault>,
    pub(crate) origins: Vec<String>,
    pub(crate) address: Option<String>,
}

/// The options of `createSandbox`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Options {
    profiles: Vec<Profile>,
    generate: Option<u32>,
    seed: Option<Json>,
    org: Option<Json>,
    faults: Vec<Json>,
    token: Option<String>,
    origins: Vec<String>,
    address: Option<String>,
}

impl Setup {
    /// Parses the options of `createSandbox` as JSON.
    ///
    /// # Errors
    ///
    /// If an option is unknown or invalid; the message names it.
    pub fn parse(json: &str) -> Result<Self, String> {
        let options: Json = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let options: Options = read("options", options)?;
        let mut seed = options.seed.map_or_else(Seed::built_in, |seed| read("seed", seed))?;
        if let Some(document) = options.org {
            seed = seed.of_document(&read::<Document>("org", document)?)?;
        }
        seed.token = options.token;
        Ok(Self {
            seed,
            kind: Kind { profiles: options.profiles, generate: options.generate },
            faults: options.faults.iter().map(Fault::from_spec).collect::<Result<_, _>>()?,
            origins: options.origins,
            address: options.address,
        })
    }
}

/// Reads a value of which an error does not name the position: the text is not the caller's.
fn read<T: DeserializeOwned>(name: &str, json: Json) -> Result<T, String> {
    serde_json::from_value(json).map_err(|error| format!("{name}: {error}"))
}
