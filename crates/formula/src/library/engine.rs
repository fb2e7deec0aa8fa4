//! Functions of Salesforce's open-source engine that the documented language lacks.
//!
//! Not in the wasm, because rules cannot use them.

mod json;
mod like;
mod money;

use super::{Result, count, slice};
use crate::functions::Function;
use crate::value::{Scratch, Value};

/// Calls the function.
pub(super) fn call<'a>(
    function: Function,
    text: &'a str,
    second: &Value<'a>,
    third: &Value<'a>,
    scratch: &'a Scratch,
) -> Result<'a> {
    match function {
        Function::FormatCurrency => money::format(text, second, scratch),
        Function::Like => Ok(Value::Boolean(like::like(text, second.as_text()))),
        Function::Substr => {
            // A length that is null makes the result null, so this length was omitted.
            let length = if third.is_null() { i64::MAX } else { count(third)? };
            Ok(substr(text, count(second)?, length, scratch))
        }
        Function::JsonPathValue | Function::JsonValue => {
            Ok(json::value(function, text, second.as_text(), scratch))
        }
        _ => Err("this function has no value"),
    }
}

/// Like MID, but a negative start counts from the end.
fn substr<'a>(text: &'a str, start: i64, count: i64, scratch: &'a Scratch) -> Value<'a> {
    if start >= 0 {
        return slice::piece(text, start.max(1) - 1, count, scratch);
    }
    match slice::length(text).checked_add(start) {
        Some(from @ 0..) => slice::piece(text, from, count, scratch),
        _ => Value::Null,
    }
}
