//! A normalized sentence that leads back to the text as it was typed.

use crate::base::text::fold;

/// A sentence without letter case, accents and character widths. Each character knows its position in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    source: String,
    chars: Vec<char>,
    /// For each character, its range of bytes in the source.
    spans: Vec<(usize, usize)>,
}

impl Sentence {
    /// Normalizes the text as it was typed.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let mut sentence = Self { source: source.into(), chars: Vec::new(), spans: Vec::new() };
        let typed: Vec<(usize, char)> = source.char_indices().collect();
        for (index, &(at, c)) in typed.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|index| typed.get(index)).map_or(' ', |(_, c)| *c);
            let after = typed.get(index + 1).map_or(' ', |(_, c)| *c);
            let span = (at, at + c.len_utf8());
            for plain in plain(c, before, after).chars() {
                sentence.push(plain, span);
            }
        }
        while sentence.chars.last() == Some(&' ') {
            sentence.chars.pop();
            sentence.spans.pop();
        }
        sentence
    }

    fn push(&mut self, c: char, span: (usize, usize)) {
        if c != ' ' || self.chars.last().is_some_and(|last| *last != ' ') {
            self.chars.push(c);
            self.spans.push(span);
        }
    }

    /// The normalized characters.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The source text of a range of characters.
    #[must_use]
    pub fn typed(&self, from: usize, to: usize) -> &str {
        let start = self.spans.get(from).map(|span| span.0);
        let end = to.checked_sub(1).and_then(|last| self.spans.get(last)).map(|span| span.1);
        start.zip(end).and_then(|(start, end)| self.source.get(start..end)).unwrap_or_default()
    }

    /// The source text between two characters.
    #[must_use]
    pub fn between(&self, left: usize, right: usize) -> &str {
        let start = left.checked_sub(1).and_then(|last| self.spans.get(last)).map_or(0, |span| span.1);
        let end = self.spans.get(right).map_or(self.source.len(), |span| span.0);
        self.source.get(start..end).unwrap_or_default()
    }

    /// True if a word can begin or end there.
    #[must_use]
    pub fn is_edge(&self, index: usize) -> bool {
        let (Some(before), Some(after)) =
            (index.checked_sub(1).and_then(|last| self.chars.get(last)), self.chars.get(index))
        else {
            return true;
        };
        !(is_word(*before) && is_word(*after))
            || is_unspaced(*before)
            || is_unspaced(*after)
            || before.is_ascii_digit() != after.is_ascii_digit()
            // Arabic prefixes are written onto Latin names as well.
            || (is_arabic(*before) && after.is_ascii_alphabetic())
            || (before.is_ascii_alphabetic() && is_arabic(*after))
    }
}

/// The form in which phrases and labels are compared: words only, with one space between them.
#[must_use]
pub fn words_of(text: &str) -> String {
    let chars = Sentence::new(text).chars;
    let plain: String = chars.into_iter().map(|c| if is_mark(c) { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_mark(c: char) -> bool {
    matches!(c, ',' | '.' | ':' | ';' | '?' | '!' | '/' | '=' | '>' | '#')
}

/// Normalizes one character.
fn plain(c: char, before: char, after: char) -> String {
    let between_digits = is_digit(before) && is_digit(after);
    let one = |c: char| c.to_string();
    match c {
        'a'..='z' | '0'..='9' => one(c),
        'A'..='Z' => one(c.to_ascii_lowercase()),
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
        // An arrow of two characters counts as one.
        '-' | '=' if after == '>' => one(' '),
        '-' | '/' | '－' | '／' if between_digits => one(if matches!(c, '-' | '－') { '-' } else { '/' }),
        '\'' | '’' if between_digits => one('\''),
        '→' | '⇒' | '>' => one('>'),
        '؟' | '？' => one('?'),
        '،' | '、' | '，' | '؛' | '\n' => one(','),
        '。' => one('.'),
        '٪' | '％' => one('%'),
        '٫' => one('.'),
        '٬' => one(','),
        '：' | '=' => one(':'),
        // A short word with a full stop is an abbreviation more often than the end of a sentence.
        '.' | ',' | ':' | ';' | '?' | '!' | '%' | '#' | '€' | '$' | '£' | '¥' => one(c),
        'ß' => "ss".into(),
        'أ' | 'إ' | 'آ' | 'ٱ' => one('ا'),
        'ة' => one('ه'),
        'ى' => one('ي'),
        'ؤ' => one('و'),
        'ئ' => one('ي'),
        '\u{64b}'..='\u{65f}' | '\u{640}' | '\u{670}' | '\u{300}'..='\u{36f}' | '\u{fe0f}' => String::new(),
        c if c.is_ascii() || is_space(c) => one(' '),
        c => {
            let folded: String =
                fold(&c.to_string()).chars().filter(|c| !matches!(c, '\u{64b}'..='\u{65f}')).collect();
            if folded.is_empty() { one(' ') } else { folded }
        }
    }
}

fn digit(c: char, zero: u32) -> String {
    char::from_digit(u32::from(c) - zero, 10).map(String::from).unwrap_or_default()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '０'..='９')
}

fn is_space(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}'
        | '\u{2000}'..='\u{2025}' | '\u{2027}'..='\u{206f}' | '\u{3000}' | '\u{3003}' | '\u{3008}'..='\u{301f}' | '・')
}

/// True for letters and digits; whatever is not a symbol counts as a letter of some script.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !(c.is_ascii()
            || is_space(c)
            || matches!(c, '€' | '£' | '¥' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'))
}

/// True for scripts that do not separate words with spaces.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{6d3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_read_alike_and_lead_back_to_what_was_typed() {
        for (typed, read) in [
            ("Don’t   MOVE", "don t move"),
            ("Prüfstand: 31.12.", "prufstand: 31.12."),
            ("neg/review", "neg review"),
            ("2026-12-31 -> x", "2026-12-31 > x"),
            ("رقم ٣؟", "رقم 3?"),
            ("３番。", "3番."),
            ("schließen", "schliessen"),
        ] {
            assert_eq!(Sentence::new(typed).chars().iter().collect::<String>(), read);
        }
        let sentence = Sentence::new("Zoë Müller’s");
        assert_eq!(sentence.typed(0, 10), "Zoë Müller");
    }
}
