//! Positions in a request's body: parser errors name line and column, never the field.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// A step into a JSON document.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// A key of an object.
    Key(&'a str),
    /// An index of a list.
    Index(usize),
}

/// A body and the path to a part of it.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    text: &'a str,
    path: Vec<Step<'a>>,
}

impl<'a> Source<'a> {
    /// Starts at the whole body.
    pub fn new(text: &'a str) -> Self {
        Self { text, path: Vec::new() }
    }

    /// Returns a part.
    pub fn at(&self, step: Step<'a>) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Self { text: self.text, path }
    }

    /// Returns ` at [line:1, column:345]`, counted from one.
    pub fn position(&self) -> String {
        let offset = self.offset().unwrap_or_default();
        let before = self.text.get(..offset).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!(" at [line:{line}, column:{column}]")
    }

    fn offset(&self) -> Option<usize> {
        let mut part = self.text;
        for step in &self.path {
            part = match step {
                Step::Key(key) => {
                    let object: BTreeMap<String, &RawValue> = serde_json::from_str(part).ok()?;
                    object.get(*key)?.get()
                }
                Step::Index(index) => {
                    let list: Vec<&RawValue> = serde_json::from_str(part).ok()?;
                    list.get(*index)?.get()
                }
            };
        }
        (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, Step};

    #[test]
    fn finds_values_by_line_and_column() {
        let body = Source::new("{\"a\": 1,\n  \"records\": [{}, {\"Amount\": \"x\"}]}");
        let part = body.at(Step::Key("records")).at(Step::Index(1)).at(Step::Key("Amount"));
        assert_eq!(part.position(), " at [line:2, column:30]");
        assert_eq!(body.position(), " at [line:1, column:1]");
    }
}
