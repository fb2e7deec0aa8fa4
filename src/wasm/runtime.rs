//! The run loop: performs the effects of tasks, renews the token, and passes events back to the tasks.

mod conversation;
mod long_task;
mod mailbox;
mod metadata_store;
mod shared_requests;
mod token;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Date, Function};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use crate::base::error::{Code, Problem};
use crate::base::{Clock, TimeZone, Timestamp};
use crate::client::{
    Answer, Effect, EffectId, Event, Exchange, ExchangeEvent, ExchangeStep, Outcome, Send, Session, Step,
    Task,
};
use crate::rest::NoAnswer;
use crate::wasm::convert::{Rejection, to_js};
use crate::wasm::transport::{Deadline, Transport};
pub(crate) use conversation::ConversationRun;
pub(crate) use long_task::{Callbacks, Host, YieldTimer};
use mailbox::Mailbox;
pub(crate) use metadata_store::MetadataStore;
pub(crate) use shared_requests::Listener;
use token::Held;
pub(crate) use token::TokenSource;

/// A connection to one org.
pub(crate) struct Client {
    pub(crate) session: RefCell<Session>,
    pub(crate) transport: Transport,
    pub(crate) token: TokenSource,
    /// Called when the client retries or falls back to another strategy.
    pub(crate) on_notice: Option<Function>,
    /// Listeners for responses to shared requests.
    pub(crate) listeners: RefCell<Vec<Weak<Listener>>>,
    /// The host's cache for metadata.
    pub(crate) store: Option<MetadataStore>,
}

/// What is known about a write, for callers that do not wait for its end.
pub(crate) type OutcomeCell = Rc<Cell<Outcome>>;

impl Client {
    /// Gets the response to a request. The exchange decides about tokens and retries.
    pub(crate) async fn exchange(&self, send: &Send, signal: &AbortSignal, watch: &OutcomeCell) -> Answer {
        let limit = |milliseconds| Deadline::new(signal, milliseconds).ok_or(NoAnswer::Failed);
        if send.after > 0 {
            limit(send.after)?.passed().await;
        }
        let instance = self.session.borrow().settings.instance.clone();
        let renewable = self.token.is_renewable();
        let (mut exchange, mut next) = Exchange::start(&self.session.borrow(), send, renewable, clock());
        let mut held = None;
        let mut refused = false;
        loop {
            // The caller has given up, so nothing more is sent.
            if signal.aborted() {
                return Err(NoAnswer::Failed);
            }
            let event = match next {
                ExchangeStep::Token(time) => {
                    ExchangeEvent::Token(match self.token.current(&limit(time)?).await {
                        Ok(token) => {
                            held = token;
                            Ok(())
                        }
                        Err(problem) => Err(problem),
                    })
                }
                ExchangeStep::Renew(time) => {
                    let sent = held.as_ref().map_or(0, |held: &Held| held.generation);
                    match self.token.renew(sent, &limit(time)?).await {
                        // Nothing was written, and a failed renewal may be temporary.
                        Err(problem) if refused && problem.code.retryable() => {
                            return Err(NoAnswer::NotSent(problem));
                        }
                        newer => ExchangeEvent::Renewed(matches!(newer, Ok(Some(_)))),
                    }
                }
                ExchangeStep::Send(time) => {
                    let token = held.as_ref().map(|held| &held.token);
                    let deadline = limit(time)?;
                    if send.request.writes {
                        watch.set(Outcome::Unknown);
                    }
                    let answer = self.transport.send(&instance, &send.request, token, &deadline).await;
                    refused = answer.is_ok();
                    ExchangeEvent::Answer(answer)
                }
                ExchangeStep::Wait(time) => {
                    limit(time)?.passed().await;
                    ExchangeEvent::Waited
                }
                ExchangeStep::Probe(time) => {
                    ExchangeEvent::Probed(self.transport.probe(&instance, &limit(time)?).await)
                }
                ExchangeStep::Done(answer) => return answer,
            };
            next = exchange.handle(&mut self.session.borrow_mut(), event, clock());
            self.notify();
            if let (ExchangeStep::Renew(_), true) = (&next, send.request.writes) {
                // The session had expired, so nothing was written.
                watch.set(Outcome::NotWritten);
            }
        }
    }

