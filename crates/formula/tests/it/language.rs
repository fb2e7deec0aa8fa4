//! The language, feature by feature.

use salesforce_formula::{Blanks, Dialect, Options, Value};

use crate::world::{Fields, number, result, result_in};

/// Formula, result with blanks as zeroes, result with blanks as blanks.
fn check(rows: &[(&str, &str, &str)], fields: Fields<'_>) {
    for (formula, zeroes, blanks) in rows {
        for (mode, expected) in [(Blanks::AsZeroes, zeroes), (Blanks::AsBlanks, blanks)] {
            let found = result(formula, fields, mode);
            match *expected {
                "error" => assert!(found.starts_with("Failed"), "{formula}, {mode:?}: {found}"),
                "compile" => assert!(found.starts_with("compile error"), "{formula}, {mode:?}: {found}"),
                "syntax" => assert!(found.starts_with("syntax error"), "{formula}, {mode:?}: {found}"),
                _ => assert_eq!(found, *expected, "{formula}, {mode:?}"),
            }
        }
    }
}

fn check_both(rows: &[(&str, &str)], fields: Fields<'_>) {
    let rows: Vec<_> = rows.iter().map(|(formula, expected)| (*formula, *expected, *expected)).collect();
    check(&rows, fields);
}

#[test]
fn operators_have_the_grammars_precedence() {
    check_both(
        &[
            ("2^3*2", "64"),
            ("2*2^3", "64"),
            ("2^3^2", "64"),
            ("10-2^2", "6"),
            ("-2^2", "4"),
            ("2^64", "18446744073709551600"),
            ("NOT TRUE = FALSE", "TRUE"),
            ("NOT 1 = 2", "compile"),
            ("1=1=TRUE", "TRUE"),
            ("\"a\"&\"b\"=\"ab\"", "TRUE"),
            ("--5", "5"),
            ("NOT NOT TRUE", "TRUE"),
            ("!TRUE || TRUE", "TRUE"),
            ("TRUE || 1/0 = 1 && FALSE", "TRUE"),
            ("1 + 2 * 3 - 4 / 2", "5"),
            ("007", "7"),
            ("1/*a*/+/* \"b */2", "3"),
            ("{!n1} + {! 1 }", "6"),
            ("LEN (\"a\")", "1"),
            ("len(\"a\\nb\")", "4"),
            ("\"a\\\"b\"", "a\"b"),
            ("'it''s'", "syntax"),
            ("'say \"x\"'", "say \"x\""),
        ],
        &[("n1", number("5"))],
    );
}

#[test]
fn numbers_keep_39_digits_and_round_as_requested() {
    check_both(
        &[
            ("2/3", "0.666666666666666666666666666666666666667"),
            ("1/3*3", "0.999999999999999999999999999999999999999"),
            ("1/0", "error"),
            ("0/0", "error"),
            ("2^1.0", "2"),
            ("2^0.5", "error"),
            ("0^0", "1"),
            ("0^-1", "error"),
            ("3^-2", "0.111111111111111111"),
            ("10^65", "error"),
            ("10^-40", "0"),
            ("MOD(10,0.3)", "0.1"),
            ("MOD(-101,10)", "-1"),
            ("MOD(100.5,-10)", "0.5"),
            ("MOD(1,0)", "error"),
            ("ROUND(5,-1)", "0"),
            ("ROUND(50,-2)", "0"),
            ("ROUND(99,-2)", "0"),
            ("ROUND(95,-1)", "100"),
            ("ROUND(15,-1)", "20"),
            ("ROUND(0.9,0)", "1"),
            ("ROUND(-2.5,0)", "-3"),
            ("ROUND(1.25,1.9)", "1.3"),
            ("TRUNC(15,-1)", "10"),
            ("TRUNC(15)", "compile"),
            ("CEILING(-2.1)", "-3"),
            ("FLOOR(-2.1)", "-2"),
            ("MCEILING(-2.1)", "-2"),
            ("MFLOOR(-2.1)", "-3"),
            ("FLOOR(1/3*3)", "1"),
            ("FLOOR(6/11*11)", "6"),
            ("CEILING(1/3*3)", "1"),
            ("SQRT(-1)", "error"),
            ("LN(0)", "error"),
            ("EXP(1000)", "error"),
            ("ASIN(2)", "error"),
            ("LOG(1000)", "2.9999999999999996"),
            ("LOG(1000) = 3", "FALSE"),
            ("PI()", "3.14159265358979323846"),
            ("1.0 = 1.00", "TRUE"),
            ("MAX(1,3,2)", "3"),
            ("MIN(1,3,2)", "1"),
            ("MAX()", "compile"),
            ("VALUE(\"1e3\")", "1000"),
            ("VALUE(\"+5\")", "5"),
            ("VALUE(\"5.\")", "5"),
            ("VALUE(\".5\")", "0.5"),
            ("VALUE(\"٣\")", "3"),
            ("VALUE(\" 5\")", "error"),
            ("VALUE(\"\")", "null"),
            ("ISNUMBER(\"2E2\")", "TRUE"),
            ("ISNUMBER(\"1,000\")", "FALSE"),
            ("ISNUMBER(\"\")", "FALSE"),
            ("TEXT(1.50)", "1.5"),
            ("TEXT(-0.10)", "-0.1"),
            ("TEXT(pc)", "0.5"),
            ("pc * 2", "1"),
            ("RAND()", "compile"),
        ],
        &[("pc", number("50"))],
    );
}

