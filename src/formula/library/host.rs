//! What both the standard library and the browser can do: the browser's own costs the wasm nothing.
//!
//! Pure on either side: the result depends on the arguments alone.

pub(super) use imp::{calculate, calculate2, is_alphanumeric, lower, upper};

/// Functions of doubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Math {
    Sqrt,
    Exp,
    Ln,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use super::Math;

    /// Of one double.
    pub fn calculate(function: Math, number: f64) -> f64 {
        match function {
            Math::Sqrt => number.sqrt(),
            Math::Exp => number.exp(),
            Math::Ln => number.ln(),
            Math::Sin => number.sin(),
            Math::Cos => number.cos(),
            Math::Tan => number.tan(),
            Math::Asin => number.asin(),
            Math::Acos => number.acos(),
            Math::Atan => number.atan(),
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

    use super::Math;

    /// Of one double.
    pub fn calculate(function: Math, number: f64) -> f64 {
        match function {
            Math::Sqrt => number.sqrt(),
            Math::Exp => js_sys::Math::exp(number),
            Math::Ln => js_sys::Math::log(number),
            Math::Sin => js_sys::Math::sin(number),
            Math::Cos => js_sys::Math::cos(number),
            Math::Tan => js_sys::Math::tan(number),
            Math::Asin => js_sys::Math::asin(number),
            Math::Acos => js_sys::Math::acos(number),
            Math::Atan => js_sys::Math::atan(number),
        }
    }

    /// The angle of a point.
    pub fn calculate2(y: f64, x: f64) -> f64 {
        js_sys::Math::atan2(y, x)
    }

    /// The locales that the browser need not validate: it throws at what is none.
    fn known(locale: &str) -> Option<&'static str> {
        match locale.split(['_', '-']).next() {
            Some("tr") => Some("tr"),
            Some("az") => Some("az"),
            Some("lt") => Some("lt"),
            _ => None,
        }
    }

    /// In capitals, as the locale has them.
    pub fn upper(text: &str, locale: &str) -> String {
        let text = JsString::from(text);
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
