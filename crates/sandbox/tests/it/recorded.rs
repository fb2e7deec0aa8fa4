//! Compares every recorded error that the sandbox can produce: same keys, same status.

use serde_json::{Value, json};

use super::server::{Answer, Server, VERSION, keys};

#[allow(clippy::too_many_lines, reason = "one request for each recorded answer")]
fn produce(server: &Server, what: &str) -> Option<Answer> {
    let id = server.deal("Acme - 200 Widgets");
    let row = format!("{VERSION}/sobjects/Opportunity/{id}");
    let dial = |fault: Value| server.set_faults(fault);
    let patch = |body: Value| Some(server.patch(&id, body));
    let token = |form: &str| Some(server.raw("POST", "/services/oauth2/token", &[], form).unwrap());
    let once = |fault: &str| {
        dial(json!({ "fault": fault, "times": 1 }));
        Some(server.patch(&id, json!({ "NextStep": "x" })))
    };
    if what.starts_with("validation rule on Opportunity") {
        return once("validation");
    }
    if what.starts_with("required field missing") {
        return patch(json!({ "Name": null }));
    }
    if what.starts_with("GET record, well-formed id") {
        return Some(server.get("/sobjects/Opportunity/006R0000001rboIIAQ"));
    }
    if what.starts_with("malformed/unknown id in path") {
        return Some(server.get("/sobjects/Opportunity/00Q7zzz000Kj4Jn"));
    }
    if what.starts_with("bad nextRecordsUrl") {
        return Some(server.get("/query/01gRO0000016PIAYA2-500"));
    }
    if what == "expired session" {
        return Some(server.raw("GET", &row, &[("authorization", "Bearer 00D!old")], "").unwrap());
    }
    if what.starts_with("session without API scope") {
        return once("session-not-for-rest");
    }
    if what.starts_with("refresh token expired") {
        return token("grant_type=refresh_token&refresh_token=old&client_id=x");
    }
    if what.starts_with("two refreshes") || what.starts_with("same, before Winter 25") {
        let value = if what.starts_with("same") { json!("old") } else { Value::Null };
        dial(json!({ "fault": "refresh-busy", "value": value, "times": 1 }));
        return token("grant_type=refresh_token&refresh_token=any&client_id=x");
    }
    if what.starts_with("identity service with a bad token") {
        return Some(
            server
                .raw(
                    "GET",
                    "/id/00D000000000000EAA/005000000000000AAA",
                    &[("authorization", "Bearer no")],
                    "",
                )
                .unwrap(),
        );
    }
    if what.starts_with("preflight OPTIONS to /id/") {
        let headers = [("origin", "http://localhost:8080"), ("access-control-request-method", "GET")];
        return Some(
            server.raw("OPTIONS", "/id/00D000000000000EAA/005000000000000AAA", &headers, "").unwrap(),
        );
    }
    if what.starts_with("row lock (older") {
        dial(json!({ "fault": "row-lock", "value": "old", "times": 1 }));
        return patch(json!({ "NextStep": "x" }));
    }
    if what.starts_with("row lock (current") {
        return once("row-lock");
    }
    if what.starts_with("collections with allOrNone=true") {
        let record = |id: &str| json!({ "attributes": { "type": "Opportunity" }, "id": id, "NextStep": "x" });
        let records = json!([record(&id), record("006R0000001rboIIAQ")]);
        return Some(server.send(
            "PATCH",
            "/composite/sobjects",
            json!({ "allOrNone": true, "records": records }),
        ));
    }
    if what.starts_with("PATCH without an id") {
        return Some(server.send("PATCH", "/sobjects/Opportunity", json!({})));
    }
    if what.starts_with("read-only fields") {
        return patch(json!({ "IsClosed": true, "LastModifiedDate": "2026-01-01T00:00:00Z" }));
    }
    if what == "SOQL unknown field" {
        return Some(server.query("SELECT Id, Dispenser__c FROM Opportunity"));
    }
    if what.starts_with("SOQL unknown object") {
        return Some(server.query("select count() from XYZZY"));
    }
    if what.starts_with("unknown field in a PATCH") {
        return patch(json!({ "foo": 1 }));
    }
    if what.starts_with("restricted picklist") {
        return patch(json!({ "ForecastCategoryName": "Nope" }));
    }
    if what.starts_with("external id matches several") {
        for _ in 0..2 {
            server.send("POST", "/sobjects/Opportunity", json!({ "Name": "x", "StageName": "Prospecting", "CloseDate": "2030-01-01", "External_Ref__c": "foo" }));
        }
        return Some(server.get("/sobjects/Opportunity/External_Ref__c/foo"));
    }
    if what == "composite allOrNone failure" {
        let part =
            |id: &str, body: Value| json!({ "method": "PATCH", "url": row, "referenceId": id, "body": body });
        let parts = json!([part("one", json!({ "NextStep": "x" })), part("two", json!({ "Name": null }))]);
        return Some(server.send(
            "POST",
            "/composite",
            json!({ "allOrNone": true, "compositeRequest": parts }),
        ));
    }
    if what.starts_with("two validation rules fail") {
        dial(
            json!([{ "fault": "validation", "value": "no ACME accounts", "times": 1 }, { "fault": "validation", "value": "no 123 phone", "times": 1 }]),
        );
        return patch(json!({ "NextStep": "x" }));
    }
    if what.starts_with("XML error body") {
        return once("xml-error");
    }
    if what == "HTML error page" {
        return once("html-404");
    }
    if what == "conditional PATCH lost" {
        return once("stale");
    }
    if what.starts_with("PATCH/DELETE of a well-formed id") {
        return Some(server.patch("006R0000001rboIIAQ", json!({ "NextStep": "x" })));
    }
    if what.starts_with("UI API PATCH /ui-api/records with a stale") {
        let since = [("if-unmodified-since", "Fri, 21 Aug 2020 10:15:30 GMT")];
        return Some(server.ask(
            "PATCH",
            &format!("{VERSION}/ui-api/records/{id}"),
            &since,
            r#"{"fields":{"NextStep":"x"}}"#,
        ));
    }
    if what.starts_with("UI API PATCH refused by validation") {
        dial(json!("restricted-stages"));
        return Some(server.send(
            "PATCH",
            &format!("/ui-api/records/{id}"),
            json!({ "fields": { "StageName": "Nope" } }),
        ));
    }
    if what.starts_with("daily API limit") {
        return once("request-limit");
    }
    if what.starts_with("flow fails on save") {
        return once("flow-error");
    }
    if what.starts_with("trigger wraps") {
        return once("trigger-error");
    }
    None
}

