//! A reader for documents that people write: it reports every fault with its path.
//!
//! Written by hand because derived code is several times larger in the wasm, does not know paths, and stops at
//! the first fault.

use std::cell::RefCell;

use super::{Map, Value};
use crate::base::Decimal;
use crate::base::error::{Code, Detail, Problem};

/// Parses and reads a document.
///
/// # Errors
///
/// If the text is not JSON, or has faults: one problem with all of them.
pub(crate) fn read_document<T>(
    text: &str,
    name: &'static str,
    read: impl FnOnce(&Node<'_>) -> Option<T>,
) -> Result<T, Problem> {
    let value = super::parse(text, name)?;
    let faults = Faults { document: name, list: RefCell::default() };
    let document = read(&Node { json: &value, path: String::new(), faults: &faults });
    match faults.problem() {
        Some(problem) => Err(problem),
        None => {
            document.ok_or_else(|| Problem::new(Code::InvalidDocument, format!("the {name} is malformed")))
        }
    }
}

/// The faults of a document.
pub(crate) struct Faults {
    document: &'static str,
    list: RefCell<Vec<Detail>>,
}

impl Faults {
    /// Adds a fault of the value at a path, such as "is not a text".
    pub(crate) fn add(&self, path: &str, what: &str) {
        let (message, field) = match path {
            "" => (format!("the {} {what}", self.document), "$"),
            path => (format!("`{path}` {what}"), path),
        };
        let code = Code::InvalidDocument.as_str().into();
        self.list.borrow_mut().push(Detail { code, message, fields: vec![field.into()] });
    }

    /// Returns one problem with all faults.
    fn problem(self) -> Option<Problem> {
        let errors = self.list.into_inner();
        let message = errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ");
        let mut problem = Problem::new(Code::InvalidDocument, message);
        problem.fields = errors.iter().flat_map(|error| error.fields.iter().cloned()).collect();
        problem.errors = errors;
        (!problem.errors.is_empty()).then_some(problem)
    }
}

/// A value in a document, with its path.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub(crate) json: &'a Value,
    pub(crate) path: String,
    pub(crate) faults: &'a Faults,
}

impl<'a> Node<'a> {
    /// Reports a fault of this value.
    pub(crate) fn wrong(&self, what: &str) {
        self.faults.add(&self.path, what);
    }

    /// Reports a fault of a key's value, or of the object if the key is missing.
    pub(crate) fn wrong_at(&self, key: &str, what: &str) {
        self.get(key).as_ref().unwrap_or(self).wrong(what);
    }

    /// Returns the path of a key.
    fn inside(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Returns an object that has no other keys than these.
    pub(crate) fn object(&self, known: &[&str]) -> Option<&'a Map<String, Value>> {
        let object = self.any_object()?;
        for key in object.keys() {
            if !known.contains(&key.as_str()) {
                let what = format!("is not a known key: the keys are {}", known.join(", "));
                self.faults.add(&self.inside(key), &what);
            }
        }
        Some(object)
    }

