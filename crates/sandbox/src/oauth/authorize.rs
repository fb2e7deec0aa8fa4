//! `GET|POST /services/oauth2/authorize`: a page with a consent button, and the redirect with a code.

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{field, form};
use crate::message::{Reply, Req};
use crate::org::id::Id;
use crate::sessions::Code;
use crate::world::World;

const HTML: &str = "text/html; charset=UTF-8";

/// Shows the page, or handles the consent.
pub fn answer(world: &mut World, req: &Req, _base: &str) -> Reply {
    let form = form(req);
    let get = |name: &str| field(&form, name).unwrap_or_default().to_owned();
    let redirect = get("redirect_uri");
    let problem = if get("response_type") != "code" {
        Some(("unsupported_response_type", "response type not supported"))
    } else if get("client_id").is_empty() {
        Some(("invalid_client_id", "client identifier invalid"))
    } else if !(redirect.starts_with("https://") || redirect.starts_with("http://")) {
        Some(("redirect_uri_mismatch", "redirect_uri must match configuration"))
    } else if !matches!(get("code_challenge_method").as_str(), "" | "S256") {
        Some(("invalid_request", "code challenge method must be S256"))
    } else {
        None
    };
    if let Some((code, description)) = problem {
        let page = page(&format!(
            "<h1>Error</h1><p>error={}&amp;error_description={}</p>",
            code,
            escape(description)
        ));
        return Reply::text(400, HTML, page);
    }
    if req.method == Method::GET {
        return Reply::text(200, HTML, consent(world, &form));
    }
    let state = field(&form, "state").map(|s| format!("&state={}", encode(s))).unwrap_or_default();
    let joint = if redirect.contains('?') { '&' } else { '?' };
    if get("decision") != "allow" {
        let target = format!(
            "{redirect}{joint}error=access_denied&error_description=end-user+denied+authorization{state}"
        );
        return Reply::empty(302).with("location", target);
    }
    let chosen = get("user").parse::<Id>().ok().filter(|id| world.org.row("User", *id).is_some());
    let Some(user) = chosen.or(world.sessions.first.as_ref().map(|(id, _)| *id)) else {
        return Reply::text(400, HTML, page("<h1>Error</h1>"));
    };
    // Real codes end in `==`, which has to be encoded in the redirect.
    let code = format!("aPrx{}==", world.sessions.secret("code"));
    let scope = get("scope");
    let entry = Code {
        user,
        client_id: get("client_id"),
        redirect_uri: redirect.clone(),
        challenge: field(&form, "code_challenge").map(str::to_owned),
        scope: if scope.is_empty() { "refresh_token api".into() } else { scope },
    };
    world.sessions.codes.insert(code.clone(), entry);
    Reply::empty(302).with("location", format!("{redirect}{joint}code={}{state}", encode(&code)))
}

fn consent(world: &World, form: &[(String, String)]) -> String {
    let hidden: String = form
        .iter()
        .map(|(k, v)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(k), escape(v)))
        .collect();
    let users: String = world
        .org
        .table("User")
        .into_iter()
        .flat_map(|t| t.rows.keys())
        .map(|id| format!("<option value=\"{id}\">{}</option>", escape(&world.org.user_name(*id))))
        .collect();
    let app = escape(field(form, "client_id").unwrap_or_default());
    let scope = escape(field(form, "scope").unwrap_or("api refresh_token"));
    page(&format!(
        "<h1>Allow Access?</h1><p><b>{app}</b> is asking to: {scope}</p>\
         <form method=\"post\" action=\"/services/oauth2/authorize\">{hidden}\
         <p><label>User <select name=\"user\">{users}</select></label></p>\
         <p><button id=\"oadeny\" name=\"decision\" value=\"deny\">Deny</button> \
         <button id=\"oaapprove\" name=\"decision\" value=\"allow\">Allow</button></p></form>"
    ))
}

fn page(body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sandbox</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\
         <body style=\"font:16px/1.5 system-ui;max-width:32em;margin:4em auto;padding:0 1em\">{body}</body></html>"
    )
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
