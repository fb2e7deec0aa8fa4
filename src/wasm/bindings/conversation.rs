//! The conversation as a JavaScript object.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::input::read_event;
use super::js_value;
use super::options::call_signal;
use super::part::part;
use crate::base::error::{Code, Problem};
use crate::client::Outcome;
use crate::wasm::convert::{freeze, to_error, to_js, to_rejection};
use crate::wasm::runtime::{Caller, Client, ConversationRun};

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
    Box::new(ConversationRun::new(client, language))
} }

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

    /// Sets the language of the user.
    pub fn speak(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] language: &JsValue,
    ) -> Result<(), JsValue> {
        self.talk.speak(&text(language, "language")?);
        Ok(())
    }

    /// Returns true if most of a sentence is understood here.
    pub fn understands(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] sentence: &JsValue,
    ) -> Result<bool, JsValue> {
        Ok(self.talk.understands(&text(sentence, "text")?))
    }

    /// Returns what the user can type next, for the text so far.
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

impl Talk for Rc<ConversationRun> {
    fn view(&self) -> JsValue {
        ConversationRun::view(self)
    }

    fn outcome(&self) -> Outcome {
        ConversationRun::outcome(self)
    }

    fn can(&self, event: &JsValue) -> Result<bool, JsValue> {
        let event = read_event(event).map_err(|problem| to_error(&problem))?;
        Ok(ConversationRun::can(self, &event))
    }

    fn writes(&self, event: &JsValue) -> Result<JsValue, JsValue> {
        let event = read_event(event).map_err(|problem| to_error(&problem))?;
        let writes = ConversationRun::writes(self, &event);
        Ok(writes.map_or(JsValue::NULL, |writes| writes.as_str().into()))
    }

    fn send(&self, event: &JsValue, options: &JsValue) -> Promise {
        let read = || {
            self.check_open()?;
            let (event, signal) = (read_event(event)?, call_signal(options)?);
            Ok((event, signal.map(Caller::new).transpose()?))
        };
        match read() {
            Ok((event, caller)) => ConversationRun::send(self, event, caller),
            Err(rejection) => Promise::reject(&to_rejection(rejection)),
        }
    }

    fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        let listener = js_value::function(listener)
            .ok_or_else(|| to_error(&Problem::new(Code::InvalidOptions, "the listener is not a function")))?;
        Ok(ConversationRun::subscribe(self, listener))
    }

    fn speak(&self, language: &str) {
        ConversationRun::speak(self, language);
    }

    fn understands(&self, text: &str) -> bool {
        ConversationRun::understands(self, text)
    }

    fn suggest(&self, typed: &str) -> JsValue {
        let suggestions = to_js(&ConversationRun::suggest(self, typed));
        freeze(&suggestions);
        suggestions
    }

    fn close(&self) {
        ConversationRun::close(self);
    }
}

impl Conversation {
    pub(super) fn new(client: Rc<Client>, language: String) -> Result<Self, JsValue> {
        Ok(Self { talk: begin(client, language).map_err(|problem| to_error(&problem))? })
    }
}
