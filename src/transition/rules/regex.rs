//! Regular expressions by the engine that is there: the browser's own costs the wasm nothing.

use crate::formula::RegexFault;

/// Whether a text matches a pattern in the dialect that formulas are translated to.
#[cfg(target_arch = "wasm32")]
pub(super) fn matches(pattern: &str, text: &str) -> Result<bool, RegexFault> {
    browser::matches(pattern, text)
        .ok_or_else(|| RegexFault::Failed("the regular expression is wrong".to_owned()))
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen(module = "/src/transition/rules/regex.js")]
    extern "C" {
        pub(super) fn matches(pattern: &str, text: &str) -> Option<bool>;
    }
}

/// Without a browser there is no engine, and the rule stays undecided.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn matches(_: &str, _: &str) -> Result<bool, RegexFault> {
    Err(RegexFault::Unsupported)
}
