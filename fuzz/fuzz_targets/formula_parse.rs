//! A formula that can be read is written as text that reads as the same formula.
#![no_main]

use libfuzzer_sys::fuzz_target;
use salesforce_formula::Formula;

fuzz_target!(|text: &str| {
    let Ok(formula) = Formula::parse(text) else { return };
    let written = formula.to_string();
    match Formula::parse(&written) {
        Ok(again) => assert_eq!(again, formula, "{text} was written as {written}"),
        Err(error) => panic!("{text} was written as {written}: {error} at {}", error.at),
    }
});
