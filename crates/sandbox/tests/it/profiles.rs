//! Kinds of orgs.

use serde_json::json;

use super::server::Server;

#[test]
fn an_org_without_record_types_lacks_the_field() {
    let server = Server::start(&["--profile", "no-record-types"]);
    assert_eq!(server.query("SELECT RecordTypeId FROM Opportunity").problem().1, "INVALID_FIELD");
    let id = server.deal("Acme - Service Renewal");
    let record = server
        .get(&format!("/ui-api/records/{id}?optionalFields=Opportunity.RecordTypeId,Opportunity.Name"))
        .json();
    assert_eq!(
        (record["recordTypeId"].as_str(), record["fields"].get("RecordTypeId")),
        (Some("012000000000000AAA"), None)
    );
    let describe = server.get("/sobjects/Opportunity/describe").json();
    assert_eq!(describe["recordTypeInfos"].as_array().unwrap().len(), 1);
    assert_eq!(describe["recordTypeInfos"][0]["defaultRecordTypeMapping"], true);
}

#[test]
fn currencies_custom_fields_and_hidden_fields() {
    let server = Server::start(&["--profile", "multi-currency"]);
    let codes = server.rows("SELECT CurrencyIsoCode, COUNT(Id) FROM Opportunity GROUP BY CurrencyIsoCode");
    assert_eq!(codes.len(), 3);
    let id = server.deal("Acme - 200 Widgets");
    let record = server.get(&format!("/ui-api/records/{id}?fields=Opportunity.Amount")).json();
    assert_eq!(record["fields"]["Amount"]["displayValue"], "USD 12,500.00");
    let server = Server::start(&["--profile", "no-custom-fields"]);
    let id = server.deal("Acme - 200 Widgets");
    assert_eq!(
        server.patch(&id, json!({ "Discount__c": 1 })).problem(),
        (400, "INVALID_FIELD".into(), "No such column 'Discount__c' on sobject of type Opportunity".into())
    );
    let server = Server::start(&["--profile", "hidden-field"]);
    assert_eq!(server.query("SELECT MRR__c FROM Opportunity").problem().1, "INVALID_FIELD");
    assert!(server.get("/ui-api/object-info/Opportunity").json()["fields"].get("MRR__c").is_none());
    assert!(server.get("/ui-api/object-info/Opportunity").json()["fields"].get("Discount__c").is_some());
}

#[test]
fn dependent_picklists_encode_their_values_by_index() {
    let server = Server::start(&["--profile", "dependent-picklists"]);
    let info = server.get("/ui-api/object-info/Opportunity").json();
    assert_eq!(info["fields"]["City__c"]["controllerName"], "Region__c");
    assert_eq!(info["dependentFields"]["StageName"], json!({ "Loss_Reason__c": {} }));
    let lists = server.get("/ui-api/object-info/Opportunity/picklist-values/012000000000000AAA").json();
    let lists = &lists["picklistFieldValues"];
    assert_eq!(lists["City__c"]["controllerValues"], json!({ "Europe": 0, "America": 1 }));
    let places: Vec<_> =
        lists["City__c"]["values"].as_array().unwrap().iter().map(|v| v["validFor"].clone()).collect();
    assert_eq!(places, [json!([0]), json!([1]), json!([0, 1])]);
    assert_eq!(lists["Region__c"]["controllerValues"], json!({}));
    let described = server.get("/sobjects/Opportunity/describe").json();
    let city =
        described["fields"].as_array().unwrap().iter().find(|f| f["name"] == "City__c").unwrap().clone();
    assert_eq!(
        (city["dependentPicklist"].as_bool(), city["picklistValues"][2]["validFor"].as_str()),
        (Some(true), Some("wA=="))
    );
}