    /// Passes notices to the host. No borrow is held while JavaScript runs.
    pub(crate) fn notify(&self) {
        let Some(listener) = &self.on_notice else { return };
        let notices = self.session.borrow_mut().take_notices();
        for notice in notices {
            // A listener that throws must not stop the write.
            if let Err(thrown) = listener.call1(&JsValue::UNDEFINED, &to_js(&notice)) {
                report(&thrown);
            }
        }
    }

    /// Performs an effect that an event follows; `None` for other effects.
    pub(crate) async fn perform(
        &self,
        effect: Effect,
        signal: &AbortSignal,
        watch: &OutcomeCell,
    ) -> Option<(EffectId, Event)> {
        match effect {
            Effect::Send(send) => {
                let answer = self.exchange(&send, signal, watch).await;
                Some((send.id, Event::Answer(answer)))
            }
            Effect::Wait(id, milliseconds) => {
                Deadline::new(signal, milliseconds)?.passed().await;
                Some((id, Event::Waited))
            }
            Effect::Save | Effect::Abort(_) => None,
        }
    }

    /// Runs a task, and returns its result.
    pub(crate) fn run<T: Task>(
        self: &Rc<Self>,
        task: T,
        effects: Vec<Effect>,
        caller: Option<AbortSignal>,
    ) -> impl Future<Output = Result<T::Output, Rejection>> {
        self.run_watched(task, effects, caller, OutcomeCell::default())
    }

    /// Runs a task, and updates the cell with what is known about its write.
    pub(crate) async fn run_watched<T: Task>(
        self: &Rc<Self>,
        task: T,
        effects: Vec<Effect>,
        caller: Option<AbortSignal>,
        watch: OutcomeCell,
    ) -> Result<T::Output, Rejection> {
        let mut task = KeepsResult { task, result: None };
        self.drive(&mut task, effects, caller, watch, None).await?;
        let result = task.result.ok_or_else(|| Problem::new(Code::Internal, "a task ended without a result"));
        result.and_then(|result| result).map_err(Rejection::Problem)
    }

    /// Runs a task to its end. Compiled once for all tasks.
    pub(crate) async fn drive(
        self: &Rc<Self>,
        task: &mut dyn Task<Output = ()>,
        effects: Vec<Effect>,
        caller: Option<AbortSignal>,
        watch: OutcomeCell,
        host: Option<&dyn Host>,
    ) -> Result<(), Rejection> {
        // Before anything can end the task: others may wait for requests that this task was the first to make.
        let effects = self.share(effects);
        let mut run = Run { scope: Scope::new(caller)?, mailbox: Rc::new(Mailbox::new()), watch, host };
        run.scope.on_abort({
            let mailbox = Rc::clone(&run.mailbox);
            move |reason| mailbox.push(Err(reason))
        });
        let listener: Rc<Listener> = Rc::new({
            let mailbox = Rc::clone(&run.mailbox);
            move |id, event| mailbox.push(Ok((id, Rc::clone(event))))
        });
        self.listen(&listener);
        self.post(effects, &run).await?;
        loop {
            let worked = task.work(&mut self.session.borrow_mut(), clock());
            let step = match worked {
                Some(step) => step,
                None => {
                    let (id, event) = run.mailbox.next().await.map_err(Rejection::Reason)?;
                    if !task.outstanding().contains(&id) {
                        continue;
                    }
                    let event = Rc::unwrap_or_clone(event);
                    task.handle(&mut self.session.borrow_mut(), id, event, clock())
                }
            };
            run.watch.set(task.outcome());
            self.notify();
            self.send_background();
            match step {
                Step::Waiting(effects) => self.post(effects, &run).await?,
                Step::Done(result) => {
                    if let Some(host) = host {
                        host.end();
                    }
                    return result.map_err(Rejection::Problem);
                }
            }
            if let Some(host) = host {
                host.pause().await?;
            }
        }
    }

    /// Performs effects in their order, and puts the events that follow them into the mailbox.
    async fn post(self: &Rc<Self>, effects: Vec<Effect>, run: &Run<'_>) -> Result<(), Rejection> {
        for effect in self.share(effects) {
            if let (Effect::Save, Some(host)) = (&effect, run.host) {
                host.save().await?;
                continue;
            }
            let (client, mailbox, watch) = (Rc::clone(self), Rc::clone(&run.mailbox), Rc::clone(&run.watch));
            let signal = run.scope.controller.signal();
            spawn_local(async move {
                if let Some((id, event)) = client.perform(effect, &signal, &watch).await {
                    mailbox.push(Ok((id, Rc::new(event))));
                }
            });
        }
        Ok(())
    }
}

