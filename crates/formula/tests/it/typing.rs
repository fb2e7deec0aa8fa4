//! Picklists as text, and the literal `NULL`: what Salesforce saves compiles.

use salesforce_formula::{Blanks, Outcome, Value};

use crate::world::{result, update};

/// Salesforce refuses this for the field itself and saves it for the prior value.
#[test]
fn the_prior_value_of_a_picklist_is_also_text() {
    for formula in [
        "PRIORVALUE(p) = \"Completed\"",
        "\"Completed\" = PRIORVALUE(p)",
        "PRIORVALUE(p) <> \"Open\"",
        "PRIORVALUE(p) <> TEXT(p)",
        "PRIORVALUE(p) & \"!\" = \"Completed!\"",
        "PRIORVALUE(p) + \"!\" = \"Completed!\"",
        "PRIORVALUE(p) < \"D\"",
        "LEN(PRIORVALUE(p)) = 9",
        "UPPER(PRIORVALUE(p)) = \"COMPLETED\"",
        "CONTAINS(\"Open:Completed\", PRIORVALUE(p))",
        "BEGINS(PRIORVALUE(p), \"Comp\")",
        "REGEX(PRIORVALUE(p), \"C[a-z]+\")",
        "IF(TRUE, PRIORVALUE(p), \"x\") = \"Completed\"",
        "BLANKVALUE(PRIORVALUE(p), \"x\") = \"Completed\"",
        "NOT(ISBLANK(PRIORVALUE(p)))",
        "CASE(1, 1, PRIORVALUE(p), \"x\") = \"Completed\"",
        // In functions that only accept picklists it stays one.
        "ISPICKVAL(PRIORVALUE(p), \"Completed\")",
        "CASE(PRIORVALUE(p), \"Completed\", 1, 0) = 1",
        "TEXT(PRIORVALUE(p)) = \"Completed\"",
        "PRIORVALUE(m) = \"A;B\"",
        "INCLUDES(PRIORVALUE(m), \"B\")",
        "PICKLISTCOUNT(PRIORVALUE(m)) = 2",
    ] {
        let before = [("p", Value::from("Completed")), ("m", Value::from("A;B"))];
        let after = [("p", Value::from("Open")), ("m", Value::from("A"))];
        assert_eq!(update(formula, &before, &after), Outcome::Fires, "{formula}");
    }
    for formula in ["p = \"A\"", "LEN(p) = 1", "p & \"x\" = \"x\"", "m = \"A\"", "IF(TRUE, p, \"x\") = \"x\""]
    {
        let found = result(formula, &[], Blanks::AsBlanks);
        assert!(found.contains("picklist field, which only"), "{formula}: {found}");
    }
    for (formula, message) in [
        ("ABS(PRIORVALUE(p))", "`ABS` expects number, found text"),
        ("PRIORVALUE(p) = 1", "operator `=` does not take text and number"),
        // As in the open-source engine.
        (
            "ISBLANK(PRIORVALUE(loc))",
            "`PRIORVALUE` expects number or text or checkbox or date or date/time or time or picklist or \
             multi-select picklist, found geolocation",
        ),
    ] {
        let found = result(formula, &[], Blanks::AsBlanks);
        assert!(found.ends_with(message), "{formula}: {found}");
    }
}

/// The open-source engine gives NULL every type, so an operator accepts it if it accepts the other operand. A
/// bare picklist field is refused whatever it is compared with, as in Salesforce.
#[test]
fn null_combines_with_every_type_except_a_bare_picklist() {
    let accepted = [
        ("n", "=<+*"),
        ("pc", "=<+*"),
        ("t", "=<+&"),
        ("id", "=<+&"),
        ("b", "="),
        ("d", "=<+-"),
        ("dt", "=<+-"),
        ("tm", "=<+-"),
        ("TODAY()", "=<+-"),
        ("NULL", "="),
        ("p", ""),
        ("m", ""),
        ("loc", ""),
        ("addr", ""),
    ];
    for (operand, operators) in accepted {
        for operator in ["=", "<>", "<", ">=", "+", "-", "&", "*"] {
            let kind = match operator {
                "<>" => "=",
                ">=" => "<",
                other => other,
            };
            // Types with a unary minus also accept a plus; text has no minus.
            let taken = operators.contains(kind) || (kind == "-" && operators.contains('*'));
            if operand == "NULL" && kind != "=" {
                continue;
            }
            for formula in [format!("{operand} {operator} NULL"), format!("NULL {operator} {operand}")] {
                let found = result(&formula, &[], Blanks::AsBlanks);
                assert_eq!(!found.starts_with("compile error"), taken, "{formula}: {found}");
            }
        }
    }
    for (formula, expected) in [
        ("d = NULL", "null"),
        ("d <> NULL", "null"),
        ("dt = NULL", "null"),
        ("tm = NULL", "null"),
        ("n = NULL", "null"),
        ("b = NULL", "null"),
        ("t = NULL", "TRUE"),
        ("t <> NULL", "FALSE"),
        ("PRIORVALUE(p) = NULL", "TRUE"),
        ("TEXT(p) = NULL", "TRUE"),
        ("CASE(p, NULL, 1, 2)", "1"),
        ("ISBLANK(NULL)", "TRUE"),
    ] {
        assert_eq!(result(formula, &[], Blanks::AsBlanks), expected, "{formula}");
    }
}
