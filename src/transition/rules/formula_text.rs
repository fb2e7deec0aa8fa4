//! Formulas and field names inside a document.

use super::reader::Place;
use crate::base::FieldName;
use salesforce_formula::Formula;

/// Parses the formula at this path.
pub(super) fn formula(place: &Place<'_>) -> Option<Formula> {
    Formula::parse(place.text()?)
        .map_err(|error| place.wrong(&format!("is not a formula: at {}, {error}", error.at)))
        .ok()
}

/// Parses the name of a field of Opportunity.
pub(super) fn field(place: &Place<'_>) -> Option<FieldName> {
    let name = FieldName::new(place.text()?).filter(|name| !name.crosses_relationship());
    if name.is_none() {
        place.wrong("is not the name of a field of Opportunity");
    }
    name
}

/// Parses field names, at least one.
pub(super) fn fields(place: &Place<'_>) -> Vec<FieldName> {
    let list = place.list();
    if list.is_empty() && place.json.is_array() {
        place.wrong("is empty");
    }
    list.iter().filter_map(field).collect()
}
