//! Pieces of text. Positions count UTF-16 units, as Salesforce does.

use std::borrow::Cow;

use crate::formula::environment::shorter;
use crate::formula::value::Value;

/// The length in UTF-16 units.
pub(super) fn length(text: &str) -> i64 {
    let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
    i64::try_from(units).unwrap_or(i64::MAX)
}

pub(super) fn left(text: Cow<'_, str>, count: i64) -> Value<'_> {
    piece(text, 0, count)
}

pub(super) fn right(text: Cow<'_, str>, count: i64) -> Value<'_> {
    let all = length(&text);
    let from = all.saturating_sub(count.max(0)).max(0);
    piece(text, from, all - from)
}

pub(super) fn mid(text: Cow<'_, str>, start: i64, count: Option<i64>) -> Value<'_> {
    let from = start.max(1) - 1;
    piece(text, from, count.unwrap_or(i64::MAX))
}

/// As MID, but a negative start counts from the end.
pub(super) fn substr(text: Cow<'_, str>, start: i64, count: Option<i64>) -> Value<'_> {
    if start >= 0 {
        return mid(text, start, count);
    }
    match length(&text).checked_add(start) {
        Some(from @ 0..) => piece(text, from, count.unwrap_or(i64::MAX)),
        _ => Value::Null,
    }
}

/// So many units from an offset on. Half of a surrogate pair becomes U+FFFD, which is one unit as well.
fn piece(text: Cow<'_, str>, from: i64, count: i64) -> Value<'_> {
    let (Ok(from), Ok(count @ 1..)) = (usize::try_from(from), usize::try_from(count)) else {
        return Value::Null;
    };
    if text.is_ascii() {
        let end = from.saturating_add(count).min(text.len());
        return if from >= end { Value::Null } else { shorter(text, from..end) };
    }
    let (Some(start), end) = (byte_offset(&text, from), byte_offset(&text, from.saturating_add(count)))
    else {
        return Value::Null;
    };
    match (start, end.unwrap_or(Ok(text.len()))) {
        (Ok(start), Ok(end)) => shorter(text, start..end),
        _ => {
            let units: Vec<_> = text.encode_utf16().skip(from).take(count).collect();
            Value::text(String::from_utf16_lossy(&units))
        }
    }
}

/// Where a unit begins, or that it lies inside a character; none beyond the end.
fn byte_offset(text: &str, units: usize) -> Option<Result<usize, ()>> {
    let mut seen = 0;
    for (offset, character) in text.char_indices() {
        if seen >= units {
            return Some(if seen == units { Ok(offset) } else { Err(()) });
        }
        seen += character.len_utf16();
    }
    match seen.cmp(&units) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal => Some(Ok(text.len())),
        std::cmp::Ordering::Greater => Some(Err(())),
    }
}

/// The position of a text in another from a position on, or 0.
pub(super) fn find(wanted: &str, text: &str, start: i64) -> i64 {
    if wanted.is_empty() || text.is_empty() {
        return 0;
    }
    let from = usize::try_from(start.max(1) - 1).unwrap_or(usize::MAX);
    let from = match byte_offset(text, from) {
        Some(Ok(offset)) => offset,
        // Inside a character: no text starts there, so the next character it is.
        Some(Err(())) => match byte_offset(text, from.saturating_add(1)) {
            Some(Ok(offset)) => offset,
            _ => return 0,
        },
        None => return 0,
    };
    match text.get(from..).and_then(|rest| rest.find(wanted)) {
        Some(offset) => length(text.get(..from + offset).unwrap_or_default()) + 1,
        None => 0,
    }
}
