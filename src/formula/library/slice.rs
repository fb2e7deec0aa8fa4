//! Pieces of text. Positions count UTF-16 units, as Salesforce does.

use crate::formula::value::{Scratch, Value};

/// The length in UTF-16 units.
pub(super) fn length(text: &str) -> i64 {
    let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
    i64::try_from(units).unwrap_or(i64::MAX)
}

pub(super) fn right<'a>(text: &'a str, count: i64, scratch: &'a Scratch) -> Value<'a> {
    let all = length(text);
    let from = all.saturating_sub(count.max(0)).max(0);
    piece(text, from, all - from, scratch)
}

pub(super) fn mid<'a>(text: &'a str, start: i64, count: i64, scratch: &'a Scratch) -> Value<'a> {
    piece(text, start.max(1) - 1, count, scratch)
}

/// So many units from an offset on. Half of a surrogate pair becomes U+FFFD, which is one unit as well.
pub(super) fn piece<'a>(text: &'a str, from: i64, count: i64, scratch: &'a Scratch) -> Value<'a> {
    let (Ok(from), Ok(count @ 1..)) = (usize::try_from(from), usize::try_from(count)) else {
        return Value::Null;
    };
    let Some(start) = byte_offset(text, from) else { return Value::Null };
    let end = byte_offset(text, from.saturating_add(count)).unwrap_or(Ok(text.len()));
    match (start, end) {
        (Ok(start), Ok(end)) => Value::text(text.get(start..end).unwrap_or_default()),
        _ => {
            let units: Vec<_> = text.encode_utf16().skip(from).take(count).collect();
            scratch.text(&String::from_utf16_lossy(&units))
        }
    }
}

/// Where a unit begins, or that it lies inside a character; none beyond the end.
fn byte_offset(text: &str, units: usize) -> Option<Result<usize, ()>> {
    if text.is_ascii() {
        return (units <= text.len()).then_some(Ok(units));
    }
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
