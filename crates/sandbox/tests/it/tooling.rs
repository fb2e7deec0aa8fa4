//! The Tooling API's queries, and the rules of the org.

use serde_json::json;

use super::server::{Server, VERSION, encode};

fn tooling(server: &Server, soql: &str) -> super::server::Answer {
    server.ask("GET", &format!("{VERSION}/tooling/query?q={}", encode(soql)), &[], "")
}

#[test]
fn returns_paths_and_rules() {
    let server = Server::start(&[]);
    let paths = tooling(&server, "SELECT Id, RecordTypeId, IsMasterRecordType FROM PathAssistant WHERE SobjectType='Opportunity' AND IsActive=true").json();
    assert_eq!(paths["totalSize"], 2);
    let id = paths["records"][0]["Id"].as_str().unwrap();
    let one = tooling(&server, &format!("SELECT Metadata FROM PathAssistant WHERE Id = '{id}'")).json();
    let metadata = &one["records"][0]["Metadata"];
    assert_eq!(
        (metadata["entityName"].as_str(), metadata["recordTypeName"].as_str()),
        (Some("Opportunity"), Some("New_Business"))
    );
    assert_eq!(metadata["pathAssistantSteps"][1]["picklistValueName"], "Proposal/Price Quote");
    let several = tooling(&server, "SELECT Metadata FROM PathAssistant");
    assert_eq!(several.problem().1, "MALFORMED_QUERY");
    let rules = tooling(&server, "SELECT ValidationName, Active, ErrorMessage FROM ValidationRule WHERE EntityDefinition.QualifiedApiName = 'Opportunity'").json();
    assert_eq!(rules["totalSize"], 4);
    assert_eq!(server.query("SELECT Id FROM ValidationRule").problem().1, "INVALID_TYPE");
}

#[test]
fn a_composite_reads_rows_with_metadata() {
    let server = Server::start(&["--profile", "rules"]);
    let rows = tooling(&server, "SELECT Id FROM ValidationRule WHERE Active = true").json();
    let part = |(n, row): (usize, &serde_json::Value)| {
        let url = format!("{VERSION}/tooling/sobjects/ValidationRule/{}", row["Id"].as_str().unwrap());
        json!({ "method": "GET", "url": url, "referenceId": format!("r{n}") })
    };
    let parts: Vec<_> = rows["records"].as_array().unwrap().iter().enumerate().map(part).collect();
    let ask = |parts: &[serde_json::Value], path: &str| {
        server.send("POST", path, json!({ "allOrNone": false, "compositeRequest": parts }))
    };
    let answer = ask(&parts, "/tooling/composite").json();
    let formulas: Vec<_> = answer["compositeResponse"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["body"]["Metadata"]["errorConditionFormula"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(formulas.len(), 4);
    assert!(formulas.iter().any(|formula| formula.contains("ISBLANK(NextStep)")));
    // Each of the two accepts its own resources only.
    assert_eq!(ask(&parts, "/composite").status, 400);
    let row = json!({ "method": "GET", "url": format!("{VERSION}/sobjects/Opportunity/describe"), "referenceId": "r" });
    assert_eq!(ask(&[row], "/tooling/composite").status, 400);
    assert_eq!(server.get("/tooling/sobjects/Opportunity/006000000000001").status, 404);
}

#[test]
fn reports_all_rules_at_their_fields() {
    let server = Server::start(&["--profile", "rules"]);
    let id = server.deal("Acme - 200 Widgets");
    let lost = server.patch(&id, json!({ "StageName": "Closed Lost", "NextStep": null }));
    assert_eq!(lost.status, 400);
    assert_eq!(
        lost.json(),
        json!([{ "message": "Say in Next Step why the deal was lost.", "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "fields": ["NextStep"] }])
    );
    let both =
        server.patch(&id, json!({ "StageName": "Closed Won", "Amount": null, "Discount__c": 41 })).json();
    assert_eq!(both.as_array().unwrap().len(), 2);
    // The rules see the date that was sent; the move to today comes after them.
    let body = json!({ "StageName": "Closed Won", "CloseDate": "2099-01-01" });
    assert_eq!(server.patch(&id, body).status, 204);
    let today =
        server.rows("SELECT Id FROM Opportunity WHERE CloseDate = TODAY AND Name = 'Acme - 200 Widgets'");
    assert_eq!(today.len(), 1);
    let reopened = server.patch(&id, json!({ "StageName": "Prospecting" })).json();
    assert_eq!(
        (reopened[0]["message"].as_str(), &reopened[0]["fields"]),
        (Some("A closed deal is not opened again."), &json!([]))
    );
    let ui = server
        .send("PATCH", &format!("/ui-api/records/{id}"), json!({ "fields": { "Discount__c": 99 } }))
        .json();
    assert!(
        ui["output"]["fieldErrors"]["Discount__c"][0]["message"]
            .as_str()
            .unwrap()
            .starts_with("Discounts above")
    );
}
