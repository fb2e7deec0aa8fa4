//! Decimals on their way to JavaScript, whose only numbers are doubles.
//!
//! Bodies of requests do not come through here: they take the digits (`FieldValue::to_json`).

use serde::{Serialize, Serializer};

use super::Decimal;

impl Serialize for Decimal {
    /// A number where a double shows the same digits, and else their text: money is never rounded on the way.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let double = self.to_f64();
        if Self::from_f64(double) == Some(*self) {
            serializer.serialize_f64(double)
        } else {
            serializer.serialize_str(&self.to_string())
        }
    }
}
