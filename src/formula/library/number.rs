//! Functions of numbers.

use super::{OUT_OF_RANGE, Result};
use crate::formula::compiled::Dialect;
use crate::formula::fault::Failure;
use crate::formula::functions::Function;
use crate::formula::value::Value;
use crate::record::{Decimal, Rounding};

/// Digits kept before a number is rounded to an integer, so that 1/3*3 has the floor 1.
const INTEGER_DIGITS: u32 = 33;

/// Functions of one number.
pub(super) fn of_one(function: Function, number: Decimal) -> Result<Decimal> {
    let integer = |first: Rounding, then: Rounding| {
        Ok(number.round_to_digits(INTEGER_DIGITS, first).round_with(0, then))
    };
    match function {
        Function::Abs => Ok(number.abs()),
        // Away from nought and toward it, whatever the names say.
        Function::Ceiling => integer(Rounding::HalfDown, Rounding::Up),
        Function::Floor => integer(Rounding::HalfUp, Rounding::Down),
        Function::MCeiling => integer(Rounding::HalfDown, Rounding::Ceiling),
        Function::MFloor => integer(Rounding::HalfUp, Rounding::Floor),
        _ => {
            let number = number.to_f64();
            from_double(match function {
                Function::Sqrt => number.sqrt(),
                Function::Exp => number.exp(),
                Function::Ln => number.ln(),
                // As the engine does: LOG(1000) is not quite 3.
                Function::Log => number.ln() / 10_f64.ln(),
                Function::Sin => number.sin(),
                Function::Cos => number.cos(),
                Function::Tan => number.tan(),
                Function::Asin => number.asin(),
                Function::Acos => number.acos(),
                Function::Atan => number.atan(),
                _ => f64::NAN,
            })
        }
    }
}

pub(super) fn from_double(number: f64) -> Result<Decimal> {
    Decimal::from_f64(number).ok_or(Failure::Reason("the function has no value for this number"))
}

pub(super) fn atan2(y: &Value<'_>, x: &Value<'_>, dialect: Dialect) -> Result<Value<'static>> {
    match (y, x) {
        (Value::Number(y), Value::Number(x)) => from_double(y.to_f64().atan2(x.to_f64())).map(Value::Number),
        // A slip of the open engine: everywhere else null gives null.
        _ if dialect == Dialect::Engine => Err("ATAN2 needs both numbers".into()),
        _ => Ok(Value::Null),
    }
}

fn places(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(if count < 0 { i32::MIN } else { i32::MAX })
}

/// Half away from nought, but nought where no digit before the point would stay: ROUND(50,-2) is 0.
pub(super) fn round(number: Decimal, count: i64) -> Result<Value<'static>> {
    if i64::from(number.integer_digits()).saturating_add(count) <= 0 {
        return Ok(Value::Number(Decimal::ZERO));
    }
    Ok(Value::Number(number.round(places(count))))
}

pub(super) fn trunc(number: Decimal, count: i64) -> Result<Value<'static>> {
    Ok(Value::Number(number.round_with(places(count), Rounding::Down)))
}

pub(super) fn modulo(number: Decimal, divisor: Decimal) -> Result<Value<'static>> {
    if divisor.is_zero() {
        return Err("division by zero".into());
    }
    number.checked_rem(divisor).map(Value::Number).ok_or(OUT_OF_RANGE.into())
}

pub(super) fn pi() -> Result<Value<'static>> {
    "3.14159265358979323846".parse().map(Value::Number).map_err(|_| OUT_OF_RANGE.into())
}

pub(super) fn value(text: &str) -> Result<Value<'static>> {
    of_text(text).map(Value::Number).ok_or_else(|| Failure::Of("not a number:", shortened(text)))
}

/// What a message can carry.
fn shortened(text: &str) -> Box<str> {
    text.chars().take(40).collect::<String>().into()
}

/// Reads a number, in the digits of any script.
pub(super) fn of_text(text: &str) -> Option<Decimal> {
    if text.is_ascii() {
        return Decimal::from_text_rounded(text);
    }
    let ascii: String = text.chars().map(|character| digit(character).unwrap_or(character)).collect();
    Decimal::from_text_rounded(&ascii)
}

/// The noughts of the decimal digits of the basic plane; nine more follow each.
const NOUGHTS: [u16; 36] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    let value = NOUGHTS
        .into_iter()
        .map(u32::from)
        .find_map(|nought| (nought..nought + 10).contains(&code).then(|| code - nought))?;
    char::from_digit(value, 10)
}
