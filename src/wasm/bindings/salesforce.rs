//! `connect`, and the objects that it returns.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

use super::connection::client;
use super::conversation::Conversation;
use super::input::{matches_to_js, read_input, read_query};
use super::options::{call_signal, opportunity_id, read_language};
use super::receipt::{check_link, read_receipt};
use crate::base::RecordId;
use crate::base::error::{Code, Problem};
use crate::client::{
    self, ConfirmTask, CurrentOpportunity, HistoryTask, OpenTask, SearchTask, Step, UndoTask, editable_fields,
};
use crate::transition::{Opportunity, check, offers};
use crate::wasm::convert::{Rejection, freeze, to_error, to_js, to_rejection};
use crate::wasm::runtime::{Client, OutcomeCell, clock};

/// Connects to an org. Does not send a request.
#[wasm_bindgen(unchecked_return_type = "Salesforce")]
pub fn connect(
    #[wasm_bindgen(unchecked_param_type = "ConnectOptions")] options: &JsValue,
) -> Result<Salesforce, JsValue> {
    let client = client(options).map_err(|problem| to_error(&problem))?;
    Ok(Salesforce { client: Rc::new(client) })
}

/// A connection to one org, as one user.
#[wasm_bindgen]
pub struct Salesforce {
    pub(super) client: Rc<Client>,
}

#[wasm_bindgen]
impl Salesforce {
    /// Searches opportunities.
    #[wasm_bindgen(unchecked_return_type = "Promise<OpportunityMatches>")]
    pub fn find(
        &self,
        #[wasm_bindgen(unchecked_param_type = "OpportunityQuery")] query: JsValue,
        #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
    ) -> Promise {
        let client = Rc::clone(&self.client);
        promise(async move {
            let (query, signal) = (read_query(&query)?, call_signal(&options)?);
            let (task, effects) = SearchTask::start(&mut client.session.borrow_mut(), query)?;
            let matches = client.run(task, effects, signal).await?;
            client.prefetch();
            Ok(matches_to_js(&matches))
        })
    }

    /// Reads one opportunity and the stages of its sales process.
    #[wasm_bindgen(unchecked_return_type = "Promise<StageUpdate>")]
    pub fn open(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
    ) -> Promise {
        let client = Rc::clone(&self.client);
        promise(async move {
            let id = opportunity_id(&id)?;
            open(client, &id, &options).await
        })
    }

    /// Undoes an update.
    #[wasm_bindgen(unchecked_return_type = "Promise<Receipt>")]
    pub fn undo(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Receipt")] receipt: JsValue,
        #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
    ) -> Promise {
        let client = Rc::clone(&self.client);
        promise(async move {
            let (what, link) = read_receipt(&receipt)?;
            let signal = call_signal(&options)?;
            check_link(link, &what, &client.session.borrow().settings)?;
            let (task, effects) = UndoTask::start(&mut client.session.borrow_mut(), what, clock())?;
            Ok(to_js(&client.run(task, effects, signal).await?))
        })
    }

    /// Returns the stage history of an opportunity, the latest first.
    #[wasm_bindgen(unchecked_return_type = "Promise<readonly StageHistory[]>")]
    pub fn history(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
    ) -> Promise {
        let client = Rc::clone(&self.client);
        promise(async move {
            let (id, signal) = (opportunity_id(&id)?, call_signal(&options)?);
            let (task, effects) = HistoryTask::start(&mut client.session.borrow_mut(), &id);
            Ok(to_js(&client.run(task, effects, signal).await?))
        })
    }

