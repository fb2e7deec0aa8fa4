//! Ends waiting at the caller's abort or at a timeout.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, timeout: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(handle: &JsValue);
}

/// Aborts a request when the caller does or when the timeout elapses. Removes both on drop.
pub(crate) struct Deadline {
    parent: AbortSignal,
    controller: AbortController,
    timer: JsValue,
    over: Rc<Cell<bool>>,
    aborted: Promise,
    on_abort: Closure<dyn FnMut()>,
    _on_time: Closure<dyn FnMut()>,
}

impl Deadline {
    /// Starts the timeout. `None` if the platform has no `AbortController`.
    pub(crate) fn new(parent: &AbortSignal, milliseconds: u32) -> Option<Self> {
        let milliseconds = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        let controller = AbortController::new().ok()?;
        let over = Rc::new(Cell::new(false));

        let mut reject: Option<Function> = None;
        let aborted = Promise::new(&mut |_, rejects| reject = Some(rejects));
        let reject = reject?;
        // Marks the rejection as handled, because nothing may be waiting for it. `all_settled` needs no
        // closure, which might be dropped before the browser calls it.
        let _ = Promise::all_settled(&Array::of1(&aborted));

        let end: Rc<dyn Fn()> = {
            let controller = controller.clone();
            Rc::new(move || {
                controller.abort();
                let _ = reject.call0(&JsValue::UNDEFINED);
            })
        };
        let on_abort = {
            let end = Rc::clone(&end);
            Closure::<dyn FnMut()>::new(move || end())
        };
        let on_time = {
            let (end, over) = (Rc::clone(&end), Rc::clone(&over));
            Closure::<dyn FnMut()>::new(move || {
                over.set(true);
                end();
            })
        };
        if parent.aborted() {
            end();
        } else {
            parent.add_event_listener_with_callback("abort", on_abort.as_ref().unchecked_ref()).ok()?;
        }
        let timer = set_timeout(on_time.as_ref().unchecked_ref(), milliseconds);
        Some(Self { parent: parent.clone(), controller, timer, over, aborted, on_abort, _on_time: on_time })
    }

    /// Returns the signal for `fetch`.
    pub(crate) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Returns a promise that settles like the given one, or rejects at the deadline.
    pub(crate) fn race(&self, promise: &Promise) -> Promise {
        Promise::race(&Array::of2(promise, &self.aborted))
    }

    /// Waits for the deadline.
    pub(crate) async fn passed(&self) {
        let _ = wasm_bindgen_futures::JsFuture::from(self.aborted.clone()).await;
    }

    /// Returns true if the timeout has elapsed.
    pub(crate) fn is_over(&self) -> bool {
        self.over.get()
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
        let _ =
            self.parent.remove_event_listener_with_callback("abort", self.on_abort.as_ref().unchecked_ref());
    }
}
