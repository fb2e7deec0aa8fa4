//! Runs what the flow asks for: sends requests, renews the token, feeds the answers back.

mod bulk;
mod inbox;
mod share;
mod token;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Date, Function};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use crate::error::{Code, Problem};
use crate::flow::{Answer, Clock, EffectId, Send, Session, Step, Task};
use crate::record::Timestamp;
use crate::rest::{HttpRequest, NoAnswer, Renewal, renewal};
use crate::transport::Transport;
pub(crate) use bulk::{Hooks, drive, pause};
use inbox::Inbox;
pub(crate) use share::Listener;
pub(crate) use token::TokenSource;

/// A connection to one org.
pub(crate) struct Client {
    pub(crate) session: RefCell<Session>,
    pub(crate) transport: Transport,
    pub(crate) token: TokenSource,
    /// Who wants to hear of shared answers.
    pub(crate) listeners: RefCell<Vec<Weak<Listener>>>,
}

/// Why a promise rejects.
pub(crate) enum Rejection {
    /// With a coded problem.
    Problem(Problem),
    /// With the reason that the caller gave when it aborted.
    Reason(JsValue),
}

impl Client {
    /// Sends a request with the user's token, and once more with a new one where the session has expired.
    pub(crate) async fn exchange(&self, request: &HttpRequest, signal: &AbortSignal) -> Answer {
        let instance = self.session.borrow().settings.instance.clone();
        let limit = self.transport.deadline(signal)?;
        let held = self.token.current(&limit).await.map_err(NoAnswer::NotSent)?;
        drop(limit);
        let token = held.as_ref().map(|held| &held.token);
        let response = self.transport.send(&instance, request, token, signal).await?;
        let (Some(held), Renewal::Useful) = (&held, renewal(&response)) else { return Ok(response) };
        let limit = self.transport.deadline(signal)?;
        let renewed = self.token.renew(held.generation, &limit).await;
        drop(limit);
        match renewed {
            Ok(Some(new)) => self.transport.send(&instance, request, Some(&new.token), signal).await,
            // No better token: the server's own refusal says it best.
            Ok(None) | Err(_) => Ok(response),
        }
    }

    /// Runs a task to its end.
    pub(crate) async fn run<T: Task>(
        self: &Rc<Self>,
        mut task: T,
        sends: Vec<Send>,
        caller: Option<AbortSignal>,
    ) -> Result<T::Output, Rejection> {
        // Before anything can end it: others may be waiting for what this task was the first to ask.
        let sends = self.share(sends);
        let scope = Scope::new(caller)?;
        let inbox = Rc::new(Inbox::new());
        scope.on_abort({
            let inbox = Rc::clone(&inbox);
            move |reason| inbox.push(Err(reason))
        });
        let listener: Rc<Listener> = Rc::new({
            let inbox = Rc::clone(&inbox);
            move |id, answer| inbox.push(Ok((id, Rc::clone(answer))))
        });
        self.listen(&listener);
        self.post(sends, &scope, &inbox);
        loop {
            let (id, answer) = inbox.next().await.map_err(Rejection::Reason)?;
            if !task.outstanding().contains(&id) {
                continue;
            }
            let answer = Rc::unwrap_or_clone(answer);
            let step = task.answer(&mut self.session.borrow_mut(), id, answer, clock());
            self.send_background();
            match step {
                Step::Waiting(sends) => self.post(sends, &scope, &inbox),
                Step::Done(result) => return result.map_err(Rejection::Problem),
            }
        }
    }

    fn post(self: &Rc<Self>, sends: Vec<Send>, scope: &Scope, inbox: &Rc<Inbox<Post>>) {
        for send in self.share(sends) {
            let (client, inbox, signal) = (Rc::clone(self), Rc::clone(inbox), scope.controller.signal());
            spawn_local(async move {
                let answer = client.exchange(&send.request, &signal).await;
                inbox.push(Ok((send.id, Rc::new(answer))));
            });
        }
    }
}

/// What arrives while a task runs: an answer, or the caller's reason to stop.
type Post = Result<(EffectId, Rc<Answer>), JsValue>;

/// All requests of a task: whatever is still under way when it ends is aborted.
struct Scope {
    controller: AbortController,
    caller: Option<AbortSignal>,
    listener: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Scope {
    fn new(caller: Option<AbortSignal>) -> Result<Self, Rejection> {
        if let Some(caller) = caller.as_ref().filter(|caller| caller.aborted()) {
            return Err(Rejection::Reason(caller.reason()));
        }
        let controller = AbortController::new().map_err(Rejection::Reason)?;
        Ok(Self { controller, caller, listener: RefCell::new(None) })
    }

    fn on_abort(&self, tell: impl Fn(JsValue) + 'static) {
        let Some(caller) = self.caller.clone() else { return };
        let listener = {
            let caller = caller.clone();
            Closure::<dyn FnMut()>::new(move || tell(caller.reason()))
        };
        let function: &Function = listener.as_ref().unchecked_ref();
        let _ = caller.add_event_listener_with_callback("abort", function);
        *self.listener.borrow_mut() = Some(listener);
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        if let (Some(caller), Some(listener)) = (&self.caller, self.listener.borrow().as_ref()) {
            let _ = caller.remove_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        }
        self.controller.abort();
    }
}

/// The time as the browser has it.
pub(crate) fn clock() -> Clock {
    let date = Date::new_0();
    #[allow(clippy::cast_possible_truncation, reason = "a date of JavaScript is a whole number below 2^53")]
    let (now, offset_minutes) = (Timestamp(date.get_time() as i64), -(date.get_timezone_offset() as i32));
    Clock { now, offset_minutes }
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A platform without what we build on.
pub(crate) fn unsupported(what: &str) -> Problem {
    Problem::new(Code::Internal, format!("this platform has no `{what}`"))
}
