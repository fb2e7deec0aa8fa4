//! Comparing what people type with what the org calls things.

/// The text without case, accents and runs of white space: what two spellings of one name have in common.
#[must_use]
pub fn fold(text: &str) -> String {
    let bare: String = decompose(text).chars().filter(|c| !is_combining_mark(*c)).collect();
    lower(&bare).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Combining Diacritical Marks and their supplements, which NFKD splits off the letters of European scripts.
///
/// Marks of other scripts carry meaning (the dakuten of が) and stay.
fn is_combining_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// The text with its lines ended by line feeds alone, as text areas show them. Salesforce stores what it is given:
/// `CR LF` from its own pages, either from the API.
#[must_use]
pub fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The text in small letters.
#[must_use]
pub fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { beyond_ascii::lower(text) }
}

/// A name without its ending, in any letter case.
#[must_use]
pub fn without<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    let (stem, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
    end.eq_ignore_ascii_case(ending).then_some(stem)
}

/// Unicode normalization form KD.
fn decompose(text: &str) -> String {
    if text.is_ascii() { text.into() } else { beyond_ascii::decompose(text) }
}

/// The engine's own tables cost the wasm nothing: those for small letters alone are 14 kilobytes.
#[cfg(target_arch = "wasm32")]
mod beyond_ascii {
    use js_sys::JsString;

    pub fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }

    pub fn decompose(text: &str) -> String {
        JsString::from(text).normalize("NFKD").into()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod beyond_ascii {
    use unicode_normalization::UnicodeNormalization as _;

    pub fn lower(text: &str) -> String {
        text.to_lowercase()
    }

    pub fn decompose(text: &str) -> String {
        text.nfkd().collect()
    }
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
