//! The host's cache for metadata. The connection works even if it fails.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{Client, report};

/// The host's object with `get(key)` and `set(key, text)`, which may return promises.
pub(crate) struct MetadataStore {
    object: JsValue,
    get: Function,
    set: Function,
}

impl MetadataStore {
    /// Returns `None` if one of the two methods is missing.
    pub(crate) fn new(object: JsValue) -> Option<Self> {
        let method = |name: &str| {
            let method = Reflect::get(&object, &name.into()).ok()?;
            method.is_function().then(|| method.unchecked_into())
        };
        Some(Self { get: method("get")?, set: method("set")?, object })
    }
}

impl Client {
    /// Restores cached metadata before the first request.
    pub(crate) async fn restore_metadata(&self) {
        let Some(store) = &self.store else { return };
        let key = self.session.borrow().metadata_key();
        match settled(store.get.call1(&store.object, &key.into())).await {
            Ok(found) => {
                if let Some(text) = found.as_string() {
                    self.session.borrow_mut().restore_metadata(&text);
                }
            }
            Err(thrown) => report(&thrown),
        }
    }

    /// Saves new metadata.
    pub(super) fn keep_metadata(&self) {
        let Some(store) = &self.store else { return };
        let Some(text) = self.session.borrow_mut().take_metadata() else { return };
        let key = self.session.borrow().metadata_key();
        let kept = store.set.call2(&store.object, &key.into(), &text.into());
        spawn_local(async move {
            if let Err(thrown) = settled(kept).await {
                report(&thrown);
            }
        });
    }
}

async fn settled(called: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&called?)).await
}
