//! Checks transitions without a connection.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::base::error::{Code, Problem};
use crate::base::{Decimal, FieldName, FieldValue, FieldValues};
use crate::org::Stage;
use crate::transition::{
    self, Batch, KeyFields, Opportunity, RuleEngine, StageOption, Table, Verdict, check, offers,
};
use crate::wasm::bindings::context::{Context, read_document};
use crate::wasm::bindings::input::read_input;
use crate::wasm::bindings::js_value;
use crate::wasm::bindings::values::read_value;
use crate::wasm::convert::to_js;

/// The number of records in a chunk: enough to make calls into JavaScript rare, few enough to keep memory flat.
const CHUNK: u32 = 2_048;

#[wasm_bindgen(module = "/src/wasm/bindings/column_reader.js")]
extern "C" {
    type Reader;

    type Gathered;

    fn reader(paths: &Array, loose: usize, most: u32) -> Reader;

    #[wasm_bindgen(catch)]
    fn gather(reader: &Reader, records: &Array, from: u32, count: u32) -> Result<Option<Gathered>, JsValue>;

    fn leave(reader: &Reader);

    #[wasm_bindgen(method, getter)]
    fn cells(this: &Gathered) -> Vec<u32>;

    #[wasm_bindgen(method, getter)]
    fn values(this: &Gathered) -> Array;

    #[wasm_bindgen(method, getter)]
    fn numbers(this: &Gathered) -> Vec<f64>;

    #[wasm_bindgen(method, getter)]
    fn columns(this: &Gathered) -> Vec<u32>;

    fn spread(indices: &[u32], shown: &Array, verdicts: &Array);

    fn offer(stages: &JsValue, guides: &JsValue, kinds: &str, indices: &[u32], verdicts: &Array) -> JsValue;
}

/// The methods of compiled rules.
pub(crate) trait Judge {
    fn check(&self, record: &JsValue, input: &JsValue, context: &JsValue) -> Result<JsValue, Problem>;

    fn stages(&self, record: &JsValue, context: &JsValue) -> Result<JsValue, Problem>;

    fn check_many(&self, records: &JsValue, input: &JsValue, context: &JsValue) -> Result<JsValue, Problem>;

    fn unreadable(&self) -> JsValue;
}

struct Compiled {
    engine: RuleEngine,
    /// The sales process that was converted last; the next record usually has the same.
    shown: RefCell<Option<Shown>>,
}

/// The part of the result that is the same for every record of a sales process.
struct Shown {
    process: Rc<Vec<Stage>>,
    guides: Vec<KeyFields>,
    /// Both as JavaScript values.
    parts: (JsValue, JsValue),
}

/// Compiles rules for `rules`.
pub(super) fn compile(document: &JsValue, org: &JsValue) -> Result<Box<dyn Judge>, Problem> {
    let (document, org) = read_document(document, org)?;
    Ok(Box::new(Compiled { engine: RuleEngine::new(document, org), shown: RefCell::default() }))
}

impl Judge for Compiled {
    fn check(&self, record: &JsValue, input: &JsValue, context: &JsValue) -> Result<JsValue, Problem> {
        let (input, context) = (read_input(input)?, Context::read(context)?);
        if input.stage.is_some() {
            self.engine.has_stages(context.stages.as_deref())?;
        }
        let edited = input.fields.keys().map(String::as_str);
        let opportunity = self.opportunity(record, &context, edited)?;
        Ok(to_js(&check(&opportunity, &input, context.today)?))
    }

    fn stages(&self, record: &JsValue, context: &JsValue) -> Result<JsValue, Problem> {
        let context = Context::read(context)?;
        self.engine.has_stages(context.stages.as_deref())?;
        let opportunity = self.opportunity(record, &context, std::iter::empty())?;
        Ok(self.show(&opportunity.process, offers(&opportunity, context.today)?))
    }

    fn check_many(&self, records: &JsValue, input: &JsValue, context: &JsValue) -> Result<JsValue, Problem> {
        self.judge_all(records, input, context)
    }

    fn unreadable(&self) -> JsValue {
        let list = Array::new();
        for (rule, why) in self.engine.ruleset().unreadable() {
            let (entry, set) = (Object::new(), |object: &Object, key: &str, text: &str| {
                // Setting a property of a plain object cannot fail.
                let _ = Reflect::set(object, &key.into(), &text.into());
            });
            set(&entry, "rule", rule);
            set(&entry, "message", why);
            list.push(&entry);
        }
        list.into()
    }
}

