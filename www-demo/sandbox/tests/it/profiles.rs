//! Kinds of orgs.

use serde_json::json;

use super::server::Server;

#[test]
fn an_org_without_record_types_has_no_such_field() {
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
fn dependent_picklists_tell_their_values_by_place() {
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
fn a_seed_of_ones_own_is_checked() {
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
