//! Detects whether the page's Content-Security-Policy blocked a request.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Listens for violations until it is dropped.
pub(super) struct PolicyWatch {
    seen: Rc<Cell<bool>>,
    listener: Closure<dyn FnMut(JsValue)>,
}

const EVENT: &str = "securitypolicyviolation";

impl PolicyWatch {
    /// Listens for violations of an origin. In a page the event bubbles up to the window, in a worker it is
    /// dispatched there.
    pub(super) fn new(origin: String) -> Self {
        let seen = Rc::new(Cell::new(false));
        let listener = {
            let seen = Rc::clone(&seen);
            Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
                let blocked = Reflect::get(&event, &"blockedURI".into()).ok().and_then(|uri| uri.as_string());
                if blocked.is_some_and(|blocked| blocked.starts_with(&origin)) {
                    seen.set(true);
                }
            })
        };
        let watch = Self { seen, listener };
        watch.call("addEventListener");
        watch
    }

    pub(super) fn seen(&self) -> bool {
        self.seen.get()
    }

    fn call(&self, method: &str) {
        let Some(method) = super::global(method).and_then(|method| method.dyn_into::<Function>().ok()) else {
            return;
        };
        let _ = method.call2(&JsValue::UNDEFINED, &EVENT.into(), self.listener.as_ref());
    }
}

impl Drop for PolicyWatch {
    fn drop(&mut self) {
        self.call("removeEventListener");
    }
}
