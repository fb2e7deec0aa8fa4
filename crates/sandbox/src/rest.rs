//! The REST API, one file for each family of resources.

pub mod batch;
pub mod collections;
pub mod columns;
pub mod composite;
pub mod conditions;
pub mod describe;
pub mod fields_json;
pub mod limits;
pub mod rows;
pub mod saving;
pub mod search;
pub mod tooling;
pub mod upsert;
pub mod versions;

use http::Method;

use crate::call::Call;
use crate::message::Reply;
use crate::problem::{Outcome, Problem};

/// `/sobjects…`
pub fn sobjects(call: &mut Call<'_>, rest: &[&str]) -> Outcome<Reply> {
    let [name, rest @ ..] = rest else { return describe::global(call) };
    let object = call.world.org.table(name).map(|t| t.object.clone()).filter(|o| !o.tooling);
    let object = object.ok_or_else(Problem::not_found)?;
    match rest {
        [] => match call.req.method {
            Method::POST => rows::create(call, &object),
            Method::GET | Method::HEAD => describe::basic(call, &object),
            _ => Ok(Reply::method_not_allowed(&call.req.method, "HEAD,GET,POST")),
        },
        ["describe"] => describe::object(call, &object),
        ["describe", "layouts"] => describe::layouts(call, &object),
        [id] => rows::answer(call, &object, id),
        [field, value] => upsert::answer(call, &object, field, value),
        _ => Err(Problem::not_found().into()),
    }
}

/// `/composite…`
pub fn composite(call: &mut Call<'_>, rest: &[&str]) -> Outcome<Reply> {
    match rest {
        [] => composite::answer(call, composite::Family::Rest),
        ["batch"] => batch::answer(call),
        ["sobjects", rest @ ..] => collections::answer(call, rest),
        _ => Err(Problem::not_found().into()),
    }
}
