//! Converts field values from JavaScript.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::js_value;
use crate::base::error::{Code, Problem};
use crate::base::map::{Map, first_of_each};
use crate::base::{Decimal, FieldName, FieldValue};

/// Reads values by field name; undefined values count as absent.
pub(super) fn read_values(fields: &JsValue) -> Result<Map<String, FieldValue>, Problem> {
    let names = js_value::keys(fields)
        .ok_or_else(|| Problem::new(Code::InvalidOptions, "`fields` is not an object"))?;
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    let mut given: Vec<(String, JsValue)> = Vec::new();
    for key in names.iter() {
        let Some(name) = key.as_string() else { continue };
        match Reflect::get(fields, &key) {
            Ok(value) if value.is_undefined() => {}
            Ok(value) => given.push((name, value)),
            Err(_) => problems.push(Problem::new(Code::InvalidOptions, format!("`{name}` threw when read"))),
        }
    }
    let lower: Vec<_> = given.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    let first = first_of_each(lower.iter().map(String::as_str));
    for ((name, value), first) in given.into_iter().zip(first) {
        let about =
            |problem: Problem| FieldName::new(&name).map_or(problem.clone(), |name| problem.about(&name));
        if !first {
            problems.push(about(Problem::new(Code::InvalidOptions, format!("`{name}` is named twice"))));
            continue;
        }
        match read_value(&value) {
            Some(value) => values.push((name, value)),
            None => problems.push(about(Problem::new(
                Code::InvalidValue,
                format!("`{name}` is not a text, a finite number, true, false or null"),
            ))),
        }
    }
    Problem::all(problems).map_or_else(|| Ok(values.into_iter().collect()), Err)
}

/// Reads a value. A number is read from the shortest digits that mean it, as JavaScript shows it.
pub(super) fn read_value(value: &JsValue) -> Option<FieldValue> {
    if value.is_null() {
        return Some(FieldValue::Null);
    }
    if let Some(flag) = value.as_bool() {
        return Some(FieldValue::Bool(flag));
    }
    if let Some(text) = value.as_string() {
        return Some(FieldValue::Text(text));
    }
    value.as_f64().and_then(Decimal::from_f64).map(FieldValue::Number)
}
