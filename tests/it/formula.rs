//! The formula engine from the outside.

mod conformance;
mod language;
mod laws;
mod limits;
mod record;
mod refused;
mod rules;
#[path = "../../examples/formula_cases/runner.rs"]
mod runner;
mod unknown;
mod world;
