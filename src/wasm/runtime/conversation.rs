//! The run loop of conversations: performs effects, publishes views, and settles waiting callers.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::{Caller, Client, Listener, OutcomeCell, clock, report, unsupported};
use crate::base::error::{Code, Problem};
use crate::base::map::Map;
use crate::client::{
    self, Effect, EffectId, Event, Outcome, Reading, Session, Suggestion, UserEvent, Writing,
};
use crate::rest::NoAnswer;
use crate::wasm::bindings::sentences::if_changed;
use crate::wasm::convert::{freeze, to_error, to_js};

/// A conversation with its requests, its listeners and its waiting callers.
pub(crate) struct ConversationRun {
    client: Rc<Client>,
    _listener: Rc<Listener>,
    machine: RefCell<client::Conversation>,
    /// The conversation's language.
    language: RefCell<String>,
    learned: Cell<u32>,
    under_way: RefCell<Map<EffectId, AbortController>>,
    listeners: RefCell<Vec<(u32, Function)>>,
    next_listener: RefCell<u32>,
    /// Callers that wait until everything has settled.
    waiting: RefCell<Vec<Waiter>>,
    next_waiter: Cell<u32>,
    /// What is known about the last write, updated as soon as it is sent.
    watch: OutcomeCell,
    /// Views that the listeners have not received yet.
    news: RefCell<VecDeque<JsValue>>,
    telling: Cell<bool>,
    closed: Cell<bool>,
    /// The view that the listeners received last: the same object until something changes.
    shown: RefCell<Option<JsValue>>,
    /// The last opportunity, as JavaScript objects.
    reading: RefCell<Option<ShownReading>>,
}

/// A waiting caller: its resolve and reject functions, and its signal.
struct Waiter {
    id: u32,
    resolve: Function,
    reject: Function,
    _caller: Option<Caller>,
}

/// An opportunity and its two objects. Holding the first keeps its address unique.
struct ShownReading {
    reading: Rc<Reading>,
    opportunity: JsValue,
    offers: JsValue,
}

impl ConversationRun {
    pub(crate) fn new(client: Rc<Client>, language: String) -> Rc<Self> {
        // The machine receives shared responses as long as it exists.
        Rc::new_cyclic(|inner: &Weak<Self>| {
            let inner = Weak::clone(inner);
            let listener: Rc<Listener> = Rc::new(move |id, event| {
                if let Some(inner) = inner.upgrade() {
                    inner.handle_shared(id, event);
                }
            });
            client.listen(&listener);
            Self {
                client,
                _listener: listener,
                machine: RefCell::default(),
                language: RefCell::new(language),
                learned: Cell::default(),
                under_way: RefCell::default(),
                listeners: RefCell::default(),
                next_listener: RefCell::default(),
                waiting: RefCell::default(),
                next_waiter: Cell::default(),
                watch: OutcomeCell::default(),
                news: RefCell::default(),
                telling: Cell::default(),
                closed: Cell::default(),
                shown: RefCell::default(),
                reading: RefCell::default(),
            }
        })
    }

    /// Gives the machine the lexicons that were loaded since.
    fn apply_lexicons(&self) {
        if_changed(&self.learned, |understanding| {
            self.machine.borrow_mut().set_lexicons(understanding.for_language(&self.language.borrow()));
        });
    }

    /// Returns what is known about the last write.
    pub(crate) fn outcome(&self) -> Outcome {
        self.watch.get()
    }

    /// Returns true if the event would have an effect now.
    pub(crate) fn can(&self, event: &UserEvent) -> bool {
        self.apply_lexicons();
        self.machine.borrow().can(&self.client.session.borrow(), event, clock())
    }

    /// Returns the write that the event would start now.
    pub(crate) fn writes(&self, event: &UserEvent) -> Option<Writing> {
        self.apply_lexicons();
        self.machine.borrow().writes(&self.client.session.borrow(), event, clock())
    }

    /// Sets the language of the user.
    pub(crate) fn speak(&self, language: &str) {
        language.clone_into(&mut self.language.borrow_mut());
        self.learned.set(0);
    }

    /// Returns true if most of a sentence is understood.
    pub(crate) fn understands(&self, text: &str) -> bool {
        self.apply_lexicons();
        self.machine.borrow().understands(text, clock())
    }

    /// Returns what the user can type next.
    pub(crate) fn suggest(&self, typed: &str) -> Vec<Suggestion> {
        self.apply_lexicons();
        self.machine.borrow().suggest(typed)
    }

