//! `"Amount":{"displayValue":"$12,500.00","value":12500.0}`
//!
//! Finds the currency sign in an amount that the UI API formats for the user. In an org with one currency
//! nothing else contains it.

/// The zero digits of the scripts in which Salesforce's locales write numbers: Latin, Arabic, Persian,
/// Devanagari, Bengali, Thai, Burmese, Khmer, full width.
const ZEROS: [u32; 9] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0x17e0, 0xff10];

/// The longest sign, in bytes: four letters of any script.
const LONGEST: usize = 12;

/// Returns the text before or after the number: `$`, `kr`, `CHF`. `None` if there is none, if there are both,
/// and for percentages.
#[must_use]
pub fn currency_sign(shown: &str) -> Option<&str> {
    let (mut before, mut behind) = (None, None);
    let (mut is_behind, mut apart) = (false, 0);
    for (at, c) in shown.char_indices() {
        if ZEROS.iter().any(|zero| u32::from(c).wrapping_sub(*zero) < 10) {
            // One character groups digits or precedes a fraction. More than one separates a second number.
            if is_behind && apart > 1 {
                return None;
            }
            (is_behind, behind, apart) = (true, None, 0);
            continue;
        }
        apart += 1;
        if matches!(c, '%' | '\u{66a}' | '\u{ff05}') {
            return None;
        }
        if !is_filling(c) {
            let side = if is_behind { &mut behind } else { &mut before };
            let start = side.map_or(at, |(start, _)| start);
            *side = Some((start, at + c.len_utf8()));
        }
    }
    let (start, end) = match (before, behind) {
        (Some(sign), None) | (None, Some(sign)) if is_behind => sign,
        _ => return None,
    };
    shown.get(start..end).filter(|sign| sign.len() <= LONGEST && *sign != ".")
}

/// Returns true for white space, minus signs and direction marks.
fn is_filling(c: char) -> bool {
    matches!(c, ' ' | '(' | ')' | '+' | '-' | '\u{a0}' | '\u{61c}' | '\u{2000}'..='\u{2015}' | '\u{202a}'..='\u{202f}'
        | '\u{205f}'..='\u{2069}' | '\u{2212}' | '\u{feff}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_sign_next_to_the_number() {
        for (shown, sign) in [
            ("$12,500.00", "$"),
            ("12.500,00 €", "€"),
            ("12\u{202f}500,00\u{a0}€", "€"),
            ("€ 12.500,00", "€"),
            ("¥5", "¥"),
            ("R$ 12.500,00", "R$"),
            ("CHF 12’500.00", "CHF"),
            ("USD 12,500.00", "USD"),
            ("12 500,00 kr", "kr"),
            ("kr. 12.500,00", "kr."),
            ("Rs.12,50,000.00", "Rs."),
            // Negative amounts.
            ("-$12,500.00", "$"),
            ("$-12,500.00", "$"),
            ("($12,500.00)", "$"),
            ("\u{2212}12.500,00 €", "€"),
            ("12.500,00- €", "€"),
            ("12.500,00 €-", "€"),
            // Right-to-left scripts.
            ("\u{200f}١٢٬٥٠٠٫٠٠\u{a0}ر.س.\u{200f}", "ر.س."),
            ("\u{200e}$۱۲٬۵۰۰", "$"),
            ("₹ १२,५००.००", "₹"),
            ("¥12,500", "¥"),
        ] {
            assert_eq!(currency_sign(shown), Some(sign), "{shown}");
        }
    }

    #[test]
    fn returns_none_without_a_sign() {
        for shown in [
            "",
            "12,500.00",
            "-12,500.00",
            "(12,500.00)",
            "$",
            "none",
            "15%",
            "%15",
            "١٥٪\u{61c}",
            "15 %",
            // Converted amounts, and others that contain more than a number.
            "EUR 12,500.00 (USD 13,000.00)",
            "$12.5K",
            "12$50",
            "2026-10-31",
            "12,500.-",
            "about as much as 5",
            "5 hundred and more",
        ] {
            assert_eq!(currency_sign(shown), None, "{shown}");
        }
    }
}
