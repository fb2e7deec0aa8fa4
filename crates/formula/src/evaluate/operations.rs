//! The operators.

use std::cmp::Ordering;

use crate::code::{Equality, Operation};
use crate::dialect::Dialect;
use crate::library::{MISTYPED, OUT_OF_RANGE};
use crate::value::{Scratch, Value};
use crate::{DAY_MILLISECONDS, Date, DateTime, Decimal, PowerError, Time};

/// Returns the result of an operator.
pub(super) fn apply<'a>(
    operation: Operation,
    left: &Value<'a>,
    right: &Value<'a>,
    dialect: Dialect,
    scratch: &'a Scratch,
) -> Result<Value<'a>, &'static str> {
    match operation {
        Operation::Nothing => return Ok(Value::Null),
        Operation::Equal(how) => return Ok(equal(left, right, how).map_or(Value::Null, Value::Boolean)),
        Operation::NotEqual(how) => {
            return Ok(equal(left, right, how).map_or(Value::Null, |same| Value::Boolean(!same)));
        }
        Operation::Join => return Ok(join(left, right, scratch)),
        // The type of an operand was unspecified.
        Operation::Add if are_texts(left, right) => return Ok(join(left, right, scratch)),
        _ if left.is_null() || right.is_null() => return Ok(Value::Null),
        Operation::Compare(comparison) => {
            let order = compare(left, right).ok_or(MISTYPED)?;
            return Ok(Value::Boolean(comparison.holds(order)));
        }
        _ => {}
    }
    match (operation, *left, *right) {
        (operation, Value::Number(left), Value::Number(right)) => {
            calculate(operation, left, right).map(Value::Number)
        }
        // Sums and differences have operands of unspecified type, unless both are numbers.
        (Operation::Add | Operation::LaterThan, Value::Number(number), moment)
        | (Operation::Add | Operation::Later, moment, Value::Number(number)) => {
            shift(moment, number, dialect)
        }
        (Operation::Subtract | Operation::Earlier, moment, Value::Number(number)) => {
            shift(moment, -number, dialect)
        }
        (Operation::Subtract | Operation::Between, left, right) => between(&left, &right),
        _ => Err(MISTYPED),
    }
}

fn calculate(operation: Operation, left: Decimal, right: Decimal) -> Result<Decimal, &'static str> {
    let result = match operation {
        Operation::Add => left.checked_add(right),
        Operation::Subtract => left.checked_sub(right),
        Operation::Multiply => left.checked_mul(right),
        Operation::Divide if right.is_zero() => return Err("division by zero"),
        Operation::Divide => left.checked_div(right),
        Operation::Power => {
            return left.power(right).map_err(|error| match error {
                PowerError::Fraction => "the exponent of a power must be a whole number",
                PowerError::DivisionByZero => "division by zero",
                PowerError::TooLarge => OUT_OF_RANGE,
            });
        }
        _ => return Err(MISTYPED),
    };
    result.ok_or(OUT_OF_RANGE)
}

fn join<'a>(left: &Value<'a>, right: &Value<'a>, scratch: &'a Scratch) -> Value<'a> {
    match (left, right) {
        (Value::Null, other) | (other, Value::Null) => *other,
        (left, right) => scratch.text([left.as_text(), right.as_text()].concat()),
    }
}

/// Returns whether two values are equal; `None` if a blank makes that undefined.
pub(super) fn equal(left: &Value<'_>, right: &Value<'_>, how: Equality) -> Option<bool> {
    let texts = match how {
        Equality::Text => true,
        Equality::Other => false,
        Equality::Revealed => are_texts(left, right),
    };
    (texts || !(left.is_null() || right.is_null())).then(|| left == right)
}

/// Returns true if one value is a text, and the other a text or blank.
fn are_texts(left: &Value<'_>, right: &Value<'_>) -> bool {
    matches!((left, right), (Value::Text(_), Value::Text(_) | Value::Null) | (Value::Null, Value::Text(_)))
}

/// Returns true if a comparison of the values depends on their types, which they do not reveal: a blank text equals
/// a blank text, and a blank checkbox is FALSE.
pub(super) fn hide_type(left: &Value<'_>, right: &Value<'_>) -> bool {
    matches!((left, right), (Value::Null, Value::Null | Value::Boolean(_)) | (Value::Boolean(_), Value::Null))
}

/// Compares two values of one ordered type.
pub(crate) fn compare(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    Some(match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::DateTime(left), Value::DateTime(right)) => left.cmp(right),
        (Value::Time(left), Value::Time(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => compare_texts(left, right),
        _ => return None,
    })
}

/// Compares UTF-16 code units. UTF-8 bytes give the same order, except for surrogates, which sort before the
/// last characters of the basic plane.
fn compare_texts(left: &str, right: &str) -> Ordering {
    let rank = |byte: u8| if matches!(byte, 0xEE | 0xEF) { byte + 0x10 } else { byte };
    left.bytes().map(rank).cmp(right.bytes().map(rank))
}

/// Adds days to a date or instant, or milliseconds to a time of day.
fn shift<'a>(moment: Value<'a>, number: Decimal, dialect: Dialect) -> Result<Value<'a>, &'static str> {
    match moment {
        Value::Date(date) => {
            date.to_epoch_days().checked_add(number.to_i64()).and_then(Date::from_epoch_days).map(Value::Date)
        }
        Value::DateTime(instant) => number
            .checked_mul(Decimal::from(DAY_MILLISECONDS / 1000))
            .and_then(|seconds| seconds.round(0).to_i64().checked_mul(1000))
            .and_then(|milliseconds| instant.checked_add(milliseconds))
            .map(Value::DateTime),
        Value::Time(time) => {
            let sum = i64::from(time.milliseconds()).checked_add(number.to_i64());
            // The open-source engine fails below midnight; the platform's documentation says that the time
            // wraps.
            sum.filter(|sum| *sum >= 0 || !dialect.is_engine()).map(Time::wrapping).map(Value::Time)
        }
        _ => return Err(MISTYPED),
    }
    .ok_or(OUT_OF_RANGE)
}

fn between<'a>(left: &Value<'_>, right: &Value<'_>) -> Result<Value<'a>, &'static str> {
    let milliseconds = DateTime::epoch_milliseconds;
    match (*left, *right) {
        (Value::Date(left), Value::Date(right)) => Ok((left.to_epoch_days() - right.to_epoch_days()).into()),
        (Value::DateTime(left), Value::DateTime(right)) => {
            Decimal::from(milliseconds(left) - milliseconds(right))
                .checked_div(Decimal::from(DAY_MILLISECONDS))
                .map(Value::Number)
                .ok_or(OUT_OF_RANGE)
        }
        (Value::Time(left), Value::Time(right)) => {
            let difference = i64::from(left.milliseconds()) - i64::from(right.milliseconds());
            Ok(i64::from(Time::wrapping(difference).milliseconds()).into())
        }
        _ => Err(MISTYPED),
    }
}

#[cfg(test)]
mod tests {
    use super::compare_texts;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_sort_by_utf16_code_units(left in "[a\u{7f}é\u{d7ff}\u{e000}\u{ffff}𐀀\u{10ffff}]{0,3}", right in "[a\u{7f}é\u{d7ff}\u{e000}\u{ffff}𐀀\u{10ffff}]{0,3}") {
            prop_assert_eq!(compare_texts(&left, &right), left.encode_utf16().cmp(right.encode_utf16()));
        }
    }
}
