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
    #[serde(rename = "profile")]
    profiles: Vec<Profile>,
    generate: Option<u32>,
    seed: Option<Json>,
    org: Option<Json>,
    faults: Vec<Json>,
    #[serde(rename = "accessToken")]
    token: Option<String>,
    origins: Vec<String>,
    #[serde(rename = "instanceUrl")]
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
        let options: Options = read("", options)?;
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

/// Reads a value. An error names the part of it that is wrong: `seed.opportunities[1]: missing field `stage``.
fn read<T: DeserializeOwned>(name: &str, json: Json) -> Result<T, String> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = error.path().to_string();
        let part = match (name, path.as_str()) {
            ("", ".") => "options".into(),
            ("", _) => path,
            (_, ".") => name.into(),
            _ => format!("{name}.{path}"),
        };
        format!("{part}: {}", error.inner())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Setup;

    #[test]
    fn an_error_names_the_part_that_is_wrong() {
        let stages = json!([{ "value": "Open", "probability": "10" }]);
        let rules =
            json!([{ "name": "A", "formula": "true", "message": "No." }, { "name": "B", "formula": "true" }]);
        for (options, part) in [
            (json!({ "accessToken": 7 }), "accessToken: invalid type"),
            (json!({ "origins": [7] }), "origins[0]: invalid type"),
            (json!({ "profile": ["rules", "rule"] }), "profile[1]: unknown variant `rule`"),
            (json!({ "seed": {} }), "seed: missing field `organization`"),
            (
                json!({ "seed": { "stages": stages } }),
                "seed.stages[0].probability: invalid type: string \"10\"",
            ),
            (
                json!({ "org": { "version": 1, "validationRules": rules } }),
                "org.validationRules[1]: missing field `message`",
            ),
        ] {
            let message = Setup::parse(&options.to_string()).unwrap_err();
            assert!(message.starts_with(part), "{message}");
        }
        assert!(Setup::parse("{}").is_ok());
    }
}
