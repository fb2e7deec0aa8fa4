//! Builds the requests that hosts send on their own.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use crate::base::error::{Code, Problem};
use crate::base::{FieldName, FieldValues, RecordId};
use crate::rest::query;
use crate::rest::write::{Strategy, Write};
use crate::rest::{
    HttpDate, HttpRequest, LONGEST_PATH, object_info, opportunity_stages, picklist_values, record,
    ui_record_update,
};
use crate::wasm::bindings::input::read_query;
use crate::wasm::bindings::options::{Options, opportunity_id};
use crate::wasm::bindings::values::read_values;
use crate::wasm::convert::to_error;
use crate::wasm::runtime::clock;

/// A request with its JavaScript arguments.
pub(crate) enum Request<'a> {
    Find { query: &'a JsValue, options: &'a JsValue },
    Record { id: &'a JsValue, options: &'a JsValue },
    ObjectInfo { options: &'a JsValue },
    Stages { record_type: &'a JsValue, options: &'a JsValue },
    OpportunityStages { options: &'a JsValue },
    Update { id: &'a JsValue, fields: &'a JsValue, options: &'a JsValue },
}

pub(super) fn build(request: Request<'_>) -> Result<JsValue, JsValue> {
    finish(match request {
        Request::Find { query, options } => find(query, options),
        Request::Record { id, options } => record(id, options),
        Request::ObjectInfo { options } => object_info(options),
        Request::Stages { record_type, options } => stages(record_type, options),
        Request::OpportunityStages { options } => opportunity_stages(options),
        Request::Update { id, fields, options } => update(id, fields, options),
    })
}

fn finish(request: Result<HttpRequest, Problem>) -> Result<JsValue, JsValue> {
    let request = request.map_err(|problem| to_error(&problem))?;
    let (prepared, headers) = (Object::new(), Object::new());
    let set = |object: &Object, key: &str, value: JsValue| Reflect::set(object, &key.into(), &value);
    for (name, value) in request.headers {
        set(&headers, name, value.into())?;
    }
    set(&prepared, "method", request.method.as_str().into())?;
    set(&prepared, "path", request.path.into())?;
    set(&prepared, "headers", headers.into())?;
    set(&prepared, "body", request.body.map_or(JsValue::NULL, Into::into))?;
    Ok(prepared.into())
}

fn find(query: &JsValue, options: &JsValue) -> Result<HttpRequest, Problem> {
    Options::new(options, "options", &["apiVersion"]).and_then(|options| {
        query::request(options.version()?, &read_query(query)?, &query::columns(false), None, LONGEST_PATH)
    })
}

fn record(id: &JsValue, options: &JsValue) -> Result<HttpRequest, Problem> {
    Options::new(options, "options", &["apiVersion", "fields"]).and_then(|options| {
        let fields = options.fields("fields")?.unwrap_or_default();
        let request = record::request(options.version()?, &opportunity_id(id)?, &fields);
        if request.path.len() > LONGEST_PATH {
            let message = "`fields` has more names than fit into one URL";
            return Err(Problem::new(Code::InvalidOptions, message)
                .with_help("split them over several requests, as `connect` does"));
        }
        Ok(request)
    })
}

fn object_info(options: &JsValue) -> Result<HttpRequest, Problem> {
    Options::new(options, "options", &["apiVersion"])
        .and_then(|options| Ok(object_info::request(options.version()?)))
}

fn stages(record_type: &JsValue, options: &JsValue) -> Result<HttpRequest, Problem> {
    Options::new(options, "options", &["apiVersion"]).and_then(|options| {
        let text = record_type.as_string().unwrap_or_default();
        let id = RecordId::new(&text).ok().filter(|id| id.as_str().starts_with("012")).ok_or_else(|| {
            Problem::new(Code::InvalidRecordId, format!("`{text}` is not the id of a record type")).with_help(
                "a record type's id starts with 012; the response to `requests.record` contains it",
            )
        })?;
        Ok(picklist_values::request(options.version()?, &id))
    })
}

fn opportunity_stages(options: &JsValue) -> Result<HttpRequest, Problem> {
    Options::new(options, "options", &["apiVersion"])
        .and_then(|options| Ok(opportunity_stages::request(options.version()?)))
}

fn update(id: &JsValue, fields: &JsValue, options: &JsValue) -> Result<HttpRequest, Problem> {
    const KEYS: [&str; 4] = ["apiVersion", "strategy", "unmodifiedSince", "idempotencyKey"];
    Options::new(options, "options", &KEYS).and_then(|options| {
        let (id, version) = (opportunity_id(id)?, options.version()?);
        let fields = named(fields)?;
        let since = options.text("unmodifiedSince")?.map(|since| http_date(&since)).transpose()?;
        let name = options.text("strategy")?.unwrap_or_else(|| Strategy::Composite.as_str().into());
        let strategy = Strategy::named(&name).ok_or_else(|| {
            let message =
                format!("`strategy` is `{name}`, which is not one of `composite`, `ui-api` and `row`");
            Problem::new(Code::InvalidOptions, message)
        })?;
        let read_back: Vec<_> = fields.keys().cloned().chain(FieldName::new("LastModifiedDate")).collect();
        let given = options.text("idempotencyKey")?;
        Ok(strategy.request(&Write {
            version,
            id: &id,
            fields: &fields,
            unmodified_since: since.as_ref(),
            read_back: &read_back,
            key: &given.unwrap_or_else(|| ui_record_update::key(clock().random)),
        }))
    })
}

fn http_date(timestamp: &str) -> Result<HttpDate, Problem> {
    HttpDate::new(timestamp).ok_or_else(|| {
        Problem::new(
            Code::InvalidValue,
            format!("`unmodifiedSince` is `{timestamp}`, which is not an instant"),
        )
        .with_help("give the record's `lastModified`, such as `2026-08-21T10:15:30.000Z`")
    })
}

fn named(fields: &JsValue) -> Result<FieldValues, Problem> {
    let values: FieldValues = read_values(fields)?
        .into_iter()
        .map(|(name, value)| match FieldName::new(&name).filter(|name| !name.crosses_relationship()) {
            Some(name) => Ok((name, value)),
            None => Err(Problem::new(Code::InvalidFieldName, format!("`{name}` is not the name of a field"))),
        })
        .collect::<Result<_, _>>()?;
    if values.is_empty() {
        return Err(Problem::new(Code::InvalidOptions, "`fields` is empty"));
    }
    Ok(values)
}