#[test]
fn validates_a_custom_seed() {
    let path = std::env::temp_dir().join(format!("sandbox-seed-{}.json", std::process::id()));
    let seed = json!({
        "organization": { "name": "Own", "currency": "EUR" },
        "users": [{ "lastName": "Only", "username": "only@own.example", "timeZone": "Europe/Berlin" }],
        "stages": [{ "value": "Neu", "probability": 5, "forecastCategory": "Pipeline" }],
        "accounts": [{ "name": "A" }],
        "opportunities": [{ "name": "D", "account": "A", "stage": "Neu", "close": 3, "amount": 10.5 }],
    });
    std::fs::write(&path, seed.to_string()).unwrap();
    let server = Server::start(&["--seed", path.to_str().unwrap(), "--token", "00D!my.own_token"]);
    assert_eq!(server.token, "00D!my.own_token");
    assert_eq!(server.rows("SELECT Name FROM Opportunity")[0]["Name"], "D");
    let mut broken = seed;
    broken["opportunities"][0]["stage"] = json!("Alt");
    std::fs::write(&path, broken.to_string()).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_opportunity-stage-sandbox"))
        .args(["--port", "0", "--seed", path.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: opportunity `D`: no stage `Alt`\n");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn reset_changes_the_kind_of_org_and_back() {
    let server = Server::start(&["--generate", "40"]);
    let reset = |body: serde_json::Value| server.send_control("POST", "/reset", body);
    let deals = || server.query("SELECT count() FROM Opportunity").json()["totalSize"].as_i64().unwrap();
    assert_eq!(deals(), 60 + 40);

    let about = reset(json!({ "profiles": ["multi-currency", "hidden-field"], "generate": 2_000 })).json();
    assert_eq!(about["profiles"], json!(["multi-currency", "hidden-field"]));
    assert_eq!((about["generate"].as_i64(), deals()), (Some(2_000), 60 + 2_000));
    let codes = server.rows("SELECT CurrencyIsoCode, COUNT(Id) FROM Opportunity GROUP BY CurrencyIsoCode");
    assert!(codes.len() > 1, "{codes:?}");
    assert_eq!(server.query("SELECT MRR__c FROM Opportunity").problem().1, "INVALID_FIELD");

    // A kind does not affect the next one, and the token of the start stays valid.
    assert_eq!(reset(json!({ "profiles": ["no-record-types"] })).status, 200);
    assert_eq!(server.query("SELECT CurrencyIsoCode FROM Opportunity").problem().1, "INVALID_FIELD");
    assert_eq!(server.query("SELECT RecordTypeId FROM Opportunity").problem().1, "INVALID_FIELD");
    assert_eq!(deals(), 60);

    assert_eq!(reset(serde_json::Value::Null).json()["profiles"], json!([]));
    assert_eq!(reset(json!({ "profiles": ["rules"] })).json()["profiles"], json!(["rules"]));
    assert_eq!(reset(json!({})).json()["profiles"], json!([]), "nothing named is nothing changed");
    assert_eq!(deals(), 60 + 40);
}

#[test]
fn reset_to_an_unknown_kind_changes_nothing() {
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    assert_eq!(server.patch(&id, json!({ "NextStep": "x" })).status, 204);
    for body in [json!({ "profiles": ["multi"] }), json!({ "profile": "rules" }), json!({ "generate": -1 })] {
        assert_eq!(server.send_control("POST", "/reset", body.clone()).status, 400, "{body}");
    }
    assert_eq!(server.read(&id, "NextStep")["NextStep"], "x");
}

#[test]
fn generated_deals_have_accounts_of_their_own() {
    let server = Server::start(&["--generate", "60"]);
    assert_eq!(server.rows("SELECT Id FROM Opportunity WHERE Account.Name = 'Acme'").len(), 3);
    assert_eq!(server.rows("SELECT Id FROM Opportunity WHERE Account.Name LIKE 'Portfolio%'").len(), 60);
    assert_eq!(server.rows("SELECT Id FROM Account WHERE Name LIKE 'Portfolio%'").len(), 3);
}

#[test]
fn an_org_document_replaces_the_setup() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/org/document.json");
    let server = Server::start(&["--org", document]);
    let types = server.get("/sobjects/Opportunity/describe").json()["recordTypeInfos"].clone();
    let default = types.as_array().unwrap().iter().find(|t| t["defaultRecordTypeMapping"] == true).unwrap();
    assert_eq!(default["developerName"], "Partner");
    let id = default["recordTypeId"].as_str().unwrap();
    let values = |field: &str| {
        server.get(&format!("/ui-api/object-info/Opportunity/picklist-values/{id}/{field}")).json()
    };
    let stages = values("StageName");
    let names: Vec<_> =
        stages["values"].as_array().unwrap().iter().map(|v| v["value"].as_str().unwrap()).collect();
    assert_eq!(names, ["Prospecting", "Négociation", "Closed Won", "Closed Lost"]);
    // What the record type admits, and under which stage.
    let reasons = values("Loss_Reason__c");
    let controllers = reasons["controllerValues"].as_object().unwrap();
    assert_eq!(reasons["values"].as_array().unwrap().len(), 1);
    assert_eq!(reasons["values"][0]["validFor"], json!([controllers["Closed Lost"]]));
    let deal = server.deal("Acme - 200 Widgets");
    let refused = server.patch(&deal, json!({ "StageName": "Closed Won", "Amount": null }));
    assert_eq!(refused.problem().2, "Enter the amount.");
}

#[test]
fn lists_records_regardless_of_access() {
    let server = Server::start(&[]);
    let list = |path: &str| server.raw("GET", &format!("/sandbox/records/{path}"), &[], "").unwrap();
    let records = |path: &str| list(path).json()["records"].as_array().unwrap().clone();
    // One is not shared with the user.
    assert_eq!(records("Opportunity").len(), 61);
    let hidden = &records("opportunity?Name=United+Oil+-+Confidential+Divestment")[0];
    assert_eq!((hidden["Amount"].as_f64(), &hidden["IsClosed"]), (Some(99_000_000.0), &json!(false)));
    assert_eq!(records("Opportunity?StageName=Closed+Won&IsWon=false").len(), 0);
    assert_eq!(records("Opportunity?Amount=12500").len(), 1, "numbers are compared as numbers");
    assert!(records("Opportunity?Amount=").iter().all(|record| record["Amount"].is_null()));
    for (path, error) in [
        ("Nothing", "no object `Nothing`"),
        ("Account?No=1", "Account has no field `No`"),
        ("Opportunity?CloseDate=soon", "`soon` is not a value of Opportunity.CloseDate"),
    ] {
        assert_eq!((list(path).status, &list(path).json()["error"]), (400, &json!(error)));
    }
}
