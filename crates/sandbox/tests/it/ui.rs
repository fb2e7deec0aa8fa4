//! The User Interface API.

use serde_json::json;

use super::server::{Server, VERSION};

const ACME: &str = "Acme - 200 Widgets";

#[test]
fn returns_values_and_display_values() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let path = format!(
        "/ui-api/records/{id}?fields=Opportunity.Name,Opportunity.Account.Name,Opportunity.Amount&optionalFields=Opportunity.Nope__c,Opportunity.Discount__c,Opportunity.StageName,Opportunity.Owner.Name,Opportunity.LastModifiedDate"
    );
    let answer = server.get(&path);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let record = answer.json();
    assert_eq!(record["fields"]["Amount"], json!({ "displayValue": "$12,500.00", "value": 12500.0 }));
    assert!(answer.text.contains("\"Discount__c\":{\"displayValue\":\"15.00%\",\"value\":15.0}"));
    assert_eq!(record["fields"]["Name"]["displayValue"], json!(null));
    assert_eq!(record["fields"]["Account"]["displayValue"], "Acme");
    assert_eq!(record["fields"]["Account"]["value"]["fields"]["Name"]["value"], "Acme");
    assert_eq!(record["fields"]["Owner"]["value"]["apiName"], "User");
    assert!(record["fields"].get("Nope__c").is_none());
    assert!(record["lastModifiedDate"].as_str().unwrap().ends_with(".000Z"));
    assert!(record["weakEtag"].is_i64() && record["recordTypeId"].as_str().unwrap().starts_with("012"));
    assert_eq!(record["recordTypeInfo"]["name"], "New Business");
    let tag = answer.header("etag").unwrap();
    assert_eq!(server.ask("GET", &format!("{VERSION}{path}"), &[("if-none-match", tag)], "").status, 304);
    for (path, status, code) in [
        (format!("/ui-api/records/{id}?fields=Opportunity.Nope__c"), 400, "INVALID_FIELD"),
        (format!("/ui-api/records/{id}?fields=Opportunity.name"), 400, "INVALID_FIELD"),
        (format!("/ui-api/records/{id}"), 400, "ILLEGAL_QUERY_PARAMETER_VALUE"),
        ("/ui-api/records/003R000000?fields=Contact.Name".into(), 400, "ILLEGAL_QUERY_PARAMETER_VALUE"),
        ("/ui-api/records/006000000000000AAA?fields=Opportunity.Name".into(), 404, "NOT_FOUND"),
    ] {
        let problem = server.get(&path).problem();
        assert_eq!((problem.0, problem.1.as_str()), (status, code), "{path}");
    }
}

#[test]
fn stages_differ_by_record_type_and_keep_the_typo() {
    let server = Server::start(&[]);
    let info = server.get("/ui-api/object-info/Opportunity").json();
    assert_eq!(info["fields"]["StageName"]["dataType"], "Picklist");
    assert_eq!(info["fields"]["Discount__c"]["dataType"], "Percent");
    assert_eq!(info["fields"]["IsWon"]["updateable"], false);
    assert_eq!(info["keyPrefix"], "006");
    let types = info["recordTypeInfos"].as_object().unwrap();
    assert_eq!(types.len(), 3);
    let stages = |id: &str| {
        let list =
            server.get(&format!("/ui-api/object-info/Opportunity/picklist-values/{id}/StageName")).json();
        assert!(list["url"].as_str().unwrap().ends_with(&format!("{id}/StageName")));
        list["values"].as_array().unwrap().clone()
    };
    let named = |name: &str| {
        types.values().find(|t| t["name"] == name).unwrap()["recordTypeId"].as_str().unwrap().to_owned()
    };
    let renewal = stages(&named("Renewal"));
    let names: Vec<_> = renewal.iter().map(|s| s["value"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["Qualification", "Renewal Due", "Renewal Quoted", "Negotiation/Review", "Closed Won", "Closed Lost"]
    );
    assert_eq!(
        renewal[4]["attributes"],
        json!({ "closed": true, "defaultProbability": 100.0, "forecastCategoryName": "Closed", "picklistAtrributesValueType": "OpportunityStage", "won": true })
    );
    assert_eq!(stages(&named("New Business")).len(), 10);
    assert_eq!(stages("012000000000000AAA").len(), 12);
    let all =
        server.get(&format!("/ui-api/object-info/Opportunity/picklist-values/{}", named("Renewal"))).json();
    assert_eq!(all["picklistFieldValues"]["StageName"]["values"].as_array().unwrap().len(), 6);
    assert_eq!(all["picklistFieldValues"]["Type"]["values"][0]["attributes"], json!(null));
    assert_eq!(
        server.get("/ui-api/object-info/Opportunity/picklist-values/012000000000001AAA/StageName").status,
        404
    );
    assert_eq!(server.get("/ui-api/object-info/opportunity").status, 400);
}

#[test]
fn a_write_returns_the_record_and_is_strict() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let path = format!("/ui-api/records/{id}");
    let done = server.send(
        "PATCH",
        &path,
        json!({ "fields": { "StageName": "Negotiation/Review", "Discount__c": 12.5 } }),
    );
    assert_eq!(
        (done.status, done.json()["fields"]["Probability"]["value"].to_string()),
        (200, "90.0".into())
    );
    for fields in
        [json!({ "Discount__c": "12.5" }), json!({ "CloseDate": 5 }), json!({ "IsPrivate": "true" })]
    {
        let answer = server.send("PATCH", &path, json!({ "fields": fields }));
        assert_eq!(answer.problem().1, "POST_BODY_PARSE_ERROR");
    }
    server.set_faults(json!({ "fault": "validation", "value": "StageName:Choose a loss reason before closing.", "times": 1 }));
    let refused = server.send("PATCH", &path, json!({ "fields": { "StageName": "Closed Lost" } }));
    assert_eq!(refused.status, 400);
    let body = refused.json();
    assert_eq!(body["enhancedErrorType"], "RecordError");
    let error = &body["output"]["fieldErrors"]["StageName"][0];
    assert_eq!(
        (error["errorCode"].as_str(), error["fieldLabel"].as_str()),
        (Some("FIELD_CUSTOM_VALIDATION_EXCEPTION"), Some("Stage"))
    );
    assert_eq!(error["message"], "Choose a loss reason before closing.");
    let read_only = server.send("PATCH", &path, json!({ "fields": { "IsWon": true } })).json();
    assert!(read_only["output"]["fieldErrors"]["IsWon"].is_array());
}

