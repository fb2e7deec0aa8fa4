//! Updates of many records: `planMany`, `resumeMany`, `updateMany`, and the plan that they return.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::input::read_approvals;
use super::js_value;
use super::options::Options;
use super::part::part;
use super::salesforce::{Salesforce, Work, promise, settle};
use super::values::read_values;
use crate::base::error::{Code, Problem};
use crate::client::Task;
use crate::client::bulk::{Plan, PlanOptions, PlanTask, Restoring, RunTask, Stored};
use crate::wasm::convert::{Rejection, adopted, to_error, to_js};
use crate::wasm::runtime::{Callbacks, Client, Host, OutcomeCell, YieldTimer, report};

/// The options of `updateMany`; the first ones are those of `planMany`.
const KEYS: [&str; 10] = [
    "conflicts",
    "bulkAbove",
    "concurrency",
    "acknowledge",
    "reason",
    "approvals",
    "signal",
    "onProgress",
    "save",
    "confirm",
];
const PLAN_KEYS: usize = 8;
const RUN_KEYS: [&str; 3] = ["signal", "onProgress", "save"];

/// The key of the records in a stored plan.
const ITEMS: &str = "items";

#[wasm_bindgen]
impl Salesforce {
    /// Reads the records and checks a change of each. Writes nothing.
    #[wasm_bindgen(js_name = planMany, unchecked_return_type = "Promise<BulkPlan>")]
    pub fn plan_many(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly RecordChange[]")] changes: JsValue,
        #[wasm_bindgen(unchecked_param_type = "PlanOptions | undefined")] options: JsValue,
    ) -> Promise {
        call(Rc::clone(&self.client), Call::Plan { changes, options })
    }

    /// Resumes a stored plan. Running it first reads the records that may have been written.
    #[wasm_bindgen(js_name = resumeMany, unchecked_return_type = "Promise<BulkPlan>")]
    pub fn resume_many(
        &self,
        #[wasm_bindgen(unchecked_param_type = "StoredPlan | string")] stored: JsValue,
    ) -> Promise {
        call(Rc::clone(&self.client), Call::Resume { stored })
    }

    /// Plans, asks the host for confirmation if it wants to be asked, and runs.
    #[wasm_bindgen(js_name = updateMany, unchecked_return_type = "Promise<BulkResult>")]
    pub fn update_many(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly RecordChange[]")] changes: JsValue,
        #[wasm_bindgen(unchecked_param_type = "UpdateManyOptions | undefined")] options: JsValue,
    ) -> Promise {
        call(Rc::clone(&self.client), Call::Update { changes, options })
    }
}

/// Which of the calls to run: one future for all of them takes a quarter of the code of four.
enum Call {
    Plan { changes: JsValue, options: JsValue },
    Resume { stored: JsValue },
    Update { changes: JsValue, options: JsValue },
}

part! { bulk: fn begin(client: Rc<Client>, call: Call) -> Work {
    Box::pin(serve(client, call))
} }

fn call(client: Rc<Client>, call: Call) -> Promise {
    begin(client, call).map_or_else(|problem| Promise::reject(&to_error(&problem)), settle)
}

async fn serve(client: Rc<Client>, call: Call) -> Result<JsValue, Rejection> {
    let (changes, options, update) = match call {
        Call::Resume { stored } => {
            let instance = client.session.borrow().settings.instance.clone();
            let mut restoring = Restoring::new(read_stored(&stored)?, &instance)?;
            let yield_timer = YieldTimer::default();
            while restoring.more()? {
                yield_timer.take().await;
            }
            return Ok(Shared::of(client, restoring.finish()?).planned().await);
        }
        Call::Plan { changes, options } => (changes, options, false),
        Call::Update { changes, options } => (changes, options, true),
    };
    let known = if update { &KEYS[..] } else { &KEYS[..PLAN_KEYS] };
    let keys = Options::new(&options, "options", known)?;
    let (signal, listener, confirm) =
        (keys.signal()?, keys.function("onProgress")?, keys.function("confirm")?);
    let mut plan = Plan::new(read_options(&keys)?);
    read_changes(&changes, &mut plan, signal.as_ref()).await?;
    plan.seal()?;
    let state = Shared::of(client, plan);
    let (progress, save) = (|| state.report_progress(listener.as_ref(), false), || Ok(JsValue::UNDEFINED));
    let host = Callbacks::new(&progress, &save, signal.clone());
    state.run_task(&mut PlanTask::new(Rc::clone(&state.plan)), signal, &host).await?;
    if !update {
        return Ok(state.planned().await);
    }
    if let Some(confirm) = confirm {
        let preview = to_js(&state.plan.borrow().preview());
        let answer = confirm.call1(&JsValue::UNDEFINED, &preview).map_err(Rejection::Reason)?;
        let answer = JsFuture::from(adopted(&answer)).await.map_err(Rejection::Reason)?;
        // Only `true` confirms.
        if answer.as_bool() != Some(true) {
            return Ok(state.result().await);
        }
    }
    state.carry_out(&keys).await
}

