//! Parses JSON text (RFC 8259).

use std::fmt;
use std::str::FromStr;

use super::value::{Number, Object, Value};

/// The deepest nesting of lists and objects. The stack of the wasm is small.
const MAX_DEPTH: usize = 128;

/// Position and reason of a syntax error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson {
    expected: &'static str,
    line: usize,
    column: usize,
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, line, column } = self;
        write!(f, "{expected} at line {line}, column {column}")
    }
}

impl std::error::Error for NotJson {}

impl FromStr for Value {
    type Err = NotJson;

    fn from_str(text: &str) -> Result<Self, NotJson> {
        let mut reader = Reader { text, at: 0 };
        let read = reader.value(0).and_then(|value| match reader.peek() {
            None => Ok(value),
            Some(_) => Err("expected the end"),
        });
        read.map_err(|expected| {
            // A position inside a character counts as the position of the character.
            let before = text.get(..reader.at).unwrap_or(text);
            let line = before.rsplit('\n').next().unwrap_or_default();
            NotJson { expected, line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
        })
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

type Read<T> = Result<T, &'static str>;

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Returns the next byte after white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str, value: Value) -> Read<Value> {
        if !self.text[self.at..].starts_with(word) {
            return Err("expected a value");
        }
        self.at += word.len();
        Ok(value)
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        if depth > MAX_DEPTH {
            return Err("nested too deep");
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            _ => self.word("null", Value::Null),
        }
    }

    fn list(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut list = Vec::new();
        if self.take(b']') {
            return Ok(Value::Array(list));
        }
        loop {
            list.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Value::Array(list));
            }
            if !self.take(b',') {
                return Err("expected `,` or `]`");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut entries = Vec::new();
        if self.take(b'}') {
            return Ok(Value::Object(Object::new()));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err("expected a key in quotes");
            }
            let key = self.string()?;
            if !self.take(b':') {
                return Err("expected `:`");
            }
            let value = self.value(depth + 1)?;
            entries.push((key, value));
            if self.take(b'}') {
                return Ok(Value::Object(entries.into_iter().collect()));
            }
            if !self.take(b',') {
                return Err("expected `,` or `}`");
            }
        }
    }

    fn digits(&mut self) -> Read<()> {
        let from = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at > from { Ok(()) } else { Err("expected a digit") }
    }

    fn number(&mut self) -> Read<Value> {
        let from = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        // JSON does not allow a digit after a leading zero.
        if self.byte() == Some(b'0') {
            self.at += 1
        } else {
            self.digits()?
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(Number(self.text[from..self.at].into())))
    }

    fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let from = self.at;
            while self.byte().is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            text.push_str(&self.text[from..self.at]);
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escaped()?);
                }
                Some(_) => return Err("expected no control character in a text"),
                None => return Err("expected the end of the text"),
            }
        }
    }

    fn escaped(&mut self) -> Read<char> {
        let byte = self.byte();
        self.at += 1;
        Ok(match byte {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            _ => {
                self.at -= 1;
                return Err("expected an escape such as `\\n`");
            }
        })
    }

    /// Reads four hexadecimal digits, or a surrogate pair. Half of a pair becomes the replacement character, as
    /// in JavaScript, so that the rest of the response stays readable.
    fn unicode(&mut self) -> Read<char> {
        let unit = self.unit()?;
        if !(0xD800..0xDC00).contains(&unit) || !self.text[self.at..].starts_with("\\u") {
            return Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let back = self.at;
        self.at += 2;
        let low = self.unit()?;
        if !(0xDC00..0xE000).contains(&low) {
            self.at = back;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let whole = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        Ok(char::from_u32(whole).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn unit(&mut self) -> Read<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit * 16 + digit.ok_or("expected four hexadecimal digits")?;
            self.at += 1;
        }
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn errors_have_a_position() {
        for (text, message) in [
            ("", "expected a value at line 1, column 1"),
            ("{\n  \"é\" 1}", "expected `:` at line 2, column 7"),
            ("[1,]", "expected a value at line 1, column 4"),
            ("[1 2]", "expected `,` or `]` at line 1, column 4"),
            ("{\"a\":1 \"b\"}", "expected `,` or `}` at line 1, column 8"),
            ("{a:1}", "expected a key in quotes at line 1, column 2"),
            ("01", "expected the end at line 1, column 2"),
            ("-", "expected a digit at line 1, column 2"),
            ("1.", "expected a digit at line 1, column 3"),
            ("\"a", "expected the end of the text at line 1, column 3"),
            ("\"a\nb\"", "expected no control character in a text at line 1, column 3"),
            ("\"\\x\"", "expected an escape such as `\\n` at line 1, column 3"),
            ("\"\\u12g4\"", "expected four hexadecimal digits at line 1, column 6"),
            ("nul", "expected a value at line 1, column 1"),
        ] {
            assert_eq!(
                text.parse::<Value>().map_err(|error| error.to_string()),
                Err(message.into()),
                "{text}"
            );
        }
        let deep = "[".repeat(10_000);
        assert!(deep.parse::<Value>().unwrap_err().to_string().starts_with("nested too deep"));
    }

    #[test]
    fn decodes_escapes_and_replaces_lone_surrogates() {
        let text = |json: &str| json.parse::<Value>().unwrap().as_str().unwrap().to_owned();
        assert_eq!(text(r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#), "\"\\/\u{8}\u{c}\n\r\té😀");
        assert_eq!(text(r#""\ud83d!""#), "\u{fffd}!");
        assert_eq!(text(r#""\ud83d\u0041\ude00""#), "\u{fffd}A\u{fffd}");
    }

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        assert_eq!(r#"{"a":1,"b":2,"a":3}"#.parse::<Value>().unwrap().to_string(), r#"{"a":3,"b":2}"#);
    }

    /// Any JSON value, as serde_json represents it.
    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_and_writes_like_serde_json(json in any_json()) {
            let text = serde_json::to_string_pretty(&json).unwrap();
            let ours: Value = text.parse().unwrap();
            let again: serde_json::Value = serde_json::from_str(&ours.to_string()).unwrap();
            prop_assert_eq!(again, json);
        }

        #[test]
        fn accepts_the_same_texts_as_serde_json(text in r#"[\[\]{}",:0-9eE.+tfnul\\ -]{0,24}"#) {
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            let ours = text.parse::<Value>();
            // The only difference is a lone surrogate: this reader accepts it.
            prop_assert_eq!(ours.is_ok(), theirs.is_ok() || text.to_lowercase().contains("\\ud"), "{}", text);
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = text.parse::<Value>();
        }
    }
}
