//! What the run loop does for a long task between its steps: it saves, reports progress, and yields to the page.

use std::cell::Cell;
use std::pin::Pin;

use js_sys::{Date, Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use crate::wasm::convert::{Rejection, adopted};

/// The longest slice of work, in milliseconds: half a frame.
const SLICE: f64 = 8.0;

/// The interval of progress events, in milliseconds.
const PROGRESS_INTERVAL: f64 = 50.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, timeout: i32) -> JsValue;

    type MessageChannel;
    #[wasm_bindgen(constructor)]
    fn new() -> MessageChannel;
    #[wasm_bindgen(method, getter)]
    fn port1(this: &MessageChannel) -> MessagePort;
    #[wasm_bindgen(method, getter)]
    fn port2(this: &MessageChannel) -> MessagePort;

    type MessagePort;
    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &MessagePort, handler: &Function);
    #[wasm_bindgen(method, js_name = postMessage)]
    fn post_message(this: &MessagePort, message: &JsValue);
    #[wasm_bindgen(method)]
    fn close(this: &MessagePort);
}

/// The caller of a long task. Behind a trait object, so that its code stays in the caller's part of the module.
pub(crate) trait Host {
    /// Saves the task's state. If this fails, the task ends.
    fn save(&self) -> Pausing<'_>;

    /// Called after each step. Rejects if the caller has aborted.
    fn pause(&self) -> Pausing<'_>;

    /// Called when the task has ended.
    fn end(&self);
}

pub(crate) type Pausing<'a> = Pin<Box<dyn Future<Output = Result<(), Rejection>> + 'a>>;

/// The callbacks of a caller, and the time of the last ones.
pub(crate) struct Callbacks<'a> {
    /// Reports progress. A listener that throws must not stop the writes.
    progress: &'a dyn Fn(),
    /// Saves the state, which may take the caller a while.
    save: &'a dyn Fn() -> Result<JsValue, JsValue>,
    signal: Option<AbortSignal>,
    reported: Cell<f64>,
    yield_timer: YieldTimer,
}

impl<'a> Callbacks<'a> {
    pub(crate) fn new(
        progress: &'a dyn Fn(),
        save: &'a dyn Fn() -> Result<JsValue, JsValue>,
        signal: Option<AbortSignal>,
    ) -> Self {
        Self { progress, save, signal, reported: Cell::default(), yield_timer: YieldTimer::default() }
    }
}

impl Host for Callbacks<'_> {
    fn save(&self) -> Pausing<'_> {
        Box::pin(async {
            let promise = (self.save)().map_err(Rejection::Reason)?;
            JsFuture::from(adopted(&promise)).await.map(drop).map_err(Rejection::Reason)
        })
    }

    fn pause(&self) -> Pausing<'_> {
        Box::pin(async {
            if Date::now() - self.reported.get() > PROGRESS_INTERVAL {
                self.reported.set(Date::now());
                (self.progress)();
            }
            self.yield_timer.take().await;
            match self.signal.as_ref().filter(|signal| signal.aborted()) {
                Some(signal) => Err(Rejection::Reason(signal.reason())),
                None => Ok(()),
            }
        })
    }

    fn end(&self) {
        (self.progress)();
    }
}

/// Yields to the page from time to time.
pub(crate) struct YieldTimer {
    begun: Cell<f64>,
}

impl Default for YieldTimer {
    fn default() -> Self {
        Self { begun: Cell::new(Date::now()) }
    }
}

impl YieldTimer {
    /// Pauses if the slice is over.
    pub(crate) async fn take(&self) {
        if Date::now() - self.begun.get() > SLICE {
            pause().await;
            self.begun.set(Date::now());
        }
    }
}

/// Yields to the page. A message returns immediately, also in a background tab, where timers wait for a second.
async fn pause() {
    let known = Reflect::has(&js_sys::global(), &"MessageChannel".into()).unwrap_or(false);
    let channel = known.then(MessageChannel::new);
    let turn = Promise::new(&mut |resolve, _| match &channel {
        Some(channel) => {
            channel.port1().set_onmessage(&resolve);
            channel.port2().post_message(&JsValue::NULL);
        }
        None => {
            set_timeout(&resolve, 0);
        }
    });
    let _ = JsFuture::from(turn).await;
    if let Some(channel) = channel {
        channel.port1().close();
    }
}
