//! Faults, set by `POST /sandbox/faults`, by header, and on the command line.

use serde_json::json;

use super::server::{Server, VERSION};

const ACME: &str = "Acme - 200 Widgets";

#[test]
fn a_row_lock_clears_after_n_attempts() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    server.set_faults(json!({ "fault": "row-lock", "times": 2 }));
    for _ in 0..2 {
        assert_eq!(server.patch(&id, json!({ "NextStep": "a" })).problem().1, "UNABLE_TO_LOCK_ROW");
    }
    assert_eq!(server.patch(&id, json!({ "NextStep": "a" })).status, 204);
    assert_eq!(server.send_control("GET", "/faults", json!(null)).json(), json!({ "faults": [] }));
}

#[test]
fn resets_the_connection_before_and_after_the_write() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let path = format!("{VERSION}/sobjects/Opportunity/{id}");
    let bearer = format!("Bearer {}", server.token);
    let patch = |fault: &str, step: &str| {
        let headers = [("authorization", bearer.as_str()), ("x-sandbox-fault", fault)];
        server.raw("PATCH", &path, &headers, &json!({ "NextStep": step }).to_string())
    };
    assert!(patch("reset-before", "before").is_err());
    assert_ne!(server.read(&id, "NextStep")["NextStep"], "before");
    assert!(patch("reset-after", "after").is_err());
    assert_eq!(server.read(&id, "NextStep")["NextStep"], "after");
    assert_eq!(server.log()["requests"].as_array().unwrap().iter().filter(|r| r["status"] == 0).count(), 2);
}

#[test]
fn delays_responses() {
    let server = Server::start(&[]);
    let begun = jiff::Timestamp::now();
    let answer = server.ask("GET", &format!("{VERSION}/limits"), &[("x-sandbox-fault", "latency=150")], "");
    assert_eq!(answer.status, 200);
    assert!(jiff::Timestamp::now().duration_since(begun).as_millis() >= 150);
}

#[test]
fn simulates_another_users_edit_between_read_and_write() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    assert_eq!(server.patch(&id, json!({ "NextStep": "mine" })).status, 204);
    let path = format!("{VERSION}/sobjects/Opportunity/{id}");
    let modified = server.ask("GET", &path, &[], "").header("last-modified").unwrap().to_owned();
    server.set_faults(
        json!({ "fault": "someone-else", "value": { "StageName": "Perception Analysis" }, "times": 1 }),
    );
    let lost =
        server.ask("PATCH", &path, &[("if-unmodified-since", &modified)], r#"{"StageName":"Closed Won"}"#);
    assert_eq!(lost.status, 412);
    let after = server.read(&id, "StageName,LastModifiedById,OwnerId");
    assert_eq!(after["StageName"], "Perception Analysis");
    assert_ne!(after["LastModifiedById"], after["OwnerId"]);
}

#[test]
fn replaces_whole_responses() {
    let server = Server::start(&["--fault", "request-limit;path=/limits"]);
    let path = format!("{VERSION}/limits");
    assert_eq!(
        server.get("/limits").problem(),
        (403, "REQUEST_LIMIT_EXCEEDED".into(), "TotalRequests Limit exceeded.".into())
    );
    for (fault, status, html) in [
        ("edge-420", 420, true),
        ("edge-502", 502, true),
        ("edge-503", 503, true),
        ("server-unavailable", 503, false),
        ("server-error", 500, false),
        ("session-not-for-rest", 401, false),
        ("app-not-attached", 401, false),
        ("bad-auth-header", 401, false),
        ("concurrent-limit", 403, false),
        ("api-disabled", 403, false),
    ] {
        let answer = server.ask("GET", &path, &[("x-sandbox-fault", fault)], "");
        assert_eq!(
            (answer.status, answer.header("content-type").unwrap().starts_with("text/html")),
            (status, html),
            "{fault}"
        );
    }
    // A header's faults leave the others unchanged, and end with their request.
    server.set_faults(json!({ "fault": "row-lock", "times": 2 }));
    let id = server.deal(ACME);
    let row = format!("{VERSION}/sobjects/Opportunity/{id}");
    for _ in 0..2 {
        let headers = [("x-sandbox-fault", "errors-without-cors")];
        assert_eq!(
            server.ask("PATCH", &row, &headers, r#"{"NextStep":"x"}"#).problem().1,
            "UNABLE_TO_LOCK_ROW"
        );
    }
    assert_eq!(server.ask("PATCH", &row, &[], r#"{"NextStep":"x"}"#).status, 204);
    let unknown = server.send_control("POST", "/faults", json!({ "fault": "no-such" }));
    assert!(unknown.status == 400 && unknown.text.contains("row-lock"));
    server.send_control("DELETE", "/faults", json!(null));
    assert_eq!(server.get("/limits").status, 200);
    server.reset();
    assert_eq!(server.get("/limits").status, 403);
}

#[test]
fn put_replaces_the_faults_of_earlier_calls() {
    let server = Server::start(&["--fault", "oauth-cors"]);
    let put = |dials| -> Vec<String> {
        let response = server.send_control("PUT", "/faults", dials).json();
        response["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["fault"].as_str().unwrap().to_owned())
            .collect()
    };
    server.set_faults(json!([{ "fault": "row-lock" }, { "fault": "latency", "value": 1 }]));
    assert_eq!(put(json!([{ "fault": "edge-503" }])), ["oauth-cors", "edge-503"]);
    // An invalid call changes nothing.
    assert_eq!(server.send_control("PUT", "/faults", json!([{ "fault": "no-such" }])).status, 400);
    assert_eq!(put(json!(["row-lock;times=1"])), ["oauth-cors", "row-lock"]);
    assert_eq!(put(json!([])), ["oauth-cors"]);
}

#[test]
fn sets_the_orgs_clock() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    server.set_faults(json!("clock=2027-01-01T00:00:30Z"));
    assert_eq!(server.patch(&id, json!({ "StageName": "Prospecting" })).status, 204);
    assert!(
        server.read(&id, "LastModifiedDate")["LastModifiedDate"]
            .as_str()
            .unwrap()
            .starts_with("2027-01-01T00:00:3")
    );
    assert_eq!(server.rows("SELECT Id FROM Opportunity WHERE LastModifiedDate = TODAY").len(), 1);
}
