//! Encoding of text for web pages.

use crate::value::Value;

const HTML: [(char, &str); 5] =
    [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")];

const JS: [(char, &str); 7] =
    [('\\', "\\\\"), ('\'', "\\'"), ('"', "\\\""), ('/', "\\/"), ('\n', "\\n"), ('\r', "\\r"), ('\t', "\\t")];

pub(super) fn html(text: &str) -> String {
    replaced(text, &HTML)
}

pub(super) fn js(text: &str) -> String {
    replaced(text, &JS)
}

fn replaced(text: &str, table: &[(char, &str)]) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match table.iter().find(|(other, _)| *other == character) {
            Some((_, replacement)) => result.push_str(replacement),
            None => result.push(character),
        }
    }
    result
}

/// Encodes like an HTML form: a space becomes a plus.
pub(super) fn url(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => {
                result.push(char::from(byte));
            }
            b' ' => result.push('+'),
            _ => result.push_str(percent_encoding::percent_encode_byte(byte)),
        }
    }
    result
}

pub(super) fn hyperlink(address: &str, label: &str, target: &str) -> String {
    let target = if target.is_empty() { "_blank" } else { target };
    ["<a href=\"", address, "\" target=\"", target, "\">", label, "</a>"].concat()
}

pub(super) fn image(address: &str, alternative: &str, height: &Value<'_>, width: &Value<'_>) -> String {
    let mut text = ["<img src=\"", address, "\" alt=\"", alternative, "\""].concat();
    for (name, size) in [(" height=\"", height), (" width=\"", width)] {
        if let Value::Number(size) = size {
            text.push_str(name);
            text.push_str(&size.to_string());
            text.push('"');
        }
    }
    text.push_str(" border=\"0\"/>");
    text
}
