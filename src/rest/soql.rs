//! SOQL literals. One function makes all of them, so that user input is always escaped.

/// Returns a `LIKE` literal that matches values that contain the text; `%` and `_` in the text are literal.
///
/// SOQL has the escapes `\n \r \t \b \f \" \' \\ \uHHHH`, in patterns also `\%` and `\_`. Any other backslash
/// is an error.
pub(super) fn contains(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 4);
    literal.push_str("'%");
    for c in text.chars() {
        match c {
            '\'' | '\\' | '%' | '_' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c.is_control() => literal.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal.push_str("%'");
    literal
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a literal by the documented rules, independently of the function under test.
    fn read(literal: &str) -> Option<String> {
        let mut chars = literal.strip_prefix('\'')?.chars();
        let mut text = String::new();
        loop {
            match chars.next()? {
                '\'' => return chars.next().is_none().then_some(text),
                '\\' => match chars.next()? {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'u' => {
                        let code: String = chars.by_ref().take(4).collect();
                        text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                    }
                    c @ ('\'' | '\\' | '"') => text.push(c),
                    // Escapes of LIKE patterns keep their backslash, so that the test sees it.
                    c @ ('%' | '_') => text.extend(['\\', c]),
                    _ => return None,
                },
                c => text.push(c),
            }
        }
    }

    #[test]
    fn known_names() {
        assert_eq!(contains("O'Brien & Co"), "'%O\\'Brien & Co%'");
        assert_eq!(contains("50%_\\"), "'%50\\%\\_\\\\%'");
        assert_eq!(contains("x' OR Name != '"), "'%x\\' OR Name != \\'%'");
    }

    proptest! {
        #[test]
        fn any_text_round_trips_and_cannot_end_the_literal(text in any::<String>()) {
            let pattern = read(&contains(&text)).unwrap();
            let inner = pattern.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).unwrap();
            prop_assert_eq!(inner, text.replace('%', "\\%").replace('_', "\\_"));
        }
    }
}
