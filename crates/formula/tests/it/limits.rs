//! Formulas fail with errors instead of crashes, on a stack as small as wasm's.

use salesforce_formula::{
    Blanks, Formula, MAX_DEPTH, MAX_LENGTH, Nowhere, Row, Scratch, Slots, Value, translate,
};

use crate::world::{Org, result};

/// Runs with as much stack as wasm has. Debug builds have larger frames.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(test).unwrap().join().unwrap();
}

#[test]
fn rejects_deep_nesting() {
    on_a_small_stack(|| {
        for (open, inner, close) in [
            ("(", "1", ")"),
            ("-", "1", ""),
            ("NOT ", "b", ""),
            ("IF(b,1,", "1", ")"),
            ("!", "b", ""),
            ("AND(", "b", ")"),
        ] {
            for depth in [10_000, 1_000, 400] {
                let text = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
                let error = Formula::parse(&text).unwrap_err();
                let what = error.to_string();
                assert!(what.contains("levels of nesting") || what.contains("characters"), "{open}: {what}");
            }
        }
    });
}

#[test]
fn accepts_the_deepest_allowed_nesting() {
    on_a_small_stack(|| {
        let depth = usize::from(MAX_DEPTH) - 10;
        for (open, inner, close, expected) in [
            ("(", "1", ")", "1"),
            ("-", "1", "", "1"),
            ("AND(", "TRUE", ")", "TRUE"),
            ("ABS(", "-1", ")", "1"),
            ("TRUE = (", "TRUE", ")", "TRUE"),
        ] {
            let depth = depth.min((MAX_LENGTH - 10) / (open.len() + close.len())) / 2 * 2;
            let depth = if open.starts_with("TRUE") { depth / 2 } else { depth };
            let text = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
            assert_eq!(result(&text, &[], Blanks::AsBlanks), expected, "{open}");
            let formula = Formula::parse(&text).unwrap();
            assert_eq!(Formula::parse(&formula.to_string()).unwrap(), formula);
        }
    });
}

#[test]
fn long_chains_do_not_nest() {
    on_a_small_stack(|| {
        let sum = vec!["1"; 1_900].join("+");
        assert_eq!(result(&sum, &[], Blanks::AsBlanks), "1900");
        let all = vec!["b"; 900].join("||");
        assert_eq!(result(&all, &[], Blanks::AsBlanks), "FALSE");
        let case = format!("CASE(5,{}0)", "1,2,".repeat(900));
        assert_eq!(result(&case, &[], Blanks::AsBlanks), "0");
    });
}

#[test]
fn rejects_long_formulas() {
    let longest = format!("1{}", " ".repeat(MAX_LENGTH - 1));
    assert!(Formula::parse(&longest).is_ok());
    let error = Formula::parse(&format!("{longest} ")).unwrap_err();
    assert_eq!(error.to_string(), "expected at most 3900 characters, found 3901 characters");
    assert!(Formula::parse(&"é".repeat(1 << 20)).is_err());
}

#[test]
fn limits_the_length_of_texts() {
    let doubled = "t1 & t1 & t1 & t1 & t1 & t1 & t1 & t1";
    let text = "x".repeat(130_000);
    let found = result(doubled, &[("t1", Value::from(&*text))], Blanks::AsBlanks);
    assert!(found.ends_with("the text grows too long"), "{}", &found[..60]);
    let nested = (0..60).fold("t1".to_owned(), |inner, _| format!("SUBSTITUTE({inner},\"x\",\"xxxxxxxx\")"));
    let found = result(&nested, &[("t1", Value::from("xxxx"))], Blanks::AsBlanks);
    assert!(found.ends_with("too long") || found.ends_with("too many steps"), "{}", &found[..60]);
    // A rule that makes long texts again and again would block the page for seconds.
    let long = vec!["LPAD(t1,999999,\"b\")=\"z\""; 100].join("||");
    let found = result(&long, &[("t1", Value::from("x"))], Blanks::AsBlanks);
    assert!(found.ends_with("too many steps"), "{found}");
    let found = result("LPAD(\"a\", 10^60)", &[], Blanks::AsBlanks);
    assert!(found.ends_with("the text grows too long"), "{found}");
    assert!(translate(&"a".repeat(20_000)).is_err());
}

#[test]
fn max_accepts_at_most_255_numbers() {
    let numbers = |count: usize| format!("MAX({})", vec!["1"; count].join(","));
    assert_eq!(result(&numbers(255), &[], Blanks::AsBlanks), "1");
    assert!(result(&numbers(256), &[], Blanks::AsBlanks).starts_with("compile error"));
}

#[test]
fn a_record_that_breaks_its_schema_is_an_error() {
    let mut slots = Slots::new();
    for formula in
        ["n + 1 > 2", "n > 1", "ABS(n) > 1", "YEAR(d) > 1", "MAX(n, 1) > 1", "d + 1 > d", "n * n > 1"]
    {
        let compiled = Formula::parse(formula).unwrap().compile_rule(&Org, &mut slots).unwrap();
        let row = Row::inserted(vec![Some(Value::from("text")); 2]);
        let undecided = compiled.evaluate(&row, &Nowhere, &Scratch::new()).unwrap_err();
        assert_eq!(undecided.message, "a value has another type than its field", "{formula}");
    }
}
