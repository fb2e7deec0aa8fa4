//! Serialization of decimals for JavaScript, whose numbers are doubles.
//!
//! Request bodies use the digits instead (`FieldValue::to_json`).

use serde::{Serialize, Serializer};

use super::Decimal;

impl Serialize for Decimal {
    /// Serializes a number if a double shows the same digits, otherwise a text, so that money is never rounded.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let double = self.to_f64();
        if Self::from_f64(double) == Some(*self) {
            serializer.serialize_f64(double)
        } else {
            serializer.serialize_str(&self.to_string())
        }
    }
}