/// A plan for many records.
#[wasm_bindgen]
pub struct BulkPlan {
    state: Box<dyn Planned>,
    items: JsValue,
}

/// The methods of a plan.
trait Planned {
    fn preview(&self) -> JsValue;

    fn run(&self, options: JsValue) -> Promise;

    fn to_json(&self) -> JsValue;
}

/// The state that a plan and its run share.
#[derive(Clone)]
struct Shared {
    client: Rc<Client>,
    plan: Rc<RefCell<Plan>>,
    running: Rc<Cell<bool>>,
}

#[wasm_bindgen]
impl BulkPlan {
    /// Returns the expected result in numbers and reasons.
    #[wasm_bindgen(getter, unchecked_return_type = "BulkPreview")]
    pub fn preview(&self) -> JsValue {
        self.state.preview()
    }

    /// Returns each record with its verdict, in the order of the changes.
    #[wasm_bindgen(getter, unchecked_return_type = "readonly BulkRecord[]")]
    pub fn items(&self) -> JsValue {
        self.items.clone()
    }

    /// Writes the allowed changes. After an abort or a failure it continues where it stopped.
    #[wasm_bindgen(unchecked_return_type = "Promise<BulkResult>")]
    pub fn run(
        &self,
        #[wasm_bindgen(unchecked_param_type = "RunOptions | undefined")] options: JsValue,
    ) -> Promise {
        self.state.run(options)
    }

    /// Returns the current plan for storing.
    #[wasm_bindgen(js_name = toJSON, unchecked_return_type = "StoredPlan")]
    pub fn to_json(&self) -> JsValue {
        self.state.to_json()
    }
}

impl Planned for Shared {
    fn preview(&self) -> JsValue {
        to_js(&self.plan.borrow().preview())
    }

    fn run(&self, options: JsValue) -> Promise {
        let state = self.clone();
        promise(async move { state.carry_out(&Options::new(&options, "options", &RUN_KEYS)?).await })
    }

    fn to_json(&self) -> JsValue {
        self.stored(self.running.get())
    }
}

impl Shared {
    fn of(client: Rc<Client>, plan: Plan) -> Self {
        Self { client, plan: Rc::new(RefCell::new(plan)), running: Rc::default() }
    }

    async fn planned(self) -> JsValue {
        let items = self.records().await;
        BulkPlan { state: Box::new(self), items }.into()
    }

    fn stored(&self, under_way: bool) -> JsValue {
        let instance = self.client.session.borrow().settings.instance.clone();
        let Stored { document, items } = self.plan.borrow().store(&instance, under_way);
        // Our own output is valid JSON, and setting a property of a plain object cannot fail.
        let stored = JSON::parse(&document).unwrap_or(JsValue::UNDEFINED);
        let _ = Reflect::set(&stored, &ITEMS.into(), &items.into());
        stored
    }

    fn report_progress(&self, listener: Option<&Function>, writing: bool) {
        let Some(listener) = listener else { return };
        let progress = to_js(&self.plan.borrow().progress(writing));
        if let Err(thrown) = listener.call1(&JsValue::UNDEFINED, &progress) {
            report(&thrown);
        }
    }

    async fn run_task(
        &self,
        task: &mut dyn Task<Output = ()>,
        signal: Option<AbortSignal>,
        host: &dyn Host,
    ) -> Result<(), Rejection> {
        self.client.drive(task, Vec::new(), signal, OutcomeCell::default(), Some(host)).await
    }

    async fn carry_out(&self, keys: &Options) -> Result<JsValue, Rejection> {
        let (signal, listener, save) = (keys.signal()?, keys.function("onProgress")?, keys.function("save")?);
        if self.running.replace(true) {
            return Err(Problem::new(Code::NotAllowed, "the plan is already running")
                .with_help("wait for the first `run()`, or abort it")
                .into());
        }
        let under_way = Cell::new(true);
        let progress = || self.report_progress(listener.as_ref(), true);
        let save = || match &save {
            Some(save) => save.call1(&JsValue::UNDEFINED, &self.stored(under_way.get())),
            None => Ok(JsValue::UNDEFINED),
        };
        let host = Callbacks::new(&progress, &save, signal.clone());
        let outcome = self.run_task(&mut RunTask::new(Rc::clone(&self.plan)), signal, &host).await;
        under_way.set(false);
        let saved = host.save().await;
        self.running.set(false);
        outcome?;
        saved?;
        Ok(self.result().await)
    }

