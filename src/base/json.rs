//! JSON, and documents that people write in it: faults are reported with their path.
//!
//! By hand and not by derived code: that is several times smaller in the wasm, and derived code knows no
//! paths.

mod parse;
mod serialize;
mod value;
mod write;

pub use parse::NotJson;
pub use serialize::to_text;
pub(crate) use value::json;
pub use value::{Number, ToJson, Value};

pub use crate::base::map::Map;

use crate::base::Decimal;
use crate::base::error::{Code, Problem};

/// The text as JSON.
///
/// # Errors
///
/// The text is not JSON: line and column, under the name of the document.
pub(crate) fn parse(text: &str, document: &str) -> Result<Value, Problem> {
    // Windows' editors put a byte order mark in front, and `JSON.parse` minds it as much as we would.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.parse().map_err(|error: NotJson| {
        Problem::new(Code::InvalidDocument, format!("the {document} is not JSON: {error}"))
    })
}

/// Where a value stands, as a list that lives on the stack: only an error writes it out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// The document itself, by its name.
    Document(&'a str),
    /// A key of an object.
    Key(&'a Place<'a>, &'a str),
    /// An entry of a list.
    Index(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn write(&self, text: &mut String) {
        match self {
            Self::Document(_) => {}
            Self::Key(parent, key) => {
                parent.write(text);
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Self::Index(parent, index) => {
                parent.write(text);
                text.push('[');
                text.push_str(&index.to_string());
                text.push(']');
            }
        }
    }

    /// A problem of what stands here, such as "is not a text".
    pub(crate) fn problem(&self, what: &str) -> Problem {
        let mut path = String::new();
        self.write(&mut path);
        let message = match self {
            Self::Document(name) => format!("the {name} {what}"),
            _ => format!("`{path}` {what}"),
        };
        Problem::new(Code::InvalidDocument, message)
    }
}

/// A value and its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'a> {
    value: &'a Value,
    place: Place<'a>,
}

impl<'a> Json<'a> {
    /// A whole document.
    pub(crate) fn document(value: &'a Value, name: &'a str) -> Self {
        Self { value, place: Place::Document(name) }
    }

    /// The value itself.
    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    /// A problem of this value.
    pub(crate) fn problem(&self, what: &str) -> Problem {
        self.place.problem(what)
    }

    /// An object with no other keys than these. `$schema` is welcome in a document.
    pub(crate) fn object(&'a self, known: &[&str]) -> Result<Object<'a>, Problem> {
        let Value::Object(entries) = self.value else { return Err(self.problem("is not an object")) };
        let top = matches!(self.place, Place::Document(_));
        let is_known = |key: &str| known.contains(&key) || (top && key == "$schema");
        if let Some(key) = entries.keys().find(|key| !is_known(key)) {
            return Err(Place::Key(&self.place, key)
                .problem("is not a known key")
                .with_help(format!("the keys here are {}", known.join(", "))));
        }
        Ok(Object { entries, place: &self.place })
    }

    /// A text.
    pub(crate) fn text(&self) -> Result<String, Problem> {
        self.value.as_str().map(Into::into).ok_or_else(|| self.problem("is not a text"))
    }

    /// True or false.
    pub(crate) fn flag(&self) -> Result<bool, Problem> {
        self.value.as_bool().ok_or_else(|| self.problem("is not true or false"))
    }

    /// A whole number that is not negative.
    pub(crate) fn count(&self) -> Result<u32, Problem> {
        let number = self.value.as_u64().and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| self.problem("is not a whole number"))
    }

    /// A number with all its digits.
    pub(crate) fn decimal(&self) -> Result<Decimal, Problem> {
        let number = self.value.as_number().and_then(|number| number.as_str().parse().ok());
        number.ok_or_else(|| self.problem("is not a number"))
    }

    /// The entries of a list.
    pub(crate) fn list<T>(
        &self,
        mut read: impl FnMut(Json<'_>) -> Result<T, Problem>,
    ) -> Result<Vec<T>, Problem> {
        let mut list = Vec::new();
        self.each(&mut |entry| {
            list.push(read(entry)?);
            Ok(())
        })?;
        Ok(list)
    }

    /// One loop for the lists of all types, so that it is compiled once.
    fn each(&self, read: &mut dyn FnMut(Json<'_>) -> Result<(), Problem>) -> Result<(), Problem> {
        let Value::Array(entries) = self.value else { return Err(self.problem("is not a list")) };
        for (index, value) in entries.iter().enumerate() {
            read(Json { value, place: Place::Index(&self.place, index) })?;
        }
        Ok(())
    }

    /// The entries of an object whose keys are names.
    pub(crate) fn map<T>(
        &self,
        mut read: impl FnMut(Json<'_>) -> Result<T, Problem>,
    ) -> Result<Map<String, T>, Problem> {
        let Value::Object(entries) = self.value else { return Err(self.problem("is not an object")) };
        entries
            .iter()
            .map(|(key, value)| Ok((key.clone(), read(Json { value, place: Place::Key(&self.place, key) })?)))
            .collect()
    }
}

/// An object whose keys are all known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<'a> {
    entries: &'a Map<String, Value>,
    place: &'a Place<'a>,
}

impl Object<'_> {
    /// What stands under a key; `null` counts as absent.
    pub(crate) fn maybe<T>(
        &self,
        key: &str,
        read: impl FnOnce(Json<'_>) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        match self.entries.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(Json { value, place: Place::Key(self.place, key) }).map(Some),
        }
    }

    /// What stands under a key that must be there.
    pub(crate) fn needed<T>(
        &self,
        key: &str,
        read: impl FnOnce(Json<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.maybe(key, read)?.ok_or_else(|| Place::Key(self.place, key).problem("is missing"))
    }

    /// A text that must be there.
    pub(crate) fn text(&self, key: &str) -> Result<String, Problem> {
        self.needed(key, |json| json.text())
    }

    /// A text that may be absent.
    pub(crate) fn maybe_text(&self, key: &str) -> Result<Option<String>, Problem> {
        self.maybe(key, |json| json.text())
    }

    /// True or false, with what is meant by its absence.
    pub(crate) fn flag(&self, key: &str, absent: bool) -> Result<bool, Problem> {
        Ok(self.maybe(key, |json| json.flag())?.unwrap_or(absent))
    }

    /// A list, which is empty where it is absent.
    pub(crate) fn list<T>(
        &self,
        key: &str,
        read: impl FnMut(Json<'_>) -> Result<T, Problem>,
    ) -> Result<Vec<T>, Problem> {
        Ok(self.maybe(key, |json| json.list(read))?.unwrap_or_default())
    }

    /// A list of texts, which is empty where it is absent.
    pub(crate) fn texts(&self, key: &str) -> Result<Vec<String>, Problem> {
        self.list(key, |json| json.text())
    }

    /// A problem of what stands under a key.
    pub(crate) fn problem(&self, key: &str, what: &str) -> Problem {
        Place::Key(self.place, key).problem(what)
    }
}