    /// Restores metadata from the host's `metadataStore`. The loader calls this before it returns the
    /// connection.
    #[wasm_bindgen(skip_typescript)]
    pub fn restore(&self) -> Promise {
        let client = Rc::clone(&self.client);
        promise(async move {
            client.restore_metadata().await;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Drops the token that the `accessToken` function returned, so that the next request asks for another one.
    #[wasm_bindgen(js_name = forgetAccessToken)]
    pub fn forget_access_token(&self) {
        self.client.token.forget();
    }

    /// Starts a conversation.
    ///
    /// # Errors
    ///
    /// If the options are wrong, or the conversation's part is not attached.
    pub fn converse(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ConversationOptions | undefined")] options: JsValue,
    ) -> Result<Conversation, JsValue> {
        let language = read_language(&options).map_err(|problem| to_error(&problem))?;
        Conversation::new(Rc::clone(&self.client), language)
    }
}

/// An opportunity, and the operations on it.
#[wasm_bindgen]
pub struct StageUpdate {
    client: Rc<Client>,
    opportunity: Rc<Opportunity>,
    current: JsValue,
    stages: JsValue,
    fields: JsValue,
}

impl StageUpdate {
    fn new(client: Rc<Client>, opportunity: Opportunity) -> Self {
        let current = CurrentOpportunity::of(&opportunity, &client.session.borrow());
        let offered = clock().today().and_then(|today| offers(&opportunity, today).ok());
        let stages = offered.map_or_else(|| to_js(&*opportunity.process), |offers| to_js(&offers));
        let fields = to_js(&editable_fields(&opportunity));
        let current = to_js(&current);
        // Callers share these objects.
        [&current, &stages, &fields].into_iter().for_each(freeze);
        Self { current, stages, fields, opportunity: Rc::new(opportunity), client }
    }
}

#[wasm_bindgen]
impl StageUpdate {
    /// Returns the opportunity as it was read.
    #[wasm_bindgen(getter, unchecked_return_type = "CurrentOpportunity")]
    pub fn current(&self) -> JsValue {
        self.current.clone()
    }

    /// Returns the stages of its sales process in order, each with its verdict.
    #[wasm_bindgen(getter, unchecked_return_type = "readonly StageOption[]")]
    pub fn stages(&self) -> JsValue {
        self.stages.clone()
    }

    /// Returns the fields that may be edited along with the stage.
    #[wasm_bindgen(getter, unchecked_return_type = "readonly EditableField[]")]
    pub fn fields(&self) -> JsValue {
        self.fields.clone()
    }

    /// Returns the org's labels of the object and its fields.
    #[wasm_bindgen(getter, unchecked_return_type = "Labels")]
    pub fn labels(&self) -> JsValue {
        to_js(&self.opportunity.info.labels())
    }

    /// Reads the opportunity again.
    #[wasm_bindgen(unchecked_return_type = "Promise<StageUpdate>")]
    pub fn refresh(
        &self,
        #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
    ) -> Promise {
        let (client, id) = (Rc::clone(&self.client), self.opportunity.record.id.clone());
        promise(async move { open(client, &id, &options).await })
    }

    /// Checks a change. Does not send a request.
    #[wasm_bindgen(unchecked_return_type = "Proposal")]
    pub fn propose(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ProposalInput")] input: JsValue,
    ) -> Result<Proposal, JsValue> {
        let checked = read_input(&input).and_then(|input| {
            let today =
                clock().today().ok_or_else(|| Problem::new(Code::Internal, "the clock is out of range"))?;
            check(&self.opportunity, &input, today)
        });
        let checked = checked.map_err(|problem| to_error(&problem))?;
        let (stage, verdict, changes) =
            (to_js(&checked.stage), to_js(&checked.verdict), to_js(&checked.changes));
        [&stage, &verdict, &changes].into_iter().for_each(freeze);
        Ok(Proposal {
            client: Rc::clone(&self.client),
            opportunity: Rc::clone(&self.opportunity),
            stage,
            verdict,
            changes,
            checked,
            confirmed: Rc::default(),
            watch: Rc::default(),
        })
    }
}

/// A transition with its verdict and its changes, before it is confirmed.
#[wasm_bindgen]
pub struct Proposal {
    client: Rc<Client>,
    opportunity: Rc<Opportunity>,
    checked: crate::transition::Proposal,
    stage: JsValue,
    verdict: JsValue,
    changes: JsValue,
    confirmed: Rc<RefCell<Option<Promise>>>,
    watch: OutcomeCell,
}

#[wasm_bindgen]
impl Proposal {
    /// Returns the target stage.
    #[wasm_bindgen(getter, unchecked_return_type = "Stage | null")]
    pub fn stage(&self) -> JsValue {
        self.stage.clone()
    }

    /// Returns the kind of move.
    #[wasm_bindgen(getter, unchecked_return_type = "TransitionKind")]
    pub fn kind(&self) -> String {
        self.checked.kind.as_str().into()
    }

    /// Returns the verdict.
    #[wasm_bindgen(getter, unchecked_return_type = "Verdict")]
    pub fn verdict(&self) -> JsValue {
        self.verdict.clone()
    }

    /// Returns the changes.
    #[wasm_bindgen(getter, unchecked_return_type = "readonly Change[]")]
    pub fn changes(&self) -> JsValue {
        self.changes.clone()
    }

    /// Returns what is known about the write, also after an abort of `confirm`.
    #[wasm_bindgen(getter, unchecked_return_type = "WriteOutcome")]
    pub fn outcome(&self) -> String {
        self.watch.get().as_str().into()
    }

    /// Writes exactly this change and reads it back. While the write is in flight, and after it has succeeded,
    /// further calls return the same promise, so that a second click cannot write twice. After a failure,
    /// `confirm` may be called again.
    #[wasm_bindgen(unchecked_return_type = "Promise<Receipt>")]
    pub fn confirm(
        &self,
        #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
    ) -> Promise {
        if let Some(promise) = self.confirmed.borrow().as_ref() {
            return promise.clone();
        }
        // A call that starts nothing must not become the promise of later calls.
        let signal = match call_signal(&options).map_err(Rejection::from).and_then(not_aborted) {
            Ok(signal) => signal,
            Err(rejection) => return Promise::reject(&to_rejection(rejection)),
        };
        let (client, confirmed) = (Rc::clone(&self.client), Rc::clone(&self.confirmed));
        let (opportunity, proposal) = (Opportunity::clone(&self.opportunity), self.checked.clone());
        let watch = Rc::clone(&self.watch);
        let promise = promise(async move {
            let receipt = apply(&client, opportunity, proposal, signal, &watch).await;
            if receipt.is_err() {
                *confirmed.borrow_mut() = None;
            }
            Ok(to_js(&receipt?))
        });
        *self.confirmed.borrow_mut() = Some(promise.clone());
        promise
    }
}

async fn open(client: Rc<Client>, id: &RecordId, options: &JsValue) -> Result<JsValue, Rejection> {
    let signal = call_signal(options)?;
    let (task, effects) = OpenTask::start(&mut client.session.borrow_mut(), id);
    let opportunity = client.run(task, effects, signal).await?;
    Ok(StageUpdate::new(client, opportunity).into())
}

async fn apply(
    client: &Rc<Client>,
    opportunity: Opportunity,
    proposal: crate::transition::Proposal,
    signal: Option<AbortSignal>,
    watch: &OutcomeCell,
) -> Result<client::Receipt, Rejection> {
    let session = &client.session;
    let (task, step) = ConfirmTask::start(&mut session.borrow_mut(), opportunity, proposal, clock())?;
    match step {
        Step::Waiting(effects) => client.run_watched(task, effects, signal, Rc::clone(watch)).await,
        Step::Done(receipt) => Ok(receipt?),
    }
}

/// Rejects with the caller's reason if its signal is already aborted.
fn not_aborted(signal: Option<AbortSignal>) -> Result<Option<AbortSignal>, Rejection> {
    match signal {
        Some(aborted) if aborted.aborted() => Err(Rejection::Reason(aborted.reason())),
        signal => Ok(signal),
    }
}

pub(super) fn promise(work: impl Future<Output = Result<JsValue, Rejection>> + 'static) -> Promise {
    // Boxed, so that the conversion to a promise is compiled once.
    settle(Box::pin(work))
}

/// The future of a call.
pub(super) type Work = Pin<Box<dyn Future<Output = Result<JsValue, Rejection>>>>;

pub(super) fn settle(work: Work) -> Promise {
    future_to_promise(async move { work.await.map_err(to_rejection) })
}
