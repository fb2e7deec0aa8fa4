//! Unicode properties for regular expressions. The browser has the tables, so they add nothing to the wasm.

/// Returns true if a character has a Unicode property; `None` if the property is unknown.
#[cfg(target_arch = "wasm32")]
pub(super) fn has_property(property: &str, character: char) -> Option<bool> {
    browser::has_property(property, character.encode_utf8(&mut [0; 4]))
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen(module = "/src/transition/rules/regex.js")]
    extern "C" {
        #[wasm_bindgen(js_name = hasProperty)]
        pub(super) fn has_property(property: &str, character: &str) -> Option<bool>;
    }
}

/// Without a browser every property is unknown, so the rule stays undecided.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn has_property(_: &str, _: char) -> Option<bool> {
    None
}