#[test]
fn a_failed_precondition_is_a_conflict() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let path = format!("{VERSION}/ui-api/records/{id}");
    let body = r#"{"fields":{"NextStep":"mine"}}"#;
    for (header, value) in [
        ("if-unmodified-since", "Fri, 21 Aug 2020 10:15:30 GMT"),
        ("if-modified-since", "Fri, 21 Aug 2020 10:15:30 GMT"),
        ("if-unmodified-since", "2020-08-21T10:15:30.000Z"),
    ] {
        let answer = server.ask("PATCH", &path, &[(header, value)], body);
        assert_eq!(answer.status, 400);
        let error = &answer.json()["output"]["errors"][0];
        assert_eq!(error["errorCode"], "CollisionDetectedException");
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .starts_with("This record was modified by Sam Seller during your edit session.")
        );
    }
    server.set_faults(json!("ui-collision-412"));
    assert_eq!(
        server.ask("PATCH", &path, &[("if-unmodified-since", "Fri, 21 Aug 2020 10:15:30 GMT")], body).status,
        412
    );
}

#[test]
fn replays_the_response_of_an_idempotency_key() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let path = format!("{VERSION}/ui-api/records/{id}");
    let key = [("idempotency-key", "5d7aa0a0-5f6c-4d0e-8b7e-6a4d5c3b2a10")];
    let first = server.ask("PATCH", &path, &key, r#"{"fields":{"NextStep":"one"}}"#);
    assert_eq!(server.patch(&id, json!({ "NextStep": "between" })).status, 204);
    let second = server.ask("PATCH", &path, &key, r#"{"fields":{"NextStep":"one"}}"#);
    assert_eq!((first.status, &first.text), (second.status, &second.text));
    assert_eq!(server.read(&id, "NextStep")["NextStep"], "between");
    assert_eq!(server.ask("PATCH", &path, &key, r#"{"fields":{"NextStep":"two"}}"#).status, 422);
    assert_eq!(server.ask("PATCH", &path, &[("idempotency-key", "x")], "{}").status, 400);
}

#[test]
fn batches_and_owner_changes() {
    let server = Server::start(&[]);
    let (a, b) = (server.deal(ACME), server.deal("Grand Hotels SLA"));
    let read = server.get(&format!("/ui-api/records/batch/{a},{b}?fields=Opportunity.Name")).json();
    assert_eq!(
        (read["hasErrors"].as_bool(), read["results"][1]["statusCode"].as_i64()),
        (Some(false), Some(200))
    );
    let locked = server.deal("United Oil Office Portable Generators");
    let operations = json!([{ "type": "Update", "records": [
        { "fields": { "Id": a, "NextStep": "batch" } }, { "fields": { "Id": locked, "NextStep": "batch" } },
    ] }]);
    let done = server
        .send("POST", "/ui-api/records/batch", json!({ "allOrNone": true, "operations": operations }))
        .json();
    assert_eq!(done["hasErrors"], true);
    assert_ne!(server.read(&a, "NextStep")["NextStep"], "batch");
    let done = server.send("POST", "/ui-api/records/batch", json!({ "operations": operations })).json();
    assert_eq!(done["results"][0]["statusCode"], 200);
    assert_eq!(server.read(&a, "NextStep")["NextStep"], "batch");
    server.set_faults(json!({ "fault": "owner-lost", "times": 1 }));
    let lost = server.send(
        "PATCH",
        &format!("/ui-api/records/{a}"),
        json!({ "fields": { "NextStep": "saved all the same" } }),
    );
    assert_eq!(lost.status, 404);
    assert_eq!(server.read(&a, "NextStep")["NextStep"], "saved all the same");
}
