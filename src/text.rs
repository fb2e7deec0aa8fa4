//! Comparing what people type with what the org calls things.

/// The text without case, accents and runs of white space: what two spellings of one name have in common.
#[must_use]
pub fn fold(text: &str) -> String {
    let bare: String = decompose(text).chars().filter(|c| !is_combining_mark(*c)).collect();
    bare.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Combining Diacritical Marks and their supplements, which NFKD splits off the letters of European scripts.
///
/// Marks of other scripts carry meaning (the dakuten of が) and stay.
fn is_combining_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// Unicode normalization form KD, by a crate where there is no browser.
#[cfg(not(target_arch = "wasm32"))]
fn decompose(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkd().collect()
}

/// Unicode normalization form KD by the engine's own tables, which cost the wasm nothing.
#[cfg(target_arch = "wasm32")]
fn decompose(text: &str) -> String {
    if text.is_ascii() {
        return text.into();
    }
    String::from(js_sys::JsString::from(text).normalize("NFKD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_the_same() {
        for (a, b) in [
            ("Négociation", "negociation"),
            ("CLOSED  WON", "closed won"),
            ("Ｃｌｏｓｅｄ", "closed"),
            ("İstanbul", "istanbul"),
            (" Proposal/Price Quote\n", "proposal/price quote"),
            ("受注", "受注"),
        ] {
            assert_eq!(fold(a), fold(b), "{a}");
        }
        assert_ne!(fold("がく"), fold("かく"));
    }
}
