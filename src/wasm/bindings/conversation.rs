//! The conversation as a JavaScript object.

use crate::base::map::Map;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::input::read_event;
use super::js_value;
use super::options::call_signal;
use super::part::part;
use super::sentences;
use crate::base::error::{Code, Problem};
use crate::client::{self, Answer, Effect, EffectId, Event, Outcome, Reading};
use crate::rest::NoAnswer;
use crate::wasm::convert::{freeze, to_error, to_js, to_rejection};
use crate::wasm::runtime::{Caller, Client, Listener, OutcomeCell, clock, report, unsupported};

/// The conversation as a state machine: events in, views out.
#[wasm_bindgen]
pub struct Conversation {
    talk: Box<dyn Talk>,
}

/// The methods of a conversation.
trait Talk {
    fn view(&self) -> JsValue;

    fn outcome(&self) -> Outcome;

    fn can(&self, event: &JsValue) -> Result<bool, JsValue>;

    fn writes(&self, event: &JsValue) -> Result<JsValue, JsValue>;

    fn send(&self, event: &JsValue, options: &JsValue) -> Promise;

    fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue>;

    fn speak(&self, language: &str);

    fn understands(&self, text: &str) -> bool;

    fn suggest(&self, typed: &str) -> JsValue;

    fn close(&self);
}

part! { conversation: fn begin(client: Rc<Client>, language: String) -> Box<dyn Talk> {
    Box::new(Inner::new(client, language))
} }

struct Inner {
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

#[wasm_bindgen]
impl Conversation {
    /// Returns the current view.
    #[wasm_bindgen(getter, unchecked_return_type = "ConversationView")]
    pub fn view(&self) -> JsValue {
        self.talk.view()
    }

    /// Returns what is known about the last write, also after `close`.
    #[wasm_bindgen(getter, unchecked_return_type = "WriteOutcome")]
    pub fn outcome(&self) -> String {
        self.talk.outcome().as_str().into()
    }

    /// Returns true if the event would have an effect now.
    pub fn can(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ConversationEvent")] event: JsValue,
    ) -> Result<bool, JsValue> {
        self.talk.can(&event)
    }

    /// Returns the change that the event would write now; `null` if it writes nothing. For a sentence, the
    /// result follows from its intent. Call this before `send` if the page needs a final confirmation.
    #[wasm_bindgen(unchecked_return_type = "ConversationWrite | null")]
    pub fn writes(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ConversationEvent")] event: JsValue,
    ) -> Result<JsValue, JsValue> {
        self.talk.writes(&event)
    }

    /// Handles an event; resolves with the view when everything it started has settled. An abort cancels what
    /// this event started and nothing later; `outcome` then says what is known about a write.
    #[wasm_bindgen(unchecked_return_type = "Promise<ConversationView>")]
    pub fn send(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ConversationEvent")] event: JsValue,
        #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
    ) -> Promise {
        self.talk.send(&event, &options)
    }

    /// Calls back with each new view; returns a function that unsubscribes.
    #[wasm_bindgen(unchecked_return_type = "() => void")]
    pub fn subscribe(
        &self,
        #[wasm_bindgen(unchecked_param_type = "(view: ConversationView) => void")] listener: JsValue,
    ) -> Result<JsValue, JsValue> {
        self.talk.subscribe(listener)
    }

    /// What people speak from now on.
    pub fn speak(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] language: &JsValue,
    ) -> Result<(), JsValue> {
        self.talk.speak(&text(language, "language")?);
        Ok(())
    }

    /// True if most of a sentence is understood here.
    pub fn understands(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] sentence: &JsValue,
    ) -> Result<bool, JsValue> {
        Ok(self.talk.understands(&text(sentence, "text")?))
    }

    /// What can be said next, for what was typed so far.
    pub fn suggest(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] typed: &JsValue,
    ) -> Result<JsValue, JsValue> {
        Ok(self.talk.suggest(&text(typed, "typed")?))
    }

    /// Aborts requests, rejects waiting callers, and stops calling listeners. Callers that wait for a write
    /// learn whether it may have happened.
    pub fn close(&self) {
        self.talk.close();
    }
}

/// Reads a text. Without a check, anything else would trap.
fn text(value: &JsValue, name: &str) -> Result<String, JsValue> {
    let wrong = || to_error(&Problem::new(Code::InvalidOptions, format!("`{name}` is not a text")));
    value.as_string().ok_or_else(wrong)
}

impl Talk for Rc<Inner> {
    fn view(&self) -> JsValue {
        Inner::view(self)
    }

    fn outcome(&self) -> Outcome {
        self.watch.get()
    }

    fn can(&self, event: &JsValue) -> Result<bool, JsValue> {
        let event = read_event(event).map_err(|problem| to_error(&problem))?;
        self.apply_lexicons();
        let session = self.client.session.borrow();
        Ok(self.machine.borrow().can(&session, &event, clock()))
    }

