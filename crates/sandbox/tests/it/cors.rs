//! Origins, preflights, and what a page may read.

use super::server::{Answer, ORIGIN, Server, VERSION};

fn preflight(server: &Server, origin: &str, path: &str, headers: &str) -> Answer {
    let asked = [
        ("origin", origin),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", headers),
    ];
    server.raw("OPTIONS", path, &asked, "").unwrap()
}

#[test]
fn responds_to_a_preflight_as_recorded() {
    let server = Server::start(&[]);
    let path = format!("{VERSION}/sobjects/Opportunity/006000000000000AAA");
    let answer = preflight(&server, ORIGIN, &path, "authorization,content-type,if-unmodified-since");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(answer.header("access-control-allow-methods"), Some("HEAD, GET, POST, PUT, PATCH, DELETE"));
    assert_eq!(
        answer.header("access-control-allow-headers"),
        Some("authorization,content-type,if-unmodified-since")
    );
    assert_eq!(answer.header("access-control-allow-credentials"), Some("false"));
    assert_eq!(answer.header("access-control-expose-headers"), None);
}

#[test]
fn responds_to_unlisted_origins_with_an_empty_403() {
    let server = Server::start(&[]);
    for origin in ["https://evil.example", "null", "http://localhost:8081", "https://localhost:8080"] {
        for answer in [
            preflight(&server, origin, &format!("{VERSION}/limits"), "authorization"),
            server.ask("GET", &format!("{VERSION}/limits"), &[("origin", origin)], ""),
        ] {
            assert_eq!(
                (answer.status, answer.header("access-control-allow-origin")),
                (403, None),
                "{origin}"
            );
        }
    }
    server.set_faults(serde_json::json!({ "fault": "unlisted-404" }));
    assert_eq!(
        server.ask("GET", &format!("{VERSION}/limits"), &[("origin", "https://evil.example")], "").status,
        404
    );
}

#[test]
fn exposes_responses_and_errors_to_listed_origins() {
    let server = Server::start(&["--origin", "https://*.portal.example", "--origin", ORIGIN]);
    let origin = "https://uat.portal.example";
    let good = server.ask("GET", &format!("{VERSION}/limits"), &[("origin", origin)], "");
    assert_eq!((good.status, good.header("access-control-allow-origin")), (200, Some(origin)));
    assert_eq!(good.header("access-control-expose-headers"), None);
    assert!(good.header("sforce-limit-info").unwrap().starts_with("api-usage="));
    assert_eq!(good.header("x-request-id"), good.header("x-sfdc-request-id"));
    let expired = server.raw("GET", &format!("{VERSION}/limits"), &[("origin", origin)], "").unwrap();
    assert_eq!((expired.status, expired.header("access-control-allow-origin")), (401, Some(origin)));
    server.set_faults(serde_json::json!({ "fault": "errors-without-cors" }));
    let expired = server.raw("GET", &format!("{VERSION}/limits"), &[("origin", origin)], "").unwrap();
    assert_eq!((expired.status, expired.header("access-control-allow-origin")), (401, None));
}

#[test]
fn resources_without_authentication_have_no_cors() {
    let server = Server::start(&[]);
    let versions = server.raw("GET", "/services/data/", &[("origin", ORIGIN)], "").unwrap();
    assert_eq!((versions.status, versions.header("access-control-allow-origin")), (200, None));
    assert_eq!(versions.header("sforce-limit-info"), None);
    let known = versions.json();
    assert_eq!(known[0]["version"], "31.0");
    assert_eq!(known.as_array().unwrap().last().unwrap()["url"], "/services/data/v67.0");
    let signed = server.ask("GET", "/services/data", &[("origin", ORIGIN)], "");
    assert_eq!(signed.header("access-control-allow-origin"), Some(ORIGIN));
}

#[test]
fn oauth_endpoints_have_a_separate_setting() {
    let server = Server::start(&[]);
    assert_eq!(preflight(&server, ORIGIN, "/services/oauth2/token", "content-type").status, 403);
    assert_eq!(preflight(&server, ORIGIN, "/services/oauth2/userinfo", "authorization").status, 200);
    let identity = preflight(&server, ORIGIN, "/id/00D000000000000EAA/005000000000000AAA", "authorization");
    assert_eq!((identity.status, identity.text.as_str()), (403, "Missing_OAuth_Token"));
    let open = server
        .raw("GET", "/.well-known/openid-configuration", &[("origin", "https://any.example")], "")
        .unwrap();
    assert_eq!((open.status, open.header("access-control-allow-origin")), (200, Some("*")));
    server.set_faults(serde_json::json!({ "fault": "oauth-cors" }));
    assert_eq!(preflight(&server, ORIGIN, "/services/oauth2/token", "content-type").status, 200);
    let answer = server.raw("POST", "/services/oauth2/token", &[("origin", ORIGIN)], "grant_type=x").unwrap();
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (400, Some(ORIGIN)));
}

#[test]
fn a_fault_makes_preflights_refuse_headers() {
    let server = Server::start(&[
        "--fault",
        "preflight-refuses=If-Unmodified-Since",
        "--fault",
        "preflight-refuses=Idempotency-Key",
    ]);
    let asked = "authorization,idempotency-key,if-unmodified-since";
    let answer = preflight(&server, ORIGIN, VERSION, asked);
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization"));
    server.set_faults(serde_json::json!("preflight-strict"));
    let answer = preflight(&server, ORIGIN, VERSION, "authorization,content-type,x-other");
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization,content-type"));
}
