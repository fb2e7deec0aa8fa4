//! Number functions.

use super::{OUT_OF_RANGE, Result, about, count, host, number};
use crate::dialect::Dialect;
use crate::functions::Function;
use crate::value::{Scratch, Value};
use crate::{Decimal, Rounding};

/// The digits to which a number is rounded before it becomes an integer, so that FLOOR(1/3*3) is 1.
const INTEGER_DIGITS: u32 = 33;

/// The digits after the decimal point to which ROUND and TRUNC first round a number below 1: the open-source engine
/// adds 1 to it, in 39 digits. So TRUNC(1/3*3, 0) is 1.
const DIGITS_BELOW_ONE: i32 = 38;

/// Functions of numbers that return a number.
pub(super) fn of<'a>(function: Function, first: &Value<'_>, second: &Value<'_>) -> Result<'a, Decimal> {
    if function == Function::Pi {
        return "3.14159265358979323846".parse().map_err(|_| OUT_OF_RANGE);
    }
    let number = number(first)?;
    let integer = |first: Rounding, then: Rounding| {
        Ok(number.round_to_digits(INTEGER_DIGITS, first).round_with(0, then))
    };
    match function {
        Function::Abs => Ok(number.abs()),
        // Away from zero and toward zero, despite their names.
        Function::Ceiling => integer(Rounding::HalfDown, Rounding::Up),
        Function::Floor => integer(Rounding::HalfUp, Rounding::Down),
        Function::MCeiling => integer(Rounding::HalfDown, Rounding::Ceiling),
        Function::MFloor => integer(Rounding::HalfUp, Rounding::Floor),
        Function::Mod => {
            let divisor = super::number(second)?;
            if divisor.is_zero() {
                return Err("division by zero");
            }
            number.checked_rem(divisor).ok_or(OUT_OF_RANGE)
        }
        Function::Round | Function::Trunc => {
            let count = count(second)?;
            let places = i32::try_from(count).unwrap_or(if count < 0 { i32::MIN } else { i32::MAX });
            let number = if number.abs() < Decimal::ONE { number.round(DIGITS_BELOW_ONE) } else { number };
            if function == Function::Trunc {
                return Ok(number.round_with(places, Rounding::Down));
            }
            // Half away from zero, but zero if no digit before the decimal point remains: ROUND(50,-2) is 0.
            let nothing = i64::from(number.integer_digits()).saturating_add(count) <= 0;
            Ok(if nothing { Decimal::ZERO } else { number.round(places) })
        }
        _ => {
            let result = host::calculate(function, number.to_f64());
            // As the open-source engine calculates it: LOG(1000) is not exactly 3.
            from_double(if function == Function::Log { result / std::f64::consts::LN_10 } else { result })
        }
    }
}

fn from_double<'a>(number: f64) -> Result<'a, Decimal> {
    Decimal::from_f64(number).ok_or("the function has no value for this number")
}

pub(super) fn atan2<'a>(y: &Value<'_>, x: &Value<'_>, dialect: Dialect) -> Result<'a> {
    match (y, x) {
        (Value::Number(y), Value::Number(x)) => {
            from_double(host::calculate2(y.to_f64(), x.to_f64())).map(Value::Number)
        }
        // A bug of the open-source engine: everywhere else null gives null.
        _ if dialect.is_engine() => Err("ATAN2 needs both numbers"),
        _ => Ok(Value::Null),
    }
}

pub(super) fn value<'a>(text: &str, scratch: &'a Scratch) -> Result<'a> {
    of_text(text).map(Value::Number).ok_or_else(|| about("not a number:", text, scratch))
}

/// Parses a number in the digits of any script.
pub(super) fn of_text(text: &str) -> Option<Decimal> {
    if text.is_ascii() {
        return Decimal::from_text_rounded(text);
    }
    let mut ascii = String::with_capacity(text.len());
    for character in text.chars() {
        ascii.push(digit(character).unwrap_or(character));
    }
    Decimal::from_text_rounded(&ascii)
}

/// The zeros of the decimal digits of the basic plane; the other nine digits follow each.
const ZEROS: [u16; 36] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    let zero = ZEROS.iter().find(|zero| (0..10).contains(&code.wrapping_sub(u32::from(**zero))))?;
    char::from_digit(code - u32::from(*zero), 10)
}
