//! Exact numbers: the scale of zero, remainders, and results that are out of range.

use proptest::prelude::*;
use salesforce_formula::Decimal;
use salesforce_formula::{Blanks, Value};

use crate::world::{number, result};

fn value(formula: &str, fields: &[(&str, Value<'_>)]) -> String {
    result(formula, fields, Blanks::AsBlanks)
}

#[test]
fn zero_has_no_scale() {
    for zero in ["0", "0.00", "-0", "-0.0", "0.000000"] {
        let fields = [("pc", number(zero)), ("n", number(zero))];
        for formula in [
            "TEXT(pc)",
            "TEXT(n)",
            "TEXT(-pc)",
            "TEXT(ABS(pc))",
            "TEXT(ROUND(pc, 4))",
            "TEXT(TRUNC(pc, 4))",
            "TEXT(CEILING(pc))",
            "TEXT(MFLOOR(pc))",
            "TEXT(pc + n)",
            "TEXT(pc - pc)",
            "TEXT(pc * 1.23)",
            "TEXT(pc / 3)",
            "TEXT(pc ^ 2)",
            "TEXT(MOD(pc, 0.03))",
            "TEXT(MAX(pc, n))",
            "TEXT(MIN(pc, 0.00))",
            "TEXT(IF(TRUE, pc, 1))",
            "TEXT(BLANKVALUE(pc, 1))",
            "TEXT(1.25 - 1.25)",
            "TEXT(MOD(1.5, 0.5))",
            "TEXT(VALUE(\"0.00\"))",
            "TEXT(SQRT(pc))",
            "TEXT(0.00)",
        ] {
            assert_eq!(value(formula, &fields), "0", "{formula} of {zero}");
        }
        assert_eq!(value("IMAGE(\"a\", \"b\", pc, n)", &fields).matches("=\"0\"").count(), 3, "{zero}");
    }
    for (percent, expected) in
        [("50", "0.5"), ("100", "1"), ("1.5", "0.015"), ("-0.1", "-0.001"), ("1000", "10")]
    {
        assert_eq!(value("TEXT(pc)", &[("pc", number(percent))]), expected);
    }
    // A blank as zero has no scale either.
    assert_eq!(result("TEXT(pc)", &[], Blanks::AsZeroes), "0");
}

#[test]
fn remainders_are_exact() {
    let third = "0.666666666666666666666666666666666666666";
    for (formula, expected) in [
        ("MOD(2, 2/3)", third),
        ("MOD(-2, 2/3)", &format!("-{third}")),
        ("MOD(2, -2/3)", third),
        ("MOD(1, 1/3)", "0.000000000000000000000000000000000000001"),
        ("MOD(2/3, 1/3)", "0.000000000000000000000000000000000000001"),
        ("MOD(1/3, 2/3)", "0.333333333333333333333333333333333333333"),
        ("MOD(10, 0.3)", "0.1"),
        ("MOD(5.5, 2)", "1.5"),
        ("MOD(-101, 10)", "-1"),
        ("MOD(100.5, -10)", "0.5"),
        ("MOD(0, 3)", "0"),
        ("MOD(7, 7)", "0"),
        ("MOD(10^38, 7)", "2"),
        ("MOD(1.23 * (10^20), 0.07)", "0.01"),
        ("MOD(3, 10^55)", "3"),
        // Divisible without remainder, whatever the size.
        ("MOD(10^55, 4)", "0"),
        ("MOD(10^64, 10^20)", "0"),
    ] {
        assert_eq!(value(formula, &[]), expected, "{formula}");
    }
}

#[test]
fn a_result_beyond_39_digits_is_out_of_range() {
    for formula in [
        "MOD(10^55, 3)",
        "MOD(-10^55, 3)",
        "MOD(10^40, 7)",
        "MOD(10^64, 3)",
        "DATE(2026, 1, 1) + 10^55",
        "NOW() + 10^55",
        "NOW() - 10^55",
        "ADDMONTHS(TODAY(), 10^55)",
        "DATE(10^55, 1, 1)",
        "FROMUNIXTIME(10^55)",
        "EXP(10^55)",
        "10^65",
        "10^64 ^ 2",
    ] {
        let found = value(formula, &[]);
        assert!(found.starts_with("Failed"), "{formula}: {found}");
    }
    // Truncated and saturated results are still right.
    for (formula, expected) in [
        ("CEILING(10^55) = 10^55", "TRUE"),
        ("FLOOR(10^55) = 10^55", "TRUE"),
        ("ROUND(10^55, 2) = 10^55", "TRUE"),
        ("ROUND(1.25, 10^55)", "1.25"),
        ("ROUND(1.25, -10^55)", "0"),
        ("TRUNC(1.25, -10^55)", "0"),
        ("LEFT(\"abc\", 10^55)", "abc"),
        ("MID(\"abc\", 10^55, 1)", "null"),
        ("CHR(10^55)", "null"),
    ] {
        assert_eq!(value(formula, &[]), expected, "{formula}");
    }
}

/// Salesforce's open-source engine rounds a number below 1 as 1 plus the number, which has 39 digits.
#[test]
fn a_number_below_one_has_38_decimals_when_it_is_rounded() {
    for (formula, expected) in [
        ("TRUNC(1/3*3, 0)", "1"),
        ("TRUNC(1/3+1/3+1/3, 2)", "1"),
        ("TRUNC(-(1/3*3), 0)", "-1"),
        ("TRUNC(1/3+1/3-1/6, 1)", "0.5"),
        ("ROUND(1/3+1/3-1/6, 0)", "1"),
        ("ROUND(1/6-1/3-1/3, 0)", "-1"),
        ("ROUND(2/3, 39)", "0.66666666666666666666666666666666666667"),
        ("TRUNC(2/3, 40)", "0.66666666666666666666666666666666666667"),
        ("TRUNC(2/3, 2)", "0.66"),
        ("TRUNC(0.999, 2)", "0.99"),
        ("TRUNC(4/3, 38)", "1.33333333333333333333333333333333333333"),
        ("ROUND(0.4999, 0)", "0"),
        ("ROUND(1/3*3, -1)", "0"),
    ] {
        assert_eq!(value(formula, &[]), expected, "{formula}");
    }
}

/// The results of Java's `BigDecimal.pow`, which rounds between the multiplications.
#[test]
fn the_last_digit_of_a_power_is_that_of_salesforce() {
    for (formula, expected) in [
        ("1.0262^244", "550.313944895217019"),
        ("1.0407^55", "8.97233542210552715"),
        ("1.0696^101", "894.047966346135295"),
        ("94.5^17", "3822440594493193190000000000000000"),
        ("1.0041666666666666666666666666666667^360", "4.46774431400613221"),
        ("1.000000001^1000000", "1.00100050016620784"),
        ("0.99^365", "0.02551796445229121"),
        ("(-1.5)^33", "-647159.824910983793"),
        ("7^(-40)", "0.000000000000000000000000000000000157064631394883932"),
        ("0.1^39", "0.000000000000000000000000000000000000001"),
        ("0.1^40", "0"),
    ] {
        assert_eq!(value(formula, &[]), expected, "{formula}");
    }
}

#[test]
fn rounds_only_the_final_result() {
    for (formula, expected) in [
        ("1/3 + 1/3 + 1/3", "0.999999999999999999999999999999999999999"),
        ("1/7*7", "1"),
        ("1/3*3", "0.999999999999999999999999999999999999999"),
        ("ROUND(2/3, 38)", "0.66666666666666666666666666666666666667"),
        ("ROUND(1.4449999, 2)", "1.44"),
        ("ROUND(0.5 - 10^-30, 0)", "0"),
        ("CEILING(2 + 10^-20)", "3"),
        ("FLOOR(3 - 10^-20)", "2"),
        ("TRUNC(1.9999999999999999999999, 0)", "1"),
        ("SQRT(2)", "1.4142135623730951"),
        ("EXP(1)", "2.718281828459045"),
        ("LN(10)", "2.302585092994046"),
        ("(1/3) * 3 = 1", "FALSE"),
        ("100 / 3 / 3 / 3 = 100 / 27", "TRUE"),
        (
            "DATETIMEVALUE(\"2026-01-02 00:00:00\") - DATETIMEVALUE(\"2026-01-01 16:00:00\")",
            "0.333333333333333333333333333333333333333",
        ),
    ] {
        assert_eq!(value(formula, &[]), expected, "{formula}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Compares with exact integers: both numbers in units of the finer one.
    #[test]
    fn remainders_agree_with_integer_arithmetic(left in -1_000_000_000_000_i64.., right in 1_i64..1_000_000, scales in (0_u32..4, 0_u32..4)) {
        let (a, b) = scales;
        let (left, most) = (left % 1_000_000_000_000, a.max(b));
        let units = |number: i64, scale: u32| i128::from(number) * 10_i128.pow(most - scale);
        let decimal = |number: i128, scale: u32| format!("{number}e-{scale}").parse::<Decimal>().unwrap();
        let expected = decimal(units(left, a) % units(right, b), most);
        prop_assert_eq!(decimal(left.into(), a).checked_rem(decimal(right.into(), b)), Some(expected));
    }

    /// Whatever the distance of the exponents.
    #[test]
    fn remainders_of_large_numbers_agree_with_integer_arithmetic(left in 1_i64.., right in 1_i64.., gap in 0_u32..19) {
        let rest = i128::from(left) * 10_i128.pow(gap) % i128::from(right);
        let left = format!("{left}e{gap}").parse::<Decimal>().unwrap();
        prop_assert_eq!(left.checked_rem(Decimal::from(right)), Some(rest.to_string().parse::<Decimal>().unwrap()));
    }
}
