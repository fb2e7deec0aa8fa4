//! What formulas ask of the world around the record.

use super::regex;
use crate::base::{DateTime, Today};
use salesforce_formula::Environment;

/// The environment of formulas: the current instant and the regular expression engine.
pub(super) struct RuleEnvironment(pub(super) Today);

impl Environment for RuleEnvironment {
    fn now(&self) -> Option<DateTime> {
        Some(self.0.now)
    }

    fn zone_offset(&self, instant: DateTime) -> Option<i64> {
        self.0.offset_at(instant)
    }

    fn has_property(&self, property: &str, character: char) -> Option<bool> {
        regex::has_property(property, character)
    }
}
