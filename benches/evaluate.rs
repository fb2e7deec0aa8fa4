//! `cargo bench --bench evaluate`: rules and verdicts, natively.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that meets the unexpected has to stop")]

use std::hint::black_box;
use std::rc::Rc;

use divan::Bencher;
use divan::counter::ItemsCount;
use opportunity_stage::base::{Date, FieldName, FieldValue, FieldValues, TimeZone, Timestamp, Today};
use opportunity_stage::org::OrgDocument;
use opportunity_stage::transition::{Document, RuleEngine, User, offers};
use salesforce_formula::{Compiled, Environment, Formula, Outcome, Row, Slots, Value};
use serde_json::json;

/// The rule of the figures in the README.
const RULE: &str = r#"AND(ISPICKVAL(StageName, "Closed Won"), Amount > 100000,
    OR(ISBLANK(NextStep), LEN(NextStep) < 10), CloseDate > DATE(2026, 1, 1))"#;

/// How many records one sample goes through.
const RECORDS: usize = 1_000;

struct Noon;

impl Environment for Noon {}

fn main() {
    divan::main();
}

fn org(rules: usize) -> OrgDocument {
    let stages: Vec<_> = (0..10)
        .map(|stage| match stage {
            8 => json!({"value": "Closed Won", "closed": true, "won": true}),
            9 => json!({"value": "Closed Lost", "closed": true}),
            _ => json!({"value": format!("Stage {stage}")}),
        })
        .collect();
    let rules: Vec<_> = (0..rules)
        .map(|rule| {
            let formula = RULE.replace("100000", &format!("{}", 100_000 + rule));
            json!({"name": format!("R{rule}"), "formula": formula, "message": "No."})
        })
        .collect();
    let document = json!({"version": 1, "stages": stages, "validationRules": rules});
    OrgDocument::from_json(&document.to_string()).unwrap()
}

/// Records of which some are refused by each part of the rule.
fn rows(slots: &Slots) -> Vec<Row<'static>> {
    (0..RECORDS)
        .map(|index| {
            let value = |path: &str| match path {
                "StageName" => Value::Text(if index % 4 == 0 { "Stage 1" } else { "Closed Won" }),
                "Amount" => Value::from(i64::try_from(index).unwrap() * 300),
                "NextStep" if index % 3 == 0 => Value::Null,
                "NextStep" => Value::Text("send the contract"),
                "CloseDate" => Value::Date(Date::new(2026, 11, 22).unwrap()),
                other => panic!("{other}"),
            };
            Row::updated(slots.iter().map(|(path, _)| Some(value(path))).collect())
        })
        .collect()
}

fn compiled() -> (Compiled, Slots) {
    let mut slots = Slots::new();
    let compiled = Formula::parse(RULE).unwrap().compile_rule(&org(0), &mut slots).unwrap();
    (compiled, slots)
}

#[divan::bench]
fn parse_and_compile(bencher: Bencher<'_, '_>) {
    let org = org(0);
    bencher.bench(|| Formula::parse(black_box(RULE)).unwrap().compile_rule(&org, &mut Slots::new()).unwrap());
}

#[divan::bench]
fn evaluate(bencher: Bencher<'_, '_>) {
    let (compiled, slots) = compiled();
    let rows = rows(&slots);
    bencher.counter(ItemsCount::new(RECORDS)).bench(|| {
        rows.iter().filter(|row| compiled.outcome(black_box(*row), &Noon) == Outcome::Fires).count()
    });
}

#[divan::bench(args = [1, 30])]
fn all_stages_of_a_record(bencher: Bencher<'_, '_>, rules: usize) {
    let document = Document::parse(r#"{"version": 1}"#).unwrap();
    let engine = RuleEngine::new(document, org(rules));
    let today = Today::at(Timestamp(1_795_348_800_000), TimeZone::of_offset(60)).unwrap();
    let text = |text: &str| FieldValue::Text(text.into());
    let fields = [
        ("Id", text("006000000000000AAA")),
        ("StageName", text("Stage 3")),
        ("Amount", FieldValue::Number(250_000.into())),
        ("NextStep", text("call")),
        ("CloseDate", text("2026-12-24")),
    ];
    let values: FieldValues =
        fields.into_iter().map(|(name, value)| (FieldName::new(name).unwrap(), value)).collect();
    bencher.counter(ItemsCount::new(10_usize)).bench_local(|| {
        let user = Rc::new(User::default());
        let opportunity = engine.opportunity(values.clone(), None, user, std::iter::empty()).unwrap();
        offers(&opportunity, today).unwrap()
    });
}
