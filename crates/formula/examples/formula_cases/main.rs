//! `cargo run --release -p salesforce-formula --example formula_cases <
//! crates/formula/tests/fixtures/cases.json`
//!
//! Prints the engine's result for each row as one JSON object a line, and a summary to stderr.

#![allow(clippy::print_stdout, reason = "printing is what this program does")]

mod runner;

use std::error::Error;
use std::io::{Write, read_to_string, stdin, stdout};

use salesforce_formula::Blanks;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let document: runner::Document = serde_json::from_str(&read_to_string(stdin())?)?;
    let mut out = stdout().lock();
    let (mut rows, mut zeroes, mut blanks, mut whole) = (0, 0, 0, 0);
    for case in &document.cases {
        let mut all = true;
        for (index, row) in case.rows.iter().enumerate() {
            let first = runner::run(case, row, Blanks::AsZeroes);
            let second = runner::run(case, row, Blanks::AsBlanks);
            rows += 1;
            let right = (
                runner::agrees(&first, row.out.as_ref()),
                runner::agrees(&second, row.out_blank_as_null.as_ref()),
            );
            zeroes += i32::from(right.0);
            blanks += i32::from(right.1);
            all &= right == (true, true);
            let line = json!({ "name": case.name, "row": index, "out": first, "outBlankAsNull": second });
            writeln!(out, "{line}")?;
        }
        whole += i32::from(all);
    }
    eprintln!(
        "{rows} rows: {zeroes} right with blanks as zeroes, {blanks} with blanks as blanks; \
         {whole} of {} formulas right throughout",
        document.cases.len()
    );
    Ok(())
}
