//! Queries, proposals and field values, as JavaScript gives them.

use std::collections::BTreeMap;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use super::convert::{from_js, to_js};
use super::options::Options;
use crate::error::{Code, Problem};
use crate::record::FieldValue;
use crate::rest::query::{Matches, OpportunityQuery};
use crate::transition::ProposalInput;

/// An array that also tells whether there are more.
pub(super) fn matches_to_js(matches: &Matches) -> JsValue {
    let list = Array::from(&to_js(&matches.opportunities));
    // Writing a property of a plain array cannot fail.
    let _ = Reflect::set(&list, &"more".into(), &matches.more.into());
    list.into()
}

/// Reads what to look for.
pub(super) fn read_query(query: JsValue) -> Result<OpportunityQuery, Problem> {
    let keys = Options::new(&query, "query", &["account", "name", "search"])?;
    Ok(OpportunityQuery {
        account: keys.text("account")?,
        name: keys.text("name")?,
        search: keys.text("search")?,
    })
}

/// Reads what is to be changed.
pub(super) fn read_input(input: &JsValue) -> Result<ProposalInput, Problem> {
    let keys = Options::new(input, "input", &["stage", "fields"])?;
    let fields = keys.get("fields").map(|fields| read_values(&fields)).transpose()?;
    Ok(ProposalInput { stage: keys.text("stage")?, fields: fields.unwrap_or_default() })
}

/// Reads values by field name; what is undefined was not given.
pub(super) fn read_values(fields: &JsValue) -> Result<BTreeMap<String, FieldValue>, Problem> {
    if !fields.is_object() || Array::is_array(fields) {
        return Err(Problem::new(Code::InvalidOptions, "`fields` is not an object"));
    }
    let mut values = BTreeMap::new();
    for key in Object::keys(&Object::from(fields.clone())).iter() {
        let value = Reflect::get(fields, &key).unwrap_or(JsValue::UNDEFINED);
        let Some(name) = key.as_string().filter(|_| !value.is_undefined()) else { continue };
        let value = from_js(value, &name).map_err(|_| {
            Problem::new(
                Code::InvalidValue,
                format!("`{name}` is not a text, a finite number, true, false or null"),
            )
        })?;
        values.insert(name, value);
    }
    Ok(values)
}
