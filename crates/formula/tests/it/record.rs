//! Formulas that depend on the state before the save.

use salesforce_formula::DateTime;
use salesforce_formula::{Blanks, FieldType, Formula, Options, Outcome, Reason, Row, Scratch, Slots, Value};

use crate::runner::Bench;
use crate::world::{Fields, Kiritimati, Org, number, outcome, rule, text, update, values};

const FIRES: Outcome = Outcome::Fires;
const PASSES: Outcome = Outcome::Passes;

#[test]
fn ischanged_compares_stored_values() {
    let value = |text: &'static str| Value::from(text);
    for (formula, before, after, expected) in [
        ("ISCHANGED(n)", number("0"), Value::Null, FIRES),
        ("ISCHANGED(n)", number("1.0"), number("1.00"), PASSES),
        ("ISCHANGED(n)", Value::Null, Value::Null, PASSES),
        ("ISCHANGED(t)", value("a\r\nb"), value("a\nb"), PASSES),
        ("ISCHANGED(t)", value("a"), value("A"), FIRES),
        ("ISCHANGED(t)", Value::Null, Value::Text(""), PASSES),
        ("ISCHANGED(t)", Value::Null, value("x"), FIRES),
        ("ISCHANGED(p)", value("A"), value("B"), FIRES),
        ("ISCHANGED(b)", Value::Null, Value::Boolean(false), PASSES),
        ("ISPICKVAL(PRIORVALUE(p), \"A\") && ISPICKVAL(p, \"B\")", value("A"), value("B"), FIRES),
        ("TEXT(PRIORVALUE(p)) = \"A\"", value("A"), value("B"), FIRES),
        ("CASE(PRIORVALUE(p), \"A\", 1, 2) = 1", value("A"), value("B"), FIRES),
        ("INCLUDES(PRIORVALUE(m), \"A\")", value("A;B"), value("B"), FIRES),
        ("PRIORVALUE(n) < n", number("1"), number("2"), FIRES),
        ("ISNEW()", Value::Null, Value::Null, PASSES),
        ("ISCLONE()", Value::Null, Value::Null, PASSES),
    ] {
        let name = ["n", "t", "p", "b", "m"]
            .into_iter()
            .find(|name| formula.contains(&format!("({name})")) || formula.ends_with(&format!("< {name}")))
            .unwrap_or("n");
        let found = update(formula, &[(name, before)], &[(name, after)]);
        assert_eq!(found, expected, "{formula}: {before:?} -> {after:?}");
    }
}

#[test]
fn zero_mode_treats_blank_and_zero_as_equal() {
    let mut slots = Slots::new();
    let options = Options { blanks: Blanks::AsZeroes, ..Options::default() };
    let compiled = Formula::parse("ISCHANGED(n)").unwrap().compile(&Org, &mut slots, options).unwrap();
    let mut row = Row::updated(vec![Some(number("0"))]);
    row.set(0, Value::Null);
    assert_eq!(outcome(&compiled, &row), PASSES);
    let compiled =
        Formula::parse("ISNULL(PRIORVALUE(n))").unwrap().compile(&Org, &mut slots, options).unwrap();
    let row = Row::updated(vec![Some(Value::Null)]);
    assert_eq!(outcome(&compiled, &row), FIRES, "what was blank stays blank");
}

#[test]
fn an_insert_has_no_prior_values() {
    let fields: Fields<'_> = &[("n", number("1")), ("p", Value::from("A"))];
    for (formula, expected) in [
        ("ISNEW()", FIRES),
        ("ISCHANGED(n)", PASSES),
        ("PRIORVALUE(n) = 1", FIRES),
        ("ISPICKVAL(PRIORVALUE(p), \"A\")", FIRES),
        ("ISCLONE()", PASSES),
    ] {
        let (compiled, slots) = rule(formula);
        assert_eq!(outcome(&compiled, &Row::inserted(values(&slots, fields))), expected, "{formula}");
    }
    let (compiled, _) = rule("ISCLONE()");
    let mut row = Row::inserted(Vec::new());
    row.set_clone(Some(true));
    assert_eq!(outcome(&compiled, &row), FIRES);
    row.set_clone(None);
    assert!(
        matches!(outcome(&compiled, &row), Outcome::Undecided(why) if why.reason == Reason::MissingAnswer)
    );
}

#[test]
fn the_users_time_zone_determines_the_day() {
    let mut slots = Slots::new();
    let mut value = |formula: &str| {
        let compiled =
            Formula::parse(formula).unwrap().compile(&Org, &mut slots, Options::default()).unwrap();
        let late = DateTime::from_iso("2026-01-15T23:30:00Z").unwrap();
        let row = Row::inserted(vec![Some(Value::DateTime(late))]);
        let scratch = Scratch::new();
        [
            text(&compiled.evaluate(&row, &Bench, &scratch).unwrap()),
            text(&compiled.evaluate(&row, &Kiritimati, &scratch).unwrap()),
        ]
    };
    assert_eq!(value("DATEVALUE(dt)"), ["2026-01-15", "2026-01-16"]);
    assert_eq!(value("TODAY()"), ["2026-01-15", "2026-01-16"]);
    assert_eq!(value("TIMENOW()"), ["12:00:00.000", "12:00:00.000"]);
    assert_eq!(value("TEXT(dt)"), ["2026-01-15 23:30:00Z", "2026-01-15 23:30:00Z"]);
}

#[test]
fn vlookup_queries_the_environment() {
    let (compiled, slots) = rule(
        "VLOOKUP($ObjectType.Zip__c.Fields.t, $ObjectType.Zip__c.Fields.Name, LEFT(t1, 5)) <> \"San Francisco\"",
    );
    let say =
        |zip| compiled.outcome(&Row::inserted(values(&slots, &[("t1", Value::from(zip))])), &Kiritimati);
    assert_eq!(say("94105-1234"), PASSES);
    assert_eq!(say("10001"), FIRES);
    let row = Row::inserted(values(&slots, &[]));
    assert!(
        matches!(compiled.outcome(&row, &Bench), Outcome::Undecided(why) if why.reason == Reason::MissingAnswer)
    );
}

#[test]
fn rules_share_one_row() {
    let mut slots = Slots::new();
    for formula in ["Amount.n > 1", "ISBLANK(amount.N) || ISPICKVAL(StageName.p, \"A\")", "AMOUNT.N = 2"] {
        Formula::parse(formula).unwrap().compile_rule(&Org, &mut slots).unwrap();
    }
    let paths: Vec<_> = slots.iter().collect();
    assert_eq!(paths, [("Amount.n", FieldType::Number), ("StageName.p", FieldType::Picklist)]);
    assert_eq!(slots.find("aMOUNT.n"), Some(0));
}
