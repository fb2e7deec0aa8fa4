//! `rules(…)`: transitions judged without a connection.

use std::cell::RefCell;

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::context::{Context, read_document};
use super::convert::{to_error, to_js};
use super::input::{read_input, read_value};
use crate::error::{Code, Problem};
use crate::record::{FieldName, FieldValue, FieldValues};
use crate::transition::{self, Desk, Opportunity, Verdict, check, offers};

/// Equal verdicts are handed out as one object, as long as there are not too many different ones.
const KNOWN_VERDICTS: usize = 64;

/// A rules document and an org document, compiled for many records.
#[wasm_bindgen]
pub struct Rules {
    desk: Desk,
}

/// Compiles rules. Without a document nothing is forbidden that Salesforce allows.
#[wasm_bindgen(unchecked_return_type = "Rules")]
pub fn rules(document: &JsValue, org: &JsValue) -> Result<Rules, JsValue> {
    let (document, org) = read_document(document, org).map_err(|problem| to_error(&problem))?;
    Ok(Rules { desk: Desk::new(document, org) })
}

#[wasm_bindgen]
impl Rules {
    /// What this change amounts to for this record.
    #[wasm_bindgen(unchecked_return_type = "Checked")]
    pub fn check(&self, record: &JsValue, input: &JsValue, context: &JsValue) -> Result<JsValue, JsValue> {
        let checked = read_input(input).and_then(|input| {
            let context = Context::read(context)?;
            let edited = input.fields.keys().map(String::as_str);
            check(&self.opportunity(record, &context, edited)?, &input, context.today)
        });
        checked.map(|proposal| to_js(&proposal)).map_err(|problem| to_error(&problem))
    }

    /// Every stage of the record's sales process with its verdict.
    #[wasm_bindgen(unchecked_return_type = "readonly Offer[]")]
    pub fn stages(&self, record: &JsValue, context: &JsValue) -> Result<JsValue, JsValue> {
        let offered = Context::read(context).and_then(|context| {
            offers(&self.opportunity(record, &context, std::iter::empty())?, context.today)
        });
        offered.map(|offers| to_js(&offers)).map_err(|problem| to_error(&problem))
    }

    /// The verdicts of one change for many records, in their order.
    #[wasm_bindgen(js_name = checkMany, unchecked_return_type = "readonly Verdict[]")]
    pub fn check_many(
        &self,
        records: &JsValue,
        input: &JsValue,
        context: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.judge_all(records, input, context).map_err(|problem| to_error(&problem))
    }

    /// The rules whose formulas cannot be read, and why.
    #[wasm_bindgen(getter, unchecked_return_type = "readonly { rule: string; message: string }[]")]
    pub fn unreadable(&self) -> JsValue {
        let list = Array::new();
        for (rule, why) in self.desk.ruleset().unreadable() {
            let (entry, set) = (Object::new(), |object: &Object, key: &str, text: &str| {
                // Writing a property of a plain object cannot fail.
                let _ = Reflect::set(object, &key.into(), &text.into());
            });
            set(&entry, "rule", rule);
            set(&entry, "message", why);
            list.push(&entry);
        }
        list.into()
    }
}

impl Rules {
    fn opportunity<'a>(
        &self,
        record: &JsValue,
        context: &Context,
        edited: impl Iterator<Item = &'a str>,
    ) -> Result<Opportunity, Problem> {
        let mut values = FieldValues::new();
        flatten(record, "", 0, &mut values)?;
        let opportunity =
            self.desk.opportunity(values, context.stages.as_deref(), context.user.clone(), edited);
        opportunity.ok_or_else(|| Problem::new(Code::Internal, "the record has no id"))
    }

    fn judge_all(&self, records: &JsValue, input: &JsValue, context: &JsValue) -> Result<JsValue, Problem> {
        if !Array::is_array(records) {
            return Err(Problem::new(Code::InvalidOptions, "`records` is not a list"));
        }
        let (input, context) = (read_input(input)?, Context::read(context)?);
        let stages = context.stages.as_deref();
        let mut batch = self.desk.batch(&input, stages, context.user.clone(), context.today)?;
        let paths: Vec<_> = batch.ruleset().paths().map(|path| path.map(Path::new)).collect();
        let (stage, record_type) = (Path::new("StageName"), Path::new("RecordType.DeveloperName"));
        let mut shape = Shape::default();
        let mut values = Vec::with_capacity(paths.len());
        let mut known: Vec<(Verdict, JsValue)> = Vec::new();
        let verdicts = Array::new();
        for record in Array::from(records).iter() {
            if !record.is_object() {
                return Err(Problem::new(Code::InvalidOptions, "one of `records` is not an object"));
            }
            shape.take(&record);
            values.clear();
            values.extend(paths.iter().map(|path| path.as_ref().and_then(|path| path.read(&record, &shape))));
            let read = |name: &str| Path::new(name).read(&record, &shape);
            let (stage, record_type) = (stage.read(&record, &shape), record_type.read(&record, &shape));
            let text = |value: &Option<FieldValue>| {
                value.as_ref().and_then(FieldValue::as_text).map(ToOwned::to_owned)
            };
            let verdict =
                batch.judge(&text(&stage).unwrap_or_default(), text(&record_type).as_deref(), &values, &read);
            let found = known.iter().find(|(other, _)| *other == verdict).map(|(_, shown)| shown.clone());
            let shown = found.unwrap_or_else(|| {
                let shown = to_js(&verdict);
                if known.len() < KNOWN_VERDICTS {
                    known.push((verdict, shown.clone()));
                }
                shown
            });
            verdicts.push(&shown);
        }
        Ok(verdicts.into())
    }
}

