//! Compares what people type with the org's names, and makes texts safe to show.

use std::borrow::Cow;

/// Returns the text without case, accents and repeated white space, so that spellings of one name compare
/// equal.
#[must_use]
pub fn fold(text: &str) -> String {
    let bare: String = decompose(text).chars().filter(|c| !is_combining_mark(*c)).collect();
    lower(&bare).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns true for Combining Diacritical Marks and their supplements, which NFKD separates from letters of
/// European scripts.
///
/// Marks of other scripts carry meaning (the dakuten of が) and stay.
fn is_combining_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// Returns the text with `LF` line ends, as text areas show it. Salesforce stores what it is given: `CR LF`
/// from its own pages, either one from the API.
#[must_use]
pub fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Makes invisible characters visible: control characters, direction marks, and zero-width characters. Users
/// must see exactly what they confirm.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut before = '\0';
    for c in line_feeds(text).chars() {
        match c {
            // After an emoji or an ideograph, a variation selector has a meaning.
            '\u{fe00}'..='\u{fe0f}' if before > '\u{203b}' && !matches!(before, '\u{fe00}'..='\u{fe0f}') => {
                shown.push(c)
            }
            '\n' => shown.push('↵'),
            '\t' => shown.push('⇥'),
            // Unicode has pictures of the control characters, in the same order.
            '\0'..'\u{20}' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => shown.push('␡'),
            _ if is_invisible(c) => {
                shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
            }
            _ => shown.push(c),
        }
        before = c;
    }
    Cow::Owned(shown)
}

/// Like [`visible`], for a text inside a sentence of another language: right-to-left text is isolated (UAX #9,
/// FSI and PDI), so that it does not reorder the sentence.
#[must_use]
pub fn embedded(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    if shown.chars().any(is_right_to_left) { Cow::Owned(format!("\u{2068}{shown}\u{2069}")) } else { shown }
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Returns the text in lower case.
#[must_use]
pub fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { beyond_ascii::lower(text) }
}

/// Returns the name without an ending, compared in any letter case.
#[must_use]
pub fn without<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    let (stem, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
    end.eq_ignore_ascii_case(ending).then_some(stem)
}

/// Returns Unicode normalization form KD.
fn decompose(text: &str) -> String {
    if text.is_ascii() { text.into() } else { beyond_ascii::decompose(text) }
}

/// Uses the JavaScript engine's tables: the standard library's table for lower case alone takes 14 kilobytes of
/// wasm.
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
    fn folds_spellings_of_one_name() {
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

    #[test]
    fn a_variation_selector_stays_where_it_has_a_meaning() {
        for (text, shown) in
            [("❤\u{fe0f} 🏳\u{fe0f}", "❤\u{fe0f} 🏳\u{fe0f}"), ("❤\u{fe0f}\u{fe0f}", "❤\u{fe0f}⟨U+FE0F⟩")]
        {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn makes_invisible_characters_visible() {
        for (text, shown) in [
            ("plain – «text» 受注 👍", "plain – «text» 受注 👍"),
            ("a\0b\u{202e}c", "a␀b⟨U+202E⟩c"),
            ("\u{2800}\u{1bca0}\u{1d173}", "⟨U+2800⟩⟨U+1BCA0⟩⟨U+1D173⟩"),
            ("one\r\ntwo\tthree\rfour", "one↵two⇥three↵four"),
            ("\u{1b}[31m\u{7f}\u{85}", "␛[31m␡⟨U+0085⟩"),
            ("a\u{200b}b\u{feff}c\u{2066}d\u{61c}\u{ad}", "a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+2066⟩d⟨U+061C⟩⟨U+00AD⟩"),
            ("\u{e0041}", "⟨U+E0041⟩"),
            ("Won\u{fe0f}\u{fe0e}", "Won⟨U+FE0F⟩⟨U+FE0E⟩"),
        ] {
            assert_eq!(visible(text), shown);
            assert_eq!(visible(shown), shown, "once is enough");
            assert!(!visible(text).chars().any(is_invisible));
        }
    }

    #[test]
    fn makes_every_control_and_direction_mark_visible() {
        let listed =
            [0..=0x1f, 0x7f..=0x9f, 0x200b..=0x200f, 0x202a..=0x202e, 0x2066..=0x2069, 0x61c..=0x61c];
        for code in listed.into_iter().flatten().chain([0xfeff, 0x2028, 0x2029, 0x2060]) {
            let text = char::from_u32(code).unwrap().to_string();
            assert_ne!(visible(&text), text, "U+{code:04X}");
        }
    }

    #[test]
    fn isolates_right_to_left_texts_in_a_sentence() {
        assert_eq!(embedded("Acme"), "Acme");
        assert_eq!(embedded("عقد"), "\u{2068}عقد\u{2069}");
        assert_eq!(embedded("חוזה\u{202e}"), "\u{2068}חוזה⟨U+202E⟩\u{2069}");
    }
}
