//! The changes that are wanted. Most plans have one for all records, some another one for each.

use crate::base::FieldValue;
use crate::base::map::Map;

/// The most fields of one change: which of them a record needs is kept in a `u64`.
pub(super) const MOST_FIELDS: usize = 64;

/// Names and words once, changes by their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) texts: Vec<Box<str>>,
    pub(super) list: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The place of the words for the stage.
    pub(super) stage: Option<u32>,
    /// The places of the names, and the values.
    pub(super) fields: Box<[(u32, FieldValue)]>,
}

impl Changes {
    /// The place of a text.
    pub(super) fn text(&mut self, text: &str) -> u32 {
        let known = self.texts.iter().position(|known| **known == *text);
        let place = known.unwrap_or_else(|| {
            self.texts.push(text.into());
            self.texts.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// The text of a place.
    pub(super) fn name(&self, place: u32) -> &str {
        self.texts.get(place as usize).map_or("", |text| text)
    }

    /// The place of a change. Only the last ones are looked through: a change that comes again comes soon.
    pub(super) fn add(&mut self, stage: Option<&str>, fields: Map<String, FieldValue>) -> u32 {
        const LOOKED_AT: usize = 8;
        let stage = stage.map(|words| self.text(words));
        let fields = fields.into_iter().map(|(name, value)| (self.text(&name), value)).collect();
        let change = Change { stage, fields };
        let from = self.list.len().saturating_sub(LOOKED_AT);
        let known = self.list.iter().skip(from).position(|known| *known == change);
        let place = known.map_or(self.list.len(), |place| from + place);
        if known.is_none() {
            self.list.push(change);
        }
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}
