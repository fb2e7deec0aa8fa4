//! Faults: ways in which the org, the HTTP layer and the connection can misbehave.
//!
//! The command line and the header `X-Sandbox-Fault` share a grammar, `name[=value][;method=PATCH]
//! [;path=part][;times=n]`. `POST` and `PUT /sandbox/faults` take the same as JSON.

pub mod answers;
pub mod known;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

use self::known::{Class, find};

/// An active fault.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Its name in `known`.
    pub name: &'static str,
    /// What it affects.
    pub class: Class,
    /// Its value, if it takes one.
    pub value: Json,
    /// Only requests with this method.
    pub method: Option<String>,
    /// Only paths that contain this.
    pub path: Option<String>,
    /// The remaining number of times; without one there is no limit.
    pub times: Option<u32>,
    /// Where it was set.
    pub by: By,
}

/// The origin of a fault, which determines how long it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The command line: until all faults are cleared.
    Start,
    /// A control call: until the next call replaces it.
    Call,
    /// A request's header: for this request only.
    Request,
}

/// A setting of the org's clock.
#[derive(Clone, Copy, Debug)]
pub enum ClockSetting {
    /// An absolute time.
    At(Timestamp),
    /// An offset.
    By(SignedDuration),
}

/// All active faults.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    on: Vec<Fault>,
    start: Vec<Fault>,
    clock: Option<ClockSetting>,
}

impl Fault {
    /// Parses `name=value;method=…;path=…;times=…`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split(';').map(str::trim);
        let head = parts.next().unwrap_or_default();
        let (name, value) = head.split_once('=').unwrap_or((head, ""));
        let value = match value.trim() {
            "" => Json::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        };
        let mut spec = json!({ "fault": name.trim(), "value": value });
        for part in parts.filter(|p| !p.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(|| format!("`{part}` is not key=value"))?;
            let number = value.parse::<u32>().ok().filter(|_| key == "times").map(|n| json!(n));
            spec[key] = number.unwrap_or_else(|| json!(value));
        }
        Self::from_json(&spec)
    }

    /// Parses JSON, or text in the grammar of the command line.
    pub fn from_spec(spec: &Json) -> Result<Self, String> {
        spec.as_str().map_or_else(|| Self::from_json(spec), Self::parse)
    }

    /// Parses `{"fault","value","method","path","times"}`.
    pub fn from_json(spec: &Json) -> Result<Self, String> {
        let object = spec.as_object().ok_or("a fault is an object with the key `fault`")?;
        let name = spec["fault"].as_str().ok_or("a fault is an object with the key `fault`")?;
        let (name, class) = find(name).ok_or_else(|| {
            let names: Vec<&str> = known::ALL.iter().map(|k| k.0).collect();
            format!("unknown fault `{name}`; there are {}", names.join(", "))
        })?;
        for key in object.keys() {
            if !matches!(key.as_str(), "fault" | "value" | "method" | "path" | "times") {
                return Err(format!("unknown key `{key}`; there are fault, value, method, path, times"));
            }
        }
        let text = |key: &str| match &spec[key] {
            Json::Null => Ok(None),
            Json::String(text) => Ok(Some(text.clone())),
            other => Err(format!("`{key}` of `{name}` is not a text: {other}")),
        };
        let times = match &spec["times"] {
            Json::Null => None,
            n => {
                let times = n.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
                Some(times.ok_or_else(|| format!("`times` of `{name}` is not a whole number above 0: {n}"))?)
            }
        };
        let value = &spec["value"];
        if matches!(name, "latency" | "uri-limit") && !(value.is_null() || value.is_u64()) {
            return Err(format!("`value` of `{name}` is not a whole number: {value}"));
        }
        let fault = Self {
            name,
            class,
            value: value.clone(),
            method: text("method")?.map(|m| m.to_ascii_uppercase()),
            // These only affect the token endpoint.
            path: text("path")?
                .or_else(|| name.starts_with("refresh-").then(|| "/services/oauth2/token".into())),
            times,
            by: By::Call,
        };
        if class == Class::Clock {
            clock(&fault.value)?;
        }
        Ok(fault)
    }

    /// Returns the fault as it was given.
    pub fn json(&self) -> Json {
        json!({
            "fault": self.name, "value": self.value, "method": self.method, "path": self.path,
            "times": self.times,
        })
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        // A preflight is affected only if it is named.
        self.method.as_deref().map_or(method != "OPTIONS", |m| m == method)
            && self.path.as_deref().is_none_or(|p| path.to_lowercase().contains(&p.to_lowercase()))
            && self.times != Some(0)
    }
}

impl Faults {
    /// Creates the faults of the command line, to which `reset` returns.
    pub fn starting_with(start: Vec<Fault>) -> Self {
        let mut faults = Self { on: Vec::new(), start: start.clone(), clock: None };
        faults.add(start.into_iter().map(|fault| Fault { by: By::Start, ..fault }).collect());
        faults
    }

