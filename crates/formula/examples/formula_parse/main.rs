//! `cargo run --release -p salesforce-formula --example formula_parse <
//! tests/fixtures/org/validation_rules.json`
//!
//! Reads a JSON array of objects with a `formula`. Prints one JSON object a line: whether it parses, and the
//! names in it.

#![allow(clippy::print_stdout, reason = "printing is what this program does")]

use std::error::Error;
use std::io::{Write, read_to_string, stdin, stdout};

use salesforce_formula::Formula;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Rule {
    formula: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let rules: Vec<Rule> = serde_json::from_str(&read_to_string(stdin())?)?;
    let mut out = stdout().lock();
    let mut parsed = 0;
    for rule in &rules {
        let line = match Formula::parse(&rule.formula) {
            Ok(formula) => {
                parsed += 1;
                json!({ "ok": true, "fields": formula.fields(), "functions": formula.functions() })
            }
            Err(error) => json!({
                "ok": false,
                "error": error.to_string(),
                "at": error.at,
                "expected": error.expected,
                "found": error.found,
            }),
        };
        writeln!(out, "{line}")?;
    }
    eprintln!("{parsed} of {} formulas parse", rules.len());
    Ok(())
}