/// What a run of a task holds in addition to the task.
struct Run<'a> {
    scope: Scope,
    mailbox: Rc<Mailbox<Post>>,
    watch: OutcomeCell,
    host: Option<&'a dyn Host>,
}

/// A task that keeps its result, so that all tasks have the same type for the run loop.
struct KeepsResult<T: Task> {
    task: T,
    result: Option<Result<T::Output, Problem>>,
}

impl<T: Task> KeepsResult<T> {
    fn keep(&mut self, step: Step<T::Output>) -> Step<()> {
        match step {
            Step::Waiting(effects) => Step::Waiting(effects),
            Step::Done(result) => {
                self.result = Some(result);
                Step::Done(Ok(()))
            }
        }
    }
}

impl<T: Task> Task for KeepsResult<T> {
    type Output = ();

    fn handle(&mut self, session: &mut Session, id: EffectId, event: Event, clock: Clock) -> Step<()> {
        let step = self.task.handle(session, id, event, clock);
        self.keep(step)
    }

    fn outstanding(&self) -> Vec<EffectId> {
        self.task.outstanding()
    }

    fn outcome(&self) -> Outcome {
        self.task.outcome()
    }
}

/// A message to a running task: an event, or the caller's reason to abort.
type Post = Result<(EffectId, Rc<Event>), JsValue>;

/// The caller's signal, with a listener that is removed on drop.
pub(crate) struct Caller {
    signal: AbortSignal,
    listener: Option<Closure<dyn FnMut()>>,
}

impl Caller {
    /// Rejects with the caller's reason if its signal is already aborted.
    pub(crate) fn new(signal: AbortSignal) -> Result<Self, Rejection> {
        if signal.aborted() {
            return Err(Rejection::Reason(signal.reason()));
        }
        Ok(Self { signal, listener: None })
    }

    pub(crate) fn on_abort(&mut self, callback: impl Fn(JsValue) + 'static) {
        let signal = self.signal.clone();
        let listener = Closure::<dyn FnMut()>::new(move || callback(signal.reason()));
        let _ = self.signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        self.listener = Some(listener);
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        if let Some(listener) = &self.listener {
            let function: &Function = listener.as_ref().unchecked_ref();
            let _ = self.signal.remove_event_listener_with_callback("abort", function);
        }
    }
}

/// The requests of a task. Those that are in flight when it ends are aborted.
struct Scope {
    controller: AbortController,
    caller: Option<Caller>,
}

impl Scope {
    fn new(caller: Option<AbortSignal>) -> Result<Self, Rejection> {
        let caller = caller.map(Caller::new).transpose()?;
        let controller = AbortController::new().map_err(Rejection::Reason)?;
        Ok(Self { controller, caller })
    }

    fn on_abort(&mut self, callback: impl Fn(JsValue) + 'static) {
        if let Some(caller) = &mut self.caller {
            caller.on_abort(callback);
        }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

/// Returns the browser's time.
pub(crate) fn clock() -> Clock {
    #[allow(clippy::cast_possible_truncation, reason = "a date of JavaScript is a whole number below 2^53")]
    let now = Timestamp(Date::now() as i64);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is below 2^32, and not negative"
    )]
    let random = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    Clock {
        now,
        time_zone: TimeZone::known(local_offset, now),
        random: [random(), random(), random(), random()],
    }
}

/// Returns the minutes by which this machine's time zone is ahead of UTC at an instant.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "an instant of the calendar is below 2^53, and an offset a few hundred minutes"
)]
pub(crate) fn local_offset(at: Timestamp) -> i32 {
    -(Date::new(&(at.0 as f64).into()).get_timezone_offset() as i32)
}

/// Reports an uncaught error, as the platform does for its own events.
pub(crate) fn report(thrown: &JsValue) {
    let reporter = js_sys::Reflect::get(&js_sys::global(), &"reportError".into());
    if let Some(reporter) = reporter.ok().and_then(|reporter| reporter.dyn_into::<Function>().ok()) {
        let _ = reporter.call1(&JsValue::UNDEFINED, thrown);
    }
}

/// The problem of a platform that lacks a required API.
pub(crate) fn unsupported(what: &str) -> Problem {
    Problem::new(Code::Internal, format!("this platform has no `{what}`"))
}
