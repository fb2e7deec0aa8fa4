//! OAuth for a browser: consent, code with PKCE, refresh with rotation, revocation, identity.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::server::{Answer, Server, encode};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const BACK: &str = "http://localhost:8080/callback";

fn post(server: &Server, path: &str, form: &[(&str, &str)]) -> Answer {
    let body: Vec<String> = form.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect();
    server.raw("POST", path, &[FORM], &body.join("&")).unwrap()
}

fn token(server: &Server, form: &[(&str, &str)]) -> Answer {
    post(server, "/services/oauth2/token", form)
}

fn code(server: &Server, verifier: &str) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let answer = post(
        server,
        "/services/oauth2/authorize",
        &[
            ("response_type", "code"),
            ("client_id", "portal"),
            ("redirect_uri", BACK),
            ("scope", "api refresh_token"),
            ("state", "s&1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("decision", "allow"),
        ],
    );
    assert_eq!(answer.status, 302);
    let location = answer.header("location").unwrap();
    let query = location.strip_prefix(&format!("{BACK}?code=")).unwrap();
    let (code, state) = query.split_once("&state=").unwrap();
    assert_eq!(state, "s%261");
    assert!(code.ends_with("%3D%3D"));
    code.replace("%3D", "=").replace("%2D", "-").replace("%5F", "_")
}

#[test]
fn a_code_is_valid_once_and_for_its_verifier() {
    let server = Server::start(&[]);
    let page = format!(
        "/services/oauth2/authorize?response_type=code&client_id=%3Cportal%3E&redirect_uri={}&scope=api",
        encode(BACK)
    );
    let page = server.raw("GET", &page, &[], "").unwrap();
    assert!(
        page.status == 200 && page.text.contains("value=\"allow\"") && page.text.contains("&lt;portal&gt;")
    );
    let grant = |code: &str, verifier: &str| {
        token(
            &server,
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("client_id", "portal"),
                ("redirect_uri", BACK),
                ("code_verifier", verifier),
            ],
        )
    };
    let wrong = grant(&code(&server, "right"), "wrong");
    assert_eq!((wrong.status, wrong.json()["error"].as_str()), (400, Some("invalid_grant")));
    let fresh = code(&server, "right");
    let answer = grant(&fresh, "right");
    assert_eq!(answer.status, 200);
    let granted = answer.json();
    assert_eq!(granted["instance_url"], server.address.as_str());
    assert!(granted["issued_at"].is_string() && granted.get("expires_in").is_none());
    assert!(granted["access_token"].as_str().unwrap().starts_with("00D"));
    assert_eq!(grant(&fresh, "right").json()["error"], "invalid_grant");
    let denied = post(
        &server,
        "/services/oauth2/authorize",
        &[("response_type", "code"), ("client_id", "portal"), ("redirect_uri", BACK), ("decision", "deny")],
    );
    assert!(
        denied
            .header("location")
            .unwrap()
            .starts_with(&format!("{BACK}?error=access_denied&error_description="))
    );
    let bearer = format!("Bearer {}", granted["access_token"].as_str().unwrap());
    let identity = granted["id"].as_str().unwrap().strip_prefix(&server.address).unwrap().to_owned();
    let who = server.raw("GET", &identity, &[("authorization", &bearer)], "").unwrap().json();
    assert_eq!(
        (who["timezone"].as_str(), who["utcOffset"].as_i64()),
        (Some("America/Los_Angeles"), Some(-28_800_000))
    );
    assert!(who["urls"]["rest"].as_str().unwrap().ends_with("/services/data/v{version}/"));
    let unknown = server.raw("GET", &identity, &[("authorization", "Bearer x")], "").unwrap();
    assert_eq!((unknown.status, unknown.text.as_str()), (403, "Bad_OAuth_Token"));
}

#[test]
fn a_refresh_token_rotates_and_can_be_revoked() {
    let server = Server::start(&[]);
    let first = token(
        &server,
        &[
            ("grant_type", "authorization_code"),
            ("code", &code(&server, "v")),
            ("client_id", "portal"),
            ("redirect_uri", BACK),
            ("code_verifier", "v"),
        ],
    )
    .json();
    let text = |json: &Value, key: &str| json[key].as_str().unwrap().to_owned();
    let refresh = |token_: &str| {
        token(&server, &[("grant_type", "refresh_token"), ("client_id", "portal"), ("refresh_token", token_)])
    };
    let second = refresh(&text(&first, "refresh_token")).json();
    assert_ne!(text(&first, "refresh_token"), text(&second, "refresh_token"));
    let dead = refresh(&text(&first, "refresh_token"));
    assert_eq!(
        (dead.status, text(&dead.json(), "error_description")),
        (400, "expired access/refresh token".into())
    );
    let active = post(
        &server,
        "/services/oauth2/introspect",
        &[("token", &text(&second, "access_token")), ("client_id", "portal"), ("client_secret", "s")],
    );
    assert_eq!(active.json()["active"], true);
    assert_eq!(
        post(&server, "/services/oauth2/revoke", &[("token", &text(&second, "refresh_token"))]).status,
        200
    );
    assert_eq!(refresh(&text(&second, "refresh_token")).status, 400);
    // With the refresh token end the access tokens of the same app, and no other session of the user.
    let identity =
        |token: &str| post(&server, "/services/oauth2/userinfo", &[("access_token", token)]).status;
    assert_eq!(identity(&text(&second, "access_token")), 403);
    assert_eq!(identity(&server.token), 200);
    server.set_faults(serde_json::json!({ "fault": "refresh-busy", "times": 1 }));
    assert_eq!(text(&refresh("any").json(), "error_description"), "token request is already being processed");
    assert_eq!(
        token(
            &server,
            &[("grant_type", "password"), ("username", "sam.seller@ursa.example"), ("password", "x")]
        )
        .status,
        200
    );
    assert_eq!(
        text(&token(&server, &[("grant_type", "password"), ("username", "no")]).json(), "error"),
        "invalid_grant"
    );
}
