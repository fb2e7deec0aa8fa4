//! Requests that tasks share. They continue if the task that made them ends, and every waiting task receives
//! the response.

use std::rc::{Rc, Weak};

use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::{Client, OutcomeCell, clock, unsupported};
use crate::client::{Answer, Effect, EffectId, Event, Send};
use crate::rest::NoAnswer;
use crate::wasm::bindings::{part::Loading, rule_reading};
use crate::wasm::transport::Deadline;

/// Receives the responses to shared requests.
pub(crate) type Listener = dyn Fn(EffectId, &Rc<Event>);

/// Timeout of an optional request, in milliseconds.
const PATIENCE: u32 = 2_000;

impl Client {
    /// Calls back with the responses to shared requests until the listener is dropped.
    pub(crate) fn listen(&self, listener: &Rc<Listener>) {
        let mut listeners = self.listeners.borrow_mut();
        listeners.retain(|known| known.strong_count() > 0);
        listeners.push(Rc::downgrade(listener));
    }

    /// Sends the shared requests among the effects and returns the other effects.
    pub(crate) fn share(self: &Rc<Self>, effects: Vec<Effect>) -> Vec<Effect> {
        let mut own = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(send) if self.session.borrow().is_shared(send.id) => self.send_for_all(send),
                effect => own.push(effect),
            }
        }
        own
    }

    /// Starts to read the metadata that every record needs, once a search has ended: usually `open` follows and
    /// then waits less. Not earlier, to leave the bandwidth to the search.
    pub(crate) fn prefetch(self: &Rc<Self>) {
        self.session.borrow_mut().prefetch();
        self.send_background();
    }

    /// Sends background requests.
    pub(crate) fn send_background(self: &Rc<Self>) {
        let sends = self.session.borrow_mut().take_background();
        sends.into_iter().for_each(|send| self.send_for_all(send));
    }

    fn send_for_all(self: &Rc<Self>, send: Send) {
        let client = Rc::clone(self);
        spawn_local(async move {
            // Loaded during the request and attached before any task gets the response: no record is checked without the org's rules.
            let reading = client.session.borrow().needs_rules(send.id).then(|| Loading::start("rules"));
            let answer = client.exchange_for_all(&send).await;
            if let Some(reading) = reading {
                client.attach_rules(reading).await;
            }
            let next = client.session.borrow_mut().apply_response(send.id, &answer, clock());
            next.into_iter().for_each(|send| client.send_for_all(send));
            client.send_background();
            client.keep_metadata();
            let listeners: Vec<_> = client.listeners.borrow().iter().filter_map(Weak::upgrade).collect();
            let event = Rc::new(Event::Answer(answer));
            for listener in listeners {
                listener(send.id, &event);
            }
        });
    }

    /// Waits for the part that reads rules; the session knows whether it came.
    pub(super) async fn attach_rules(&self, reading: Loading) {
        let reading = reading.done().await.and_then(|()| rule_reading());
        let mut session = self.session.borrow_mut();
        match reading {
            Ok(reading) => session.attach_rules(reading.reader()),
            Err(problem) => session.lack_rules(problem),
        }
    }

    async fn exchange_for_all(&self, send: &Send) -> Answer {
        let controller =
            AbortController::new().map_err(|_| NoAnswer::NotSent(unsupported("AbortController")))?;
        if !self.session.borrow().is_optional(send.id) {
            return self.exchange(send, &controller.signal(), &OutcomeCell::default()).await;
        }
        let patience = self.session.borrow().settings.retry.each.min(PATIENCE);
        let deadline = Deadline::new(&controller.signal(), patience).ok_or(NoAnswer::Failed)?;
        self.exchange(send, &deadline.signal(), &OutcomeCell::default()).await
    }
}
