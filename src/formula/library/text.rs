//! Functions of text.

use std::borrow::Cow;

use super::slice;
use super::{MISTYPED, Result, count};
use crate::formula::environment::shorter;
use crate::formula::functions::Function;
use crate::formula::value::Value;

/// The longest padding: more than any field holds.
const MAX_PADDING: i64 = 1_000_000;

/// TEXT.
pub(super) fn of(value: Value<'_>) -> Result<Value<'_>> {
    Ok(match value {
        Value::Number(number) => Value::text(number.to_string()),
        Value::Date(date) => Value::text(date.to_string()),
        Value::DateTime(instant) => {
            let date = instant.date().map(|date| date.to_string()).unwrap_or_default();
            let (hour, minute, second, _) = instant.time().parts();
            Value::text(format!("{date} {hour:02}:{minute:02}:{second:02}Z"))
        }
        Value::Time(time) => Value::text(time.to_string()),
        picklist @ Value::Text(_) => picklist,
        Value::Null | Value::Boolean(_) | Value::Location(..) => return Err(MISTYPED.into()),
    })
}

/// CONTAINS and BEGINS: everything has a blank in it, but a blank has nothing.
pub(super) fn has(function: Function, text: &str, wanted: &str) -> Value<'static> {
    match (text, wanted) {
        (_, "") => Value::Boolean(true),
        ("", _) => Value::Null,
        _ if function == Function::Begins => Value::Boolean(text.starts_with(wanted)),
        _ => Value::Boolean(text.contains(wanted)),
    }
}

pub(super) fn substitute<'a>(text: Value<'a>, old: &str, new: &str) -> Value<'a> {
    match text {
        Value::Text(_) if old.is_empty() => Value::Null,
        Value::Text(text) if text.contains(old) => Value::text(text.replace(old, new)),
        unchanged => unchanged,
    }
}

/// Spaces only: tabs and line breaks stay.
pub(super) fn trim(text: Cow<'_, str>) -> Value<'_> {
    let start = text.len() - text.trim_start_matches(' ').len();
    let end = text.trim_end_matches(' ').len();
    if start >= end { Value::Null } else { shorter(text, start..end) }
}

/// Turkish and Azerbaijani tell a dotted from a dotless i.
fn is_turkic(locale: &str) -> bool {
    matches!(locale.split(['_', '-']).next(), Some("tr" | "az"))
}

pub(super) fn upper(text: &str, locale: &str) -> Value<'static> {
    Value::text(if is_turkic(locale) { text.replace('i', "İ").to_uppercase() } else { text.to_uppercase() })
}

pub(super) fn lower(text: &str, locale: &str) -> Value<'static> {
    Value::text(if is_turkic(locale) {
        text.replace("I\u{307}", "i").replace('İ', "i").replace('I', "ı").to_lowercase()
    } else {
        text.to_lowercase()
    })
}

pub(super) fn init_cap(text: &str) -> Value<'static> {
    let mut result = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        if inside {
            result.extend(character.to_lowercase());
        } else {
            result.extend(character.to_uppercase());
        }
        inside = character.is_alphanumeric();
    }
    Value::text(result)
}

/// LPAD and RPAD: what is too long is cut, and no padding leaves the text as it is.
pub(super) fn pad<'a>(
    function: Function,
    text: Cow<'a, str>,
    width: &Value<'_>,
    padding: &str,
) -> Result<Value<'a>> {
    if text.is_empty() || width.is_null() {
        return Ok(Value::Null);
    }
    let (width, length) = (count(width)?, slice::length(&text));
    let missing = width.saturating_sub(length);
    if missing <= 0 {
        return Ok(slice::left(text, width));
    }
    if padding.is_empty() {
        return Ok(Value::text(text));
    }
    if missing > MAX_PADDING {
        return Err("the text grows too long".into());
    }
    let units: Vec<_> = padding.encode_utf16().cycle().take(usize::try_from(missing).unwrap_or(0)).collect();
    let padding = String::from_utf16_lossy(&units);
    Ok(Value::text(if function == Function::Lpad { padding + &text } else { text.into_owned() + &padding }))
}

pub(super) fn code_point(text: &str) -> Value<'static> {
    text.chars().next().map_or(Value::Null, |character| i64::from(u32::from(character)).into())
}

pub(super) fn character(code: i64) -> Value<'static> {
    let character = u32::try_from(code).ok().filter(|code| *code > 0).and_then(char::from_u32);
    character.map_or(Value::Null, |character| Value::text(character.to_string()))
}

/// LIKE: `%` stands for any run, `_` for one character, a backslash takes the next one as it is.
pub(super) fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut wanted = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        wanted.push(match character {
            '%' => Wanted::Run,
            '_' => Wanted::Any,
            '\\' => Wanted::This(characters.next().unwrap_or('\\')),
            _ => Wanted::This(character),
        });
    }
    // Greedy with one place to come back to: time grows with the product of the lengths, no more.
    let (mut at, mut next, mut back) = (0, 0, None);
    while at < text.len() {
        match wanted.get(next) {
            Some(Wanted::Run) => {
                next += 1;
                back = Some((at, next));
            }
            Some(Wanted::Any) => (at, next) = (at + 1, next + 1),
            Some(Wanted::This(character)) if text.get(at) == Some(character) => {
                (at, next) = (at + 1, next + 1)
            }
            _ => match back {
                Some((from, resume)) => {
                    back = Some((from + 1, resume));
                    (at, next) = (from + 1, resume);
                }
                None => return false,
            },
        }
    }
    wanted.iter().skip(next).all(|rest| matches!(rest, Wanted::Run))
}

enum Wanted {
    Run,
    Any,
    This(char),
}

/// An id of 15 characters gets three more that tell upper from lower case.
pub(super) fn case_safe_id(id: Value<'_>) -> Value<'_> {
    let Value::Text(text) = id else { return id };
    if text.len() != 15 || !text.is_ascii() {
        return Value::Text(text);
    }
    let mut safe = text.to_string();
    for group in text.as_bytes().chunks(5) {
        let bits = group.iter().rev().fold(0, |bits, byte| bits << 1 | u8::from(byte.is_ascii_uppercase()));
        safe.push(char::from(if bits < 26 { b'A' + bits } else { b'0' + bits - 26 }));
    }
    Value::text(safe)
}

pub(super) fn picklist_count(values: &str) -> i64 {
    i64::try_from(values.split(';').filter(|value| !value.is_empty()).count()).unwrap_or(0)
}
