//! Routes paths to modules.

use http::Method;

use crate::call::{Call, NEWEST, OLDEST};
use crate::message::{Reply, Req};
use crate::org::id::Id;
use crate::problem::{Outcome, Problem};
use crate::world::World;
use crate::{bulk, control, graphql, oauth, query, rest, ui};

/// Handles a request that passed the HTTP layer.
pub fn answer(world: &mut World, req: &Req, base: &str) -> Reply {
    let segments: Vec<&str> = req.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["sandbox", rest @ ..] => control::answer(world, req, rest, base),
        ["services", "data"] => rest::versions::answer(req),
        ["services", "data", version, rest @ ..] => match signed_in(world, req) {
            Ok(user) => versioned(world, req, user, base, version, rest),
            Err(problem) => Reply::problems(&[problem]),
        },
        _ => oauth::answer(world, req, &segments, base).unwrap_or_else(|| {
            Reply::problems(&[Problem::new(404, "NOT_FOUND", "The requested resource does not exist")])
        }),
    }
}

/// Returns the user of the bearer token; the old spelling `OAuth <token>` is accepted as well.
pub fn signed_in(world: &World, req: &Req) -> Result<Id, Problem> {
    let expired = || Problem::new(401, "INVALID_SESSION_ID", "Session expired or invalid");
    let header = req.header("authorization").ok_or_else(expired)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") && !scheme.eq_ignore_ascii_case("oauth")
        || token.trim().is_empty()
    {
        return Err(Problem::new(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE"));
    }
    world.sessions.user(token.trim()).ok_or_else(expired)
}

fn versioned(world: &mut World, req: &Req, user: Id, base: &str, version: &str, rest: &[&str]) -> Reply {
    let number =
        version.strip_prefix('v').and_then(|v| v.strip_suffix(".0")).and_then(|v| v.parse::<u32>().ok());
    let Some(version) = number.filter(|n| (7..=NEWEST).contains(n)) else {
        return Reply::problems(&[Problem::not_found()]);
    };
    if version < OLDEST {
        return Reply::problems(&[Problem::new(410, "GONE", "The requested resource no longer exists")]);
    }
    let method = match overridden(req) {
        Ok(method) => method,
        Err(reply) => return reply,
    };
    let req = &Req { method, ..req.clone() };
    let mut call = Call { world, req, user, version, base, route };
    let reply = route(&mut call, rest).unwrap_or_else(|problems| {
        if rest.first() == Some(&"ui-api") { ui::problems(&problems) } else { Reply::problems(&problems) }
    });
    if version < 41 {
        // Deprecated in Summer '27 (API End-of-Life Policy).
        let warning = "299 - \"This API is deprecated and will be removed by Summer '28.\"";
        return reply.with("warning", warning);
    }
    reply
}

/// `POST …?_HttpMethod=PATCH`; name and value are case-sensitive.
fn overridden(req: &Req) -> Result<Method, Reply> {
    match req.param("_HttpMethod") {
        Some(name) if req.method == Method::POST => match name {
            "PATCH" => Ok(Method::PATCH),
            "DELETE" => Ok(Method::DELETE),
            "GET" => Ok(Method::GET),
            "PUT" => Ok(Method::PUT),
            "HEAD" => Ok(Method::HEAD),
            _ => Err(Reply::method_not_allowed(&req.method, "HEAD,GET,PATCH,DELETE")),
        },
        // The HTTP layer drops the body; to the resources it is a normal read.
        _ if req.method == Method::HEAD => Ok(Method::GET),
        _ => Ok(req.method.clone()),
    }
}

/// Routes within a version. Composite calls also use this for their subrequests.
fn route(call: &mut Call<'_>, rest: &[&str]) -> Outcome<Reply> {
    match rest {
        [] => rest::versions::resources(call),
        ["sobjects", rest @ ..] => rest::sobjects(call, rest),
        ["query", rest @ ..] => query::answer(call, rest, query::Scope::Live),
        ["queryAll", rest @ ..] => query::answer(call, rest, query::Scope::All),
        ["tooling", "query", rest @ ..] => query::answer(call, rest, query::Scope::Tooling),
        ["tooling", "composite"] => rest::composite::answer(call, rest::composite::Family::Tooling),
        ["tooling", "sobjects", name, id] => rest::tooling::row(call, name, id),
        ["parameterizedSearch"] => rest::search::answer(call),
        ["composite", rest @ ..] => rest::composite(call, rest),
        ["ui-api", rest @ ..] => ui::answer(call, rest),
        ["jobs", "ingest", rest @ ..] => bulk::answer(call, rest),
        ["graphql"] => graphql::answer(call),
        ["limits"] => rest::limits::answer(call),
        _ => Err(Problem::not_found().into()),
    }
}
