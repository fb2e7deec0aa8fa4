//! Laws that hold for any formula.

use proptest::prelude::*;
use salesforce_formula::{Blanks, Formula, Outcome, Row, Scratch, Slots, Value, translate};

use crate::world::{Org, outcome, result, rule, values};

/// Valid formulas of any type.
fn any_formula() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("NULL".to_owned()),
        Just("true".to_owned()),
        "[0-9]{1,5}(\\.[0-9]{1,3})?",
        "\"([a-z ü😀']|\\\\\\\\|\\\\\"|\\\\n){0,6}\"",
        "'[a-z\" ]{0,5}'",
        "[a-z]{1,3}(\\.[a-z]{1,3}){0,2}__c",
        Just("$User.Id".to_owned()),
    ];
    leaf.prop_recursive(6, 40, 4, |inner| {
        let operator = prop_oneof![
            Just("||"),
            Just("&&"),
            Just("="),
            Just("=="),
            Just("<>"),
            Just("!="),
            Just("<"),
            Just(">="),
            Just("+"),
            Just("-"),
            Just("&"),
            Just("^"),
            Just("*"),
            Just("/"),
        ];
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(left, mark, right)| format!("{left}{mark}{right}")),
            inner.clone().prop_map(|inner| format!("( {inner} )")),
            inner.clone().prop_map(|inner| format!("-{inner}")),
            inner.clone().prop_map(|inner| format!("NOT {inner}")),
            inner.clone().prop_map(|inner| format!("!{inner}/* ) */")),
            ("[A-Z]{2,8}", prop::collection::vec(inner, 0..4))
                .prop_filter("keywords are no functions", |(name, _)| {
                    !["NOT", "TRUE", "NULL", "FALSE"].contains(&name.as_str())
                })
                .prop_map(|(name, arguments)| format!("{name}({})", arguments.join(","))),
        ]
    })
}

/// A Boolean operand and its value: true, false, null or unknown.
fn operand() -> impl Strategy<Value = (&'static str, Option<Option<bool>>)> {
    prop_oneof![
        Just(("TRUE", Some(Some(true)))),
        Just(("1 = 2", Some(Some(false)))),
        Just(("n > 0", Some(None))),
        Just(("Unknown__c", None)),
    ]
}

fn say(formula: &str) -> Option<bool> {
    let (compiled, slots) = rule(formula);
    match outcome(&compiled, &Row::inserted(values(&slots, &[]))) {
        Outcome::Fires => Some(true),
        Outcome::Passes => Some(false),
        Outcome::Undecided(_) => None,
    }
}