impl Compiled {
    fn opportunity<'a>(
        &self,
        record: &JsValue,
        context: &Context,
        edited: impl Iterator<Item = &'a str>,
    ) -> Result<Opportunity, Problem> {
        let keys = js_value::keys(record)
            .ok_or_else(|| Problem::new(Code::InvalidOptions, "`record` is not an object"))?;
        let mut values = FieldValues::new();
        flatten(record, &keys, "", 0, &mut values);
        context.settle();
        let opportunity =
            self.engine.opportunity(values, context.stages.as_deref(), context.user.clone(), edited);
        opportunity.ok_or_else(|| Problem::new(Code::Internal, "the record has no id"))
    }

    /// Converts the stages to JavaScript. Only what differs from the last time crosses the boundary: the kinds
    /// of moves, and each distinct verdict once.
    fn show(&self, process: &Rc<Vec<Stage>>, offers: Vec<StageOption>) -> JsValue {
        let (mut kinds, mut indices, verdicts) = (String::new(), Vec::new(), Array::new());
        let (mut known, mut guides): (Vec<Verdict>, Vec<_>) = (Vec::new(), Vec::new());
        for offer in offers {
            kinds.push_str(offer.kind.as_str());
            kinds.push(' ');
            let index = known.iter().position(|known| *known == offer.verdict).unwrap_or_else(|| {
                verdicts.push(&to_js(&offer.verdict));
                known.push(offer.verdict);
                known.len() - 1
            });
            indices.push(u32::try_from(index).unwrap_or_default());
            guides.push(offer.key_fields);
        }
        let mut shown = self.shown.borrow_mut();
        let same = shown.take().filter(|shown| Rc::ptr_eq(&shown.process, process) && shown.guides == guides);
        let shown = shown.insert(same.unwrap_or_else(|| Shown {
            process: Rc::clone(process),
            parts: (to_js(&**process), to_js(&guides)),
            guides,
        }));
        offer(&shown.parts.0, &shown.parts.1, &kinds, &indices, &verdicts)
    }

    fn judge_all(&self, records: &JsValue, input: &JsValue, context: &JsValue) -> Result<JsValue, Problem> {
        let records = js_value::list(records)
            .ok_or_else(|| Problem::new(Code::InvalidOptions, "`records` is not a list"))?;
        let (input, context) = (read_input(input)?, Context::read(context)?);
        let stages = context.stages.as_deref();
        let mut batch = self.engine.batch(&input, stages, context.user.clone(), context.today)?;
        let path = |path: Option<&str>| path.map_or(JsValue::NULL, JsValue::from);
        let columns: Array = batch.columns().map(path).collect();
        // The columns of rules come first; they are not compared with given values.
        let reader = reader(&columns, self.engine.ruleset().slots(), CHUNK.min(records.length()));
        let (shown, verdicts) = (Array::new(), Array::new());
        for from in (0..records.length()).step_by(CHUNK as usize) {
            let gathered = gather(&reader, &records, from, CHUNK).map_err(|_| not_read())?;
            let gathered = gathered.ok_or_else(not_read)?;
            context.settle();
            let mut others = gathered.values().into_iter();
            // NaN marks a value that is not a number: it is the next one in the list of others.
            let mut value = |number: f64| match number.is_nan() {
                true => read_value(&others.next()?),
                false => Decimal::from_f64(number).map(FieldValue::Number),
            };
            let values = gathered.columns().into_iter().zip(gathered.numbers());
            let values: Vec<_> = values.map(|(column, number)| (column, value(number))).collect();
            let indices = batch.judge(Table { values: &values, cells: &gathered.cells() });
            // The first verdicts are valid for all tables and are converted once.
            shown.set_length(shown.length().min(Batch::KNOWN));
            for verdict in batch.verdicts().iter().skip(shown.length() as usize) {
                shown.push(&to_js(verdict));
            }
            spread(&indices, &shown, &verdicts);
        }
        leave(&reader);
        Ok(verdicts.into())
    }
}

fn not_read() -> Problem {
    Problem::new(Code::InvalidOptions, "one of `records` is not an object that can be read")
}

/// Collects all values of a record by path.
fn flatten(record: &JsValue, keys: &Array, path: &str, depth: u32, values: &mut FieldValues) {
    for property in keys.iter() {
        let Some(key) = property.as_string() else { continue };
        let value = Reflect::get(record, &property).unwrap_or(JsValue::UNDEFINED);
        // Metadata that the REST API adds to a record.
        if key == "attributes" || value.is_undefined() {
            continue;
        }
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        if value.is_object() {
            // Lists of child records have no keys.
            if let Some(keys) = js_value::keys(&value).filter(|_| depth < transition::MAX_RELATIONSHIPS) {
                flatten(&value, &keys, &path, depth + 1, values);
            }
        } else if let (Some(name), Some(value)) = (FieldName::in_formula(&path), read_value(&value)) {
            values.insert(name, value);
        }
    }
}