    fn writes(&self, event: &JsValue) -> Result<JsValue, JsValue> {
        let event = read_event(event).map_err(|problem| to_error(&problem))?;
        self.apply_lexicons();
        let session = self.client.session.borrow();
        let writes = self.machine.borrow().writes(&session, &event, clock());
        Ok(writes.map_or(JsValue::NULL, |writes| writes.as_str().into()))
    }

    fn send(&self, event: &JsValue, options: &JsValue) -> Promise {
        let read = || {
            if self.closed.get() {
                return Err(Problem::new(Code::Closed, "the conversation is closed").into());
            }
            let (event, signal) = (read_event(event)?, call_signal(options)?);
            Ok((event, signal.map(Caller::new).transpose()?))
        };
        match read() {
            Ok((event, caller)) => {
                let turn = self.take(Event::User(event)).then(|| self.machine.borrow().turn());
                self.settled(caller, turn)
            }
            Err(rejection) => Promise::reject(&to_rejection(rejection)),
        }
    }

    fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        let listener = js_value::function(listener)
            .ok_or_else(|| to_error(&Problem::new(Code::InvalidOptions, "the listener is not a function")))?;
        let id = self.next_listener.replace_with(|next| *next + 1);
        self.listeners.borrow_mut().push((id, listener));
        let inner = Rc::downgrade(self);
        let end = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = inner.upgrade() {
                inner.listeners.borrow_mut().retain(|(other, _)| *other != id);
            }
        });
        Ok(end.into_js_value())
    }

    fn speak(&self, language: &str) {
        language.clone_into(&mut self.language.borrow_mut());
        self.learned.set(0);
    }

    fn understands(&self, text: &str) -> bool {
        self.apply_lexicons();
        self.machine.borrow().understands(text, clock())
    }

    fn suggest(&self, typed: &str) -> JsValue {
        self.apply_lexicons();
        let suggestions = to_js(&self.machine.borrow().suggest(typed));
        freeze(&suggestions);
        suggestions
    }

    fn close(&self) {
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
        self.release(&Inner::view(self));
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

impl Conversation {
    pub(super) fn new(client: Rc<Client>, language: String) -> Result<Self, JsValue> {
        Ok(Self { talk: begin(client, language).map_err(|problem| to_error(&problem))? })
    }
}

impl Inner {
    fn new(client: Rc<Client>, language: String) -> Rc<Self> {
        // The machine receives shared responses as long as it exists.
        Rc::new_cyclic(|inner: &Weak<Self>| {
            let inner = Weak::clone(inner);
            let listener: Rc<Listener> = Rc::new(move |id, answer| {
                if let Some(inner) = inner.upgrade() {
                    inner.handle_shared(id, answer);
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
        let learned = sentences::knows();
        if self.learned.replace(learned) == learned {
            return;
        }
        if let Some(understanding) = sentences::understanding_for(&self.language.borrow()) {
            self.machine.borrow_mut().set_lexicons(understanding);
        }
    }

    fn view(&self) -> JsValue {
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

    /// Handles an event and performs its effects. Returns false if the event has no effect now.
    fn take(self: &Rc<Self>, event: Event) -> bool {
        self.apply_lexicons();
        let effects = {
            let mut session = self.client.session.borrow_mut();
            self.machine.borrow_mut().handle(&mut session, event, clock())
        };
        effects.map(|effects| self.perform(effects)).is_some()
    }

    /// Performs effects and publishes the view. No borrow is held while JavaScript runs.
    fn perform(self: &Rc<Self>, effects: Vec<Effect>) {
        self.watch.set(self.machine.borrow().outcome());
        self.client.send_background();
        for effect in effects {
            match effect {
                Effect::Send(send) => {
                    self.client.share(vec![send]).into_iter().for_each(|send| self.post(send))
                }
                Effect::Abort(id) => {
                    let controller = self.under_way.borrow_mut().remove(&id);
                    if let Some(controller) = controller {
                        controller.abort();
                    }
                }
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
    fn handle_shared(self: &Rc<Self>, id: EffectId, answer: &Rc<Answer>) {
        if !self.closed.get() && self.machine.borrow().outstanding().contains(&id) {
            self.take(Event::Answered(id, Answer::clone(answer)));
        }
    }

    fn post(self: &Rc<Self>, send: client::Send) {
        let inner = Rc::clone(self);
        let Ok(controller) = AbortController::new() else {
            let answer = Err(NoAnswer::NotSent(unsupported("AbortController")));
            spawn_local(async move {
                inner.take(Event::Answered(send.id, answer));
            });
            return;
        };
        let signal = controller.signal();
        self.under_way.borrow_mut().insert(send.id, controller);
        spawn_local(async move {
            let answer = inner.client.exchange(&send, &signal, &inner.watch).await;
            // Aborted requests are no longer awaited.
            if inner.under_way.borrow_mut().remove(&send.id).is_some() {
                inner.take(Event::Answered(send.id, answer));
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
