//! Composite, batch, collections.

use serde_json::{Value, json};

use super::server::{Server, VERSION, encode, keys};

fn part(method: &str, url: &str, id: &str, body: Value) -> Value {
    let mut part = json!({ "method": method, "url": format!("{VERSION}{url}"), "referenceId": id });
    if !body.is_null() {
        part["body"] = body;
    }
    part
}

#[test]
fn reads_preconditions_from_the_body() {
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    let row = format!("/sobjects/Opportunity/{id}");
    let modified = server.get(&row).header("last-modified").unwrap().to_owned();
    let call = |since: &str| {
        let mut update = part("PATCH", &row, "upd", json!({ "StageName": "Negotiation/Review" }));
        update["httpHeaders"] = json!({ "If-Unmodified-Since": since });
        let check = part("GET", &format!("{row}?fields=StageName,Probability"), "chk", Value::Null);
        server.send(
            "POST",
            "/composite",
            json!({ "allOrNone": true, "collateSubrequests": false, "compositeRequest": [update, check] }),
        )
    };
    let done = call(&modified);
    let parts = done.json()["compositeResponse"].clone();
    assert_eq!(
        parts[0],
        json!({ "body": null, "httpHeaders": {}, "httpStatusCode": 204, "referenceId": "upd" })
    );
    assert_eq!(
        (parts[1]["httpStatusCode"].as_i64(), parts[1]["body"]["StageName"].as_str()),
        (Some(200), Some("Negotiation/Review"))
    );
    let lost = call(&modified);
    assert_eq!(lost.status, 200);
    let parts = lost.json()["compositeResponse"].clone();
    assert_eq!((parts[0]["httpStatusCode"].as_i64(), &parts[0]["body"]), (Some(412), &Value::Null));
    assert_eq!(
        parts[1]["body"],
        json!([{ "errorCode": "PROCESSING_HALTED", "message": "The transaction was rolled back since another operation in the same transaction failed." }])
    );
}

#[test]
fn resolves_references_and_rolls_back() {
    let server = Server::start(&[]);
    let query = format!("/query?q={}", encode("SELECT Id FROM Account WHERE Name = 'Acme'"));
    let new = json!({ "Name": "Ref", "StageName": "Prospecting", "CloseDate": "2030-01-01", "AccountId": "@{acc.records[0].Id}" });
    let call = |last: Value, all: bool| {
        let parts = json!([
            part("GET", &query, "acc", Value::Null),
            part("POST", "/sobjects/Opportunity", "made", new.clone()),
            part("GET", "/sobjects/Opportunity/@{made.id}?fields=Name,AccountId", "read", Value::Null),
            last,
        ]);
        server.send("POST", "/composite", json!({ "allOrNone": all, "compositeRequest": parts })).json()["compositeResponse"].clone()
    };
    let good = part("GET", "/sobjects/Opportunity/@{read.Id}", "again", Value::Null);
    let parts = call(good, true);
    assert_eq!(parts[2]["body"]["Name"], "Ref");
    assert_eq!(parts[3]["httpStatusCode"], 200);
    let before = server.query("SELECT count() FROM Opportunity").json()["totalSize"].clone();
    let bad = part("GET", "/sobjects/Opportunity/@{made.Id}", "bad", Value::Null);
    let parts = call(bad.clone(), true);
    let message = parts[3]["body"][0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("Invalid reference specified. No value for made.Id found in made."),
        "{message}"
    );
    assert_eq!(parts[1]["httpStatusCode"], 400);
    assert_eq!(server.query("SELECT count() FROM Opportunity").json()["totalSize"], before);
    let parts = call(bad, false);
    assert_eq!(
        (parts[1]["httpStatusCode"].as_i64(), parts[3]["httpStatusCode"].as_i64()),
        (Some(201), Some(400))
    );
}