#[test]
fn text_counts_utf16_units() {
    check_both(
        &[
            ("LEN(\"😀\")", "2"),
            ("LEN(\"\")", "0"),
            ("MID(\"abc\",0,2)", "ab"),
            ("MID(\"abc\",4,2)", "null"),
            ("MID(\"a😀b\",2,2)", "😀"),
            ("MID(\"a😀b\",4,9)", "b"),
            ("LEN(LEFT(\"😀\",1))", "1"),
            ("LEFT(\"abc\",0) = \"\"", "TRUE"),
            ("LEFT(\"abc\",9)", "abc"),
            ("LEFT(\"abc\",10^15)", "abc"),
            ("MID(\"abc\",2,10^20)", "bc"),
            ("RIGHT(\"abc\",2)", "bc"),
            ("RIGHT(\"abc\",-1)", "null"),
            ("FIND(\"b\",\"abcb\",3)", "4"),
            ("FIND(\"\",\"abc\")", "0"),
            ("FIND(\"b\",\"😀b\")", "3"),
            ("CONTAINS(\"\",\"235\")", "null"),
            ("CONTAINS(\"235\",\"\")", "TRUE"),
            ("CONTAINS(\"abc\",\"B\")", "FALSE"),
            ("BEGINS(\"abc\",\"ab\")", "TRUE"),
            ("SUBSTITUTE(\"aaa\",\"aa\",\"b\")", "ba"),
            ("SUBSTITUTE(\"aba\",\"a\",\"\")", "b"),
            ("SUBSTITUTE(\"aba\",\"\",\"x\")", "null"),
            ("TRIM(\"  a  b \")", "a  b"),
            ("ISBLANK(TRIM(\"  \"))", "TRUE"),
            ("ISBLANK(\" \")", "FALSE"),
            ("UPPER(\"straße\")", "STRASSE"),
            ("UPPER(\"i\",\"tr\")", "İ"),
            ("INITCAP(\"o'neil-smith 1ST x2y\")", "O'Neil-Smith 1st X2y"),
            // Each character changes by itself: no final sigma, and a sharp s becomes two letters.
            ("INITCAP(\"ΑΣ ßa ÉÉ ǆi\")", "Ασ SSa Éé Ǆi"),
            ("INITCAP(\"a\u{0}bC\u{0}\u{0}d\")", "A\u{0}Bc\u{0}\u{0}D"),
            ("LPAD(\"abc\",5,\"xy\")", "xyabc"),
            ("RPAD(\"abc\",2)", "ab"),
            ("LPAD(\"abc\",5,\"\")", "abc"),
            ("REVERSE(\"a😀\")", "😀a"),
            ("ASCII(\"A\")", "65"),
            ("CHR(0)", "null"),
            ("REGEX(\"12\",\"\\d+\")", "syntax"),
            ("REGEX(\"12\",\"\\\\d+\")", "TRUE"),
            ("REGEX(t,\"a?\")", "TRUE"),
            ("REGEX(\"1\",\"(\")", "compile"),
            ("CASESAFEID(\"00Q7F000005N9KT\")", "00Q7F000005N9KTUA0"),
            ("CASESAFEID(\"short\")", "short"),
            ("id", "001D000000IRFma"),
            ("id = \"001D000000IRFmaIAH\"", "FALSE"),
            ("\"Z\" < \"a\"", "TRUE"),
            ("\"10\" < \"9\"", "TRUE"),
            ("\"\u{E000}\" < \"😀\"", "FALSE"),
            ("\"a\" = \"A\"", "FALSE"),
            ("\"a \" = \"a\"", "FALSE"),
            ("HTMLENCODE(\"<a & 'b'>\")", "&lt;a &amp; &#39;b&#39;&gt;"),
            ("URLENCODE(\"a b/é\")", "a+b%2F%C3%A9"),
        ],
        &[("id", Value::from("001D000000IRFmaIAH"))],
    );
}

