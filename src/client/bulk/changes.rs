//! The requested changes. Most plans have one change for all records, some one for each.

use crate::base::FieldValue;
use crate::base::map::Map;

/// The most fields of one change. A `u64` holds which of them a record needs.
pub(super) const MOST_FIELDS: usize = 64;

/// Names and texts once, changes by their indices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) texts: Vec<Box<str>>,
    pub(super) list: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The index of the stage's name.
    pub(super) stage: Option<u32>,
    /// The indices of the field names, and the values.
    pub(super) fields: Box<[(u32, FieldValue)]>,
}

impl Changes {
    /// Returns the index of a text.
    pub(super) fn text(&mut self, text: &str) -> u32 {
        let known = self.texts.iter().position(|known| **known == *text);
        let index = known.unwrap_or_else(|| {
            self.texts.push(text.into());
            self.texts.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    /// Returns the text at an index.
    pub(super) fn name(&self, index: u32) -> &str {
        self.texts.get(index as usize).map_or("", |text| text)
    }

    /// Returns the index of a change. Only the last ones are searched, because equal changes follow each other
    /// closely.
    pub(super) fn add(&mut self, stage: Option<&str>, fields: Map<String, FieldValue>) -> u32 {
        const LOOKED_AT: usize = 8;
        let stage = stage.map(|words| self.text(words));
        let fields = fields.into_iter().map(|(name, value)| (self.text(&name), value)).collect();
        let change = Change { stage, fields };
        let from = self.list.len().saturating_sub(LOOKED_AT);
        let known = self.list.iter().skip(from).position(|known| *known == change);
        let index = known.map_or(self.list.len(), |index| from + index);
        if known.is_none() {
            self.list.push(change);
        }
        u32::try_from(index).unwrap_or(u32::MAX)
    }
}