    async fn result(&self) -> JsValue {
        let result = to_js(&self.plan.borrow().progress(true));
        let records = self.records().await;
        let object = Object::from(result);
        for key in ["phase", "done"] {
            let _ = Reflect::delete_property(&object, &key.into());
        }
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &"results".into(), &records);
        object.into()
    }

    /// Returns the records as JavaScript objects, built in slices. Equal verdicts and problems share an object.
    async fn records(&self) -> JsValue {
        let list = Array::new();
        let keys = ["id", "outcome", "verdict", "problem"].map(JsValue::from);
        let mut verdicts: Vec<JsValue> = Vec::new();
        let mut problems: Vec<JsValue> = Vec::new();
        let yield_timer = YieldTimer::default();
        let count = self.plan.borrow().len();
        for index in 0..count {
            {
                let plan = self.plan.borrow();
                let Some(item) = plan.item(index) else { break };
                while verdicts.len() < plan.verdicts().len() {
                    verdicts.push(plan.verdicts().get(verdicts.len()).map_or(JsValue::NULL, to_js));
                }
                while problems.len() < plan.problems().len() {
                    problems.push(plan.problems().get(problems.len()).map_or(JsValue::NULL, to_js));
                }
                let shown = |list: &[JsValue], index: Option<usize>| {
                    index.and_then(|index| list.get(index).cloned()).unwrap_or(JsValue::NULL)
                };
                let values = [
                    plan.id(index).into(),
                    item.state.as_str().into(),
                    shown(&verdicts, plan.verdict_of(index)),
                    shown(&problems, plan.problem_of(index)),
                ];
                let record = Object::new();
                for (key, value) in keys.iter().zip(values) {
                    let _ = Reflect::set(&record, key, &value);
                }
                list.push(&record);
            }
            if index % 64 == 63 {
                yield_timer.take().await;
            }
        }
        list.into()
    }
}

fn read_options(keys: &Options) -> Result<PlanOptions, Problem> {
    let usual = PlanOptions::default();
    let check_conflicts = match keys.text("conflicts")?.as_deref() {
        None | Some("overwrite") => false,
        Some("check") => true,
        Some(_) => return Err(keys.wrong("conflicts", "`check` or `overwrite`")),
    };
    Ok(PlanOptions {
        check_conflicts,
        bulk_above: keys.whole("bulkAbove", 0..=4_000_000_000)?.unwrap_or(usual.bulk_above),
        concurrency: keys.whole("concurrency", 1..=10)?.unwrap_or(usual.concurrency),
        reason: keys.text("reason")?,
        acknowledge: keys.texts("acknowledge")?.unwrap_or_default(),
        approvals: keys.get("approvals").map(|it| read_approvals(&it)).transpose()?.unwrap_or_default(),
    })
}

/// Splits a stored plan into its parts.
fn read_stored(stored: &JsValue) -> Result<Stored, Problem> {
    let json = |value: &JsValue| JSON::stringify(value).ok()?.as_string();
    // A copy, so that the host's own object is neither read twice nor changed.
    let text = stored.as_string().or_else(|| json(stored));
    let copy = text.and_then(|text| JSON::parse(&text).ok()).filter(JsValue::is_object);
    let read = copy.and_then(|copy| {
        let items = Reflect::get(&copy, &ITEMS.into()).ok()?.as_string();
        Reflect::set(&copy, &ITEMS.into(), &JsValue::UNDEFINED).ok()?;
        Some(Stored { document: json(&copy)?, items: items? })
    });
    read.ok_or_else(|| Problem::new(Code::InvalidDocument, "the plan is not a result of `toJSON`"))
}

/// Reads the requested changes in slices. An invalid change is reported for its record only.
async fn read_changes(
    changes: &JsValue,
    plan: &mut Plan,
    signal: Option<&AbortSignal>,
) -> Result<(), Rejection> {
    // The host may change its list while the plan is made.
    let changes = js_value::list(changes)
        .ok_or_else(|| Problem::new(Code::InvalidOptions, "`changes` is not a list"))?;
    let yield_timer = YieldTimer::default();
    for (change, index) in changes.iter().zip(1_u32..) {
        let id = Reflect::get(&change, &"id".into()).ok().and_then(|id| id.as_string()).unwrap_or_default();
        let read = Options::new(&change, "change", &["id", "stage", "fields"]).and_then(|keys| {
            let fields = keys.get("fields").map(|fields| read_values(&fields)).transpose()?;
            Ok((keys.text("stage")?, fields.unwrap_or_default()))
        });
        plan.add(&id, read);
        if index % 64 == 0 {
            yield_timer.take().await;
        }
    }
    match signal.filter(|signal| signal.aborted()) {
        Some(signal) => Err(Rejection::Reason(signal.reason())),
        None => Ok(()),
    }
}
