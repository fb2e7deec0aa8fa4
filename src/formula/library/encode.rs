//! Text for web pages.

use crate::formula::value::Value;

pub(super) fn html(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\'' => result.push_str("&#39;"),
            _ => result.push(character),
        }
    }
    result
}

pub(super) fn js(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '\'' | '"' | '/' => result.extend(['\\', character]),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            _ => result.push(character),
        }
    }
    result
}

/// As HTML forms encode: a space is a plus.
pub(super) fn url(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => {
                result.push(char::from(byte))
            }
            b' ' => result.push('+'),
            _ => result.push_str(&format!("%{byte:02X}")),
        }
    }
    result
}

pub(super) fn hyperlink(address: &str, label: &str, target: &str) -> Value<'static> {
    let target = if target.is_empty() { "_blank" } else { target };
    Value::text(format!("<a href=\"{address}\" target=\"{target}\">{label}</a>"))
}

pub(super) fn image(
    address: &str,
    alternative: &str,
    height: &Value<'_>,
    width: &Value<'_>,
) -> Value<'static> {
    let size = [("height", height), ("width", width)].map(|(name, size)| match size {
        Value::Number(size) => format!(" {name}=\"{size}\""),
        _ => String::new(),
    });
    Value::text(format!("<img src=\"{address}\" alt=\"{alternative}\"{} border=\"0\"/>", size.concat()))
}
