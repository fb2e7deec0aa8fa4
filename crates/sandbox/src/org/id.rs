//! Record ids: 15 case-sensitive characters, 18 with the checksum that makes them case-safe.

use std::fmt;
use std::str::FromStr;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECK: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// A record id. Stored as 15 characters and always written as 18, as in Salesforce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 15]);

impl Id {
    /// Returns the `n`th id of a key prefix. It has letters of both cases, so that a lost case is detected.
    pub fn numbered(prefix: &str, n: u64) -> Self {
        let mut id = *b"000Hs00000AbC00";
        for (slot, byte) in id.iter_mut().zip(prefix.bytes()) {
            *slot = byte;
        }
        // Consecutive ids differ in more than the last character, as in a real org.
        let mut rest = 21_474_836 + n * 61 + n / 7;
        for slot in id.iter_mut().skip(9).rev() {
            *slot = BASE62[(rest % 62) as usize];
            rest /= 62;
        }
        Self(id)
    }

    /// Returns the three characters that identify the object.
    pub fn prefix(&self) -> &str {
        std::str::from_utf8(&self.0[..3]).unwrap_or_default()
    }

    /// Returns the 15-character form.
    pub fn short(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Computes the checksum: one bit for each upper-case letter of a block of five; the five bits select a
    /// letter (Object Reference, "Primitive Data Types", ID).
    fn checksum(&self) -> [u8; 3] {
        let mut sum = [0; 3];
        for (letter, block) in sum.iter_mut().zip(self.0.chunks(5)) {
            let bits = block
                .iter()
                .enumerate()
                .fold(0, |bits, (i, c)| bits | (usize::from(c.is_ascii_uppercase()) << i));
            *letter = CHECK[bits];
        }
        sum
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.short())?;
        f.write_str(std::str::from_utf8(&self.checksum()).unwrap_or_default())
    }
}

/// Error for a text with the wrong length, wrong characters, or a checksum that does not match.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let bytes = text.as_bytes();
        if !matches!(bytes.len(), 15 | 18) || !bytes.iter().all(u8::is_ascii_alphanumeric) {
            return Err(NotAnId);
        }
        let mut id = [0; 15];
        id.copy_from_slice(&bytes[..15]);
        let id = Self(id);
        // Case-safe is not case-insensitive: an altered case is an error.
        if bytes.len() == 18 && id.checksum() != bytes[15..] {
            return Err(NotAnId);
        }
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::Id;

    #[test]
    fn checksums_match_real_ids() {
        for real in ["001D000000IqhSLIAZ", "006R0000001rboIIAQ", "012000000000000AAA", "00D1a000000H3O9EAK"] {
            let id: Id = real[..15].parse().unwrap();
            assert_eq!(id.to_string(), real);
            assert!(real.parse::<Id>().is_ok());
        }
        assert!("006R0000001rboIIAA".parse::<Id>().is_err());
        assert!("006r0000001rboIIAQ".parse::<Id>().is_err());
    }

    #[test]
    fn numbered_ids_are_distinct_and_valid() {
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..60_000 {
            let id = Id::numbered("006", n);
            assert!(seen.insert(id));
            assert_eq!(id.to_string().parse::<Id>().unwrap(), id);
        }
    }
}
