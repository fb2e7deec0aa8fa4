//! Functions of text.

use super::{MISTYPED, Result, count, host, slice};
use crate::formula::functions::Function;
use crate::formula::value::{Scratch, Value};

/// The longest padding: more than any field holds.
const MAX_PADDING: i64 = 1_000_000;

/// TEXT.
pub(super) fn of<'a>(value: Value<'a>, scratch: &'a Scratch) -> Result<'a> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::DateTime(instant) => {
            let iso = instant.to_string();
            // `2020-01-05T10:00:00.000Z` without the `T` and the fraction.
            [iso.get(..10).unwrap_or_default(), " ", iso.get(11..19).unwrap_or_default(), "Z"].concat()
        }
        Value::Time(time) => time.to_string(),
        picklist @ Value::Text(_) => return Ok(picklist),
        Value::Null | Value::Boolean(_) | Value::Location(..) => return Err(MISTYPED),
    };
    Ok(scratch.text(text))
}

/// CONTAINS and BEGINS: everything has a blank in it, but a blank has nothing.
pub(super) fn has<'a>(function: Function, text: &str, wanted: &str) -> Value<'a> {
    match (text, wanted) {
        (_, "") => Value::Boolean(true),
        ("", _) => Value::Null,
        _ if function == Function::Begins => Value::Boolean(text.starts_with(wanted)),
        _ => Value::Boolean(text.contains(wanted)),
    }
}

pub(super) fn substitute<'a>(text: &'a str, old: &str, new: &str, scratch: &'a Scratch) -> Value<'a> {
    if old.is_empty() {
        Value::Null
    } else if text.contains(old) {
        scratch.text(text.replace(old, new))
    } else {
        Value::text(text)
    }
}

pub(super) fn init_cap<'a>(text: &str, scratch: &'a Scratch) -> Value<'a> {
    let mut result = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        let one = character.encode_utf8(&mut [0; 4]).to_owned();
        result.push_str(&if inside { host::lower(&one, "") } else { host::upper(&one, "") });
        inside = host::is_alphanumeric(character);
    }
    scratch.text(result)
}

/// LPAD and RPAD: what is too long is cut, and no padding leaves the text as it is.
pub(super) fn pad<'a>(
    function: Function,
    text: &'a str,
    width: Value<'_>,
    padding: &str,
    scratch: &'a Scratch,
) -> Result<'a> {
    if text.is_empty() || width.is_null() {
        return Ok(Value::Null);
    }
    let width = count(width)?;
    let missing = width.saturating_sub(slice::length(text));
    if missing <= 0 {
        return Ok(slice::mid(text, 1, width, scratch));
    }
    if padding.is_empty() {
        return Ok(Value::text(text));
    }
    if missing > MAX_PADDING {
        return Err("the text grows too long");
    }
    let times = usize::try_from(missing / slice::length(padding)).unwrap_or(0) + 1;
    let padding = padding.repeat(times);
    let padding = slice::mid(&padding, 1, missing, scratch).as_text();
    let parts = if function == Function::Lpad { [padding, text] } else { [text, padding] };
    Ok(scratch.text(parts.concat()))
}

pub(super) fn code_point<'a>(text: &str) -> Value<'a> {
    text.chars().next().map_or(Value::Null, |character| i64::from(u32::from(character)).into())
}

pub(super) fn character(code: i64, scratch: &Scratch) -> Value<'_> {
    let character = u32::try_from(code).ok().filter(|code| *code > 0).and_then(char::from_u32);
    character.map_or(Value::Null, |character| scratch.text(character.into()))
}

/// An id of 15 characters gets three more that tell upper from lower case.
pub(super) fn case_safe_id<'a>(id: &'a str, scratch: &'a Scratch) -> Value<'a> {
    if id.len() != 15 || !id.is_ascii() {
        return Value::text(id);
    }
    let mut safe = id.to_owned();
    for group in id.as_bytes().chunks(5) {
        let bits = group.iter().rev().fold(0, |bits, byte| bits << 1 | u8::from(byte.is_ascii_uppercase()));
        safe.push(char::from(if bits < 26 { b'A' + bits } else { b'0' + bits - 26 }));
    }
    scratch.text(safe)
}

pub(super) fn picklist_count(values: &str) -> i64 {
    i64::try_from(values.split(';').filter(|value| !value.is_empty()).count()).unwrap_or(0)
}
