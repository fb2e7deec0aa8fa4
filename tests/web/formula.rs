//! Formula functions of the browser agree with the standard library, line by line.

use crate::js::{eval, get, json, text};
use opportunity_stage::wasm::bindings::rules;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Each of them is true; the native tests have the same lines.
const TRUE: &str = include_str!("../../crates/formula/tests/fixtures/host.txt");

#[wasm_bindgen_test]
fn the_browsers_functions_agree_with_the_standard_library() {
    let quoted = |text: &str| String::from(js_sys::JSON::stringify(&JsValue::from(text)).unwrap());
    let rule = |formula: &str| {
        format!(r#"{{ "name": {0}, "formula": {0}, "message": "As it should be." }}"#, quoted(formula))
    };
    let all: Vec<_> = TRUE.lines().map(rule).collect();
    let org = format!(
        r#"{{ "version": 1, "stages": [{{ "value": "New" }}, {{ "value": "Next" }}], "validationRules": [{}] }}"#,
        all.join(",")
    );
    let rules = rules(&json(r#"{ "version": 1 }"#), &json(&org)).unwrap();
    let context = eval("({ now: Date.UTC(2026, 10, 22), offsetMinutes: 0 })");
    let input = json(r#"{ "stage": "Next" }"#);
    let checked = rules.check(&json(r#"{ "StageName": "New" }"#), &input, &context).unwrap();
    let count = get(&checked, "verdict.violations.length").as_f64().unwrap() as usize;
    let spoken: Vec<_> =
        (0..count).map(|index| text(&checked, &format!("verdict.violations.{index}.rule"))).collect();
    let silent: Vec<_> = TRUE.lines().filter(|line| !spoken.iter().any(|rule| rule == line)).collect();
    assert!(silent.is_empty(), "not true here: {silent:?}");
}
