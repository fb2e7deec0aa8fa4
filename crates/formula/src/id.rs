//! The checksum of record ids: three characters that encode the case of the other fifteen.

/// Returns the three characters that Salesforce appends to a 15-character id, so that it survives a change of
/// case: one for each group of five characters, whose bit `i` says whether character `i` is an upper-case
/// letter.
///
/// See [Salesforce's article 000383751](https://help.salesforce.com/s/articleView?id=000383751).
#[must_use]
pub fn id_checksum(id: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    id.as_bytes()
        .chunks(5)
        .map(|group| {
            let bits =
                group.iter().rev().fold(0, |bits, byte| bits << 1 | usize::from(byte.is_ascii_uppercase()));
            char::from(ALPHABET[bits & 31])
        })
        .collect()
}

/// Returns true for a record id of 18 characters with the right checksum.
pub(crate) fn is_case_safe_id(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.split_at_checked(15).is_some_and(|(id, checksum)| id_checksum(id) == checksum)
}
