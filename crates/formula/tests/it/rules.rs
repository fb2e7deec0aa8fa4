//! Validation rules of real orgs.

use salesforce_formula::{FieldType, Formula, Schema, Slots};
use serde::Deserialize;

#[derive(Deserialize)]
struct Rule {
    name: String,
    formula: String,
}

fn rules() -> Vec<Rule> {
    serde_json::from_str(include_str!("../../../../tests/fixtures/org/validation_rules.json")).unwrap()
}

#[test]
fn every_rule_parses_and_prints_the_same() {
    for rule in rules() {
        let formula = Formula::parse(&rule.formula).unwrap_or_else(|error| panic!("{}: {error}", rule.name));
        assert_eq!(Formula::parse(&formula.to_string()).as_ref(), Ok(&formula), "{}", rule.name);
        assert!(!formula.fields().is_empty() || !formula.functions().is_empty(), "{}", rule.name);
    }
}

/// A schema without fields, as before the first describe.
struct Ignorant;

impl Schema for Ignorant {
    fn field_type(&self, _: &str) -> Option<FieldType> {
        None
    }
}

#[test]
fn every_rule_compiles_without_a_schema() {
    for rule in rules() {
        let formula = Formula::parse(&rule.formula).unwrap();
        let compiled = formula.compile_rule(&Ignorant, &mut Slots::new());
        assert!(compiled.is_ok(), "{}: {compiled:?}", rule.name);
    }
}
