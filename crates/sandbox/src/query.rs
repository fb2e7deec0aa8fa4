//! `GET /services/data/v{version}/query?q=…`, `/queryAll`, `/tooling/query`, and their further pages.

use http::Method;
use serde_json::{Value as Json, json};

use crate::call::Call;
use crate::message::Reply;
use crate::org::id::Id;
use crate::org::value::Value;
use crate::problem::{Outcome, Problem};
use crate::soql::parse::parse;
use crate::soql::rows::Manner;
use crate::soql::run::{Found, run};
use crate::world::Locator;

/// The records that a query covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Records that are not deleted.
    Live,
    /// Including the recycle bin.
    All,
    /// The Tooling API's objects.
    Tooling,
}

/// The most open cursors; the oldest one is dropped.
const OPEN: usize = 10;

/// Handles a query or its next page.
pub fn answer(call: &mut Call<'_>, rest: &[&str], scope: Scope) -> Outcome<Reply> {
    if call.req.method != Method::GET {
        return Ok(Reply::method_not_allowed(&call.req.method, "HEAD,GET"));
    }
    match rest {
        [] => first(call, scope),
        [locator] => next(call, locator),
        _ => Err(Problem::not_found().into()),
    }
}

fn first(call: &mut Call<'_>, scope: Scope) -> Outcome<Reply> {
    let Some(text) = call.req.param("q") else {
        let problem = match call.req.param("explain") {
            Some(_) => Problem::new(400, "FUNCTIONALITY_NOT_ENABLED", "query plans are not served"),
            None => Problem::new(400, "MALFORMED_QUERY", "SOQL query is either empty or null"),
        };
        return Err(problem.into());
    };
    // The Salesforce CLI sends a second request for the columns.
    let columns_only = call.req.param("columns") == Some("true");
    let manner = Manner {
        version: call.version,
        tooling: scope == Scope::Tooling,
        deleted_too: scope == Scope::All,
        user: Some(call.user),
    };
    let query = parse(text).map_err(|error| vec![error.problem(text)])?;
    let found = run(&call.world.org, &query, manner).map_err(|error| vec![error.problem(text)])?;
    if columns_only {
        return Ok(Reply::ok(crate::rest::columns::of(&call.world.org, &query, &found.object)));
    }
    view(call, &found);
    let size = page_size(call.req.header("sforce-query-options"));
    Ok(Reply::ok(page(call, found.records, found.total, size)))
}

/// FOR VIEW sets `LastViewedDate`.
fn view(call: &mut Call<'_>, found: &Found) {
    let now = call.world.org.clock.now();
    for id in &found.viewed {
        let row = call.world.org.table(&found.object.name).and_then(|t| t.rows.get(id)).cloned();
        if let (Some(mut row), Some(slot)) = (row, found.object.slot("LastViewedDate")) {
            row.values[slot] = Value::DateTime(now);
            call.world.org.put(&found.object.name, row);
        }
    }
}

/// `batchSize=200…2000`; other values are clamped.
fn page_size(options: Option<&str>) -> usize {
    options
        .and_then(|text| text.split([';', ',']).find_map(|part| part.trim().strip_prefix("batchSize=")))
        .and_then(|n| n.trim().parse::<usize>().ok())
        .map_or(2_000, |n| n.clamp(200, 2_000))
}

fn page(call: &mut Call<'_>, mut records: Vec<Json>, total: usize, size: usize) -> Json {
    if records.len() <= size {
        return json!({ "totalSize": total, "done": true, "records": records });
    }
    let rest = records.split_off(size);
    let id = Id::numbered("01g", call.world.locators.len() as u64 + call.world.calls).to_string();
    let url = call.path(&format!("/query/{id}-{size}"));
    if call.world.locators.len() >= OPEN {
        call.world.locators.pop_first();
    }
    // The whole result is kept, because any page may be requested again.
    let all = records.iter().cloned().chain(rest).collect();
    call.world.locators.insert(id, Locator { records: all, size });
    json!({ "totalSize": total, "done": false, "nextRecordsUrl": url, "records": records })
}

fn next(call: &Call<'_>, locator: &str) -> Outcome<Reply> {
    let invalid = || vec![Problem::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator")];
    let (id, from) = locator.split_once('-').ok_or_else(invalid)?;
    let from: usize = from.parse().map_err(|_| invalid())?;
    let found = call.world.locators.get(id).filter(|l| from < l.records.len()).ok_or_else(invalid)?;
    let to = (from + found.size).min(found.records.len());
    let records = &found.records[from..to];
    let total = found.records.len();
    if to == total {
        return Ok(Reply::ok(json!({ "totalSize": total, "done": true, "records": records })));
    }
    let url = call.path(&format!("/query/{id}-{to}"));
    Ok(Reply::ok(json!({ "totalSize": total, "done": false, "nextRecordsUrl": url, "records": records })))
}
