//! Functions that both the standard library and the browser provide. In the wasm, the browser's save space.
//!
//! All of them are pure.

pub(super) use imp::{calculate, calculate2, is_alphanumeric, lower, upper};

#[cfg(not(all(target_arch = "wasm32", feature = "browser")))]
mod imp {
    use crate::functions::Function;

    /// Calculates a function of one double; LOG is the natural logarithm.
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

    /// Returns the angle of a point.
    pub fn calculate2(y: f64, x: f64) -> f64 {
        y.atan2(x)
    }

    /// Returns true for Turkish and Azerbaijani, which distinguish dotted and dotless i.
    fn is_turkic(locale: &str) -> bool {
        matches!(locale.split(['_', '-']).next(), Some("tr" | "az"))
    }

    /// Returns the text in upper case, in the locale's rules.
    pub fn upper(text: &str, locale: &str) -> String {
        if is_turkic(locale) { text.replace('i', "İ").to_uppercase() } else { text.to_uppercase() }
    }

    /// Returns the text in lower case, in the locale's rules.
    pub fn lower(text: &str, locale: &str) -> String {
        if is_turkic(locale) {
            text.replace("I\u{307}", "i").replace('İ', "i").replace('I', "ı").to_lowercase()
        } else {
            text.to_lowercase()
        }
    }

    /// Returns true for a letter or a number of any script.
    pub fn is_alphanumeric(character: char) -> bool {
        character.is_alphanumeric()
    }
}

#[cfg(all(target_arch = "wasm32", feature = "browser"))]
mod imp {
    use wasm_bindgen::prelude::wasm_bindgen;

    use crate::functions::Function;

    #[wasm_bindgen(module = "/src/library/host.js")]
    extern "C" {
        fn math(name: &str, first: f64, second: f64) -> f64;

        fn cased(text: &str, large: bool, locale: &str) -> String;

        #[wasm_bindgen(js_name = isAlphanumeric)]
        fn is_alphanumeric_beyond_ascii(character: &str) -> bool;
    }

    /// Calculates a function of one double; LOG is the natural logarithm.
    pub fn calculate(function: Function, number: f64) -> f64 {
        let name = match function {
            Function::Sqrt => "sqrt",
            Function::Exp => "exp",
            Function::Ln | Function::Log => "log",
            Function::Sin => "sin",
            Function::Cos => "cos",
            Function::Tan => "tan",
            Function::Asin => "asin",
            Function::Acos => "acos",
            _ => "atan",
        };
        math(name, number, 0.0)
    }

    /// Returns the angle of a point.
    pub fn calculate2(y: f64, x: f64) -> f64 {
        math("atan2", y, x)
    }

    /// Returns the locale if it has case rules of its own. The browser throws for a text that is not a locale.
    fn known(locale: &str) -> &str {
        let (language, rest) = locale.split_at_checked(2).unwrap_or_default();
        match (language, rest.as_bytes()) {
            ("tr" | "az" | "lt", [] | [b'_' | b'-', ..]) => language,
            _ => "",
        }
    }

    /// Returns the text in upper case, in the locale's rules.
    pub fn upper(text: &str, locale: &str) -> String {
        cased(text, true, known(locale))
    }

    /// Returns the text in lower case, in the locale's rules.
    pub fn lower(text: &str, locale: &str) -> String {
        cased(text, false, known(locale))
    }

    /// Returns true for a letter or a number of any script.
    pub fn is_alphanumeric(character: char) -> bool {
        if character.is_ascii() {
            return character.is_ascii_alphanumeric();
        }
        is_alphanumeric_beyond_ascii(character.encode_utf8(&mut [0; 4]))
    }
}
