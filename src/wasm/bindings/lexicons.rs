//! The lexicons that were loaded, shared by all conversations.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::part::part;
use crate::client::{Lexicons, Understanding};
use crate::wasm::convert::to_error;

thread_local! {
    /// The intent parser, shared by all conversations.
    static UNDERSTANDING: RefCell<Option<Rc<dyn Understanding>>> = const { RefCell::new(None) };

    /// How many lexicons were loaded.
    static KNOWS: Cell<u32> = const { Cell::new(0) };
}

part! { sentences: fn understanding() -> Rc<dyn Understanding> {
    Rc::new(Lexicons::new(std::iter::empty()))
} }

/// Loads the lexicon of one more language.
///
/// # Errors
///
/// If the part for sentences is not attached.
#[wasm_bindgen]
pub fn learn(language: &str, lexicon: &str) -> Result<(), JsValue> {
    let known = match UNDERSTANDING.take() {
        Some(known) => known,
        None => understanding().map_err(|problem| to_error(&problem))?,
    };
    UNDERSTANDING.set(Some(known.with(language, lexicon)));
    KNOWS.set(KNOWS.get() + 1);
    Ok(())
}

/// Returns how many lexicons this instance has loaded.
#[wasm_bindgen]
#[must_use]
pub fn knows() -> u32 {
    KNOWS.get()
}

/// Calls back with the intent parser if lexicons were loaded since `learned`, which is updated.
pub(crate) fn if_changed(learned: &Cell<u32>, apply: impl FnOnce(&Rc<dyn Understanding>)) {
    if learned.replace(KNOWS.get()) != KNOWS.get() {
        UNDERSTANDING.with_borrow(|understanding| understanding.as_ref().map(apply));
    }
}
