//! Runs the bulk machines: sends, waits, and yields to the page between slices of work.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Date, Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortSignal;

use super::{Client, Listener, Mailbox, OutcomeCell, Scope, clock};
use crate::client::bulk::{BulkStep, Effect, Event, Machine, Plan};
use crate::client::{Answer, EffectId};
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

/// The host's callbacks.
pub(crate) struct Hooks<'a> {
    /// Reports progress. A listener that throws must not stop the writes.
    pub(crate) progress: &'a dyn Fn(),
    /// Saves the plan, which may take the host a while. If it fails, the run ends and the plan can be resumed.
    pub(crate) save: &'a dyn Fn() -> Result<JsValue, JsValue>,
}

impl Hooks<'_> {
    /// Waits until the plan is saved.
    pub(crate) async fn saved(&self) -> Result<(), Rejection> {
        let promise = (self.save)().map_err(Rejection::Reason)?;
        JsFuture::from(adopted(&promise)).await.map(drop).map_err(Rejection::Reason)
    }
}

/// Runs a machine to its end.
pub(crate) async fn drive(
    client: &Rc<Client>,
    plan: &RefCell<Plan>,
    machine: &mut dyn Machine,
    hooks: &Hooks<'_>,
    caller: Option<AbortSignal>,
) -> Result<(), Rejection> {
    let mut scope = Scope::new(caller.clone())?;
    let mailbox: Rc<Mailbox<Result<(EffectId, Event), JsValue>>> = Rc::new(Mailbox::new());
    scope.on_abort({
        let mailbox = Rc::clone(&mailbox);
        move |reason| mailbox.push(Err(reason))
    });
    // The machine also receives responses to requests that others have made.
    let listener: Rc<Listener> = Rc::new({
        let mailbox = Rc::clone(&mailbox);
        move |id, answer| mailbox.push(Ok((id, Event::Answer(Answer::clone(answer)))))
    });
    client.listen(&listener);
    let (mut yield_timer, mut reported) = (YieldTimer::new(), 0.0);
    let mut turn = machine.start(&mut plan.borrow_mut(), &mut client.session.borrow_mut(), clock());
    loop {
        match turn {
            BulkStep::Done(result) => {
                (hooks.progress)();
                return result.map_err(Rejection::Problem);
            }
            BulkStep::Waiting(asked) => {
                if asked.save {
                    hooks.saved().await?;
                }
                post(client, asked, &scope, &mailbox);
                client.send_background();
            }
        }
        if Date::now() - reported > PROGRESS_INTERVAL {
            reported = Date::now();
            (hooks.progress)();
        }
        yield_timer.take().await;
        if let Some(caller) = caller.as_ref().filter(|caller| caller.aborted()) {
            return Err(Rejection::Reason(caller.reason()));
        }
        turn = if machine.has_work() {
            machine.work(&mut plan.borrow_mut(), &mut client.session.borrow_mut(), clock())
        } else {
            let (id, event) = mailbox.next().await.map_err(Rejection::Reason)?;
            machine.handle(&mut plan.borrow_mut(), &mut client.session.borrow_mut(), id, event, clock())
        };
    }
}

fn post(
    client: &Rc<Client>,
    asked: Effect,
    scope: &Scope,
    mailbox: &Rc<Mailbox<Result<(EffectId, Event), JsValue>>>,
) {
    let sends = client.share(asked.sends).into_iter().map(|send| (send.id, Ok(send)));
    for (id, what) in sends.chain(asked.waits.into_iter().map(|(id, time)| (id, Err(time)))) {
        let (client, mailbox, signal) = (Rc::clone(client), Rc::clone(mailbox), scope.controller.signal());
        spawn_local(async move {
            let event = match what {
                Ok(send) => Event::Answer(client.exchange(&send, &signal, &OutcomeCell::default()).await),
                Err(milliseconds) => {
                    let milliseconds = i32::try_from(milliseconds).unwrap_or(i32::MAX);
                    let over = Promise::new(&mut |resolve, _| {
                        set_timeout(&resolve, milliseconds);
                    });
                    // A promise that only a timer resolves does not reject.
                    let _ = JsFuture::from(over).await;
                    Event::Waited
                }
            };
            mailbox.push(Ok((id, event)));
        });
    }
}

/// Yields to the page from time to time.
pub(crate) struct YieldTimer {
    begun: f64,
}

impl YieldTimer {
    pub(crate) fn new() -> Self {
        Self { begun: Date::now() }
    }

    /// Pauses if the slice is over.
    pub(crate) async fn take(&mut self) {
        if Date::now() - self.begun > SLICE {
            pause().await;
            self.begun = Date::now();
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
