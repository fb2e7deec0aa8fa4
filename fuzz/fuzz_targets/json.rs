//! JSON is read as `serde_json` reads it, and written so that it reads as the same value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::base::json::Value;
use serde_json::Value as Peer;

/// `serde_json` writes the sign of every exponent, and a small `e`.
fn with_sign(number: &str) -> String {
    let number = number.to_ascii_lowercase();
    match number.split_once('e') {
        Some((digits, exponent)) if exponent.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{digits}e+{exponent}")
        }
        _ => number,
    }
}

fn same(ours: &Value, theirs: &Peer) -> bool {
    match theirs {
        Peer::Null => ours.is_null(),
        Peer::Bool(theirs) => ours.as_bool() == Some(*theirs),
        Peer::Number(theirs) => {
            ours.as_number().is_some_and(|ours| with_sign(ours.as_str()) == theirs.as_str())
        }
        Peer::String(theirs) => ours.as_str() == Some(theirs),
        Peer::Array(theirs) => ours.as_array().is_some_and(|ours| {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }),
        Peer::Object(theirs) => ours.as_object().is_some_and(|ours| {
            ours.len() == theirs.len()
                && theirs
                    .iter()
                    .all(|(key, theirs)| ours.get(key.as_str()).is_some_and(|ours| same(ours, theirs)))
        }),
    }
}

fuzz_target!(|text: &str| {
    let theirs: Result<Peer, _> = serde_json::from_str(text);
    let Ok(ours) = text.parse::<Value>() else {
        // Both limit the depth, at depths of their own.
        let is_deep = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() >= 100;
        assert!(theirs.is_err() || is_deep, "only serde_json reads {text}");
        return;
    };
    match theirs {
        Ok(theirs) => assert!(same(&ours, &theirs), "{text} was read as {ours}"),
        // The grammar allows lone surrogates (RFC 8259, section 8.2), as `JSON.parse` does.
        Err(error) => {
            let error = error.to_string();
            let is_known = ["recursion", "surrogate", "hex escape"].iter().any(|word| error.contains(word));
            assert!(is_known, "only we read {text}: {error}");
        }
    }
    assert_eq!(ours.to_string().parse().ok(), Some(ours), "{text}");
});
