//! Texts that are not formulas, with the position of the error.

use salesforce_formula::{Blanks, Formula, Slots};

use crate::world::{Org, result};

#[test]
fn rejects_what_the_grammar_does_not_allow() {
    for text in [
        "",
        "  ",
        "/* only */",
        "()",
        "AND(a,)",
        "AND(,a)",
        "1 2",
        "a b",
        ".5",
        "5.",
        "1e5",
        "1.2.3",
        "1,000",
        "10%",
        "$5;",
        "a; b",
        "~1",
        "a ? b",
        "@x",
        "[x]",
        "{x}",
        "{!x",
        "x}",
        "“a”",
        "1 =< 2",
        "1 => 2",
        "1 === 2",
        "a[0]",
        "\"abc",
        "'abc",
        "\"a\nb\"",
        "/* open",
        "TRUE()",
        "NULL()",
        "a AND b",
        "NOT()",
        "NOT(a,b)",
        "(1",
        "1)",
        "1 +",
        "* 2",
        "a |",
        "a | b",
        "\u{A0}1",
        "_x",
        "é",
        "\"\\d\"",
        "// no",
        "IF(TRUE 1, 2)",
        "!",
        "1 & & 2",
    ] {
        assert!(Formula::parse(text).is_err(), "{text:?}");
    }
    for text in [
        "TRUEX",
        "NULL.x",
        "NOTE__c",
        "Owner:User.Email",
        "$User.Id",
        "Parent__r.X__c",
        "true",
        "NOT x",
        "nOt(x)",
        "\"tab\tinside\"",
        "\"\"",
        "a.b.c#d",
        "AND()",
        "/**/1/***/",
        "f ( )",
        "\x0C1",
    ] {
        assert!(Formula::parse(text).is_ok(), "{text:?}");
    }
}

#[test]
fn errors_report_position_and_reason() {
    for (text, at, message) in [
        ("AND(a,)", 6, "expected a value, found `)`"),
        ("1 +", 3, "expected a value, found the end of the formula"),
        ("(1", 2, "expected an operator or `)`, found the end of the formula"),
        ("1 2", 2, "expected an operator or the end of the formula, found `2`"),
        ("\"😀\" ; 1", 5, "expected an operator, a name, a number, a string or a parenthesis, found `;`"),
        ("\"\\d\"", 2, "expected one of `n`, `r`, `t`, `\"`, `'`, `\\` after a backslash, found `d`"),
        ("\u{A0}1", 0, "expected an operator, a name, a number, a string or a parenthesis, found `\u{A0}`"),
    ] {
        let error = Formula::parse(text).unwrap_err();
        assert_eq!((error.at, error.to_string().as_str()), (at, message), "{text}");
    }
    for (text, expected) in [
        ("\"😀\" + LEN(1)", "compile error at 11: `LEN` expects text, found number"),
        ("1 + \"a\"", "compile error at 2: operator `+` does not take number and text"),
        (
            "p = \"A\"",
            "compile error at 0: `p` is a picklist field, which only ISPICKVAL, CASE, TEXT and a few more take",
        ),
        ("REGEX(t1,  \"(\")", "compile error at 11: the regular expression lacks a `)`"),
        ("IF(TRUE)", "compile error at 0: `IF` expects 3 arguments, found 1"),
        ("URLFOR()", "compile error at 0: function `URLFOR` may not be used in this type of formula"),
        (
            "ISCHANGED(Account.n)",
            "compile error at 10: `ISCHANGED` expects a field of the record itself, found `Account.n`",
        ),
    ] {
        assert_eq!(result(text, &[], Blanks::AsBlanks), expected);
    }
}

#[test]
fn a_rule_must_be_boolean() {
    let error = |text: &str| Formula::parse(text).unwrap().compile_rule(&Org, &mut Slots::new()).map(drop);
    assert!(error("1 + 1").unwrap_err().message.contains("of type number"));
    assert!(error("TRUE").is_ok());
    assert!(error("NULL").is_ok());
    assert!(error("Unheard_Of__c").is_ok());
}
