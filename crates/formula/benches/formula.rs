//! `cargo bench -p salesforce-formula`: the speed of parsing, compiling and evaluating formulas.

#![allow(clippy::unwrap_used, reason = "a benchmark of formulas that do not parse has to stop")]
#![allow(missing_docs, reason = "the macro that makes `main` documents nothing")]

use divan::{Bencher, black_box};
use salesforce_formula::{Compiled, Environment, FieldType, Formula, Outcome, Row, Schema, Slots, Value};
use salesforce_formula::{Date, DateTime};

const RULE: &str = "AND(ISPICKVAL(StageName, \"Closed Won\"), Amount > 100000, \
                    OR(ISBLANK(NextStep), LEN(NextStep) < 10), CloseDate > DATE(2026, 1, 1))";

/// A plain Opportunity. Other names are text fields of the record itself; related fields are unknown.
struct Opportunity;

impl Schema for Opportunity {
    fn field_type(&self, path: &str) -> Option<FieldType> {
        Some(match path {
            "StageName" => FieldType::Picklist,
            "Amount" => FieldType::Number,
            "Probability" => FieldType::Percent,
            "CloseDate" => FieldType::Date,
            "IsClosed" | "IsWon" => FieldType::Boolean,
            _ if path.contains(['.', '$']) => return None,
            _ => FieldType::Text,
        })
    }
}

struct Now;

impl Environment for Now {
    fn now(&self) -> Option<DateTime> {
        DateTime::from_epoch_milliseconds(1_768_478_400_000)
    }

    fn zone_offset(&self, _: DateTime) -> Option<i64> {
        Some(0)
    }
}

fn row(slots: &Slots) -> Row<'static> {
    let value = |path: &str, kind: FieldType| match (path, kind) {
        ("StageName", _) => Value::from("Closed Won"),
        (_, FieldType::Number | FieldType::Percent) => Value::from(250_000_i64),
        (_, FieldType::Date) => Date::new(2026, 3, 31).map_or(Value::Null, Value::from),
        (_, FieldType::Boolean) => Value::from(false),
        _ => Value::from("Call back"),
    };
    Row::updated(slots.iter().map(|(path, kind)| Some(value(path, kind))).collect())
}

#[divan::bench]
fn parse_rule() -> Formula {
    Formula::parse(black_box(RULE)).unwrap()
}

#[divan::bench]
fn compile_rule(bencher: Bencher) {
    let formula = Formula::parse(RULE).unwrap();
    bencher.bench(|| formula.compile_rule(&Opportunity, &mut Slots::new()).unwrap());
}

#[divan::bench]
fn evaluate_rule(bencher: Bencher) {
    let mut slots = Slots::new();
    let compiled = Formula::parse(RULE).unwrap().compile_rule(&Opportunity, &mut slots).unwrap();
    let row = row(&slots);
    assert_eq!(compiled.outcome(&row, &Now), Outcome::Fires);
    bencher.bench(|| black_box(&compiled).outcome(black_box(&row), &Now));
}

/// Returns the rules of real orgs that compile against a plain Opportunity and need no other objects.
fn org_rules() -> (Vec<Compiled>, Row<'static>) {
    let text = include_str!("../../../tests/fixtures/org/validation_rules.json");
    let rules: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    let mut slots = Slots::new();
    let mut compiled = Vec::new();
    for rule in &rules {
        let formula = Formula::parse(rule["formula"].as_str().unwrap()).unwrap();
        compiled.extend(formula.compile_rule(&Opportunity, &mut slots));
    }
    let row = row(&slots);
    compiled.retain(|rule| !matches!(rule.outcome(&row, &Now), Outcome::Undecided(_)));
    (compiled, row)
}

#[divan::bench]
fn evaluate_org_rules(bencher: Bencher) {
    let (rules, row) = org_rules();
    assert!(rules.len() > 15, "{}", rules.len());
    bencher
        .counter(rules.len())
        .bench(|| rules.iter().filter(|rule| rule.outcome(black_box(&row), &Now) == Outcome::Fires).count());
}

fn main() {
    divan::main();
}
