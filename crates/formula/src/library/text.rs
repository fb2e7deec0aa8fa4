//! Text functions.

use super::{MISTYPED, Result, count, encode, host, slice};
use crate::functions::Function;
use crate::value::{Scratch, Value};

/// The longest padding, which is more than any field holds.
const MAX_PADDING: i64 = 1_000_000;

/// Functions that return a text.
pub(super) fn made<'a>(
    function: Function,
    [first, second, third, fourth]: [&Value<'_>; 4],
) -> Result<'a, String> {
    let (a, b) = (first.as_text(), second.as_text());
    Ok(match function {
        Function::Text => return of(first),
        Function::Upper => host::upper(a, b),
        Function::Lower => host::lower(a, b),
        Function::InitCap => init_cap(a),
        Function::Reverse => reversed(a),
        Function::Chr => character(count(first)?),
        Function::CaseSafeId => case_safe_id(a),
        Function::Br => "<br>".to_owned(),
        Function::Hyperlink => encode::hyperlink(a, b, third.as_text()),
        Function::Image => encode::image(a, b, third, fourth),
        Function::HtmlEncode => encode::html(a),
        Function::JsEncode => encode::js(a),
        Function::JsInHtmlEncode => encode::js(&encode::html(a)),
        _ => encode::url(a),
    })
}

/// TEXT.
fn of<'a>(value: &Value<'_>) -> Result<'a, String> {
    Ok(match value {
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::DateTime(instant) => {
            let iso = instant.to_string();
            // `2020-01-05T10:00:00.000Z` without the `T` and the fraction.
            [iso.get(..10).unwrap_or_default(), " ", iso.get(11..19).unwrap_or_default(), "Z"].concat()
        }
        Value::Time(time) => time.to_string(),
        Value::Null | Value::Text(_) | Value::Boolean(_) | Value::Location(..) => return Err(MISTYPED),
    })
}

/// LEN, FIND and PICKLISTCOUNT.
pub(super) fn counted<'a>(function: Function, text: &str, other: &str, from: &Value<'_>) -> Result<'a, i64> {
    Ok(match function {
        Function::Len => slice::length(text),
        Function::Find => slice::find(text, other, if from.is_null() { 1 } else { count(from)? }),
        _ => {
            let values = text.split(';').filter(|value| !value.is_empty()).count();
            i64::try_from(values).unwrap_or(0)
        }
    })
}

/// TRIM removes spaces, not other white space.
pub(super) fn trimmed(text: &str) -> &str {
    let mut rest = text;
    while let Some(less) = rest.strip_prefix(' ').or_else(|| rest.strip_suffix(' ')) {
        rest = less;
    }
    rest
}

/// CONTAINS and BEGINS: every text contains a blank, but a blank contains nothing.
pub(super) fn has<'a>(function: Function, text: &str, wanted: &str) -> Result<'a> {
    Ok(match (text, wanted) {
        (_, "") => Value::Boolean(true),
        ("", _) => Value::Null,
        _ if function == Function::Begins => Value::Boolean(text.starts_with(wanted)),
        _ => Value::Boolean(text.contains(wanted)),
    })
}

pub(super) fn substitute<'a>(text: &'a str, old: &str, new: &str, scratch: &'a Scratch) -> Result<'a> {
    Ok(if old.is_empty() {
        Value::Null
    } else if text.contains(old) {
        scratch.text(text.replace(old, new))
    } else {
        Value::text(text)
    })
}

fn reversed(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars().rev() {
        result.push(character);
    }
    result
}

/// INITCAP. Each character changes by itself, so that a capital sigma at the end of a word does not become a final
/// one. All are given to the host at once, because a call for each would take seconds for a long text.
fn init_cap(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut inside = false;
    if text.is_ascii() {
        for character in text.chars() {
            result.push(if inside { character.to_ascii_lowercase() } else { character.to_ascii_uppercase() });
            inside = character.is_ascii_alphanumeric();
        }
        return result;
    }
    let mut apart = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        // A separator itself is left out, and put back below.
        if character != APART {
            apart.push(character);
        }
        apart.push(APART);
    }
    let (upper, lower) = (host::upper(&apart, ""), host::lower(&apart, ""));
    for ((character, upper), lower) in text.chars().zip(upper.split(APART)).zip(lower.split(APART)) {
        match if inside { lower } else { upper } {
            "" => result.push(character),
            changed => result.push_str(changed),
        }
        inside = upper != lower || host::is_alphanumeric(character);
    }
    result
}

/// Stands between characters: it has no letter case, and ends a word.
const APART: char = '\0';

/// LPAD and RPAD cut a text that is too long. An empty padding leaves the text unchanged.
pub(super) fn pad<'a>(
    function: Function,
    text: &'a str,
    width: &Value<'_>,
    padding: &str,
    scratch: &'a Scratch,
) -> Result<'a> {
    if text.is_empty() || width.is_null() {
        return Ok(Value::Null);
    }
    let width = count(width)?;
    let missing = width.saturating_sub(slice::length(text));
    if missing <= 0 {
        return Ok(slice::piece(text, 0, width, scratch));
    }
    if padding.is_empty() {
        return Ok(Value::text(text));
    }
    if missing > MAX_PADDING {
        return Err("the text grows too long");
    }
    let times = usize::try_from(missing / slice::length(padding)).unwrap_or(0) + 1;
    let mut filling = String::new();
    for _ in 0..times {
        filling.push_str(padding);
    }
    let padding = slice::piece(&filling, 0, missing, scratch).as_text();
    let parts = if function == Function::Lpad { [padding, text] } else { [text, padding] };
    Ok(scratch.text(parts.concat()))
}

pub(super) fn code_point<'a>(text: &str) -> Result<'a> {
    Ok(text.chars().next().map_or(Value::Null, |character| i64::from(u32::from(character)).into()))
}

fn character(code: i64) -> String {
    let character = u32::try_from(code).ok().filter(|code| *code > 0).and_then(char::from_u32);
    character.map(String::from).unwrap_or_default()
}

/// Appends to an id of 15 characters the three that encode its case.
fn case_safe_id(id: &str) -> String {
    let mut safe = id.to_owned();
    if id.len() == 15 && id.is_ascii() {
        for group in id.as_bytes().chunks(5) {
            let bits =
                group.iter().rev().fold(0, |bits, byte| bits << 1 | u8::from(byte.is_ascii_uppercase()));
            safe.push(char::from(if bits < 26 { b'A' + bits } else { b'0' + bits - 26 }));
        }
    }
    safe
}