    /// Returns the faults as they were at the start.
    pub fn at_start(&self) -> Self {
        Self::starting_with(self.start.clone())
    }

    /// Adds faults.
    pub fn add(&mut self, faults: Vec<Fault>) {
        for fault in faults {
            if fault.class == Class::Clock {
                self.clock = clock(&fault.value).ok();
            } else {
                self.on.push(fault);
            }
        }
    }

    /// Replaces the faults of control calls. Those of the command line stay.
    pub fn replace(&mut self, faults: Vec<Fault>) {
        self.on.retain(|fault| fault.by != By::Call);
        self.add(faults);
    }

    /// Adds the faults of a request's header, until `give_back`.
    pub fn borrow(&mut self, faults: impl Iterator<Item = Fault>) {
        self.on.extend(faults.map(|fault| Fault { by: By::Request, ..fault }));
    }

    /// Removes the faults of the request's header.
    pub fn give_back(&mut self) {
        self.on.retain(|fault| fault.by != By::Request);
    }

    /// Removes all faults.
    pub fn clear(&mut self) {
        self.on.clear();
    }

    /// Takes a clock setting that has not been applied yet.
    pub fn take_clock(&mut self) -> Option<ClockSetting> {
        self.clock.take()
    }

    /// Returns the active faults.
    pub fn json(&self) -> Json {
        json!({ "faults": self.on.iter().map(Fault::json).collect::<Vec<_>>() })
    }

    /// Returns true if this state is active.
    pub fn has(&self, name: &str) -> bool {
        self.on.iter().any(|f| f.name == name)
    }

    /// Returns a state's value; the last one set counts.
    pub fn value(&self, name: &str) -> Option<&Json> {
        self.on.iter().rev().find(|f| f.name == name).map(|f| &f.value)
    }

    /// Returns all values of a state that can be set several times.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.on.iter().filter(move |f| f.name == name).filter_map(|f| f.value.as_str())
    }

    /// Returns the faults of a class that affect this request, and counts each down.
    pub fn matching(&mut self, class: Class, method: &str, path: &str) -> Vec<Fault> {
        let mut matched = Vec::new();
        for fault in &mut self.on {
            if fault.class == class && fault.fits(method, path) {
                if let Some(times) = &mut fault.times {
                    *times -= 1;
                }
                matched.push(fault.clone());
            }
        }
        self.on.retain(|f| f.times != Some(0));
        matched
    }
}

/// Parses `2026-12-31T23:30:00Z`, or `+3600` as seconds from now.
fn clock(value: &Json) -> Result<ClockSetting, String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Ok(seconds) = text.trim_start_matches('+').parse::<i64>() {
        return Ok(ClockSetting::By(SignedDuration::from_secs(seconds)));
    }
    text.parse().map(ClockSetting::At).map_err(|_| format!("`{text}` is neither a time nor seconds"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Fault, Faults};
    use crate::faults::known::Class;

    #[test]
    fn a_fault_counts_down_and_is_removed() {
        let fault = Fault::parse("row-lock;path=/sobjects/Opportunity;method=patch;times=2").unwrap();
        let mut faults = Faults::starting_with(vec![fault]);
        assert!(
            faults.matching(Class::Save, "GET", "/services/data/v66.0/sobjects/Opportunity/1").is_empty()
        );
        for left in [1, 1, 0] {
            let matched =
                faults.matching(Class::Save, "PATCH", "/services/data/v66.0/sobjects/opportunity/1");
            assert_eq!(matched.len(), left);
        }
        assert!(Fault::parse("row-look").is_err());
        assert!(Fault::parse("latency=200;often=2").is_err());
    }

    #[test]
    fn refuses_a_value_of_the_wrong_type() {
        for (spec, wrong) in [
            (json!({ "fault": "row-lock", "times": 0 }), "`times`"),
            (json!({ "fault": "row-lock", "times": 1.5 }), "`times`"),
            (json!({ "fault": "row-lock", "method": 5 }), "`method`"),
            (json!({ "fault": "row-lock", "path": {} }), "`path`"),
            (json!({ "fault": "latency", "value": "long" }), "`value` of `latency`"),
            (json!({ "fault": "uri-limit", "value": -1 }), "`value` of `uri-limit`"),
        ] {
            let message = Fault::from_json(&spec).unwrap_err();
            assert!(message.starts_with(wrong), "{message}");
        }
    }

    #[test]
    fn the_documentation_lists_every_fault() {
        let readme = include_str!("../README.md");
        let guide = include_str!("../../../pkg-template/docs/sandbox.md");
        for (name, _, what) in crate::faults::known::ALL {
            for text in [readme, guide] {
                assert!(text.contains(&format!("| `{name}` |")) && text.contains(what), "{name}: {what}");
            }
        }
    }
}