#[test]
fn rejects_malformed_composites_as_a_whole() {
    let server = Server::start(&[]);
    let get = |url: &str, id: &str| json!({ "method": "GET", "url": url, "referenceId": id });
    let limits = format!("{VERSION}/limits");
    let row = format!("{VERSION}/sobjects/Opportunity");
    let with =
        |name: &str| json!({ "method": "GET", "url": row, "referenceId": "r", "httpHeaders": { name: "x" } });
    for parts in [
        json!([get(&limits, "r")]),
        json!([get(&row, "r-1")]),
        json!([get(&row, "r"), get(&row, "r")]),
        json!([with("Authorization")]),
        json!([]),
        json!((0..26).map(|n| get(&row, &format!("r{n}"))).collect::<Vec<_>>()),
    ] {
        assert_eq!(
            server.send("POST", "/composite", json!({ "compositeRequest": parts })).status,
            400,
            "{parts}"
        );
    }
}

#[test]
fn a_batch_is_serial_and_halts() {
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    let row = format!("v66.0/sobjects/Opportunity/{id}");
    let requests = json!([
        { "method": "PATCH", "url": row, "richInput": { "StageName": "Qualification" } },
        { "method": "GET", "url": format!("{row}?fields=StageName") },
        { "method": "GET", "url": format!("{row}?fields=Nope") },
        { "method": "GET", "url": row },
    ]);
    let done = server
        .send("POST", "/composite/batch", json!({ "haltOnError": true, "batchRequests": requests }))
        .json();
    assert_eq!(done["results"][0], json!({ "statusCode": 204, "result": null }));
    assert_eq!(done["results"][1]["result"]["StageName"], "Qualification");
    assert_eq!(
        (done["hasErrors"].as_bool(), done["results"][2]["statusCode"].as_i64()),
        (Some(true), Some(400))
    );
    assert_eq!(done["results"][3]["statusCode"], 412);
    assert_eq!(done["results"][3]["result"][0]["errorCode"], "BATCH_PROCESSING_HALTED");
}

#[test]
fn collections_name_the_code_status_code() {
    let server = Server::start(&[]);
    let (a, b) = (server.deal("Acme - 200 Widgets"), server.deal("Grand Hotels SLA"));
    let record = |id: &str| json!({ "attributes": { "type": "Opportunity" }, "id": id, "NextStep": "all" });
    let call = |all: bool| {
        let records = json!([record(&a), record("006Hs0000000000AAA"), record(&b)]);
        server.send("PATCH", "/composite/sobjects", json!({ "allOrNone": all, "records": records }))
    };
    let mixed = call(false);
    let results = mixed.json();
    assert_eq!(mixed.status, 200);
    assert_eq!(results[0], json!({ "id": a, "success": true, "errors": [] }));
    assert_eq!(keys(&results[1]), ["errors", "success"]);
    assert_eq!(results[1]["errors"][0]["statusCode"], "MALFORMED_ID");
    server.reset();
    let none = call(true).json();
    assert_eq!(none[0]["errors"][0]["statusCode"], "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    assert_eq!(none[2]["id"], json!(b));
    assert_eq!(server.log()["writes"], json!([]));
    let read = server.get(&format!("/composite/sobjects/Opportunity?ids={a},{b}&fields=Name")).json();
    assert_eq!(read[0]["Name"], "Acme - 200 Widgets");
    let read = server
        .send("POST", "/composite/sobjects/Opportunity", json!({ "ids": [b], "fields": ["Name"] }))
        .json();
    assert_eq!(read[0]["Name"], "Grand Hotels SLA");
    let many: Vec<Value> = (0..201).map(|_| record(&a)).collect();
    assert_eq!(
        server.send("PATCH", "/composite/sobjects", json!({ "records": many })).problem().1,
        "EXCEEDED_ID_LIMIT"
    );
    let made = server.send("POST", "/composite/sobjects", json!({ "records": [{ "attributes": { "type": "Opportunity" }, "Name": "C", "StageName": "Prospecting", "CloseDate": "2030-01-01" }] })).json();
    let id = made[0]["id"].as_str().unwrap();
    let gone =
        server.send("DELETE", &format!("/composite/sobjects?ids={id}&allOrNone=false"), Value::Null).json();
    assert_eq!(gone, json!([{ "id": id, "success": true, "errors": [] }]));
}