#[test]
fn blanks_give_three_valued_logic() {
    check(
        &[
            ("NULLVALUE(\"\",\"123\")", "null", "null"),
            ("BLANKVALUE(\"\",\"123\")", "123", "123"),
            ("BLANKVALUE(n,5)", "0", "5"),
            ("NULLVALUE(n,5)", "0", "5"),
            ("CASE(t,\"\",\"blank\",\"other\")", "blank", "blank"),
            ("CASE(t,NULL,\"blank\",\"other\")", "blank", "blank"),
            ("CASE(d,NULL,\"blank\",\"other\")", "other", "other"),
            ("37 = NULL", "null", "null"),
            ("NULL = NULL", "null", "null"),
            ("OR(1=0,3>37,NULL)", "FALSE", "FALSE"),
            ("ISNULL(IF(TRUE,NULL,\"abc\"))", "FALSE", "FALSE"),
            ("ISNULL(TEXT(p))", "FALSE", "FALSE"),
            ("ISNULL(p)", "TRUE", "TRUE"),
            ("ISBLANK(m)", "TRUE", "TRUE"),
            ("ISBLANK(addr)", "TRUE", "TRUE"),
            ("ISBLANK(loc)", "TRUE", "TRUE"),
            ("ISNULL(d)", "TRUE", "TRUE"),
            ("\"a\" + NULL", "null", "null"),
            ("\"a\" & NULL", "a", "a"),
            ("t + \"a\"", "a", "a"),
            ("t & t", "null", "null"),
            ("n < 1", "TRUE", "null"),
            ("NOT(AND(n < 1))", "FALSE", "TRUE"),
            ("NOT(n > 0)", "TRUE", "null"),
            ("IF(NOT(n > 0),\"a\",\"b\")", "a", "b"),
            ("(n > 0) = FALSE", "TRUE", "null"),
            ("IF(n > 0, FALSE, TRUE)", "TRUE", "TRUE"),
            ("t < \"A\"", "null", "null"),
            ("t = \"\"", "TRUE", "TRUE"),
            ("t = NULL", "TRUE", "TRUE"),
            ("t <> \"A\"", "TRUE", "TRUE"),
            ("n = NULL", "null", "null"),
            ("n <> 1", "TRUE", "null"),
            ("d <> TODAY()", "null", "null"),
            ("b = FALSE", "TRUE", "TRUE"),
            ("b = NULL", "null", "null"),
            ("NOT(NULL)", "null", "null"),
            ("AND()", "TRUE", "TRUE"),
            ("OR()", "FALSE", "FALSE"),
            ("AND(NULL, TRUE)", "FALSE", "FALSE"),
            ("n / 0", "error", "null"),
            ("1 / n", "error", "null"),
            ("MAX(n, 1)", "1", "null"),
            ("LEN(t)", "0", "0"),
            ("ISPICKVAL(p, \"\")", "TRUE", "TRUE"),
            ("ISPICKVAL(p, \"A\")", "FALSE", "FALSE"),
            ("INCLUDES(m, \"A\")", "FALSE", "FALSE"),
            ("PICKLISTCOUNT(m)", "0", "0"),
            ("YEAR(d)", "null", "null"),
            ("Account.Parent.n + 1", "1", "null"),
            ("Account.Parent.b", "FALSE", "FALSE"),
            ("AND(FALSE, 1/0 = 1)", "FALSE", "FALSE"),
            ("OR(TRUE, 1/0 = 1)", "TRUE", "TRUE"),
            ("AND(NULL, 1/0 = 1)", "FALSE", "FALSE"),
            ("IF(TRUE, 1, 1/0)", "1", "1"),
            ("CASE(1,1,\"a\",2,TEXT(1/0),\"z\")", "error", "error"),
        ],
        &[],
    );
}