    /// Returns a problem if the conversation is closed.
    pub(crate) fn check_open(&self) -> Result<(), Problem> {
        if self.closed.get() {
            return Err(Problem::new(Code::Closed, "the conversation is closed"));
        }
        Ok(())
    }

    /// Handles a user event; the promise resolves when everything it started has settled.
    pub(crate) fn send(self: &Rc<Self>, event: UserEvent, caller: Option<Caller>) -> Promise {
        let effects = self.with_machine(|machine, session| machine.user(session, event, clock()));
        let turn = effects.map(|effects| {
            self.perform(effects);
            self.machine.borrow().turn()
        });
        self.settled(caller, turn)
    }

    /// Calls back with each new view; returns a function that unsubscribes.
    pub(crate) fn subscribe(self: &Rc<Self>, listener: Function) -> JsValue {
        let id = self.next_listener.replace_with(|next| *next + 1);
        self.listeners.borrow_mut().push((id, listener));
        let inner = Rc::downgrade(self);
        let end = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = inner.upgrade() {
                inner.listeners.borrow_mut().retain(|(other, _)| *other != id);
            }
        });
        end.into_js_value()
    }

    /// Aborts requests, rejects callers that wait for a write, and stops calling listeners.
    pub(crate) fn close(&self) {
        if self.closed.replace(true) {
            return;
        }
        self.listeners.borrow_mut().clear();
        let under_way = std::mem::take(&mut *self.under_way.borrow_mut());
        under_way.into_values().for_each(|controller| controller.abort());
        if self.machine.borrow().is_writing() {
            let problem = to_error(&left(self.watch.get()));
            for waiter in self.waiting.take() {
                let _ = waiter.reject.call1(&JsValue::UNDEFINED, &problem);
            }
        }
        self.release(&self.view());
    }

    /// Returns the current view: the same object until something changes.
    pub(crate) fn view(&self) -> JsValue {
        let mut shown = self.shown.borrow_mut();
        shown.get_or_insert_with(|| self.draw()).clone()
    }

    fn draw(&self) -> JsValue {
        let view = self.machine.borrow().view(&self.client.session.borrow());
        let drawn = to_js(&view);
        let (opportunity, offers) = match &view.reading {
            Some(reading) => self.reading(reading),
            None => (JsValue::NULL, Array::new().into()),
        };
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&drawn, &"opportunity".into(), &opportunity);
        let _ = Reflect::set(&drawn, &"offers".into(), &offers);
        freeze(&drawn);
        drawn
    }

    fn reading(&self, reading: &Rc<Reading>) -> (JsValue, JsValue) {
        let mut shown = self.reading.borrow_mut();
        let same = shown.take().filter(|shown| Rc::ptr_eq(&shown.reading, reading));
        let shown = shown.insert(same.unwrap_or_else(|| ShownReading {
            opportunity: to_js(&reading.opportunity),
            offers: to_js(&reading.offers),
            reading: Rc::clone(reading),
        }));
        (shown.opportunity.clone(), shown.offers.clone())
    }

    fn with_machine<T>(&self, work: impl FnOnce(&mut client::Conversation, &mut Session) -> T) -> T {
        self.apply_lexicons();
        work(&mut self.machine.borrow_mut(), &mut self.client.session.borrow_mut())
    }

    /// Handles the event of an effect.
    fn handle(self: &Rc<Self>, id: EffectId, event: Event) {
        let effects = self.with_machine(|machine, session| machine.handle(session, id, event, clock()));
        if let Some(effects) = effects {
            self.perform(effects);
        }
    }

    /// Performs effects and publishes the view. No borrow is held while JavaScript runs.
    fn perform(self: &Rc<Self>, effects: Vec<Effect>) {
        self.watch.set(self.machine.borrow().outcome());
        self.client.send_background();
        for effect in self.client.share(effects) {
            match effect {
                Effect::Abort(id) => {
                    let controller = self.under_way.borrow_mut().remove(&id);
                    if let Some(controller) = controller {
                        controller.abort();
                    }
                }
                Effect::Send(client::Send { id, .. }) | Effect::Wait(id, _) => self.post(id, effect),
                // The conversation's state is its page's.
                Effect::Save => {}
            }
        }
        self.client.notify();
        *self.shown.borrow_mut() = None;
        let view = self.view();
        // While the user looks at the matches.
        if Reflect::get(&view, &"state".into()).is_ok_and(|state| state == "choosing") {
            self.client.prefetch();
        }
        self.news.borrow_mut().push_back(view.clone());
        self.publish();
        self.release(&view);
    }

    /// Sends each view to all listeners before the next one, because a listener may send an event itself.
    fn publish(&self) {
        if self.telling.replace(true) {
            return;
        }
        loop {
            let Some(view) = self.news.borrow_mut().pop_front() else { break };
            let listeners: Vec<_> =
                self.listeners.borrow().iter().map(|(_, listener)| listener.clone()).collect();
            for listener in listeners {
                if self.closed.get() {
                    break;
                }
                // A listener that throws must not stop the others, nor the conversation.
                if let Err(thrown) = listener.call1(&JsValue::UNDEFINED, &view) {
                    report(&thrown);
                }
            }
        }
        self.telling.set(false);
    }

    /// Handles the response to a shared request.
    fn handle_shared(self: &Rc<Self>, id: EffectId, event: &Rc<Event>) {
        if !self.closed.get() && self.machine.borrow().outstanding().contains(&id) {
            self.handle(id, Event::clone(event));
        }
    }

    /// Performs an effect that an event follows.
    fn post(self: &Rc<Self>, id: EffectId, effect: Effect) {
        let inner = Rc::clone(self);
        let Ok(controller) = AbortController::new() else {
            let answer = Err(NoAnswer::NotSent(unsupported("AbortController")));
            spawn_local(async move { inner.handle(id, Event::Answer(answer)) });
            return;
        };
        let signal = controller.signal();
        self.under_way.borrow_mut().insert(id, controller);
        spawn_local(async move {
            let event = inner.client.perform(effect, &signal, &inner.watch).await;
            let awaited = inner.under_way.borrow_mut().remove(&id);
            // Aborted effects are no longer awaited.
            if let (Some(_), Some((_, event))) = (awaited, event) {
                inner.handle(id, event);
            }
        });
    }

    /// Waits until everything has settled, or until the caller aborts what its turn started.
    fn settled(self: &Rc<Self>, mut caller: Option<Caller>, turn: Option<u32>) -> Promise {
        let id = self.next_waiter.replace(self.next_waiter.get().wrapping_add(1));
        if let Some(caller) = &mut caller {
            let inner = Rc::downgrade(self);
            caller.on_abort(move |reason| {
                if let Some(inner) = inner.upgrade() {
                    inner.left(id, turn, &reason);
                }
            });
        }
        let promise = Promise::new(&mut |resolve, reject| {
            self.waiting.borrow_mut().push(Waiter { id, resolve, reject, _caller: caller.take() });
        });
        self.release(&self.view());
        promise
    }

    /// Handles an abort by a caller.
    fn left(self: &Rc<Self>, id: u32, turn: Option<u32>, reason: &JsValue) {
        let waiter = {
            let mut waiting = self.waiting.borrow_mut();
            let index = waiting.iter().position(|waiter| waiter.id == id);
            index.map(|index| waiting.remove(index))
        };
        let Some(waiter) = waiter else { return };
        let effects = turn.and_then(|turn| {
            let mut session = self.client.session.borrow_mut();
            self.machine.borrow_mut().abandon(&mut session, turn, self.watch.get(), clock())
        });
        if let Some(effects) = effects {
            self.perform(effects);
        }
        let _ = waiter.reject.call1(&JsValue::UNDEFINED, reason);
    }

    fn release(&self, view: &JsValue) {
        if self.closed.get() || self.machine.borrow().outstanding().is_empty() {
            let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
            for waiter in waiting {
                let _ = waiter.resolve.call1(&JsValue::UNDEFINED, view);
            }
        }
    }
}

/// The problem for a caller that waited for a write when the conversation was closed.
fn left(outcome: Outcome) -> Problem {
    let message = match outcome {
        Outcome::NotSent => "the conversation was closed before the update was sent",
        Outcome::NotWritten => "the conversation was closed, and the update was not written",
        Outcome::Unknown => "the conversation was closed during the update, which may have been written",
        Outcome::Written => "the conversation was closed after the update was written",
    };
    let problem = Problem::new(Code::Closed, message);
    match outcome {
        Outcome::Unknown => {
            problem.with_help("open the opportunity again and check its stage before you repeat the update")
        }
        Outcome::NotSent | Outcome::NotWritten | Outcome::Written => problem,
    }
}
