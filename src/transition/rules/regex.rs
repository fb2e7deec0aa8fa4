//! Properties of characters, of which regular expressions may ask: the browser knows them, and costs the wasm nothing.

/// Whether a character has a property of Unicode; none where the property is not known.
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

/// Without a browser nothing is known of them, and the rule stays undecided.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn has_property(_: &str, _: char) -> Option<bool> {
    None
}