#[test]
fn accepts_picklists_only_where_salesforce_does() {
    let fields: Fields<'_> = &[("p", Value::from("A")), ("m", Value::from("A;B b"))];
    check_both(
        &[
            ("ISPICKVAL(p, \"A\")", "TRUE"),
            ("ISPICKVAL(p, \"a\")", "FALSE"),
            ("ISPICKVAL(p, t)", "compile"),
            ("ISPICKVAL(p, NULL)", "compile"),
            ("ISPICKVAL(t, \"A\")", "compile"),
            ("TEXT(p)", "A"),
            ("CASE(p, \"A\", 1, 2)", "1"),
            ("CASE(p, t, 1, 2)", "compile"),
            ("CASE(p, \"A\", TRUE, FALSE)", "compile"),
            ("p = \"A\"", "compile"),
            ("p", "compile"),
            ("IF(TRUE, p, p)", "compile"),
            ("PRIORVALUE(p) = \"A\"", "TRUE"),
            ("ISPICKVAL(PRIORVALUE(p), \"A\")", "TRUE"),
            ("INCLUDES(m, \"B b\")", "TRUE"),
            ("INCLUDES(m, \"B\")", "FALSE"),
            ("INCLUDES(m, \"\")", "compile"),
            ("INCLUDES(m, \" \")", "compile"),
            ("INCLUDES(p, \"A\")", "compile"),
            ("PICKLISTCOUNT(m)", "2"),
            ("TEXT(m)", "compile"),
            ("ISPICKVAL(m, \"A\")", "compile"),
        ],
        fields,
    );
}

#[test]
fn adds_dates_and_times() {
    check_both(
        &[
            ("DATE(2016,2,29) + 0.5 + 0.5 = DATE(2016,2,29)", "TRUE"),
            ("DATE(2016,2,29) + 1", "2016-03-01"),
            ("1.9 + DATE(2016,2,29)", "2016-03-01"),
            ("DATE(2016,3,1) - DATE(2016,2,28)", "2"),
            ("DATE(2015,2,29)", "error"),
            ("DATE(2016,13,1)", "error"),
            ("ADDMONTHS(DATE(2019,2,28),-1) = DATE(2019,1,31)", "TRUE"),
            ("ADDMONTHS(DATE(2019,2,28),1)", "2019-03-31"),
            ("ADDMONTHS(DATE(2019,1,30),1)", "2019-02-28"),
            ("ADDMONTHS(DATE(2020,2,29),-0.8) = DATE(2020,2,29)", "TRUE"),
            ("ADDMONTHS(DATE(2020,2,29),NULL)", "compile"),
            ("TEXT(DATETIMEVALUE(\"2016-02-29 13:15:10\") + 0.166667)", "2016-02-29 17:15:10Z"),
            ("DATETIMEVALUE(\"2016-02-29 12:00:00\") - DATETIMEVALUE(\"2016-02-28 06:00:00\")", "1.25"),
            ("TIMEVALUE(\"09:00:00.000\") - TIMEVALUE(\"10:00:00.000\")", "82800000"),
            ("TIMEVALUE(\"09:00:00.000\") - 36000000", "23:00:00.000"),
            ("3600000 + TIMEVALUE(\"09:00:00.000\")", "compile"),
            ("TEXT(TIMEVALUE(\"10:40:55.6\"))", "10:40:55.006"),
            ("TIMEVALUE(\"10:40:55\")", "error"),
            ("DATEVALUE(\"2020-01-05abc\") = DATE(2020,1,5)", "TRUE"),
            ("DATEVALUE(\" 2020-01-05\")", "error"),
            ("DATEVALUE(\"2020/01/05\")", "error"),
            ("DATEVALUE(\"2020-02-30\")", "error"),
            ("DATEVALUE(TODAY())", "compile"),
            ("DATEVALUE(NOW())", "2026-01-15"),
            ("DATETIMEVALUE(\"2020-1-5 1:2:3\")", "2020-01-05T01:02:03.000Z"),
            ("DATETIMEVALUE(\"2020-01-05T01:02:03\")", "error"),
            ("ISOYEAR(DATE(2021,1,3))", "2020"),
            ("ISOWEEK(DATE(2021,1,3))", "53"),
            ("WEEKDAY(DATE(2026,1,4))", "1"),
            ("DAYOFYEAR(DATE(2024,12,31))", "366"),
            ("YEAR(NOW())", "compile"),
            ("HOUR(TIMEVALUE(NOW()))", "12"),
            ("UNIXTIMESTAMP(DATE(1970,1,2))", "86400"),
            ("FROMUNIXTIME(1.5)", "1970-01-01T00:00:01.500Z"),
            ("FORMATDURATION(90061, TRUE)", "1:01:01:01"),
            ("FORMATDURATION(\"a\")", "compile"),
            ("TODAY() = NOW()", "compile"),
            ("DATE(2020,1,1) + DATE(2020,1,1)", "compile"),
            ("1 - DATE(2020,1,1)", "compile"),
            ("DATE(9999,12,31) + 1", "error"),
            ("TEXT(DATE(2020,1,5))", "2020-01-05"),
            ("$System.OriginDateTime = DATETIMEVALUE(\"1900-01-01 00:00:00\")", "TRUE"),
        ],
        &[],
    );
}

