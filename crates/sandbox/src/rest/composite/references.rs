//! References to earlier results: `@{ref.field}` and `@{query.records[0].Id}`, case-sensitive.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value as Json;

use crate::message::{Content, Reply};

/// Replaces the references in a body.
pub fn walk(json: &mut Json, results: &[(String, Reply)]) -> Result<(), String> {
    match json {
        Json::String(text) => substitute(text, results, false),
        Json::Array(list) => list.iter_mut().try_for_each(|item| walk(item, results)),
        Json::Object(object) => object.values_mut().try_for_each(|value| walk(value, results)),
        _ => Ok(()),
    }
}

/// Replaces the references in a text. In a URL, references may be encoded and their values are.
pub fn substitute(text: &mut String, results: &[(String, Reply)], url: bool) -> Result<(), String> {
    if url && text.contains("%7B") {
        let decoded = text.replace("%40%7B", "@{").replace("@%7B", "@{").replace("%7D", "}");
        *text = decoded;
    }
    while let Some(start) = text.find("@{") {
        let Some(length) = text[start..].find('}') else { return Ok(()) };
        let reference = percent_decode_str(&text[start + 2..start + length]).decode_utf8_lossy().into_owned();
        let value = value(&reference, results)?;
        let value = if url { utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string() } else { value };
        text.replace_range(start..=start + length, &value);
    }
    Ok(())
}

fn value(reference: &str, results: &[(String, Reply)]) -> Result<String, String> {
    let (id, path) = reference.split_once('.').unwrap_or((reference, ""));
    let missing = || {
        format!("Invalid reference specified. No value for {reference} found in {id}. Provided path: {path}")
    };
    let (_, reply) = results.iter().find(|(known, _)| known == id).ok_or_else(missing)?;
    let Content::Json(body) = &reply.content else { return Err(missing()) };
    let mut current = body;
    for step in path.split('.') {
        let (name, indexes) = step.split_once('[').unwrap_or((step, ""));
        if !name.is_empty() {
            current = current.get(name).ok_or_else(missing)?;
        }
        for index in indexes.split('[').map(|i| i.trim_end_matches(']')).filter(|i| !i.is_empty()) {
            let index: usize = index.parse().map_err(|_| missing())?;
            current = current.get(index).ok_or_else(missing)?;
        }
    }
    match current {
        Json::String(text) => Ok(text.clone()),
        Json::Null | Json::Object(_) | Json::Array(_) => Err(missing()),
        other => Ok(other.to_string()),
    }
}
