//! The options of `connect`.

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use super::context::read_user;
use super::js_value;
use super::options::Options;
use super::rule_reading::rule_reading;
use crate::base::error::Problem;
use crate::client::{Session, Settings};
use crate::rest::retry::{Backoff, Retry};
use crate::rest::write::Strategy;
use crate::rest::{AccessToken, InstanceUrl};
use crate::transition::StandardRules;
use crate::wasm::runtime::{Client, MetadataStore, TokenSource};
use crate::wasm::transport::{Transport, page_origin};

/// Reads the options of `connect`.
pub(super) fn client(options: &JsValue) -> Result<Client, Problem> {
    const KEYS: [&str; 18] = [
        "instanceUrl",
        "salesforceUrl",
        "accessToken",
        "apiVersion",
        "fields",
        "rules",
        "org",
        "orgRules",
        "metadataMaxAge",
        "metadataStore",
        "user",
        "allowedOrigins",
        "fetch",
        "timeout",
        "write",
        "retry",
        "onNotice",
        "undoWindow",
    ];
    let options = Options::new(options, "options", &KEYS)?;
    let given = |key: &str| options.get(key).unwrap_or(JsValue::UNDEFINED);
    let (rules, org) = (given("rules"), given("org"));
    let is_given = |document: &JsValue| !document.is_undefined() && !document.is_null();
    let (documents, reader) = if is_given(&rules) || is_given(&org) {
        let reading = rule_reading()?;
        (reading.documents(&rules, &org)?, Some(reading.reader()))
    } else {
        (StandardRules::default().into(), None)
    };
    let instance = options.instance()?;
    let settings = Settings {
        links: links(&options, &instance)?,
        instance,
        version: options.version()?,
        fields: options.fields("fields")?.unwrap_or_else(Settings::default_fields),
        rules: documents,
        // An org document replaces the org's own rules.
        org_rules: options.flag("orgRules")?.unwrap_or(true) && !is_given(&org),
        metadata_max_age: options.milliseconds("metadataMaxAge")?.unwrap_or(Settings::METADATA_MAX_AGE),
        user: read_user(&given("user"))?.into(),
        page_origin: page_origin(),
        write: match options.text("write")? {
            Some(name) => Strategy::named(&name)
                .ok_or_else(|| options.wrong("write", "one of `composite`, `ui-api` and `row`"))?,
            None => Strategy::Composite,
        },
        retry: retry(&options)?,
        undo_window: options.milliseconds("undoWindow")?.unwrap_or(Settings::UNDO_WINDOW),
    };
    let token = match options.get("accessToken") {
        None => TokenSource::none(),
        Some(value) => match (value.as_string(), js_value::function(value)) {
            (Some(token), _) => TokenSource::fixed(AccessToken::new(&token)?),
            (None, Some(provider)) => TokenSource::provider(provider),
            (None, None) => return Err(options.wrong("accessToken", "a text or a function")),
        },
    };
    let transport = Transport { fetch: options.function("fetch")? };
    let (on_notice, listeners) = (options.function("onNotice")?, RefCell::default());
    let mut session = Session::new(settings);
    if let Some(reader) = reader {
        session.attach_rules(reader);
    }
    let store = match options.get("metadataStore") {
        None => None,
        Some(store) => {
            session.keep_metadata();
            let wrong = || options.wrong("metadataStore", "an object with `get` and `set`");
            Some(MetadataStore::new(store).ok_or_else(wrong)?)
        }
    };
    Ok(Client { session: session.into(), transport, token, listeners, on_notice, store })
}

/// Returns the org for links to records. An instance URL without a token is that of a proxy, not of the
/// org.
fn links(options: &Options, instance: &InstanceUrl) -> Result<Option<InstanceUrl>, Problem> {
    match options.text("salesforceUrl")? {
        Some(url) => InstanceUrl::new(&url, &options.texts("allowedOrigins")?.unwrap_or_default()).map(Some),
        None if instance.is_salesforces() || options.get("accessToken").is_some() => {
            Ok(Some(instance.clone()))
        }
        None => Ok(None),
    }
}

/// Reads the retry settings.
fn retry(options: &Options) -> Result<Retry, Problem> {
    const LONGEST: u32 = 600_000;
    let usual = Retry::default();
    let given = options.get("retry").unwrap_or(JsValue::UNDEFINED);
    let each = options.whole("timeout", 1..=LONGEST)?.unwrap_or(usual.each);
    let retry = Options::new(&given, "retry", &["attempts", "base", "longest", "total"])?;
    Ok(Retry {
        attempts: retry.whole("attempts", 1..=10)?.unwrap_or(usual.attempts),
        backoff: Backoff {
            base: retry.whole("base", 0..=LONGEST)?.unwrap_or(usual.backoff.base),
            longest: retry.whole("longest", 0..=LONGEST)?.unwrap_or(usual.backoff.longest),
        },
        each,
        // A longer timeout of one attempt also extends the total.
        total: retry.whole("total", 1..=LONGEST)?.unwrap_or_else(|| usual.total.max(each.saturating_mul(3))),
    })
}
