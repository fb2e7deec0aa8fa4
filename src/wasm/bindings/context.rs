//! Converts rules documents, users and stages from JavaScript.

use std::rc::Rc;

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::js_value;
use super::options::Options;
use super::values::{read_value, read_values};
use crate::base::error::{Code, Problem};
use crate::base::{FieldValue, TimeZone, Timestamp, Today};
use crate::org::{OrgDocument, Stage};
use crate::transition::{Document, User};
use crate::wasm::runtime::{clock, local_offset};

#[wasm_bindgen(module = "/src/wasm/bindings/zone.js")]
extern "C" {
    fn settle(name: &str) -> bool;

    fn offset(at: f64) -> f64;
}

/// Returns the offset of the current time zone.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "an instant of the calendar is below 2^53, and an offset a few hundred minutes"
)]
fn settled_offset(at: Timestamp) -> i32 {
    offset(at.0 as f64) as i32
}

/// Reads the two documents from text or objects.
pub(super) fn read_document(document: &JsValue, org: &JsValue) -> Result<(Document, OrgDocument), Problem> {
    let document = match json(document, "rules")? {
        Some(text) => Document::parse(&text)?,
        None => Document::standard(),
    };
    let org = json(org, "org")?.map(|text| OrgDocument::from_json(&text)).transpose()?;
    Ok((document, org.unwrap_or_default()))
}

/// Objects are serialized first: that keeps digits and detects misspelled keys.
fn json(value: &JsValue, name: &str) -> Result<Option<String>, Problem> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    if let Some(text) = value.as_string() {
        return Ok(Some(text));
    }
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string()).filter(|_| value.is_object());
    let wrong = || Problem::new(Code::InvalidOptions, format!("`{name}` is neither a text nor an object"));
    text.map(Some).ok_or_else(wrong)
}

/// The user, time and stages for checks of the host's records.
pub(super) struct Context {
    pub(super) user: Rc<User>,
    pub(super) today: Today,
    pub(super) stages: Option<Vec<Stage>>,
    time_zone: Option<String>,
}

impl Context {
    pub(super) fn read(value: &JsValue) -> Result<Self, Problem> {
        let keys = Options::new(value, "context", &["user", "now", "offsetMinutes", "timeZone", "stages"])?;
        let wrong = |key: &str, what: &str| {
            Problem::new(Code::InvalidOptions, format!("`{key}` of `context` is not {what}"))
        };
        let now = keys.get("now").map(|now| {
            let time = now.as_f64().or_else(|| time_of(&now)).filter(|time| time.is_finite());
            #[allow(
                clippy::cast_possible_truncation,
                reason = "a number beyond has no date, which is refused below"
            )]
            time.map(|time| Timestamp(time as i64)).ok_or_else(|| wrong("now", "a Date or its milliseconds"))
        });
        let offset = keys.get("offsetMinutes").map(|offset| {
            let offset = offset.as_f64().filter(|offset| offset.abs() <= 1_080.0);
            #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
            offset.map(|offset| offset as i32).ok_or_else(|| wrong("offsetMinutes", "a number of minutes"))
        });
        let (now, offset) = (now.transpose()?.unwrap_or_else(|| clock().now), offset.transpose()?);
        let named = keys.text("timeZone")?;
        let time_zone = match (&named, offset) {
            (Some(name), _) if !settle(name) => return Err(wrong("timeZone", "the name of a time zone")),
            (Some(_), _) => TimeZone::known(settled_offset, now),
            (None, Some(offset)) => TimeZone::of_offset(offset),
            (None, None) => TimeZone::known(local_offset, now),
        };
        let today = Today::at(now, time_zone);
        Ok(Self {
            user: Rc::new(read_user(&keys.get("user").unwrap_or(JsValue::UNDEFINED))?),
            today: today.ok_or_else(|| wrong("now", "a day of the calendar"))?,
            stages: keys.get("stages").map(|stages| read_stages(&stages)).transpose()?,
            time_zone: named,
        })
    }

    /// Sets the time zone again after foreign JavaScript has run, because a getter of a record may have called
    /// with another zone.
    pub(super) fn settle(&self) {
        if let Some(name) = &self.time_zone {
            settle(name);
        }
    }
}

/// Returns the milliseconds of a `Date`, also of one from another frame.
fn time_of(date: &JsValue) -> Option<f64> {
    let get_time = Reflect::get(date, &"getTime".into()).ok().and_then(js_value::function)?;
    get_time.call0(date).ok()?.as_f64()
}

/// Reads the user.
pub(super) fn read_user(value: &JsValue) -> Result<User, Problem> {
    let keys = Options::new(value, "user", &["id", "profile", "role", "permissions", "fields"])?;
    let fields = keys.get("fields").map(|fields| read_values(&fields)).transpose()?;
    Ok(User {
        id: keys.text("id")?,
        profile: keys.text("profile")?,
        role: keys.text("role")?,
        permissions: keys.texts("permissions")?,
        fields: fields.into_iter().flatten().collect(),
    })
}

/// Reads the stages of a sales process. Other keys are ignored, so that the stages of another call can be
/// passed in.
fn read_stages(value: &JsValue) -> Result<Vec<Stage>, Problem> {
    let wrong = || Problem::new(Code::InvalidOptions, "`stages` of `context` is not a list of stages");
    let read = |stage: JsValue| {
        let get = |key: &str| Reflect::get(&stage, &key.into()).ok();
        let text = |key: &str| get(key).and_then(|text| text.as_string());
        let flag = |key: &str| get(key).and_then(|flag| flag.as_bool());
        let value = text("value")?;
        let probability = get("probability").and_then(|number| read_value(&number));
        Some(Stage {
            label: text("label").unwrap_or_else(|| value.clone()),
            value,
            probability: probability.as_ref().and_then(FieldValue::as_number).copied(),
            forecast_category: text("forecastCategory"),
            closed: flag("closed") == Some(true),
            won: flag("won") == Some(true),
            flags_unknown: flag("closed").is_none(),
        })
    };
    js_value::list(value).ok_or_else(wrong)?.iter().map(|stage| read(stage).ok_or_else(wrong)).collect()
}
