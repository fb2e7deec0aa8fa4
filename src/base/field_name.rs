//! Field names that are safe in a query, a path and a body.

use std::fmt;

/// The API name of a field, or a path across relationships: `CloseDate`, `Discount__c`, `Account.Name`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldName(String);

impl FieldName {
    /// The longest part of a path, in characters: 40, a namespace of 15, and the suffix.
    const LONGEST: usize = 80;

    /// Parses a name. SOQL cannot escape identifiers, so this pattern is what prevents injection.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let valid = |part: &str| {
            part.len() <= Self::LONGEST
                && part.starts_with(|first: char| first.is_ascii_alphabetic())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        text.split('.').all(valid).then(|| Self(text.into()))
    }

    /// Parses a name from a formula, which may also be a field of the user, `$User.Region__c`, or cross a lookup to
    /// one of several objects, `Owner:User.Email`. Queries do not accept those.
    pub(crate) fn in_formula(text: &str) -> Option<Self> {
        let plain = text.strip_prefix("$User.").unwrap_or(text).replace(':', ".");
        Self::new(&plain).map(|_| Self(text.into()))
    }

    /// Creates the name of a field that every Opportunity has.
    pub(crate) fn known(name: &'static str) -> Self {
        debug_assert!(Self::new(name).is_some(), "{name} is a name");
        Self(name.into())
    }

    /// Returns the name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true for a path such as `Account.Name`.
    #[must_use]
    pub fn crosses_relationship(&self) -> bool {
        self.0.contains('.')
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for FieldName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_identifiers_only() {
        for name in ["Name", "Discount__c", "ns__MRR__c", "Account.Owner.Name", "Parent__r.X__c"] {
            assert_eq!(FieldName::new(name).unwrap().as_str(), name);
        }
        for name in ["", ".", "Name.", "1st", "_x", "Näme", "Name FROM User--", "a'b", "__proto__", "A..B"] {
            assert_eq!(FieldName::new(name), None, "{name}");
        }
    }
}
