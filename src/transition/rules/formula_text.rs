//! Formulas and field names inside a document.

use crate::base::FieldName;
use crate::base::json::Node;
use salesforce_formula::Formula;

/// Parses the formula at this path.
pub(super) fn formula(node: &Node<'_>) -> Option<Formula> {
    Formula::parse(node.text()?)
        .map_err(|error| node.wrong(&format!("is not a formula: at {}, {error}", error.at)))
        .ok()
}

/// Parses the name of a field of Opportunity.
pub(super) fn field(node: &Node<'_>) -> Option<FieldName> {
    let name = FieldName::new(node.text()?).filter(|name| !name.crosses_relationship());
    if name.is_none() {
        node.wrong("is not the name of a field of Opportunity");
    }
    name
}

/// Parses field names, at least one.
pub(super) fn fields(node: &Node<'_>) -> Vec<FieldName> {
    let list = node.list();
    if list.is_empty() && node.json.is_array() {
        node.wrong("is empty");
    }
    list.iter().filter_map(field).collect()
}
