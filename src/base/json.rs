//! JSON, and a reader for documents that people write: it reports each fault with its path.
//!
//! Written by hand because derived code is several times larger in the wasm and does not know paths.

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

/// Parses a text as JSON.
///
/// # Errors
///
/// If the text is not JSON. The message names the document, the line and the column.
pub(crate) fn parse(text: &str, document: &str) -> Result<Value, Problem> {
    // Editors on Windows write a byte order mark, which is not JSON.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.parse().map_err(|error: NotJson| {
        Problem::new(Code::InvalidDocument, format!("the {document} is not JSON: {error}"))
    })
}

/// The path of a value, as a linked list on the stack. Only an error formats it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// The document itself, with its name.
    Document(&'a str),
    /// A key of an object.
    Key(&'a Place<'a>, &'a str),
    /// An item of a list.
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

    /// Creates a problem about the value at this path, such as "is not a text".
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

/// A value and its path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'a> {
    value: &'a Value,
    place: Place<'a>,
}

impl<'a> Json<'a> {
    /// Wraps a whole document.
    pub(crate) fn document(value: &'a Value, name: &'a str) -> Self {
        Self { value, place: Place::Document(name) }
    }

    /// Returns the value.
    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    /// Creates a problem about this value.
    pub(crate) fn problem(&self, what: &str) -> Problem {
        self.place.problem(what)
    }

    /// Returns the object, which may have no other keys than these. A document may also have `$schema`.
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

    /// Returns the text.
    pub(crate) fn text(&self) -> Result<String, Problem> {
        self.value.as_str().map(Into::into).ok_or_else(|| self.problem("is not a text"))
    }

    /// Returns the boolean.
    pub(crate) fn flag(&self) -> Result<bool, Problem> {
        self.value.as_bool().ok_or_else(|| self.problem("is not true or false"))
    }

    /// Returns a whole number that is not negative.
    pub(crate) fn count(&self) -> Result<u32, Problem> {
        let number = self.value.as_u64().and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| self.problem("is not a whole number"))
    }

    /// Returns a number with all its digits.
    pub(crate) fn decimal(&self) -> Result<Decimal, Problem> {
        let number = self.value.as_number().and_then(|number| number.as_str().parse().ok());
        number.ok_or_else(|| self.problem("is not a number"))
    }

    /// Reads the items of a list.
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

    /// Shared by the lists of all types, so that it is compiled once.
    fn each(&self, read: &mut dyn FnMut(Json<'_>) -> Result<(), Problem>) -> Result<(), Problem> {
        let Value::Array(entries) = self.value else { return Err(self.problem("is not a list")) };
        for (index, value) in entries.iter().enumerate() {
            read(Json { value, place: Place::Index(&self.place, index) })?;
        }
        Ok(())
    }

    /// Reads the entries of an object whose keys are names.
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

    /// Reads the value of a required key.
    pub(crate) fn needed<T>(
        &self,
        key: &str,
        read: impl FnOnce(Json<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.maybe(key, read)?.ok_or_else(|| Place::Key(self.place, key).problem("is missing"))
    }

    /// Returns a required text.
    pub(crate) fn text(&self, key: &str) -> Result<String, Problem> {
        self.needed(key, |json| json.text())
    }

    /// Returns an optional text.
    pub(crate) fn maybe_text(&self, key: &str) -> Result<Option<String>, Problem> {
        self.maybe(key, |json| json.text())
    }

    /// Returns a boolean, or `absent` if the key is missing.
    pub(crate) fn flag(&self, key: &str, absent: bool) -> Result<bool, Problem> {
        Ok(self.maybe(key, |json| json.flag())?.unwrap_or(absent))
    }

    /// Reads a list; a missing key means an empty list.
    pub(crate) fn list<T>(
        &self,
        key: &str,
        read: impl FnMut(Json<'_>) -> Result<T, Problem>,
    ) -> Result<Vec<T>, Problem> {
        Ok(self.maybe(key, |json| json.list(read))?.unwrap_or_default())
    }

    /// Returns a list of texts; a missing key means an empty list.
    pub(crate) fn texts(&self, key: &str) -> Result<Vec<String>, Problem> {
        self.list(key, |json| json.text())
    }

    /// Creates a problem about the value of a key.
    pub(crate) fn problem(&self, key: &str, what: &str) -> Problem {
        Place::Key(self.place, key).problem(what)
    }
}
