//! `POST /services/oauth2/token`, `/revoke`, `/introspect`

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::Method;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{error, field, form};
use crate::message::{Reply, Req};
use crate::org::id::Id;
use crate::sessions::{Refresh, Session};
use crate::world::World;

/// Handles each grant type.
pub fn answer(world: &mut World, req: &Req, base: &str) -> Reply {
    if req.method != Method::POST {
        return error("invalid_request", "must use HTTP POST");
    }
    let form = form(req);
    let get = |name: &str| field(&form, name).unwrap_or_default();
    match get("grant_type") {
        "authorization_code" => code(world, &form, base),
        "refresh_token" => refresh(world, get("refresh_token"), get("client_id"), base),
        "password" => match user_named(world, get("username")) {
            Some(user) => granted(world, (user, get("client_id")), "api", None, base),
            None => error("invalid_grant", "authentication failure"),
        },
        "client_credentials" => match world.sessions.first.clone() {
            Some((user, _)) => granted(world, (user, get("client_id")), "api", None, base),
            None => error("invalid_grant", "no client credentials user enabled"),
        },
        "" => error("invalid_request", "grant_type must be specified"),
        _ => error("unsupported_grant_type", "grant type not supported"),
    }
}

pub(super) fn user_named(world: &World, name: &str) -> Option<Id> {
    let table = world.org.table("User")?;
    let slot = table.object.slot("Username")?;
    table.rows.values().find(|r| r.values[slot].as_text() == Some(name)).map(|r| r.id)
}

/// Redeems a code. It is valid once, for the app, the redirect URI and the verifier that it was created for
/// (RFC 7636 §4.6).
fn code(world: &mut World, form: &[(String, String)], base: &str) -> Reply {
    let get = |name: &str| field(form, name).unwrap_or_default();
    let Some(code) = world.sessions.codes.remove(get("code")) else {
        return error("invalid_grant", "expired authorization code");
    };
    if code.client_id != get("client_id") {
        return error("invalid_client_id", "client identifier invalid");
    }
    if code.redirect_uri != get("redirect_uri") {
        return error("redirect_uri_mismatch", "redirect_uri must match configuration");
    }
    let verified = |challenge: &str| {
        field(form, "code_verifier").is_some_and(|verifier| {
            URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge.trim_end_matches('=')
        })
    };
    // A public client must have sent a challenge; one with a secret may omit it.
    let proven = match &code.challenge {
        Some(challenge) => verified(challenge),
        None => field(form, "client_secret").is_some(),
    };
    if !proven {
        return error("invalid_grant", "invalid code verifier");
    }
    let scopes = code.scope.clone();
    let refreshable =
        scopes.split([' ', '+']).any(|s| matches!(s, "refresh_token" | "offline_access" | "full"));
    let refresh = refreshable.then(|| Refresh {
        user: code.user,
        client_id: code.client_id.clone(),
        scope: scopes.clone(),
    });
    let token = refresh.map(|entry| remember(world, entry));
    granted(world, (code.user, &code.client_id), &scopes, token, base)
}

fn remember(world: &mut World, entry: Refresh) -> String {
    let token = format!("5Aep861{}", world.sessions.secret("refresh"));
    world.sessions.refresh.insert(token.clone(), entry);
    token
}

/// With rotation, a refresh token is invalid after its first use, so only one tab may refresh at a time.
fn refresh(world: &mut World, token: &str, client_id: &str, base: &str) -> Reply {
    let Some(entry) = world.sessions.refresh.get(token).cloned() else {
        return error("invalid_grant", "expired access/refresh token");
    };
    if !client_id.is_empty() && entry.client_id != client_id {
        return error("invalid_client_id", "client identifier invalid");
    }
    let rotates = !world.faults.has("no-refresh-rotation");
    let next = rotates.then(|| {
        world.sessions.refresh.remove(token);
        remember(world, entry.clone())
    });
    granted(world, (entry.user, &entry.client_id), &entry.scope, next, base)
}

/// The response has no `expires_in`, and `issued_at` is a string of milliseconds.
fn granted(
    world: &mut World,
    (user, client_id): (Id, &str),
    scope: &str,
    refresh: Option<String>,
    base: &str,
) -> Reply {
    let token = world.sessions.issue(world.org.id, user, client_id);
    let id = format!("{base}/id/{}/{user}", world.org.id);
    let issued = world.org.clock.machine().as_millisecond().to_string();
    let signature = STANDARD.encode(Sha256::digest(format!("{id}{issued}")));
    let mut json = json!({
        "access_token": token, "signature": signature, "scope": scope.replace('+', " "), "instance_url": base,
        "id": id, "token_type": "Bearer", "issued_at": issued,
    });
    if let Some(refresh) = refresh {
        json["refresh_token"] = json!(refresh);
    }
    Reply::ok(json).with("pragma", "no-cache")
}

/// `POST /services/oauth2/revoke`: ends an access token, or a refresh token with the sessions that its app has got for
/// the user.
pub fn revoke(world: &mut World, req: &Req) -> Reply {
    let form = form(req);
    let token = field(&form, "token").unwrap_or_default();
    if world.sessions.access.remove(token).is_some() {
        return Reply::empty(200);
    }
    match world.sessions.refresh.remove(token) {
        Some(entry) => {
            let is_granted =
                |session: &Session| session.user == entry.user && session.client_id == entry.client_id;
            world.sessions.access.retain(|_, session| !is_granted(session));
            Reply::empty(200)
        }
        None => error("unsupported_token_type", "this token type is not supported"),
    }
}

/// `POST /services/oauth2/introspect` (RFC 7662)
pub fn introspect(world: &World, req: &Req) -> Reply {
    let form = form(req);
    let get = |name: &str| field(&form, name).unwrap_or_default();
    if get("client_id").is_empty() {
        return Reply::json(
            401,
            json!({ "error": "invalid_client", "error_description": "invalid client credentials" }),
        );
    }
    let token = get("token");
    let entry = world.sessions.refresh.get(token);
    let access = world.sessions.user(token);
    let Some(user) = access.or(entry.map(|e| e.user)) else { return Reply::ok(json!({ "active": false })) };
    let now = world.org.clock.machine().as_second();
    Reply::ok(json!({
        "active": true, "scope": entry.map_or("api refresh_token", |e| e.scope.as_str()), "client_id": get("client_id"),
        "username": world.org.value("User", user, "Username").ui(), "sub": user.to_string(),
        "token_type": if access.is_some() { "access_token" } else { "refresh_token" },
        "exp": now + 7_200, "iat": now, "nbf": now,
    }))
}