#[test]
fn never_converts_types_implicitly() {
    check_both(
        &[
            ("\"a\" + 1", "compile"),
            ("1 = \"1\"", "compile"),
            ("1 = TRUE", "compile"),
            ("TRUE < FALSE", "compile"),
            ("\"a\" - \"b\"", "compile"),
            ("1 & 2", "compile"),
            ("-\"a\"", "compile"),
            ("-NULL", "compile"),
            ("IF(NULL, 1, 2)", "compile"),
            ("IF(TRUE, 1, \"a\")", "compile"),
            ("IF(TRUE, 1)", "compile"),
            ("ISBLANK(TRUE)", "compile"),
            ("BLANKVALUE(TRUE, FALSE)", "compile"),
            ("BLANKVALUE(1, \"a\")", "compile"),
            ("CASE(TRUE, TRUE, 1, 2)", "compile"),
            ("CASE(1, 1, 2)", "compile"),
            ("CASE(1, \"a\", 1, 2)", "compile"),
            ("TEXT(\"a\")", "compile"),
            ("TEXT(TRUE)", "compile"),
            ("ISNUMBER(NULL)", "compile"),
            ("REGEX(NULL, \"a\")", "compile"),
            ("loc = loc", "compile"),
            ("addr = \"x\"", "compile"),
            ("LEN(1)", "compile"),
            ("MAX(TODAY(), TODAY())", "compile"),
            ("URLFOR(\"x\")", "compile"),
            ("$ObjectType.X.Fields.t", "compile"),
        ],
        &[],
    );
}

#[test]
fn undocumented_functions_belong_to_the_open_source_engine_only() {
    for (formula, expected) in [
        ("IFERROR(1/0, 5)", "5"),
        ("IFS(FALSE, 1, TRUE, 2, 3)", "2"),
        ("IN(\"b\", \"a\", \"b\")", "TRUE"),
        ("IN(t, \"a\", NULL)", "FALSE"),
        ("SUBSTR(\"abcd\", -2)", "cd"),
        ("LIKE(\"Howdy\", \"H%d_\")", "TRUE"),
        ("FORMATCURRENCY(\"KWD\", 1234.5)", "KWD 1,234.500"),
        ("JSONPATHVALUE('{\"a\":[{\"b\":7}]}', \"$.a[0].b\")", "7"),
        ("JSONVALUE('{\"a\":true}', \"a\")", "true"),
    ] {
        let platform = result(formula, &[], Blanks::AsBlanks);
        assert!(platform.starts_with("compile error"), "{formula}: {platform}");
        let options = Options { blanks: Blanks::AsBlanks, dialect: Dialect::Engine };
        assert_eq!(result_in(formula, &[], options), expected, "{formula}");
    }
}

/// The browser's test has the same lines, so that both implementations agree.
#[test]
fn host_functions_agree_with_the_browsers() {
    let said =
        include_str!("../fixtures/host.txt").lines().map(|line| (line, result(line, &[], Blanks::AsBlanks)));
    let odd: Vec<_> = said.filter(|(_, said)| said != "TRUE").collect();
    assert!(odd.is_empty(), "{odd:#?}");
}
