//! A JSON reader that collects every fault with its path.

use std::cell::RefCell;

use crate::base::error::{Code, Detail, Problem};
use crate::base::json::{Map, Value as Json};

/// The faults of a document.
#[derive(Default)]
pub(super) struct Faults(RefCell<Vec<Detail>>);

impl Faults {
    pub(super) fn add(&self, path: &str, message: &str) {
        let fields = vec![if path.is_empty() { "$".to_owned() } else { path.to_owned() }];
        let message = format!("`{}` {message}", fields.concat());
        self.0.borrow_mut().push(Detail { code: Code::InvalidDocument.as_str().into(), message, fields });
    }

    /// Returns one problem with all faults.
    pub(super) fn problem(self) -> Option<Problem> {
        let errors = self.0.into_inner();
        let message = errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ");
        let mut problem = Problem::new(Code::InvalidDocument, message);
        problem.fields = errors.iter().flat_map(|error| error.fields.iter().cloned()).collect();
        problem.errors = errors;
        (!problem.errors.is_empty()).then_some(problem)
    }
}

/// A value in a document, with its path.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) json: &'a Json,
    pub(super) path: String,
    pub(super) faults: &'a Faults,
}

impl<'a> Node<'a> {
    pub(super) fn wrong(&self, message: &str) {
        self.faults.add(&self.path, message);
    }

    /// Returns an object that has no other keys than these.
    pub(super) fn object(&self, known: &[&str]) -> Option<&'a Map<String, Json>> {
        let object = self.any_object()?;
        for key in object.keys() {
            if !known.contains(&key.as_str()) {
                self.faults.add(
                    &self.inside(key),
                    &format!("is not a known key: the keys are {}", known.join(", ")),
                );
            }
        }
        Some(object)
    }

    /// Returns an object with any keys.
    pub(super) fn any_object(&self) -> Option<&'a Map<String, Json>> {
        let object = self.json.as_object();
        if object.is_none() {
            self.wrong("is not an object");
        }
        object
    }

    fn inside(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Returns the value of a key, if it is present.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        let json = self.json.get(key)?;
        Some(Node { json, path: self.inside(key), faults: self.faults })
    }

    /// Reports a fault of a key's value, or of the object if the key is missing.
    pub(super) fn wrong_at(&self, key: &str, message: &str) {
        self.get(key).as_ref().unwrap_or(self).wrong(message);
    }

    /// Returns the value of a required key.
    pub(super) fn need(&self, key: &str) -> Option<Node<'a>> {
        let found = self.get(key);
        if found.is_none() && self.json.is_object() {
            self.wrong(&format!("lacks `{key}`"));
        }
        found
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        let text = self.json.as_str().filter(|text| !text.is_empty());
        if text.is_none() {
            self.wrong("is an empty text");
        }
        text
    }

    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.json.as_bool();
        if flag.is_none() {
            self.wrong("is neither true nor false");
        }
        flag
    }

    /// Returns the items of a list.
    pub(super) fn list(&self) -> Vec<Node<'a>> {
        let Some(list) = self.json.as_array() else {
            self.wrong("is not a list");
            return Vec::new();
        };
        let node =
            |(index, json)| Node { json, path: format!("{}[{index}]", self.path), faults: self.faults };
        list.iter().enumerate().map(node).collect()
    }

    /// Returns a list of texts; a single text counts as a list.
    pub(super) fn texts(&self) -> Vec<Box<str>> {
        if self.json.is_string() {
            return self.text().map(Box::from).into_iter().collect();
        }
        let list = self.list();
        if list.is_empty() && self.json.is_array() {
            self.wrong("is empty");
        }
        list.iter().filter_map(Node::text).map(Box::from).collect()
    }
}
