//! The user's access token. It never appears in messages or logs.

use std::fmt;

use crate::base::error::{Code, Problem};

/// An access token that is safe to send in a header.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// Parses a token, which consists of visible ASCII.
    ///
    /// This check comes before a header is built, because `Headers` repeats a bad value in its error message.
    ///
    /// # Errors
    ///
    /// If the text cannot be a token. The message does not repeat it.
    pub fn new(text: &str) -> Result<Self, Problem> {
        if let Some(position) = text.bytes().position(|byte| !(0x21..=0x7e).contains(&byte)) {
            let what = match text.as_bytes()[position] {
                b'\r' | b'\n' => "a line break",
                b' ' | b'\t' => "white space",
                byte if byte.is_ascii() => "a control character",
                _ => "a character beyond ASCII",
            };
            let message = format!("`accessToken` has {what} at position {position}");
            return Err(Problem::new(Code::InvalidAccessToken, message));
        }
        if text.is_empty() {
            return Err(Problem::new(Code::InvalidAccessToken, "`accessToken` is empty"));
        }
        Ok(Self(text.into()))
    }

    /// Returns the value of the `Authorization` header.
    #[must_use]
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_a_bad_token_without_repeating_it() {
        for token in
            ["", "00D!secret\n", "00D!secret x", "Bearer 00D!secret", "00D!secrét", "00D!\u{7f}secret"]
        {
            let problem = AccessToken::new(token).unwrap_err();
            assert_eq!(problem.code, Code::InvalidAccessToken);
            assert!(!format!("{problem:?}").contains("secr"), "{problem:?}");
        }
    }

    #[test]
    fn a_token_prints_as_redacted() {
        let token = AccessToken::new("00D1a000000H3O9!AQ4AQIEnz7._x").unwrap();
        assert_eq!(format!("{token:?}"), "[redacted]");
        assert_eq!(token.authorization(), "Bearer 00D1a000000H3O9!AQ4AQIEnz7._x");
    }
}
