use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use proptest::prelude::*;

use super::{Decimal, NotANumber, PowerError, Rounding};

fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn hash(number: Decimal) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn numbers_are_written_plainly() {
    for (text, plain) in [
        ("12500.0", "12500"),
        ("6.84173825E8", "684173825"),
        ("-0.10", "-0.1"),
        ("-0.0", "0"),
        ("007", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+1e3", "1000"),
        ("1e-5", "0.00001"),
        ("123456789012345678901234567890123456789", "123456789012345678901234567890123456789"),
        ("999999999999999999999999999999999999999", "999999999999999999999999999999999999999"),
        (
            "0.000000000000000000000000000000000000000000001",
            "0.000000000000000000000000000000000000000000001",
        ),
        ("1000000000000000000000000000000000000000000", "1000000000000000000000000000000000000000000"),
    ] {
        assert_eq!(number(text).to_string(), plain, "{text}");
    }
}

#[test]
fn rejects_texts_that_are_not_numbers_or_too_long() {
    for text in [
        "", " 1", "1 ", "NaN", "inf", "1,000", "$5", "5%", ".", "-", "e5", "1e", "1e+", "1.2.3", "0x1",
        "1e99999",
    ] {
        assert_eq!(text.parse::<Decimal>(), Err(NotANumber), "{text}");
    }
    let forty = "1234567890123456789012345678901234567895";
    assert_eq!(forty.parse::<Decimal>(), Err(NotANumber));
    let rounded = Decimal::from_text_rounded(forty).unwrap();
    assert_eq!(rounded, number("1234567890123456789012345678901234567900"));
    let nines = "0.99999999999999999999999999999999999999999999";
    assert_eq!(Decimal::from_text_rounded(nines), Some(Decimal::ONE));
}

#[test]
fn equal_values_compare_and_hash_equal() {
    assert_eq!(number("1.0"), number("1.00"));
    assert_eq!(number("1e3"), number("1000"));
    assert_eq!(number("-0"), Decimal::ZERO);
    assert_eq!(hash(number("12500.00")), hash(number("1.25E4")));
    let mut sorted: Vec<_> = ["2", "-10", "1e40", "0", "-9.99", "1e-40", "1.5", "-1e40"].map(number).into();
    sorted.sort_unstable();
    let text: Vec<_> = sorted.iter().map(|number| number.to_f64()).collect();
    assert_eq!(text, [-1e40, -10.0, -9.99, 0.0, 1e-40, 1.5, 2.0, 1e40]);
    assert_eq!(BTreeSet::from([number("1"), number("1.0")]).len(), 1);
}

#[test]
fn arithmetic_keeps_39_digits() {
    let third = Decimal::ONE.checked_div(number("3")).unwrap();
    assert_eq!(third.to_string(), "0.333333333333333333333333333333333333333");
    assert_eq!(
        third.checked_mul(number("3")).unwrap().to_string(),
        "0.999999999999999999999999999999999999999"
    );
    assert_eq!(
        number("2").checked_div(number("3")).unwrap().to_string(),
        "0.666666666666666666666666666666666666667"
    );
    assert_eq!(number("1").checked_div(number("8")).unwrap().to_string(), "0.125");
    assert_eq!(number("1e30").checked_add(number("1e-30")).unwrap().to_string(), number("1e30").to_string());
    assert_eq!(number("1e300").checked_sub(number("1e-300")), Some(number("1e300")));
    assert_eq!(number("1e60").checked_sub(number("1")), Some(number("1e60")));
    assert_eq!(
        number("1e38").checked_sub(number("0.1")).unwrap().to_string(),
        "99999999999999999999999999999999999999.9"
    );
    assert_eq!(number("100000.25").checked_mul(number("0.35")).unwrap().to_string(), "35000.0875");
    assert_eq!(number("1").checked_div(Decimal::ZERO), None);
    assert_eq!(number("10").checked_rem(number("0.3")), Some(number("0.1")));
    assert_eq!(number("-101").checked_rem(number("10")), Some(number("-1")));
    assert_eq!(number("100.5").checked_rem(number("-10")), Some(number("0.5")));
    assert_eq!(number("1e9000").checked_mul(number("1e9000")), None);
}

#[test]
fn each_rounding_mode_rounds_as_named() {
    let cases = [
        (Rounding::HalfUp, ["3", "-3", "2", "1"]),
        (Rounding::HalfDown, ["2", "-2", "2", "0"]),
        (Rounding::Up, ["3", "-3", "3", "1"]),
        (Rounding::Down, ["2", "-2", "2", "0"]),
        (Rounding::Ceiling, ["3", "-2", "3", "1"]),
        (Rounding::Floor, ["2", "-3", "2", "0"]),
    ];
    for (mode, rounded) in cases {
        let found = ["2.5", "-2.5", "2.1", "0.5"].map(|text| number(text).round_with(0, mode).to_string());
        assert_eq!(found, rounded, "{mode:?}");
    }
    assert_eq!(number("1250").round(-2), number("1300"));
    assert_eq!(number("0.0004").round(2), Decimal::ZERO);
    assert_eq!(number("0.0004").round_with(2, Rounding::Up), number("0.01"));
    assert_eq!(number("1e-300").round_with(0, Rounding::Ceiling), Decimal::ONE);
    assert_eq!(number("99.95").round_to_digits(3, Rounding::HalfUp), number("100"));
    let edge = number("999999999999999999999999999999999999999");
    assert_eq!(edge.round_to_digits(38, Rounding::HalfUp), number("1e39"));
}

#[test]
fn counts_digits_before_and_after_the_point() {
    for (text, before, after) in
        [("12500.50", 5, 1), ("0.05", 1, 2), ("0", 1, 0), ("1e3", 4, 0), ("-99.999", 2, 3), ("100", 3, 0)]
    {
        assert_eq!((number(text).integer_digits(), number(text).scale()), (before, after), "{text}");
    }
    assert_eq!(number("-7.9").to_i64(), -7);
    assert_eq!(number("1e30").to_i64(), i64::MAX);
    assert_eq!(number("25e2").to_i64(), 2500);
}

#[test]
fn powers_have_eighteen_digits() {
    let power = |base: &str, exponent: &str| number(base).power(number(exponent)).map(|it| it.to_string());
    assert_eq!(power("2", "64").as_deref(), Ok("18446744073709551600"));
    assert_eq!(power("3", "-2").as_deref(), Ok("0.111111111111111111"));
    assert_eq!(power("0", "0").as_deref(), Ok("1"));
    assert_eq!(power("-2", "3.0").as_deref(), Ok("-8"));
    assert_eq!(power("0", "-1"), Err(PowerError::DivisionByZero));
    assert_eq!(power("2", "0.5"), Err(PowerError::Fraction));
    assert_eq!(power("10", "64").map(|text| text.len()), Ok(65));
    assert_eq!(power("10", "65"), Err(PowerError::TooLarge));
    assert_eq!(power("10", "-40").as_deref(), Ok("0"));
    assert_eq!(power("-1", "1e30").as_deref(), Ok("1"));
}

#[test]
fn doubles_convert_with_the_fewest_digits() {
    assert_eq!(Decimal::from_f64(0.1), Some(number("0.1")));
    assert_eq!(Decimal::from_f64(1e21), Some(number("1e21")));
    assert_eq!(Decimal::from_f64(2.9999999999999996), Some(number("2.9999999999999996")));
    assert_eq!(Decimal::from_f64(f64::NAN), None);
    assert_eq!(Decimal::from_f64(f64::INFINITY), None);
    assert_eq!(number("-0.1").to_f64(), -0.1);
    assert_eq!(number("123456789012345678901234567890.5").to_f64(), 1.2345678901234568e29);
}

fn any_number() -> impl Strategy<Value = Decimal> {
    ("-?[0-9]{1,20}(\\.[0-9]{1,19})?", -30..30)
        .prop_map(|(digits, power)| number(&format!("{digits}e{power}")))
}

proptest! {
    #[test]
    fn text_round_trips(number in any_number()) {
        prop_assert_eq!(number.to_string().parse(), Ok(number));
        prop_assert_eq!(hash(number.to_string().parse().unwrap()), hash(number));
    }

    #[test]
    fn any_text_parses_or_fails(text in ".{0,60}") {
        let _ = Decimal::from_text_rounded(&text);
        let _ = text.parse::<Decimal>();
    }

    #[test]
    fn addition_and_multiplication_obey_their_laws(a in any_number(), b in any_number()) {
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        prop_assert_eq!(a.checked_mul(b), b.checked_mul(a));
        prop_assert_eq!(a.checked_sub(b).map(|it| -it), b.checked_sub(a));
        prop_assert_eq!(a.checked_add(-a), Some(Decimal::ZERO));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.checked_sub(b).unwrap().is_negative(), a < b);
    }

    #[test]
    fn small_integers_agree_with_the_processor(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_i64..1_000_000) {
        prop_assert_eq!(Decimal::from(a).checked_add(b.into()), Some(Decimal::from(a + b)));
        prop_assert_eq!(Decimal::from(a).checked_mul(b.into()), Some(Decimal::from(a * b)));
        prop_assert_eq!(Decimal::from(a).checked_rem(b.into()), a.checked_rem(b).map(Decimal::from));
        prop_assert_eq!(
            Decimal::from(a).checked_div(b.into()).map(Decimal::to_i64),
            a.checked_div(b)
        );
        prop_assert_eq!(Decimal::from(a).cmp(&b.into()), a.cmp(&b));
    }

    #[test]
    fn quotient_times_divisor_is_the_dividend(a in any_number(), b in any_number()) {
        if let Some(quotient) = a.checked_div(b) {
            let back = quotient.checked_mul(b).unwrap();
            let off = back.checked_sub(a).unwrap().abs();
            prop_assert!(off <= a.abs().checked_mul(number("1e-37")).unwrap());
        }
    }

    #[test]
    fn rounding_moves_by_less_than_a_unit(a in any_number(), scale in -5..30_i32) {
        let unit = number(&format!("1e{}", -scale));
        for mode in [Rounding::HalfUp, Rounding::HalfDown, Rounding::Up, Rounding::Down, Rounding::Ceiling, Rounding::Floor] {
            let rounded = a.round_with(scale, mode);
            prop_assert!(rounded.checked_sub(a).unwrap().abs() < unit);
            prop_assert!(rounded.scale() as i32 <= scale.max(0));
        }
    }

    #[test]
    fn a_double_has_its_shortest_digits(coefficient in -2_000_000_000_000_000i64..2_000_000_000_000_000, scale in 0..6i32) {
        #[allow(clippy::cast_precision_loss, reason = "what a double makes of it is what is tested")]
        let double = coefficient as f64 / 10f64.powi(scale);
        prop_assert_eq!(Decimal::from_f64(double), Some(number(&format!("{double:e}"))));
    }

    #[test]
    fn a_double_survives_the_round_trip(number in any::<f64>()) {
        if let Some(decimal) = Decimal::from_f64(number) {
            prop_assert_eq!(decimal.to_f64(), number);
        }
    }
}
