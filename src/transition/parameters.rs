//! Message parameters, so that a host can build its own texts.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::base::FieldValue;
use crate::base::text::embedded;
use crate::org::Labels;

/// Values by name, such as the stages, the field and the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(&'static str, FieldValue)>);

impl Parameters {
    /// Adds a text.
    #[must_use]
    pub fn with(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.0.push((name, FieldValue::Text(text.into())));
        self
    }

    /// Adds a value.
    #[must_use]
    pub fn with_value(mut self, name: &'static str, value: FieldValue) -> Self {
        self.0.push((name, value));
        self
    }

    /// Adds the org's labels for English sentences.
    #[must_use]
    pub fn naming(self, labels: &Labels) -> Self {
        let stage = labels.stage.as_deref().unwrap_or("Stage").to_owned();
        self.with("object", labels.object_in_sentence())
            .with("objects", labels.objects_in_sentence())
            .with("anObject", labels.an_object())
            .with("objectLabel", labels.object.as_deref().unwrap_or("Opportunity"))
            .with("stageField", labels.stage_in_sentence())
            .with("stageLabel", stage)
    }

    /// Returns a value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&FieldValue> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Returns the template with each `{name}` replaced by its value. Unknown names stay.
    #[must_use]
    pub fn fill(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            match after.split_once('}').and_then(|(name, after)| Some((self.get(name)?, after))) {
                Some((value, after)) => {
                    text.push_str(&embedded(&value.to_string()));
                    rest = after;
                }
                None => {
                    text.push('{');
                    rest = after;
                }
            }
        }
        text + rest
    }
}

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_templates() {
        let parameters =
            Parameters::default().with("from", "受注 {to}").with_value("days", FieldValue::Number(3.into()));
        assert_eq!(
            parameters.fill("{from}, {days} days, {unknown}, {"),
            "受注 {to}, 3 days, {unknown}, {",
            "what was filled in is not filled again"
        );
        assert_eq!(serde_json::to_string(&parameters).unwrap(), r#"{"from":"受注 {to}","days":3.0}"#);
    }
}
