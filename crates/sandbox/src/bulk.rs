//! Bulk API 2.0 ingest: `/services/data/v{version}/jobs/ingest…`
//!
//! A job makes progress when the client asks for it: the first request after the upload finds it in progress,
//! the second one complete.

mod csv_rows;
mod process;

use http::Method;
use serde_json::{Value as Json, json};

use crate::call::Call;
use crate::job::{Job, State};
use crate::message::{Content, Reply};
use crate::org::id::Id;
use crate::problem::{Outcome, Problem};

/// Handles calls on jobs.
pub fn answer(call: &mut Call<'_>, rest: &[&str]) -> Outcome<Reply> {
    let method = call.req.method.clone();
    let [id, rest @ ..] = rest else {
        return match method {
            Method::POST => create(call),
            Method::GET => list(call),
            _ => Ok(Reply::method_not_allowed(&method, "HEAD,GET,POST")),
        };
    };
    let id: Id =
        id.parse().ok().filter(|id| call.world.jobs.contains_key(id)).ok_or_else(Problem::not_found)?;
    match (method, rest) {
        (Method::GET, []) => look(call, id),
        (Method::PATCH, []) => change(call, id),
        (Method::DELETE, []) => {
            call.world.jobs.remove(&id);
            Ok(Reply::empty(204))
        }
        (Method::PUT, ["batches"]) => upload(call, id),
        (Method::GET, ["successfulResults"]) => results(call, id, csv_rows::successes),
        (Method::GET, ["failedResults"]) => results(call, id, csv_rows::failures),
        // The documented path has a lower-case `r`; the other spelling is accepted too.
        (Method::GET, ["unprocessedrecords" | "unprocessedRecords"]) => {
            results(call, id, csv_rows::unprocessed)
        }
        (method, ["batches"]) => Ok(Reply::method_not_allowed(&method, "PUT")),
        (method, []) => Ok(Reply::method_not_allowed(&method, "HEAD,GET,PATCH,DELETE")),
        _ => Err(Problem::not_found().into()),
    }
}

fn invalid(message: impl Into<String>) -> Vec<Problem> {
    Problem::new(400, "INVALIDJOB", message).into()
}

fn create(call: &mut Call<'_>) -> Outcome<Reply> {
    let body = Json::Object(call.req.object()?);
    let text = |key: &str| body[key].as_str().map(str::to_owned);
    let name = text("object").unwrap_or_default();
    let table = call.world.org.table(&name).filter(|t| t.object.writable);
    let object = table.map(|t| t.object.name.clone()).ok_or_else(|| {
        Problem::new(400, "INVALIDENTITY", format!("InvalidEntity : Unable to find object: {name}"))
    })?;
    let operation = text("operation").unwrap_or_default();
    if !matches!(operation.as_str(), "insert" | "update" | "upsert" | "delete") {
        return Err(invalid(format!("InvalidJob : Operation {operation} is not supported")));
    }
    let delimiter = text("columnDelimiter").unwrap_or_else(|| "COMMA".into());
    let byte = match delimiter.as_str() {
        "COMMA" => b',',
        "TAB" => b'\t',
        "SEMICOLON" => b';',
        "PIPE" => b'|',
        "CARET" => b'^',
        "BACKQUOTE" => b'`',
        other => return Err(invalid(format!("InvalidJob : Unknown columnDelimiter {other}"))),
    };
    if operation == "upsert" && text("externalIdFieldName").is_none() {
        return Err(invalid("InvalidJob : externalIdFieldName is required for upsert"));
    }
    let id = Id::numbered("750", call.world.jobs.len() as u64 + call.world.calls);
    let job = Job {
        id,
        user: call.user,
        object,
        operation,
        external_id: text("externalIdFieldName"),
        crlf: text("lineEnding").as_deref() == Some("CRLF"),
        delimiter: (delimiter, byte),
        created: call.world.org.clock.now(),
        version: call.version,
        state: State::Open,
        data: None,
        error: None,
        successes: Vec::new(),
        failures: Vec::new(),
        header: Vec::new(),
    };
    let json = job.json();
    call.world.jobs.insert(id, job);
    Ok(Reply::ok(json))
}

fn list(call: &Call<'_>) -> Outcome<Reply> {
    let jobs: Vec<Json> = call.world.jobs.values().map(Job::json).collect();
    Ok(Reply::ok(json!({ "done": true, "nextRecordsUrl": null, "records": jobs })))
}

fn look(call: &mut Call<'_>, id: Id) -> Outcome<Reply> {
    match call.world.jobs.get(&id).map(|job| job.state) {
        Some(State::UploadComplete) => set(call, id, State::InProgress),
        Some(State::InProgress) => process::run(call, id),
        _ => {}
    }
    let job = call.world.jobs.get(&id).ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(job.details()))
}

fn set(call: &mut Call<'_>, id: Id, state: State) {
    if let Some(job) = call.world.jobs.get_mut(&id) {
        job.state = state;
    }
}

fn change(call: &mut Call<'_>, id: Id) -> Outcome<Reply> {
    let body = Json::Object(call.req.object()?);
    let job = call.world.jobs.get(&id).ok_or_else(Problem::not_found)?;
    let state = match (job.state, body["state"].as_str()) {
        (State::Open, Some("UploadComplete")) => State::UploadComplete,
        (State::Open | State::UploadComplete | State::InProgress, Some("Aborted")) => State::Aborted,
        (now, Some(wanted)) => {
            let message =
                format!("InvalidJobState : Invalid job state transition from {} to {wanted}", now.name());
            return Err(Problem::new(400, "INVALIDJOBSTATE", message).into());
        }
        (_, None) => return Err(invalid("InvalidJob : state is required")),
    };
    set(call, id, state);
    let job = call.world.jobs.get(&id).ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(job.json()))
}

/// One upload for each job; 201 without a body.
fn upload(call: &mut Call<'_>, id: Id) -> Outcome<Reply> {
    let type_given = call.req.header("content-type").unwrap_or_default();
    if !type_given.to_ascii_lowercase().starts_with("text/csv") {
        let message = format!("Unsupported content type: {type_given}");
        return Err(Problem::new(415, "UNSUPPORTED_MEDIA_TYPE", message).into());
    }
    let text = call.req.text()?.to_owned();
    let job = call.world.jobs.get_mut(&id).ok_or_else(Problem::not_found)?;
    if job.state != State::Open || job.data.is_some() {
        let message = format!(
            "Found multiple contents for job: <{id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job."
        );
        return Err(Problem::new(400, "INVALIDJOBSTATE", message).into());
    }
    job.data = Some(text);
    Ok(Reply::empty(201))
}

fn results(call: &Call<'_>, id: Id, write: fn(&Job) -> String) -> Outcome<Reply> {
    let job = call.world.jobs.get(&id).ok_or_else(Problem::not_found)?;
    let reply = Reply::ok(Json::Null);
    Ok(Reply { content: Content::Text("text/csv", write(job)), ..reply })
}