/// The way to a value in a record: `Account.Name` stands inside `Account`, or under its whole name.
struct Path {
    whole: JsValue,
    parts: Vec<JsValue>,
}

impl Path {
    fn new(path: &str) -> Self {
        let parts =
            if path.contains('.') { path.split('.').map(JsValue::from).collect() } else { Vec::new() };
        Self { whole: path.into(), parts }
    }

    fn read(&self, record: &JsValue, shape: &Shape) -> Option<FieldValue> {
        let flat = shape.member(record, &self.whole);
        let value = match flat {
            Some(value) => value,
            None if self.parts.is_empty() => return None,
            None => {
                let mut parts = self.parts.iter();
                let mut place = shape.member(record, parts.next()?)?;
                for part in parts {
                    // No parent, no value: a relationship that is empty reads as blank.
                    if place.is_null() {
                        break;
                    }
                    place = member(&place, part)?;
                }
                place
            }
        };
        read_value(&value)
    }
}

/// The keys of a record. Records of a batch mostly have the same ones, and to look for a name in other letter case is
/// dear: what came of it is kept as long as the keys stay the same.
#[derive(Default)]
struct Shape {
    keys: Vec<JsValue>,
    found: RefCell<Vec<(JsValue, Option<JsValue>)>>,
}

impl Shape {
    fn take(&mut self, record: &JsValue) {
        let keys = Object::keys(record.unchecked_ref::<Object>());
        let same = keys.length() as usize == self.keys.len()
            && keys.iter().zip(&self.keys).all(|(key, known)| key == *known);
        if !same {
            self.keys = keys.iter().collect();
            self.found.get_mut().clear();
        }
    }

    /// As [`member`], for the record that was taken last.
    fn member(&self, record: &JsValue, name: &JsValue) -> Option<JsValue> {
        let present = |value: &JsValue| !value.is_undefined();
        let value = Reflect::get(record, name).ok().filter(present);
        value.or_else(|| Reflect::get(record, &self.spelling(name)?).ok().filter(present))
    }

    fn spelling(&self, name: &JsValue) -> Option<JsValue> {
        let mut found = self.found.borrow_mut();
        if let Some((_, key)) = found.iter().find(|(known, _)| known == name) {
            return key.clone();
        }
        let lower = |text: &JsValue| text.unchecked_ref::<JsString>().to_lower_case();
        let wanted = lower(name);
        let key = self.keys.iter().find(|key| lower(key) == wanted).cloned();
        found.push((name.clone(), key.clone()));
        key
    }
}

/// A property by its name, and failing that, by its name in other letter case, as Salesforce reads names.
fn member(object: &JsValue, name: &JsValue) -> Option<JsValue> {
    let present = |value: &JsValue| !value.is_undefined();
    if let Some(value) = Reflect::get(object, name).ok().filter(present) {
        return Some(value);
    }
    let wanted = name.unchecked_ref::<JsString>().to_lower_case();
    let object = Object::try_from(object)?;
    let same = |key: &JsValue| key.unchecked_ref::<JsString>().to_lower_case() == wanted;
    let key = Object::keys(object).iter().find(same)?;
    Reflect::get(object, &key).ok().filter(present)
}

/// All values of a record by their paths.
fn flatten(record: &JsValue, path: &str, depth: u32, values: &mut FieldValues) -> Result<(), Problem> {
    let Some(object) = Object::try_from(record).filter(|_| !Array::is_array(record)) else {
        return Err(Problem::new(Code::InvalidOptions, "`record` is not an object"));
    };
    for key in Object::keys(object).iter().filter_map(|key| key.as_string()) {
        let value = Reflect::get(object, &key.as_str().into()).unwrap_or(JsValue::UNDEFINED);
        // What the REST API says of a record beside its fields, and lists of child records.
        if key == "attributes" || value.is_undefined() || Array::is_array(&value) {
            continue;
        }
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        if value.is_object() {
            if depth < transition::MAX_RELATIONSHIPS {
                flatten(&value, &path, depth + 1, values)?;
            }
        } else if let (Some(name), Some(value)) = (FieldName::new(&path), read_value(&value)) {
            values.insert(name, value);
        }
    }
    Ok(())
}
