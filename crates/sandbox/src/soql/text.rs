//! String literals: escape sequences as documented, any other backslash is an error (SOQL and SOSL Reference,
//! "Quoted String Escape Sequences").

use super::error::SoqlError;

/// An element of a LIKE pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wild {
    /// `%`.
    Run,
    /// `_`.
    One,
    /// This character, in lower case.
    Char(char),
}

/// Returns the text of a literal.
pub fn plain(inside: &str, at: (usize, usize)) -> Result<String, SoqlError> {
    let mut text = String::new();
    unescape(inside, at, |c, escaped| {
        // `\%` and `\_` have a meaning in LIKE only.
        if escaped && matches!(c, '%' | '_') {
            false
        } else {
            text.push(c);
            true
        }
    })?;
    Ok(text)
}

/// Returns the pattern of a literal after LIKE.
pub fn pattern(inside: &str, at: (usize, usize)) -> Result<Vec<Wild>, SoqlError> {
    let mut wilds = Vec::new();
    unescape(inside, at, |c, escaped| {
        match c {
            '%' if !escaped => wilds.push(Wild::Run),
            '_' if !escaped => wilds.push(Wild::One),
            c => wilds.extend(c.to_lowercase().map(Wild::Char)),
        }
        true
    })?;
    Ok(wilds)
}

fn unescape(
    inside: &str,
    at: (usize, usize),
    mut take: impl FnMut(char, bool) -> bool,
) -> Result<(), SoqlError> {
    let illegal = |sequence: &str| {
        let message = format!(
            "Invalid string literal '{inside}'. Illegal character sequence '{sequence}' in string literal."
        );
        SoqlError::at("MALFORMED_QUERY", at, message)
    };
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            take(c, false);
            continue;
        }
        let next = chars.next().ok_or_else(|| illegal("\\"))?;
        let meant = match next {
            'n' | 'N' => '\n',
            'r' | 'R' => '\r',
            't' | 'T' => '\t',
            'b' | 'B' => '\u{7}',
            'f' | 'F' => '\u{c}',
            '"' | '\'' | '\\' | '%' | '_' => next,
            'u' | 'U' => {
                let hex: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&hex, 16).ok().filter(|_| hex.len() == 4);
                code.and_then(char::from_u32).ok_or_else(|| illegal(&format!("\\{next}{hex}")))?
            }
            _ => return Err(illegal(&format!("\\{next}"))),
        };
        if !take(meant, true) {
            return Err(illegal(&format!("\\{next}")));
        }
    }
    Ok(())
}

/// Returns true if the text matches the pattern, in any letter case.
pub fn matches(pattern: &[Wild], text: &str) -> bool {
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let (mut p, mut t) = (0, 0);
    // Where to continue after the last `%` if the rest does not match.
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(Wild::Run) => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(Wild::One) => (p, t) = (p + 1, t + 1),
            Some(Wild::Char(c)) if *c == text[t] => (p, t) = (p + 1, t + 1),
            _ => match retry {
                Some((after, from)) => {
                    retry = Some((after, from + 1));
                    (p, t) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|w| *w == Wild::Run)
}
