//! What both the standard library and the browser can do: the browser's own costs the wasm nothing.
//!
//! Pure on either side: the result depends on the arguments alone.

pub(super) use imp::{calculate, calculate2, is_alphanumeric, lower, upper};

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use crate::formula::functions::Function;

    /// Of one double; LOG as the logarithm to the base e.
    pub fn calculate(function: Function, number: f64) -> f64 {
        match function {
            Function::Sqrt => number.sqrt(),
            Function::Exp => number.exp(),
            Function::Ln | Function::Log => number.ln(),
            Function::Sin => number.sin(),
            Function::Cos => number.cos(),
            Function::Tan => number.tan(),
            Function::Asin => number.asin(),
            Function::Acos => number.acos(),
            _ => number.atan(),
        }
    }

    /// The angle of a point.
    pub fn calculate2(y: f64, x: f64) -> f64 {
        y.atan2(x)
    }

    /// Turkish and Azerbaijani tell a dotted from a dotless i.
    fn is_turkic(locale: &str) -> bool {
        matches!(locale.split(['_', '-']).next(), Some("tr" | "az"))
    }

    /// In capitals, as the locale has them.
    pub fn upper(text: &str, locale: &str) -> String {
        if is_turkic(locale) { text.replace('i', "İ").to_uppercase() } else { text.to_uppercase() }
    }

    /// In small letters, as the locale has them.
    pub fn lower(text: &str, locale: &str) -> String {
        if is_turkic(locale) {
            text.replace("I\u{307}", "i").replace('İ', "i").replace('I', "ı").to_lowercase()
        } else {
            text.to_lowercase()
        }
    }

    /// Whether a character is a letter or a number of any script.
    pub fn is_alphanumeric(character: char) -> bool {
        character.is_alphanumeric()
    }
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use js_sys::{JsString, RegExp};

    use crate::formula::functions::Function;

    /// Of one double; LOG as the logarithm to the base e.
    pub fn calculate(function: Function, number: f64) -> f64 {
        match function {
            Function::Sqrt => number.sqrt(),
            Function::Exp => js_sys::Math::exp(number),
            Function::Ln | Function::Log => js_sys::Math::log(number),
            Function::Sin => js_sys::Math::sin(number),
            Function::Cos => js_sys::Math::cos(number),
            Function::Tan => js_sys::Math::tan(number),
            Function::Asin => js_sys::Math::asin(number),
            Function::Acos => js_sys::Math::acos(number),
            _ => js_sys::Math::atan(number),
        }
    }

    /// The angle of a point.
    pub fn calculate2(y: f64, x: f64) -> f64 {
        js_sys::Math::atan2(y, x)
    }

    /// The locale, where it has small and capital letters of its own. The browser throws at what is no locale.
    fn known(locale: &str) -> Option<&'static str> {
        let (language, rest) = locale.split_at_checked(2)?;
        let whole = matches!(rest.as_bytes(), [] | [b'_' | b'-', ..]);
        ["tr", "az", "lt"].into_iter().find(|known| whole && *known == language)
    }

    /// In capitals, as the locale has them.
    pub fn upper(text: &str, locale: &str) -> String {
        let text = JsString::from(text);
        // Without a locale, which takes the browser half the time.
        String::from(match known(locale) {
            Some(locale) => text.to_locale_upper_case(Some(locale)),
            None => text.to_upper_case(),
        })
    }

    /// In small letters, as the locale has them.
    pub fn lower(text: &str, locale: &str) -> String {
        let text = JsString::from(text);
        String::from(match known(locale) {
            Some(locale) => text.to_locale_lower_case(Some(locale)),
            None => text.to_lower_case(),
        })
    }

    /// Whether a character is a letter or a number of any script.
    pub fn is_alphanumeric(character: char) -> bool {
        if character.is_ascii() {
            return character.is_ascii_alphanumeric();
        }
        RegExp::new("[\\p{Alphabetic}\\p{N}]", "u").test(character.encode_utf8(&mut [0; 4]))
    }
}
