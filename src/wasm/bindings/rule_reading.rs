//! The part that reads, binds and evaluates rules: loaded where the portal or the org has some.

use wasm_bindgen::JsValue;

use super::context::read_document;
use super::part::part;
use crate::base::error::Problem;
use crate::transition::{RuleReader, Rules, SharedRules};

/// What the part has, by a table: what holds rules stays in the first module.
pub(crate) trait RuleReading {
    /// Reads the portal's documents.
    fn documents(&self, rules: &JsValue, org: &JsValue) -> Result<SharedRules, Problem>;

    /// What reads the org's own rules.
    fn reader(&self) -> RuleReader;
}

part! { rules: pub(crate) fn rule_reading() -> Box<dyn RuleReading> {
    Box::new(Loaded)
} }

struct Loaded;

impl RuleReading for Loaded {
    fn documents(&self, rules: &JsValue, org: &JsValue) -> Result<SharedRules, Problem> {
        let (document, org) = read_document(rules, org)?;
        Ok(Rules::new(document, org).into())
    }

    fn reader(&self) -> RuleReader {
        RuleReader::for_standard_rules()
    }
}
