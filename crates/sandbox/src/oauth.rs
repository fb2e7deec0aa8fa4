//! OAuth 2.0 and the identity service.

mod authorize;
mod discovery;
mod identity;
mod soap;
mod token;

use crate::message::{Reply, Req, pairs};
use crate::world::World;

/// Handles paths outside of `/services/data`; `None` for an unknown path.
pub fn answer(world: &mut World, req: &Req, segments: &[&str], base: &str) -> Option<Reply> {
    Some(match segments {
        ["services", "oauth2", "authorize"] => authorize::answer(world, req, base),
        ["services", "oauth2", "token"] => token::answer(world, req, base),
        ["services", "oauth2", "revoke"] => token::revoke(world, req),
        ["services", "oauth2", "introspect"] => token::introspect(world, req),
        ["services", "oauth2", "userinfo"] => identity::userinfo(world, req, base),
        ["services", "oauth2", "id", "keys"] => discovery::keys(),
        [".well-known", "openid-configuration"] => discovery::openid(base),
        [".well-known", "auth-configuration"] => discovery::auth(world, base),
        ["services", "Soap", "u", version] => soap::login(world, req, version, base),
        ["id", org, user] => identity::identity(world, req, org, user, base),
        _ => return None,
    })
}

/// Returns the fields of a form, in the body or in the query.
fn form(req: &Req) -> Vec<(String, String)> {
    let body = String::from_utf8_lossy(&req.body).into_owned();
    pairs(&body).into_iter().chain(req.query.iter().cloned()).collect()
}

/// Returns a field of a form.
fn field<'f>(form: &'f [(String, String)], name: &str) -> Option<&'f str> {
    form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Creates OAuth's own error: 400 and two keys (RFC 6749 §5.2).
fn error(code: &str, description: &str) -> Reply {
    Reply::json(400, serde_json::json!({ "error": code, "error_description": description }))
}
