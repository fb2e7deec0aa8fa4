//! A text without characters is blank, whichever function made it (Salesforce's help on ISBLANK).

use salesforce_formula::{Blanks, Value};

use crate::world::result;

#[test]
fn a_text_without_characters_is_blank_whichever_function_returned_it() {
    let fields = [("t", Value::from("a")), ("t2", Value::from("  "))];
    for text in [
        "SUBSTITUTE(t, \"a\", \"\")",
        "SUBSTITUTE(t, t, NULL)",
        "SUBSTITUTE(\"aaa\", \"a\", \"\")",
        "SUBSTITUTE(\"\", \"a\", \"b\")",
        "TRIM(t2)",
        "TRIM(\"\")",
        "LEFT(t, 0)",
        "RIGHT(t, 0)",
        "MID(t, 2, 1)",
        "MID(t, 1, 0)",
        "LPAD(t, 0)",
        "RPAD(t, 0)",
        "UPPER(\"\")",
        "LOWER(t3)",
        "INITCAP(t3)",
        "REVERSE(t3)",
        "HTMLENCODE(t3)",
        "JSENCODE(t3)",
        "JSINHTMLENCODE(t3)",
        "URLENCODE(t3)",
        "CASESAFEID(t3)",
        "CHR(0)",
        "TEXT(p)",
        "TEXT(d)",
        "t3 & \"\"",
        "t3 + t3",
        "\"\"",
        "IF(TRUE, SUBSTITUTE(t, \"a\", \"\"), \"x\")",
        "BLANKVALUE(t3, TRIM(t2))",
    ] {
        for (formula, expected) in [
            (format!("ISBLANK({text})"), "TRUE"),
            (format!("({text}) = \"\""), "TRUE"),
            (format!("({text}) = NULL"), "TRUE"),
            (format!("LEN({text})"), "0"),
            (format!("BLANKVALUE({text}, \"none\")"), "none"),
            (format!("CASE({text}, \"\", 1, 2)"), "1"),
            (format!("({text}) & \"x\""), "x"),
            // Text is never null, blank or not.
            (format!("ISNULL({text})"), "FALSE"),
            (format!("NULLVALUE({text}, \"none\")"), "null"),
        ] {
            for blanks in [Blanks::AsBlanks, Blanks::AsZeroes] {
                assert_eq!(result(&formula, &fields, blanks), expected, "{formula}");
            }
        }
    }
    // A space is a character.
    assert_eq!(result("ISBLANK(t2)", &fields, Blanks::AsBlanks), "FALSE");
    assert_eq!(result("ISBLANK(SUBSTITUTE(\"ab\", \"a\", \" \"))", &fields, Blanks::AsBlanks), "FALSE");
}
