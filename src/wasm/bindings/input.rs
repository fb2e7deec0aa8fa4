//! Converts queries, proposals, events and field values from JavaScript.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use super::options::{Options, opportunity_id};
use super::sentences;
use super::values::read_values;
use crate::base::FieldValue;
use crate::base::error::{Code, Problem};
use crate::client::{Keep, Resolve, UserEvent};
use crate::rest::query::{Matches, OpportunityQuery};
use crate::transition::{ApprovalState, ProposalInput};
use crate::wasm::convert::to_js;

/// Returns an array with a property that tells if there are more matches.
pub(super) fn matches_to_js(matches: &Matches) -> JsValue {
    let list = Array::from(&to_js(&matches.opportunities));
    // Setting a property of a plain array cannot fail.
    let _ = Reflect::set(&list, &"more".into(), &matches.more.into());
    list.into()
}

/// Reads a search.
pub(super) fn read_query(query: &JsValue) -> Result<OpportunityQuery, Problem> {
    let keys = Options::new(query, "query", &["account", "name", "search"])?;
    Ok(OpportunityQuery {
        account: keys.text("account")?,
        name: keys.text("name")?,
        search: keys.text("search")?,
        ..OpportunityQuery::default()
    })
}

/// Reads the requested changes.
pub(super) fn read_input(input: &JsValue) -> Result<ProposalInput, Problem> {
    read_change(&Options::new(input, "input", &["stage", "fields", "reason", "acknowledge", "approvals"])?)
}

fn read_change(keys: &Options) -> Result<ProposalInput, Problem> {
    let fields = keys.get("fields").map(|fields| read_values(&fields)).transpose()?;
    let approvals = keys.get("approvals").map(|approvals| read_approvals(&approvals)).transpose()?;
    Ok(ProposalInput {
        stage: keys.text("stage")?,
        fields: fields.unwrap_or_default(),
        reason: keys.text("reason")?,
        acknowledge: keys.texts("acknowledge")?.unwrap_or_default(),
        approvals: approvals.unwrap_or_default(),
    })
}

/// Reads the state of approvals.
pub(super) fn read_approvals(approvals: &JsValue) -> Result<Vec<(String, ApprovalState)>, Problem> {
    let read = |(name, state): (String, FieldValue)| {
        let state = state.as_text().and_then(ApprovalState::new).ok_or_else(|| {
            Problem::new(Code::InvalidOptions, format!("`{name}` of `approvals` is not an approval state"))
                .with_help("the states are needed, pending, granted, rejected")
        })?;
        Ok((name, state))
    };
    read_values(approvals)?.into_iter().map(read).collect()
}

/// Reads a user event.
pub(super) fn read_event(event: &JsValue) -> Result<UserEvent, Problem> {
    const TYPES: &str = "say, find, choose, propose, confirm, edit, cancel, retry, resolve, undo";
    let kind = Reflect::get(event, &"type".into()).ok().and_then(|kind| kind.as_string());
    let known: &[&str] = match kind.as_deref() {
        Some("say") => &["type", "text", "intent"],
        Some("find") => &["type", "query"],
        Some("choose") => &["type", "id"],
        Some("propose") => &["type", "stage", "fields", "reason", "acknowledge", "approvals"],
        Some("resolve") => &["type", "keep", "fields"],
        _ => &["type"],
    };
    let keys = Options::new(event, "event", known)?;
    let needed = |key: &str| {
        let missing = || Problem::new(Code::InvalidOptions, format!("`event` lacks `{key}`"));
        keys.text(key)?.ok_or_else(missing)
    };
    Ok(match kind.as_deref() {
        Some("say") => match keys.get("intent") {
            Some(intent) => sentences::interpreted(needed("text")?, &intent)?,
            None => UserEvent::Say { text: needed("text")? },
        },
        Some("find") => {
            let query = read_query(&keys.get("query").unwrap_or(JsValue::UNDEFINED))?;
            query.check()?;
            UserEvent::Find { query }
        }
        Some("choose") => UserEvent::Choose {
            id: opportunity_id(&keys.get("id").unwrap_or(JsValue::UNDEFINED))?.to_string(),
        },
        Some("propose") => UserEvent::Propose(read_change(&keys)?),
        Some("confirm") => UserEvent::Confirm,
        Some("edit") => UserEvent::Edit,
        Some("cancel") => UserEvent::Cancel,
        Some("retry") => UserEvent::Retry,
        Some("resolve") => UserEvent::Resolve(read_resolve(&needed("keep")?, keys.get("fields"))?),
        Some("undo") => UserEvent::Undo,
        Some(other) => {
            let problem = Problem::new(Code::InvalidOptions, format!("`event` has no type `{other}`"));
            return Err(problem.with_help(format!("the types are {TYPES}")));
        }
        None => {
            let problem = Problem::new(Code::InvalidOptions, "`event` has no `type`");
            return Err(problem.with_help(format!("the types are {TYPES}")));
        }
    })
}

/// Reads the resolution of a conflict.
fn read_resolve(keep: &str, fields: Option<JsValue>) -> Result<Resolve, Problem> {
    let wrong = |what: String| Problem::new(Code::InvalidOptions, what);
    let keep = match keep {
        "mine" => Keep::Mine,
        "theirs" => Keep::Theirs,
        "merge" => Keep::Merge,
        other => {
            let problem = wrong(format!("`keep` is `{other}`"));
            return Err(problem.with_help("the choices are mine, theirs, merge"));
        }
    };
    let side = |(name, side): (String, FieldValue)| match side.as_text() {
        Some("mine") => Ok((name, Keep::Mine)),
        Some("theirs") => Ok((name, Keep::Theirs)),
        _ => Err(wrong(format!("`{name}` of `fields` is neither mine nor theirs"))),
    };
    let fields = fields.map(|fields| read_values(&fields)).transpose()?.unwrap_or_default();
    if keep != Keep::Merge && !fields.is_empty() {
        return Err(wrong("`fields` is for `keep: \"merge\"` only".into()));
    }
    Ok(Resolve { keep, fields: fields.into_iter().map(side).collect::<Result<_, _>>()? })
}
