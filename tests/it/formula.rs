//! The formula engine from the outside.

mod blank_text;
mod conformance;
mod language;
mod laws;
mod limits;
mod numbers;
mod record;
mod refused;
mod rules;
#[path = "../../examples/formula_cases/runner.rs"]
mod runner;
mod typing;
mod unknown;
mod world;