proptest! {
    #[test]
    fn printing_and_parsing_are_inverse(text in any_formula()) {
        let formula = Formula::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let printed = formula.to_string();
        let again = Formula::parse(&printed).unwrap_or_else(|error| panic!("{text} -> {printed}: {error}"));
        prop_assert_eq!(&again, &formula, "{} -> {}", text, printed);
        prop_assert_eq!(again.to_string(), printed);
        prop_assert_eq!(again.fields(), formula.fields());
        prop_assert_eq!(again.functions(), formula.functions());
    }

    #[test]
    fn any_text_parses_or_fails(text in ".{0,80}") {
        if let Err(error) = Formula::parse(&text) {
            prop_assert!(error.at <= text.encode_utf16().count());
        }
    }

    #[test]
    fn any_formula_compiles_or_fails_and_evaluates_without_panic(text in any_formula()) {
        let _ = result(&text, &[], Blanks::AsBlanks);
        let _ = result(&text, &[], Blanks::AsZeroes);
    }

    #[test]
    fn functions_accept_any_values_without_panic(
        name in prop::sample::select(vec![
            "LEFT(t1,n1)", "RIGHT(t1,n1)", "MID(t1,n1,n2)", "FIND(t2,t1,n1)", "LPAD(t1,n1,t2)", "RPAD(t1,n1)",
            "SUBSTITUTE(t1,t2,t1)", "CHR(n1)", "ROUND(n1,n2)", "TRUNC(n1,n2)", "MOD(n1,n2)", "n1^n2", "n1/n2",
            "DATE(n1,n2,n2)", "DATE(2020,1,1)+n1", "ADDMONTHS(DATE(2020,1,31),n1)", "NOW()-n1", "TIMEVALUE(NOW())+n1",
            "FROMUNIXTIME(n1)", "FORMATDURATION(n1)", "VALUE(t1)", "DATEVALUE(t1)", "DATETIMEVALUE(t1)",
            "TIMEVALUE(t1)", "CASESAFEID(t1)", "REGEX(t1,t2)", "EXP(n1)", "CEILING(n1)", "GEOLOCATION(n1,n2)",
            "INITCAP(t1)", "TRIM(t1)", "UPPER(t1,t2)", "LOWER(t1,\"tr\")", "JSENCODE(t1)", "TEXT(n1)", "MAX(n1,n2)",
        ]),
        texts in (".{0,12}", ".{0,4}"),
        numbers in ("-?[0-9]{1,20}(\\.[0-9]{1,18})?(e-?[0-9]{1,2})?", "-?[0-9]{1,2}"),
    ) {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        let fields = [
            ("t1", Value::from(&*texts.0)),
            ("t2", Value::from(&*texts.1)),
            ("n1", number(&numbers.0)),
            ("n2", number(&numbers.1)),
        ];
        for blanks in [Blanks::AsBlanks, Blanks::AsZeroes] {
            let found = result(name, &fields, blanks);
            prop_assert!(!found.contains("compile error") && !found.contains("another type"), "{}: {}", name, found);
        }
    }

    #[test]
    fn slices_agree_with_utf16(text in "[aé😀\u{301}]{0,8}", start in -2..10_i64, count in -2..10_i64) {
        let units: Vec<u16> = text.encode_utf16().collect();
        let from = usize::try_from(start.max(1) - 1).unwrap().min(units.len());
        let to = (from + usize::try_from(count.max(0)).unwrap()).min(units.len());
        let expected = String::from_utf16_lossy(&units[from..to]);
        let fields = [
            ("t", Value::from(&*text)),
            ("n1", Value::from(start)),
            ("n2", Value::from(count)),
        ];
        let found = result("MID(t, n1, n2)", &fields, Blanks::AsBlanks);
        prop_assert_eq!(if found == "null" { "" } else { &found }, expected);
    }

    #[test]
    fn and_and_or_match_their_truth_tables(operands in prop::collection::vec(operand(), 0..5)) {
        let texts: Vec<_> = operands.iter().map(|(text, _)| *text).collect();
        let known: Vec<_> = operands.iter().map(|(_, value)| value.map(|value| value == Some(true))).collect();
        let and = if known.contains(&Some(false)) { Some(false) } else if known.contains(&None) { None } else { Some(true) };
        let or = if known.contains(&Some(true)) { Some(true) } else if known.contains(&None) { None } else { Some(false) };
        prop_assert_eq!(say(&format!("AND({})", texts.join(","))), and);
        prop_assert_eq!(say(&format!("OR({})", texts.join(","))), or);
        if texts.len() > 1 {
            prop_assert_eq!(say(&texts.join(" && ")), and);
            prop_assert_eq!(say(&texts.join(" || ")), or);
        }
        // De Morgan's laws hold without nulls: null counts as FALSE on both sides.
        prop_assert_eq!(say(&format!("NOT(AND({}))", texts.join(","))), and.map(|value| !value));
    }

    #[test]
    fn stops_evaluating_once_the_result_is_settled(before in prop::collection::vec(Just("TRUE"), 0..4)) {
        let list = |last: &str| before.iter().chain([&"FALSE", &last]).copied().collect::<Vec<_>>().join(",");
        prop_assert_eq!(say(&format!("AND({})", list("1/0 = 1"))), Some(false));
        prop_assert_eq!(say(&format!("OR(FALSE, TRUE, {})", list("1/0 = 1"))), Some(true));
    }

    #[test]
    fn if_evaluates_one_branch(condition in operand(), first in operand(), second in operand()) {
        let arm = |value: Option<Option<bool>>| value.map(|value| value == Some(true));
        let expected = match condition.1 {
            Some(Some(true)) => arm(first.1),
            Some(_) => arm(second.1),
            // Both branches known and equal: null and FALSE differ, though neither fires.
            None if first.1.is_some() && first.1 == second.1 => arm(first.1),
            None => None,
        };
        prop_assert_eq!(say(&format!("IF({}, {}, {})", condition.0, first.0, second.0)), expected);
    }

    #[test]
    fn any_pattern_is_translated_or_rejected(pattern in ".{0,40}") {
        let _ = translate(&pattern);
    }

    #[test]
    fn evaluating_twice_gives_the_same(text in any_formula()) {
        if let Ok(compiled) = Formula::parse(&text).unwrap().compile(&Org, &mut Slots::new(), Default::default()) {
            let row = Row::inserted(vec![Some(Value::Null); 20]);
            let (environment, scratch) = (super::runner::Bench, Scratch::new());
            prop_assert_eq!(compiled.evaluate(&row, &environment, &scratch), compiled.evaluate(&row, &environment, &scratch));
        }
    }
}
