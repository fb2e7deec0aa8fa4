//! Record ids: 15 characters, or 18 with a checksum of the letters' case.

use std::fmt;

use salesforce_formula::id_checksum;

/// The id of a record, always in its 18-character form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(String);

/// Why a text is not a record id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnId {
    /// Not 15 or 18 ASCII letters and digits.
    Shape,
    /// The last three characters do not match the case of the first fifteen.
    Checksum,
    /// An id of another object.
    Prefix,
}

/// The key prefix of Opportunity.
const OPPORTUNITY: &str = "006";

/// The record type id that Salesforce reports in orgs without record types.
pub const MASTER_RECORD_TYPE: &str = "012000000000000AAA";

impl RecordId {
    /// Parses an id of 15 or 18 characters and verifies the checksum.
    ///
    /// # Errors
    ///
    /// If the text is not an id.
    pub fn new(text: &str) -> Result<Self, NotAnId> {
        let (Some(id), true) = (text.get(..15), text.bytes().all(|byte| byte.is_ascii_alphanumeric())) else {
            return Err(NotAnId::Shape);
        };
        let whole = format!("{id}{}", id_checksum(id));
        match text.len() {
            15 => Ok(Self(whole)),
            18 if whole == text => Ok(Self(whole)),
            18 => Err(NotAnId::Checksum),
            _ => Err(NotAnId::Shape),
        }
    }

    /// Parses the id of an opportunity.
    ///
    /// # Errors
    ///
    /// If the text is not an id, or is the id of another object.
    pub fn opportunity(text: &str) -> Result<Self, NotAnId> {
        let id = Self::new(text)?;
        if id.0.starts_with(OPPORTUNITY) { Ok(id) } else { Err(NotAnId::Prefix) }
    }

    /// Returns the 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for RecordId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shape => "expected 15 or 18 letters and digits",
            Self::Checksum => {
                "the last three characters do not match the rest: the case of a letter was changed"
            }
            Self::Prefix => "it belongs to another object: an opportunity's id starts with `006`",
        })
    }
}

impl std::error::Error for NotAnId {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that real orgs returned, with the checksum that Salesforce computed.
    const RECORDED: &str = include_str!("../../tests/fixtures/salesforce/record-ids.json");

    #[test]
    fn the_checksum_matches_every_recorded_id() {
        let recorded: crate::base::json::Value = RECORDED.parse().unwrap();
        let vectors = recorded["vectors"].as_array().unwrap();
        assert!(vectors.len() > 50);
        for vector in vectors {
            let (short, long) = (vector["id15"].as_str().unwrap(), vector["id18"].as_str().unwrap());
            assert_eq!(RecordId::new(short).unwrap().as_str(), long);
            assert_eq!(RecordId::new(long).unwrap().as_str(), long);
        }
    }

    #[test]
    fn rejects_what_is_not_an_opportunity_id_with_the_reason() {
        for (text, reason) in [
            ("006R0000001rboIIAq", NotAnId::Checksum),
            ("006r0000001rboIIAQ", NotAnId::Checksum),
            ("001D000000IqhSLIAZ", NotAnId::Prefix),
            ("006R0000001rbo", NotAnId::Shape),
            ("006R0000001rboIIA", NotAnId::Shape),
            ("006R0000001rboIIAQx", NotAnId::Shape),
            ("006R0000001rbo/../", NotAnId::Shape),
            ("006R0000001rböIIAQ", NotAnId::Shape),
            ("", NotAnId::Shape),
        ] {
            assert_eq!(RecordId::opportunity(text), Err(reason), "{text}");
        }
    }
}
