//! Decimals compute what `bigdecimal` computes, rounded half up to the digits that are kept.
#![no_main]

use std::num::NonZeroU64;
use std::str::FromStr;

use bigdecimal::num_bigint::BigInt;
use bigdecimal::{BigDecimal, Context, RoundingMode, Zero};
use libfuzzer_sys::fuzz_target;
use opportunity_stage::base::{Decimal, Rounding};

const PRECISION: NonZeroU64 = NonZeroU64::new(39).expect("not zero");

fn kept(number: BigDecimal) -> BigDecimal {
    Context::default()
        .with_precision(PRECISION)
        .with_rounding_mode(RoundingMode::HalfUp)
        .round_decimal(number)
}

fn peer(number: Decimal) -> BigDecimal {
    BigDecimal::from_str(&number.to_string()).expect("what is written is a number")
}

/// In one form, to be compared: `bigdecimal` 0.4.11 overflows when it compares numbers of very different scales.
fn plain(number: BigDecimal) -> (BigInt, i64) {
    number.normalized().into_bigint_and_exponent()
}

fn check(what: &str, left: Decimal, right: Decimal, ours: Option<Decimal>, theirs: BigDecimal) {
    let ours = ours.unwrap_or_else(|| panic!("{left} {what} {right} has no result, not {theirs}"));
    assert_eq!(plain(peer(ours)), plain(theirs), "{left} {what} {right}");
}

fuzz_target!(|input: (i128, i8, i128, i8, u8, i8)| {
    let (left, left_scale, right, right_scale, mode, scale) = input;
    let number = |digits: i128, scale: i8| {
        let text = format!("{digits}e{}", scale / 3);
        let ours = Decimal::from_text_rounded(&text).expect("a short exponent");
        let theirs = kept(BigDecimal::new(BigInt::from(digits), -i64::from(scale / 3)));
        assert_eq!(plain(peer(ours)), plain(theirs), "{text}");
        ours
    };
    let (left, right) = (number(left, left_scale), number(right, right_scale));
    let (a, b) = (peer(left), peer(right));
    assert_eq!(left.cmp(&right), a.cmp(&b), "{left} against {right}");
    check("+", left, right, left.checked_add(right), kept(&a + &b));
    check("-", left, right, left.checked_sub(right), kept(&a - &b));
    check("*", left, right, left.checked_mul(right), kept(&a * &b));
    if b.is_zero() {
        assert!(left.checked_div(right).is_none());
    } else {
        // Far more digits than are kept: rounding twice makes no difference then.
        let wide = Context::default().with_precision(NonZeroU64::new(200).expect("not zero"));
        let quotient = wide.multiply(&a, &b.inverse_with_context(&wide));
        let short = quotient.with_scale_round(120, RoundingMode::HalfEven);
        let exact = if plain(&short * &b) == plain(a.clone()) { short } else { quotient };
        check("/", left, right, left.checked_div(right), kept(exact));
    }
    let (ours, theirs) = [
        (Rounding::HalfUp, RoundingMode::HalfUp),
        (Rounding::HalfDown, RoundingMode::HalfDown),
        (Rounding::Up, RoundingMode::Up),
        (Rounding::Down, RoundingMode::Down),
        (Rounding::Ceiling, RoundingMode::Ceiling),
        (Rounding::Floor, RoundingMode::Floor),
    ][usize::from(mode) % 6];
    let scale = scale / 3;
    let rounded = left.round_with(i32::from(scale), ours);
    let expected = a.with_scale_round(i64::from(scale), theirs);
    assert_eq!(plain(peer(rounded)), plain(expected), "{left} to {scale} {ours:?}");
});
