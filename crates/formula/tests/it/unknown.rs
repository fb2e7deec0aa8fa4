//! Unknown inputs leave a rule undecided only if they matter.

use salesforce_formula::{Nowhere, Outcome, Reason, Row};

use crate::world::{outcome, rule};

/// The result of a rule for a record without loaded values.
fn say(formula: &str) -> Outcome {
    let (compiled, _) = rule(formula);
    outcome(&compiled, &Row::inserted(Vec::new()))
}

#[test]
fn a_known_operand_can_settle_the_result() {
    for formula in
        ["AND(FALSE, X__c)", "AND(X__c, FALSE)", "X__c && NULL", "AND(FOO(1), FALSE)", "AND(n > 1, FALSE)"]
    {
        assert_eq!(say(formula), Outcome::Passes, "{formula}");
    }
    for formula in [
        "OR(TRUE, X__c)",
        "OR(X__c, TRUE)",
        "X__c || $User.Wizard__c = 5 || TRUE",
        "OR(BAR(), TRUE)",
        "IF(X__c, TRUE, TRUE)",
        "CASE(1, 1, \"a\", 2, X__c, \"b\") = \"a\"",
        "OR(ISPICKVAL(X__c, \"A\"), INCLUDES(X__c, \"B\"), TRUE)",
    ] {
        assert_eq!(say(formula), Outcome::Fires, "{formula}");
    }
}

#[test]
fn reports_the_reason_when_undecided() {
    for (formula, reason, at, message) in [
        ("AND(TRUE, X__c)", Reason::UnknownField, 10, "unknown field `X__c`"),
        ("OR(FALSE, X__c, Y__c)", Reason::UnknownField, 10, "unknown field `X__c`"),
        ("NOT(X__c)", Reason::UnknownField, 4, "unknown field `X__c`"),
        ("X__c > 5 + 5", Reason::UnknownField, 0, "unknown field `X__c`"),
        ("X__c + 1 > TODAY()", Reason::UnknownField, 0, "unknown field `X__c`"),
        ("ISBLANK($Setup.A__c.B__c)", Reason::UnknownField, 8, "unknown field `$Setup.A__c.B__c`"),
        ("ISCHANGED(X__c) || FALSE", Reason::UnknownField, 10, "unknown field `X__c`"),
        ("FOO(1, X__c)", Reason::UnknownFunction, 0, "unknown function `FOO`"),
        ("n > 1", Reason::MissingValue, 0, "the value of `n` is not loaded"),
        ("IF(b, TRUE, FALSE)", Reason::MissingValue, 3, "the value of `b` is not loaded"),
        ("CURRENCYRATE(\"EUR\") > 1", Reason::MissingAnswer, 0, "the rate of the currency is not known here"),
        ("1/0 > 1", Reason::Failed, 1, "division by zero"),
        ("DATEVALUE(\"soon\") > TODAY()", Reason::Failed, 0, "not a date: `soon`"),
        ("AND(X__c, 1/0 > 1)", Reason::UnknownField, 4, "unknown field `X__c`"),
    ] {
        match say(formula) {
            Outcome::Undecided(why) => {
                assert_eq!((why.reason, why.at, why.message.as_str()), (reason, at, message), "{formula}");
            }
            other => panic!("{formula}: {other:?}"),
        }
    }
    let (compiled, _) = rule("TODAY() > DATE(2020, 1, 1)");
    let outcome = compiled.outcome(&Row::inserted(Vec::new()), &Nowhere);
    assert!(matches!(outcome, Outcome::Undecided(why) if why.message == "today's date is not known here"));
}

#[test]
fn lists_unknown_names_before_evaluation() {
    let (compiled, slots) = rule("AND(X__c, FOO(Z__c), n > 1)");
    let names: Vec<_> = compiled.unknown().iter().map(|name| (&*name.name, name.function, name.at)).collect();
    assert_eq!(names, [("X__c", false, 4), ("FOO", true, 10)]);
    assert_eq!(slots.len(), 1);
    assert_eq!(compiled.slots().collect::<Vec<_>>(), [0]);
}
