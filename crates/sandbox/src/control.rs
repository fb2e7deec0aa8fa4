//! `/sandbox/…`: the control endpoints for tests. They need no token.

use http::Method;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::faults::{Fault, Faults};
use crate::message::{Reply, Req};
use crate::org::coerce;
use crate::org::id::Id;
use crate::org::value::{Value, ui_time};
use crate::org::{Access, Row};
use crate::seed::Kind;
use crate::sessions::Session;
use crate::world::World;

/// Handles a control call.
pub fn answer(world: &mut World, req: &Req, rest: &[&str], base: &str) -> Reply {
    match (req.method.clone(), rest) {
        (Method::GET, []) => Reply::ok(about(world, base)),
        (Method::POST, ["reset"]) => match kind(req).and_then(|kind| world.reset(kind)) {
            Ok(()) => Reply::ok(about(world, base)),
            Err(message) => refused(&message),
        },
        (Method::GET, ["log"]) => Reply::ok(world.log.json(&world.org)),
        (Method::GET, ["faults"]) => Reply::ok(world.faults.json()),
        (Method::DELETE, ["faults"]) => {
            world.faults.clear();
            world.settle();
            Reply::ok(world.faults.json())
        }
        (Method::POST, ["faults"]) => faults(world, req, Faults::add),
        (Method::PUT, ["faults"]) => faults(world, req, Faults::replace),
        (Method::GET, ["records", object]) => records(world, req, object),
        (Method::POST, ["records", id]) => record(world, req, id),
        (Method::POST, ["sessions", "expire"]) => {
            world.sessions.access.clear();
            Reply::ok(json!({ "expired": true }))
        }
        _ => Reply::json(
            404,
            json!({ "error": "there are GET /sandbox, POST /sandbox/reset, GET /sandbox/log, \
            GET, POST, PUT, DELETE /sandbox/faults, GET /sandbox/records/{object}, POST /sandbox/records/{id}, POST /sandbox/sessions/expire" }),
        ),
    }
}

fn refused(message: &str) -> Reply {
    Reply::json(400, json!({ "error": message }))
}

/// Parses `{"profiles": ["multi-currency"], "generate": 2000}`. Without a body, or with an empty one, the kind
/// from the command line applies.
fn kind(req: &Req) -> Result<Option<Kind>, String> {
    if req.body.is_empty() {
        return Ok(None);
    }
    let body = req.json().map_err(|problem| problem.message)?;
    if body.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(None);
    }
    serde_json::from_value(body).map(Some).map_err(|error| error.to_string())
}

fn about(world: &World, base: &str) -> Json {
    let users: Vec<Json> = world
        .sessions
        .access
        .iter()
        .map(|(token, Session { user, .. })| {
            json!({ "id": user.to_string(), "name": world.org.user_name(*user), "token": token })
        })
        .collect();
    let records = world.org.tables().map(|t| (t.object.name.clone(), json!(t.rows.len())));
    json!({
        "address": base, "orgId": world.org.id.to_string(), "now": ui_time(world.org.clock.now()),
        "started": ui_time(Timestamp::from_second(world.started.as_second()).unwrap_or(world.started)),
        "token": world.sessions.first.as_ref().map(|(_, token)| token.clone()), "users": users,
        "profiles": world.kind.profiles, "generate": world.kind.generate,
        "records": records.collect::<serde_json::Map<_, _>>(),
        "skippedRules": world.org.skipped.iter()
            .map(|(name, reason)| json!({ "name": name, "reason": reason }))
            .collect::<Vec<_>>(),
    })
}

/// Parses one fault, a list of faults, or text in the grammar of the command line.
fn faults(world: &mut World, req: &Req, turn: fn(&mut Faults, Vec<Fault>)) -> Reply {
    let body = match req.json() {
        Ok(body) => body,
        Err(problem) => return refused(&problem.message),
    };
    let list = match body {
        Json::Array(list) => list,
        one => vec![one],
    };
    match list.iter().map(Fault::from_spec).collect() {
        Ok(faults) => {
            turn(&mut world.faults, faults);
            world.settle();
            Reply::ok(world.faults.json())
        }
        Err(message) => refused(&message),
    }
}

/// Returns the records of an object as the org holds them, regardless of what the user may see. Parameters of
/// the query are values that fields must have: `?StageName=Closed+Won`.
fn records(world: &World, req: &Req, object: &str) -> Reply {
    let Some(table) = world.org.table(object) else { return refused(&format!("no object `{object}`")) };
    let mut wanted = Vec::new();
    for (name, text) in &req.query {
        let Some(slot) = table.object.slot(name) else {
            return refused(&format!("{} has no field `{name}`", table.object.name));
        };
        let kind = table.object.fields[slot].kind;
        match if text.is_empty() { Ok(Value::Null) } else { coerce::parse(kind, text) } {
            Ok(value) => wanted.push((slot, value)),
            Err(_) => return refused(&format!("`{text}` is not a value of {}.{name}", table.object.name)),
        }
    }
    let fits = |row: &&Row| !row.deleted && wanted.iter().all(|(slot, value)| row.values[*slot] == *value);
    let json = |row: &Row| -> Json {
        let fields = table.object.fields.iter().zip(&row.values);
        fields.map(|(field, value)| (field.name.clone(), value.rest())).collect()
    };
    Reply::ok(json!({ "records": table.rows.values().filter(fits).map(json).collect::<Vec<_>>() }))
}

/// `{"access": "read" | "none" | "all", "locked": true}`
fn record(world: &mut World, req: &Req, id: &str) -> Reply {
    let (Ok(id), Ok(body)) = (id.parse::<Id>(), req.json()) else {
        return refused("an id and a JSON body are needed");
    };
    let Some(restrictions) = body.as_object() else { return refused("the restrictions are not an object") };
    if let Some(key) = restrictions.keys().find(|key| !matches!(key.as_str(), "access" | "locked")) {
        return refused(&format!("unknown key `{key}`; there are access, locked"));
    }
    if !world.org.tables().any(|table| table.rows.contains_key(&id)) {
        return refused(&format!("no record `{id}`"));
    }
    let locked = &body["locked"];
    if !(locked.is_null() || locked.is_boolean()) {
        return refused(&format!("`locked` is neither true nor false: {locked}"));
    }
    match &body["access"] {
        Json::Null => {}
        access => match access.as_str() {
            Some("read") => drop(world.org.access.insert(id, Access::Read)),
            Some("none") => drop(world.org.access.insert(id, Access::None)),
            Some("all") => drop(world.org.access.remove(&id)),
            _ => return refused(&format!("`access` is not one of read, none, all: {access}")),
        },
    }
    match locked.as_bool() {
        Some(true) => drop(world.org.locked.insert(id)),
        Some(false) => drop(world.org.locked.remove(&id)),
        None => {}
    }
    Reply::ok(json!({ "id": id.to_string(), "locked": world.org.locked.contains(&id) }))
}
