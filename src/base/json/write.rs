//! Writes values as JSON text.

use std::fmt;

use super::Value;

/// Writes compact JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        write(self, &mut text);
        f.write_str(&text)
    }
}

/// Appends the value to the text.
pub(super) fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(number.as_str()),
        Value::String(inner) => quote(inner, text),
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                text.push(if index == 0 { '[' } else { ',' });
                write(value, text);
            }
            text.push_str(if list.is_empty() { "[]" } else { "]" });
        }
        Value::Object(object) => {
            for (index, (key, value)) in object.iter().enumerate() {
                text.push(if index == 0 { '{' } else { ',' });
                quote(key, text);
                text.push(':');
                write(value, text);
            }
            text.push_str(if object.is_empty() { "{}" } else { "}" });
        }
    }
}

pub(super) fn quote(inner: &str, text: &mut String) {
    text.push('"');
    for character in inner.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..' ' => {
                text.push_str("\\u00");
                let digit = |number: u32| char::from_digit(number, 16).unwrap_or('0');
                text.extend([digit(character as u32 >> 4), digit(character as u32 & 15)]);
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}
