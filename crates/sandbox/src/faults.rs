//! The dials: how the org, the edge and the line can misbehave.
//!
//! One grammar for the command line and for the header `X-Sandbox-Fault`, `name[=value][;method=PATCH]
//! [;path=part][;times=n]`; the same as JSON for `POST` and `PUT /sandbox/faults`.

pub mod answers;
pub mod known;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

use self::known::{Class, find};

/// One dial that is turned on.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Its name in `known`.
    pub name: &'static str,
    /// What it acts on.
    pub class: Class,
    /// Its value, if it takes one.
    pub value: Json,
    /// Only this verb.
    pub method: Option<String>,
    /// Only paths with this in them.
    pub path: Option<String>,
    /// So many more times; for ever without.
    pub times: Option<u32>,
    /// Whose it is.
    pub by: By,
}

/// Who turned a dial on, which says how long it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The command line: until all are turned off.
    Start,
    /// A call: until others come in its place.
    Call,
    /// A request's header: as long as the request.
    Request,
}

/// How the org's clock is set.
#[derive(Clone, Copy, Debug)]
pub enum ClockDial {
    /// To a time.
    At(Timestamp),
    /// By a span.
    By(SignedDuration),
}

/// All dials that are on.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    on: Vec<Fault>,
    start: Vec<Fault>,
    clock: Option<ClockDial>,
}

impl Fault {
    /// Reads `name=value;method=…;path=…;times=…`.
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

    /// Reads `{"fault","value","method","path","times"}`.
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
        let text = |key: &str| spec[key].as_str().map(str::to_owned);
        let times = match &spec["times"] {
            Json::Null => None,
            n => Some(n.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or("`times` is not a number")?),
        };
        let fault = Self {
            name,
            class,
            value: spec["value"].clone(),
            method: text("method").map(|m| m.to_ascii_uppercase()),
            // Those of the token endpoint are for nothing else.
            path: text("path")
                .or_else(|| name.starts_with("refresh-").then(|| "/services/oauth2/token".into())),
            times,
            by: By::Call,
        };
        if class == Class::Clock {
            clock(&fault.value)?;
        }
        Ok(fault)
    }

    /// As it was given.
    pub fn json(&self) -> Json {
        json!({
            "fault": self.name, "value": self.value, "method": self.method, "path": self.path,
            "times": self.times,
        })
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        // A preflight is left alone unless it is meant by name.
        self.method.as_deref().map_or(method != "OPTIONS", |m| m == method)
            && self.path.as_deref().is_none_or(|p| path.to_lowercase().contains(&p.to_lowercase()))
            && self.times != Some(0)
    }
}

impl Faults {
    /// The dials of the command line: `reset` comes back to them.
    pub fn starting_with(start: Vec<Fault>) -> Self {
        let mut faults = Self { on: Vec::new(), start: start.clone(), clock: None };
        faults.add(start.into_iter().map(|fault| Fault { by: By::Start, ..fault }).collect());
        faults
    }

    /// The dials as they were at the start.
    pub fn at_start(&self) -> Self {
        Self::starting_with(self.start.clone())
    }

    /// Turns dials on.
    pub fn add(&mut self, faults: Vec<Fault>) {
        for fault in faults {
            if fault.class == Class::Clock {
                self.clock = clock(&fault.value).ok();
            } else {
                self.on.push(fault);
            }
        }
    }

    /// These in place of what calls have turned on; those of the command line stay as they are.
    pub fn replace(&mut self, faults: Vec<Fault>) {
        self.on.retain(|fault| fault.by != By::Call);
        self.add(faults);
    }

    /// Turns those on that a request brings along, until `give_back`.
    pub fn borrow(&mut self, faults: impl Iterator<Item = Fault>) {
        self.on.extend(faults.map(|fault| Fault { by: By::Request, ..fault }));
    }

    /// Turns off what the request brought along.
    pub fn give_back(&mut self) {
        self.on.retain(|fault| fault.by != By::Request);
    }

    /// Turns all off.
    pub fn clear(&mut self) {
        self.on.clear();
    }

    /// A clock setting that the org has not followed yet.
    pub fn take_clock(&mut self) -> Option<ClockDial> {
        self.clock.take()
    }

    /// Those that are on.
    pub fn json(&self) -> Json {
        json!({ "faults": self.on.iter().map(Fault::json).collect::<Vec<_>>() })
    }

    /// Is this state on?
    pub fn has(&self, name: &str) -> bool {
        self.on.iter().any(|f| f.name == name)
    }

    /// A state's value; the last that was set counts.
    pub fn value(&self, name: &str) -> Option<&Json> {
        self.on.iter().rev().find(|f| f.name == name).map(|f| &f.value)
    }

    /// All values of a state that can be on several times.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.on.iter().filter(move |f| f.name == name).filter_map(|f| f.value.as_str())
    }

    /// The dials of a class that act on this request; each counts down.
    pub fn matching(&mut self, class: Class, method: &str, path: &str) -> Vec<Fault> {
        let mut struck = Vec::new();
        for fault in &mut self.on {
            if fault.class == class && fault.fits(method, path) {
                if let Some(times) = &mut fault.times {
                    *times -= 1;
                }
                struck.push(fault.clone());
            }
        }
        self.on.retain(|f| f.times != Some(0));
        struck
    }
}

/// `2026-12-31T23:30:00Z`, or `+3600` seconds from now on.
fn clock(value: &Json) -> Result<ClockDial, String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Ok(seconds) = text.trim_start_matches('+').parse::<i64>() {
        return Ok(ClockDial::By(SignedDuration::from_secs(seconds)));
    }
    text.parse().map(ClockDial::At).map_err(|_| format!("`{text}` is neither a time nor seconds"))
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults};
    use crate::faults::known::Class;

    #[test]
    fn a_dial_counts_down_and_is_gone() {
        let fault = Fault::parse("row-lock;path=/sobjects/Opportunity;method=patch;times=2").unwrap();
        let mut faults = Faults::starting_with(vec![fault]);
        assert!(
            faults.matching(Class::Save, "GET", "/services/data/v66.0/sobjects/Opportunity/1").is_empty()
        );
        for left in [1, 1, 0] {
            let struck = faults.matching(Class::Save, "PATCH", "/services/data/v66.0/sobjects/opportunity/1");
            assert_eq!(struck.len(), left);
        }
        assert!(Fault::parse("row-look").is_err());
        assert!(Fault::parse("latency=200;often=2").is_err());
    }

    #[test]
    fn the_readme_lists_every_dial() {
        let readme = include_str!("../README.md");
        for (name, _, what) in crate::faults::known::ALL {
            assert!(readme.contains(&format!("| `{name}` |")) && readme.contains(what), "{name}: {what}");
        }
    }
}