/// Returns the keys at every depth; a list by its members.
fn shape(json: &Value) -> Value {
    match json {
        Value::Object(_) => {
            let named = keys(json).into_iter().map(|key| {
                let inner = shape(&json[&key]);
                (key, inner)
            });
            Value::Object(named.collect())
        }
        Value::Array(list) => list.iter().map(shape).collect(),
        _ => Value::Null,
    }
}

#[test]
fn produces_recorded_errors() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../../fixtures/error-bodies.json")).unwrap();
    let server = Server::start(&[]);
    let mut wrong = Vec::new();
    for recorded in &rows {
        server.reset();
        let what = recorded["what"].as_str().unwrap();
        let Some(answer) = produce(&server, what) else {
            wrong.push(format!("{what}: not produced"));
            continue;
        };
        // A composite call has status 200; the recording has that of its subrequests.
        let inside = what.contains("composite") && recorded["http_status"] == 400;
        let status = if inside && answer.status == 200 { 400 } else { answer.status };
        if json!(status) != recorded["http_status"] {
            wrong.push(format!("{what}: status {} for {}", answer.status, recorded["http_status"]));
        }
        let body = &recorded["body"];
        if let Some(text) = body.as_str() {
            if text != answer.text {
                wrong.push(format!("{what}: {}", answer.text));
            }
            continue;
        }
        let ignored = ["id", "message"];
        let trim = |json: &Value| {
            let mut json = shape(json);
            // Captures of the User Interface API may contain these.
            if let Some(object) = json.as_object_mut().filter(|o| o.contains_key("enhancedErrorType")) {
                ignored.iter().for_each(|key| drop(object.shift_remove(*key)));
            }
            // The names of fields belong to the org, their presence to the API.
            strip_field_names(&mut json);
            json
        };
        if trim(body) != trim(&answer.json()) {
            wrong.push(format!("{what}:\n  {}\n  {}", trim(body), trim(&answer.json())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn strip_field_names(json: &mut Value) {
    match json {
        Value::Object(object) => {
            if let Some(fields) = object.get_mut("fields") {
                *fields = Value::Null;
            }
            object.values_mut().for_each(strip_field_names);
        }
        Value::Array(list) => list.iter_mut().for_each(strip_field_names),
        _ => {}
    }
}
