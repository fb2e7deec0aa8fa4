//! The API version in every path.

use std::fmt;

use crate::base::error::{Code, Problem};

/// A version such as `66.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion(u16);

impl ApiVersion {
    /// Spring '26.
    pub const DEFAULT: Self = Self(66);

    /// The oldest version with every resource that the client uses.
    const OLDEST: u16 = 60;

    /// Parses `66.0` or `v66.0`.
    ///
    /// # Errors
    ///
    /// If the text is not a version, or the version is too old.
    pub fn new(text: &str) -> Result<Self, Problem> {
        let number = text.strip_prefix('v').unwrap_or(text).strip_suffix(".0").filter(|number| {
            (2..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        match number.and_then(|number| number.parse().ok()) {
            Some(number) if number >= Self::OLDEST => Ok(Self(number)),
            Some(_) | None => {
                Err(Problem::new(Code::InvalidApiVersion, format!("`{text}` is not a supported API version"))
                    .with_help("give `60.0` or newer, such as `66.0`"))
            }
        }
    }

    /// Returns the path of a resource, such as `/services/data/v66.0/query`.
    #[must_use]
    pub fn path(self, resource: &str) -> String {
        format!("/services/data/v{self}{resource}")
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(ApiVersion::new("v67.0").unwrap().path("/query"), "/services/data/v67.0/query");
        assert_eq!(ApiVersion::new("66.0"), Ok(ApiVersion::DEFAULT));
        for text in ["66", "66.5", "59.0", "v", "", "66.0/../..", "+66.0", "9999.0", "６６.0"] {
            assert_eq!(ApiVersion::new(text).unwrap_err().code, Code::InvalidApiVersion, "{text}");
        }
    }
}
