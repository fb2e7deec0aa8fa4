//! Reads options. An unknown key is an error, so that a misspelled one is not ignored silently.

use std::ops::RangeInclusive;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Url};

use super::js_value;
use crate::base::error::{Code, Problem};
use crate::base::{FieldName, RecordId};
use crate::rest::{ApiVersion, InstanceUrl};

/// An object with known keys.
pub(super) struct Options {
    /// The given options. Read once, because each call into JavaScript costs more than a lookup here.
    entries: Vec<(String, JsValue)>,
    name: &'static str,
}

impl Options {
    /// Reads the object; `undefined` counts as an empty one.
    pub(super) fn new(value: &JsValue, name: &'static str, known: &[&str]) -> Result<Self, Problem> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self { entries: Vec::new(), name });
        }
        let mut entries = Vec::new();
        // Own keys only: options do not come from a prototype.
        let own = js_value::keys(value)
            .ok_or_else(|| Problem::new(Code::InvalidOptions, format!("`{name}` is not an object")))?;
        for property in own.iter() {
            let Some(key) = property.as_string() else { continue };
            if !known.contains(&key.as_str()) {
                let help = format!("the keys are {}", known.join(", "));
                return Err(Problem::new(Code::InvalidOptions, format!("`{name}` has no key `{key}`"))
                    .with_help(help));
            }
            let Ok(value) = Reflect::get(value, &property) else {
                return Err(Problem::new(
                    Code::InvalidOptions,
                    format!("`{key}` of `{name}` threw when read"),
                ));
            };
            if !value.is_undefined() {
                entries.push((key, value));
            }
        }
        Ok(Self { entries, name })
    }

    /// Returns the value of a key; `None` if it is absent or undefined.
    pub(super) fn get(&self, key: &str) -> Option<JsValue> {
        self.entries.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone())
    }

    pub(super) fn wrong(&self, key: &str, expected: &str) -> Problem {
        Problem::new(Code::InvalidOptions, format!("`{key}` of `{}` is not {expected}", self.name))
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<String>, Problem> {
        let read = |value: JsValue| value.as_string().ok_or_else(|| self.wrong(key, "a text"));
        self.get(key).map(read).transpose()
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, Problem> {
        let read = |value: JsValue| value.as_bool().ok_or_else(|| self.wrong(key, "true or false"));
        self.get(key).map(read).transpose()
    }

    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    pub(super) fn milliseconds(&self, key: &str) -> Result<Option<i64>, Problem> {
        let read = |value: JsValue| {
            let number = value.as_f64().filter(|number| (0.0..=1e12).contains(number));
            number.map(|number| number as i64).ok_or_else(|| self.wrong(key, "a number of milliseconds"))
        };
        self.get(key).map(read).transpose()
    }

    pub(super) fn function(&self, key: &str) -> Result<Option<Function>, Problem> {
        let read = |value: JsValue| js_value::function(value).ok_or_else(|| self.wrong(key, "a function"));
        self.get(key).map(read).transpose()
    }

    pub(super) fn whole(&self, key: &str, range: RangeInclusive<u32>) -> Result<Option<u32>, Problem> {
        let Some(value) = self.get(key) else { return Ok(None) };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::float_cmp,
            reason = "only what the conversion leaves as it was is a whole number"
        )]
        let number =
            value.as_f64().map(|given| (given as u32, given)).filter(|(it, given)| f64::from(*it) == *given);
        match number {
            Some((number, _)) if range.contains(&number) => Ok(Some(number)),
            _ => Err(self.wrong(key, &format!("a whole number from {} to {}", range.start(), range.end()))),
        }
    }

    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>, Problem> {
        let read = |value: JsValue| {
            js_value::list(&value)?.iter().map(|item| item.as_string()).collect::<Option<_>>()
        };
        self.get(key).map(|value| read(value).ok_or_else(|| self.wrong(key, "a list of texts"))).transpose()
    }

    /// Returns a list of field names.
    pub(super) fn fields(&self, key: &str) -> Result<Option<Vec<FieldName>>, Problem> {
        let Some(names) = self.texts(key)? else { return Ok(None) };
        let read = |name: String| {
            FieldName::new(&name).filter(|name| !name.crosses_relationship()).ok_or_else(|| {
                Problem::new(
                    Code::InvalidFieldName,
                    format!("`{name}` is not the name of a field of Opportunity"),
                )
            })
        };
        let mut fields: Vec<FieldName> = Vec::new();
        for name in names {
            let field = read(name)?;
            if !fields.iter().any(|other| other.as_str().eq_ignore_ascii_case(field.as_str())) {
                fields.push(field);
            }
        }
        Ok(Some(fields))
    }

    /// Returns the API version, or the default.
    pub(super) fn version(&self) -> Result<ApiVersion, Problem> {
        self.text("apiVersion")?.map_or(Ok(ApiVersion::DEFAULT), |version| ApiVersion::new(&version))
    }

    /// Returns the org's address.
    pub(super) fn instance(&self) -> Result<InstanceUrl, Problem> {
        let url = self.text("instanceUrl")?.ok_or_else(|| {
            Problem::new(Code::InvalidOptions, format!("`{}` lacks `instanceUrl`", self.name))
        })?;
        let instance = InstanceUrl::new(&url, &self.texts("allowedOrigins")?.unwrap_or_default())?;
        // The platform's parser also decodes Punycode: what it rejects could not be fetched.
        Url::new(instance.as_str()).map(|_| instance).map_err(|_| InstanceUrl::refused(&url))
    }

    /// Returns the caller's signal.
    pub(super) fn signal(&self) -> Result<Option<AbortSignal>, Problem> {
        // The loader passes a signal of this realm that follows the caller's, so that no foreign object is
        // involved.
        let read = |value: JsValue| value.dyn_into().map_err(|_| self.wrong("signal", "an AbortSignal"));
        // As with `fetch`, null means no signal.
        self.get("signal").filter(|signal| !signal.is_null()).map(read).transpose()
    }
}

/// Returns the signal of a call's options.
pub(super) fn call_signal(options: &JsValue) -> Result<Option<AbortSignal>, Problem> {
    Options::new(options, "options", &["signal"])?.signal()
}

/// Returns the language of a conversation. `lang` is an alias, named like the attribute.
pub(super) fn read_language(options: &JsValue) -> Result<String, Problem> {
    let options = Options::new(options, "options", &["language", "lang", "sentences", "texts"])?;
    // The loader reads these to decide what to load.
    options.flag("sentences")?;
    options.flag("texts")?;
    let named = options.text("language")?.or(options.text("lang")?);
    Ok(named.unwrap_or_else(|| "en".into()))
}

/// Reads the id of an opportunity.
pub(super) fn opportunity_id(id: &JsValue) -> Result<RecordId, Problem> {
    let text = id.as_string().ok_or_else(|| Problem::new(Code::InvalidRecordId, "the id is not a text"))?;
    RecordId::opportunity(&text).map_err(|reason| {
        Problem::new(Code::InvalidRecordId, format!("`{text}` is not the id of an opportunity: {reason}"))
    })
}
