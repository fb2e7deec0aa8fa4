//! Processes the rows of a job.

use std::sync::Arc;

use super::csv_rows;
use crate::call::Call;
use crate::job::{Job, State};
use crate::org::coerce::{self, Wrong};
use crate::org::id::Id;
use crate::org::save::{self, Changes};
use crate::org::schema::Object;
use crate::org::value::Value;
use crate::org::{Org, delete};
use crate::problem::{Outcome, Problem};
use crate::rest::saving;

/// Runs the job to its end.
pub fn run(call: &mut Call<'_>, id: Id) {
    let Some(mut job) = call.world.jobs.remove(&id) else { return };
    match all(call, &mut job) {
        Ok(()) => job.state = State::JobComplete,
        Err(message) => {
            job.state = State::Failed;
            job.error = Some(message);
        }
    }
    call.world.jobs.insert(id, job);
}

fn all(call: &mut Call<'_>, job: &mut Job) -> Result<(), String> {
    let text = job.data.clone().unwrap_or_default();
    let given_crlf = text.contains("\r\n");
    if given_crlf != job.crlf && text.contains('\n') {
        let setting = if job.crlf { "CRLF" } else { "LF" };
        return Err(format!(
            "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is {setting}"
        ));
    }
    let (header, rows) = csv_rows::read(&text, job.delimiter.1)
        .map_err(|e| format!("InvalidBatch : Failed to parse CSV: {e}"))?;
    let object = call.world.org.table(&job.object).map(|t| t.object.clone());
    let object = object.ok_or_else(|| format!("InvalidBatch : Unable to find object: {}", job.object))?;
    let mut columns = Vec::new();
    for name in &header {
        let position =
            object.position(name).ok_or_else(|| format!("InvalidBatch : Field name not found : {name}"))?;
        columns.push(position);
    }
    job.header = header;
    for row in rows {
        let shown_id = id_column(&object, &columns).and_then(|i| row.get(i)).cloned().unwrap_or_default();
        let point = call.world.org.begin();
        match one(call, job, &object, &columns, &row) {
            Ok((id, created)) => {
                call.world.org.commit(point);
                job.successes.push((id, created, row));
            }
            Err(problems) => {
                call.world.org.rollback(point);
                let problem = problems.into_iter().next().unwrap_or_else(Problem::not_found);
                let fields = problem.fields.unwrap_or_default().join(",");
                let space = if fields.is_empty() { "" } else { " " };
                let error = format!("{}:{}:{fields}{space}--", problem.code, problem.message);
                job.failures.push((shown_id, error, row));
            }
        }
    }
    Ok(())
}

fn id_column(object: &Object, columns: &[usize]) -> Option<usize> {
    columns.iter().position(|position| object.fields[*position].name == "Id")
}

fn one(
    call: &mut Call<'_>,
    job: &Job,
    object: &Arc<Object>,
    columns: &[usize],
    row: &[String],
) -> Outcome<(Id, bool)> {
    let mut changes = read(object, columns, row)?;
    let given = id_column(object, columns).and_then(|i| row.get(i)).map(String::as_str).unwrap_or_default();
    let id = || -> Outcome<Id> {
        if given.is_empty() {
            return Err(Problem::save("MISSING_ARGUMENT", "Id not specified", &[]).into());
        }
        given.parse::<Id>().ok().filter(|id| id.prefix() == object.prefix).ok_or_else(|| {
            let message = format!("{} ID: id value of incorrect type: {given}", object.label);
            Problem::save("MALFORMED_ID", message, &["Id"]).into()
        })
    };
    match job.operation.as_str() {
        "delete" => {
            let id = id()?;
            delete::delete(&mut call.world.org, job.user, object, id)?;
            Ok((id, false))
        }
        "update" => change(call, job.user, object, id()?, &mut changes).map(|id| (id, false)),
        "insert" => insert(call, job.user, object, &changes).map(|id| (id, true)),
        _ => match known(&call.world.org, job, object, &changes, given)? {
            Some(id) => change(call, job.user, object, id, &mut changes).map(|id| (id, false)),
            None => insert(call, job.user, object, &changes).map(|id| (id, true)),
        },
    }
}

/// Reads a row. Empty cells change nothing, `#N/A` clears a field.
fn read(object: &Object, columns: &[usize], row: &[String]) -> Outcome<Changes> {
    let mut changes = Changes::new();
    for (position, cell) in columns.iter().zip(row) {
        let field = &object.fields[*position];
        if cell.is_empty() || field.name == "Id" {
            continue;
        }
        let value = if cell == "#N/A" {
            Value::Null
        } else {
            coerce::parse(field.kind, cell).map_err(|wrong| match wrong {
                Wrong::Id => {
                    let message = format!("{}: id value of incorrect type: {cell}", field.label);
                    Problem::save("MALFORMED_ID", message, &[&field.name])
                }
                Wrong::Type => {
                    let message = format!("{}: value not of required type: {cell}", field.label);
                    Problem::save("INVALID_TYPE_ON_FIELD_IN_RECORD", message, &[&field.name])
                }
            })?
        };
        changes.push((*position, value));
    }
    Ok(changes)
}

fn refuse_read_only(object: &Object, changes: &Changes, new: bool) -> Outcome<()> {
    let writable = |position: usize| {
        if new { object.fields[position].createable } else { object.fields[position].updateable }
    };
    let fields: Vec<&str> = changes
        .iter()
        .filter(|(position, _)| !writable(*position))
        .map(|(position, _)| object.fields[*position].name.as_str())
        .collect();
    save::refuse_read_only(&fields)
}

fn change(call: &mut Call<'_>, user: Id, object: &Arc<Object>, id: Id, changes: &mut Changes) -> Outcome<Id> {
    refuse_read_only(object, changes, false)?;
    saving::before(call, object, id, changes)?;
    save::update(&mut call.world.org, user, object, id, changes)?;
    Ok(id)
}

fn insert(call: &mut Call<'_>, user: Id, object: &Arc<Object>, changes: &Changes) -> Outcome<Id> {
    refuse_read_only(object, changes, true)?;
    save::create(&mut call.world.org, user, object, changes)
}

/// Finds the record of an upsert.
fn known(org: &Org, job: &Job, object: &Object, changes: &Changes, given: &str) -> Outcome<Option<Id>> {
    let field = job.external_id.as_deref().unwrap_or("Id");
    if field.eq_ignore_ascii_case("Id") {
        return Ok(given.parse().ok());
    }
    let position = object.position(field).filter(|p| object.fields[*p].external_id);
    let position = position
        .ok_or_else(|| Problem::save("INVALID_FIELD", format!("Field name not found : {field}"), &[]))?;
    let Some((_, key)) = changes.iter().find(|(p, _)| *p == position) else {
        let message = format!("Missing value for external id field: {field}");
        return Err(Problem::save("MISSING_ARGUMENT", message, &[]).into());
    };
    let rows = org.table(&object.name).map(|t| t.rows.values()).into_iter().flatten();
    Ok(rows.filter(|row| !row.deleted).find(|row| row.values[position] == *key).map(|row| row.id))
}
