//! Substrings. Positions count UTF-16 code units, as in Salesforce.

use super::{Result, count};
use crate::functions::Function;
use crate::value::{Scratch, Value};

/// Returns the length in UTF-16 code units.
pub(super) fn length(text: &str) -> i64 {
    let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
    i64::try_from(units).unwrap_or(i64::MAX)
}

/// LEFT, RIGHT and MID.
pub(super) fn of<'a>(
    function: Function,
    text: &'a str,
    second: &Value<'_>,
    third: &Value<'_>,
    scratch: &'a Scratch,
) -> Result<'a> {
    let second = count(second)?;
    let (from, count) = match function {
        Function::Left => (0, second),
        Function::Right => {
            let all = length(text);
            let count = second.clamp(0, all);
            (all - count, count)
        }
        _ => (second.max(1) - 1, count(third)?),
    };
    Ok(piece(text, from, count, scratch))
}

/// Returns `count` code units from an offset on. Half of a surrogate pair becomes U+FFFD, which is one code
/// unit as well.
pub(super) fn piece<'a>(text: &'a str, from: i64, count: i64, scratch: &'a Scratch) -> Value<'a> {
    let (Ok(from), 1..) = (usize::try_from(from), count) else { return Value::Null };
    // A count beyond `usize` means the rest of the text.
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let Some(start) = Offset::of(text, from) else { return Value::Null };
    let end = Offset::of(text, from.saturating_add(count)).unwrap_or(Offset::between(text.len()));
    let whole = text.get(start.after..end.before).unwrap_or_default();
    if start.before == start.after && end.before == end.after {
        return Value::text(whole);
    }
    let half = |offset: Offset| if offset.before == offset.after { "" } else { "\u{FFFD}" };
    // The two halves of one pair cannot be a slice, because a split pair has one code unit on either side.
    scratch.text([half(start), whole, half(end)].concat())
}

/// The byte offset of a code unit: between two characters, or inside one that has two code units.
#[derive(Clone, Copy)]
struct Offset {
    before: usize,
    after: usize,
}

impl Offset {
    fn between(offset: usize) -> Self {
        Self { before: offset, after: offset }
    }

    /// Returns the offset of a code unit; `None` beyond the end.
    fn of(text: &str, units: usize) -> Option<Self> {
        if text.is_ascii() {
            return (units <= text.len()).then_some(Self::between(units));
        }
        let mut seen = 0;
        for (offset, character) in text.char_indices() {
            if seen == units {
                return Some(Self::between(offset));
            }
            seen += character.len_utf16();
            if seen > units {
                return Some(Self { before: offset, after: offset + character.len_utf8() });
            }
        }
        (seen == units).then_some(Self::between(text.len()))
    }
}

/// Returns the position of a text in another from a position on, or 0.
pub(super) fn find(wanted: &str, text: &str, start: i64) -> i64 {
    if wanted.is_empty() || text.is_empty() {
        return 0;
    }
    let from = usize::try_from(start.max(1) - 1).unwrap_or(usize::MAX);
    // No match starts inside a character, so the search starts at the next one.
    let Some(Offset { after: from, .. }) = Offset::of(text, from) else { return 0 };
    match text.get(from..).and_then(|rest| rest.find(wanted)) {
        Some(offset) => length(text.get(..from + offset).unwrap_or_default()) + 1,
        None => 0,
    }
}
