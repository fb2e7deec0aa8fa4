//! Values from JSON text.

use crate::functions::Function;
use crate::value::{Scratch, Value};
use serde_json::Value as Json;

/// Returns the value at a path (`$.a.b[0]['c']`, the `$` is optional) or of a key, as text.
pub(super) fn value<'a>(function: Function, text: &str, wanted: &str, scratch: &'a Scratch) -> Value<'a> {
    let Ok(json) = text.parse::<Json>() else { return Value::Null };
    let found = match function {
        Function::JsonValue => json.get(wanted),
        _ => walk(&json, wanted.strip_prefix('$').unwrap_or(wanted)),
    };
    match found {
        None | Some(Json::Null) => Value::Null,
        Some(Json::String(text)) => scratch.text(text.clone()),
        Some(other) => scratch.text(other.to_string()),
    }
}

fn walk<'j>(json: &'j Json, path: &str) -> Option<&'j Json> {
    let mut here = json;
    let mut rest = path;
    while !rest.is_empty() {
        let (step, others) = if let Some(inside) = rest.strip_prefix('[') {
            inside.split_once(']')?
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            name.split_at(name.find(['.', '[']).unwrap_or(name.len()))
        };
        let quoted = step.strip_prefix(['\'', '"']).and_then(|step| step.strip_suffix(['\'', '"']));
        here = match (quoted, here) {
            (Some(key), _) => here.get(key)?,
            (None, Json::Array(items)) => items.get(index(step, items.len())?)?,
            (None, _) => here.get(step)?,
        };
        rest = others;
    }
    Some(here)
}

/// Returns an index; a negative one counts from the end.
fn index(step: &str, length: usize) -> Option<usize> {
    match step.strip_prefix('-') {
        Some(back) => length.checked_sub(back.parse().ok()?),
        None => step.parse().ok(),
    }
}
