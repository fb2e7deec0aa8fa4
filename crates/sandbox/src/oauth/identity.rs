//! `GET /id/{org}/{user}` and `GET|POST /services/oauth2/userinfo`
//!
//! Without a valid token both respond with 403 and plain text.

use serde_json::{Map, Value as Json, json};

use crate::message::{Reply, Req, pairs};
use crate::org::id::Id;
use crate::world::World;

/// Returns the user of the token in the header, the query, or a form.
fn user(world: &World, req: &Req) -> Result<Id, Reply> {
    let refuse = |text: &str| Reply::text(403, "text/plain;charset=UTF-8", text);
    let header =
        req.header("authorization").and_then(|h| h.split_once(' ')).map(|(_, token)| token.to_owned());
    let form = || {
        let body = String::from_utf8_lossy(&req.body).into_owned();
        pairs(&body).into_iter().find(|(key, _)| key == "access_token").map(|(_, token)| token)
    };
    let query = || req.param("oauth_token").or_else(|| req.param("access_token")).map(str::to_owned);
    let token = header.or_else(query).or_else(form).ok_or_else(|| refuse("Missing_OAuth_Token"))?;
    world.sessions.user(token.trim()).ok_or_else(|| refuse("Bad_OAuth_Token"))
}

fn urls(world: &World, user: Id, base: &str) -> Json {
    let mut urls = Map::new();
    // `{version}` is literal.
    for (name, path) in [
        ("enterprise", "/services/Soap/c/{version}/00D"),
        ("metadata", "/services/Soap/m/{version}/00D"),
        ("partner", "/services/Soap/u/{version}/00D"),
        ("rest", "/services/data/v{version}/"),
        ("sobjects", "/services/data/v{version}/sobjects/"),
        ("search", "/services/data/v{version}/search/"),
        ("query", "/services/data/v{version}/query/"),
        ("recent", "/services/data/v{version}/recent/"),
        ("tooling_rest", "/services/data/v{version}/tooling/"),
    ] {
        urls.insert(name.into(), json!(format!("{base}{}", path.replace("00D", world.org.id.short()))));
    }
    urls.insert("profile".into(), json!(format!("{base}/{user}")));
    urls.insert("custom_domain".into(), json!(base));
    Json::Object(urls)
}

fn text(world: &World, user: Id, field: &str) -> Json {
    world.org.value("User", user, field).ui()
}

/// The milliseconds by which the time zone is ahead of UTC in winter, as Salesforce reports it.
fn offset(world: &World, user: Id) -> i64 {
    let name = world.org.value("User", user, "TimeZoneSidKey");
    let zone = name.as_text().and_then(|name| jiff::tz::TimeZone::get(name).ok());
    let winter = jiff::civil::date(2026, 1, 1).to_zoned(jiff::tz::TimeZone::UTC).map(|z| z.timestamp());
    match (zone, winter) {
        (Some(zone), Ok(winter)) => i64::from(zone.to_offset(winter).seconds()) * 1_000,
        _ => 0,
    }
}

/// Returns the OpenID Connect form.
pub fn userinfo(world: &World, req: &Req, base: &str) -> Reply {
    let user = match user(world, req) {
        Ok(user) => user,
        Err(reply) => return reply,
    };
    let at = |field| text(world, user, field);
    Reply::ok(json!({
        "sub": format!("{base}/id/{}/{user}", world.org.id), "user_id": user.to_string(),
        "organization_id": world.org.id.to_string(), "preferred_username": at("Username"),
        "nickname": at("Alias"), "name": at("Name"), "email": at("Email"), "email_verified": true,
        "given_name": at("FirstName"), "family_name": at("LastName"), "zoneinfo": at("TimeZoneSidKey"),
        "photos": { "picture": format!("{base}/profilephoto/005/F"), "thumbnail": format!("{base}/profilephoto/005/T") },
        "profile": format!("{base}/{user}"), "picture": format!("{base}/profilephoto/005/F"),
        "address": {}, "is_salesforce_integration_user": false, "urls": urls(world, user, base), "active": true,
        "user_type": "STANDARD", "language": at("LanguageLocaleKey"), "locale": at("LocaleSidKey"),
        "utcOffset": offset(world, user), "updated_at": at("LastModifiedDate"),
    }))
}

/// Returns Salesforce's own form.
pub fn identity(world: &World, req: &Req, org: &str, id: &str, base: &str) -> Reply {
    let user = match user(world, req) {
        Ok(user) => user,
        Err(reply) => return reply,
    };
    let known = org.parse() == Ok(world.org.id) && id.parse() == Ok(user);
    if !known {
        return Reply::text(404, "text/plain;charset=UTF-8", "Bad_Id");
    }
    let at = |field| text(world, user, field);
    Reply::ok(json!({
        "id": format!("{base}/id/{}/{user}", world.org.id), "asserted_user": true, "user_id": user.to_string(),
        "organization_id": world.org.id.to_string(), "username": at("Username"), "nick_name": at("Alias"),
        "display_name": at("Name"), "email": at("Email"), "email_verified": true, "first_name": at("FirstName"),
        "last_name": at("LastName"), "timezone": at("TimeZoneSidKey"),
        "photos": { "picture": format!("{base}/profilephoto/005/F"), "thumbnail": format!("{base}/profilephoto/005/T") },
        "addr_street": null, "addr_city": null, "addr_state": null, "addr_country": null, "addr_zip": null,
        "mobile_phone": null, "mobile_phone_verified": false, "is_lightning_login_user": false,
        "status": { "created_date": null, "body": null }, "urls": urls(world, user, base), "active": true,
        "user_type": "STANDARD", "language": at("LanguageLocaleKey"), "locale": at("LocaleSidKey"),
        "utcOffset": offset(world, user), "last_modified_date": at("LastModifiedDate"),
        "is_app_installed": true,
    }))
}