    /// Returns an object with any keys.
    pub(crate) fn any_object(&self) -> Option<&'a Map<String, Value>> {
        let object = self.json.as_object();
        if object.is_none() {
            self.wrong("is not an object");
        }
        object
    }

    /// Returns the entries of an object whose keys are names.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        let keys = self.any_object().map(Map::keys).into_iter().flatten();
        keys.filter_map(|key| Some((key.as_str(), self.get(key)?)))
    }

    /// Returns the value of a key, if it is present.
    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        let json = self.json.get(key)?;
        Some(Node { json, path: self.inside(key), faults: self.faults })
    }

    /// Returns the value of a key; `null` counts as absent.
    pub(crate) fn maybe(&self, key: &str) -> Option<Node<'a>> {
        self.get(key).filter(|node| !node.json.is_null())
    }

    /// Returns the value of a required key.
    pub(crate) fn need(&self, key: &str) -> Option<Node<'a>> {
        let found = self.get(key);
        if found.is_none() && self.json.is_object() {
            self.faults.add(&self.inside(key), "is missing");
        }
        found
    }

    /// Returns a text that is not empty.
    pub(crate) fn text(&self) -> Option<&'a str> {
        let text = self.json.as_str();
        match text {
            None => self.wrong("is not a text"),
            Some("") => self.wrong("is empty"),
            Some(_) => {}
        }
        text.filter(|text| !text.is_empty())
    }

    /// Returns a boolean.
    pub(crate) fn flag(&self) -> Option<bool> {
        let flag = self.json.as_bool();
        if flag.is_none() {
            self.wrong("is not true or false");
        }
        flag
    }

    /// Returns the items of a list.
    pub(crate) fn list(&self) -> Vec<Node<'a>> {
        let Some(list) = self.json.as_array() else {
            self.wrong("is not a list");
            return Vec::new();
        };
        let node =
            |(index, json)| Node { json, path: format!("{}[{index}]", self.path), faults: self.faults };
        list.iter().enumerate().map(node).collect()
    }

    /// Returns a list of texts that are not empty; a single text counts as a list.
    pub(crate) fn texts(&self) -> Vec<Box<str>> {
        if self.json.is_string() {
            return self.text().map(Box::from).into_iter().collect();
        }
        let list = self.list();
        if list.is_empty() && self.json.is_array() {
            self.wrong("is empty");
        }
        list.iter().filter_map(Node::text).map(Box::from).collect()
    }

    /// Reads the value of a key; `null` counts as absent. Its path is written only for a fault, because a
    /// document may have thousands of values.
    fn value<T>(&self, key: &str, read: impl FnOnce(&'a Value) -> Option<T>, fault: &str) -> Option<T> {
        let value = self.json.get(key).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            self.faults.add(&self.inside(key), fault);
        }
        read
    }

    /// Returns the text of a key.
    pub(crate) fn maybe_text(&self, key: &str) -> Option<&'a str> {
        self.value(key, Value::as_str, "is not a text")
    }

    /// Returns the text of a required key.
    pub(crate) fn need_text(&self, key: &str) -> Option<&'a str> {
        if self.json.get(key).is_none_or(Value::is_null) {
            self.faults.add(&self.inside(key), "is missing");
        }
        self.maybe_text(key)
    }

    /// Returns the boolean of a key, or `absent` if the key is missing.
    pub(crate) fn flag_or(&self, key: &str, absent: bool) -> bool {
        self.value(key, Value::as_bool, "is not true or false").unwrap_or(absent)
    }

    /// Returns the whole number of a key that is not negative.
    pub(crate) fn count(&self, key: &str) -> Option<u32> {
        let read = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        self.value(key, read, "is not a whole number")
    }

    /// Returns the number of a key with all its digits.
    pub(crate) fn decimal(&self, key: &str) -> Option<Decimal> {
        let read = |value: &Value| value.as_number().and_then(|number| number.as_str().parse().ok());
        self.value(key, read, "is not a number")
    }

    /// Returns the items of a key's list; without the key there are none.
    pub(crate) fn items(&self, key: &str) -> Vec<Node<'a>> {
        self.maybe(key).map(|node| node.list()).unwrap_or_default()
    }

    /// Returns the texts of a key's list; without the key there are none.
    pub(crate) fn all_texts(&self, key: &str) -> Vec<String> {
        self.maybe(key).map(|node| node.list_of_texts()).unwrap_or_default()
    }

    /// Returns the texts of a list.
    pub(crate) fn list_of_texts(&self) -> Vec<String> {
        let list = self.json.as_array();
        if list.is_none() {
            self.wrong("is not a list");
        }
        let mut texts = Vec::new();
        for (index, value) in list.into_iter().flatten().enumerate() {
            match value.as_str() {
                Some(text) => texts.push(text.into()),
                None => self.faults.add(&format!("{}[{index}]", self.path), "is not a text"),
            }
        }
        texts
    }
}
