//! Decimals on their way to JavaScript, whose only numbers are doubles.
//!
//! Bodies of requests do not come through here: they take the digits (`FieldValue::to_json`).

use serde::{Serialize, Serializer};

use super::Decimal;

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}
