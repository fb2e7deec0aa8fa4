//! Regular expressions by the engine that is there: the browser's own costs the wasm nothing.

use crate::formula::RegexFault;

/// Whether a text matches a pattern in the dialect that formulas are translated to.
#[cfg(target_arch = "wasm32")]
pub(super) fn matches(pattern: &str, text: &str) -> Result<bool, RegexFault> {
    use js_sys::{Array, Function, Reflect, RegExp};
    use wasm_bindgen::JsCast as _;

    let failed = |_| RegexFault::Failed("the regular expression is wrong".to_owned());
    // Through `Reflect`: what the constructor throws must not go past us.
    let constructor = Reflect::get(&js_sys::global(), &"RegExp".into()).map_err(failed)?;
    let make = |flag: &str| {
        Reflect::construct(
            constructor.unchecked_ref::<Function>(),
            &Array::of2(&pattern.into(), &flag.into()),
        )
    };
    // Classes within classes take `v`. Browsers without it read all other patterns alike under `u`.
    let engine = make("v").or_else(|_| make("u")).map_err(failed)?;
    Ok(engine.unchecked_into::<RegExp>().test(text))
}

/// Without a browser there is no engine, and the rule stays undecided.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn matches(_: &str, _: &str) -> Result<bool, RegexFault> {
    Err(RegexFault::Unsupported)
}
