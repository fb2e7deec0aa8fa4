//! Reads the receipt that JavaScript passes to `undo`. It may come from storage, so it is validated.
//!
//! Only the members that undo needs are read. Receipts for JavaScript need nothing here: `Receipt` in
//! `src/client/receipt.rs` is serialized as it is.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::values::read_values;
use crate::base::error::{Code, Problem};
use crate::base::map::Map;
use crate::base::{FieldName, FieldValue, FieldValues, RecordId};
use crate::client::{Settings, Undoable};

fn wrong(what: &str) -> Problem {
    Problem::new(Code::InvalidValue, format!("the value is not a receipt of an update: {what}"))
        .with_help("give the original receipt; `JSON.parse(JSON.stringify(receipt))` works too")
}

/// Checks that the receipt belongs to the connection's org. The link is only compared; nothing is sent to it.
pub(super) fn check_link(link: Option<String>, what: &Undoable, settings: &Settings) -> Result<(), Problem> {
    if link == settings.link(&what.id) { Ok(()) } else { Err(wrong("its `link` leads to another org")) }
}

/// Reads the update to undo, and the receipt's link.
pub(super) fn read_receipt(receipt: &JsValue) -> Result<(Undoable, Option<String>), Problem> {
    let get = |object: &JsValue, key: &str| Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED);
    let id = get(&get(receipt, "opportunity"), "id").as_string();
    let id = id.and_then(|id| RecordId::opportunity(&id).ok()).ok_or_else(|| wrong("no `opportunity.id`"))?;
    let values = |key: &str| -> Result<FieldValues, Problem> {
        let values: Map<String, FieldValue> =
            read_values(&get(receipt, key)).map_err(|_| wrong(&format!("no values in `{key}`")))?;
        let named = |(name, value): (String, FieldValue)| Some((FieldName::new(&name)?, value));
        let count = values.len();
        let values: FieldValues = values.into_iter().filter_map(named).collect();
        if values.len() == count {
            Ok(values)
        } else {
            Err(wrong(&format!("`{key}` has a key that is not a field name")))
        }
    };
    let (sent, before, after) = (values("sent")?, values("before")?, values("after")?);
    let until = get(receipt, "undoUntil");
    let until = match until.as_string() {
        Some(text) => Some(text.parse().map_err(|_| wrong("`undoUntil` is not an instant"))?),
        None if until.is_null() => None,
        None => return Err(wrong("no `undoUntil`")),
    };
    Ok((Undoable { id, sent, before, after, until }, get(receipt, "link").as_string()))
}
