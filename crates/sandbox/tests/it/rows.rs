//! Rows: reads, writes, errors, and Salesforce's automatic changes.

use serde_json::json;

use super::server::{Server, VERSION};

const ACME: &str = "Acme - 200 Widgets";

#[test]
fn a_stage_change_has_its_consequences() {
    let server = Server::start(&["--fault", "clock=2026-12-30T23:30:00Z"]);
    let id = server.deal(ACME);
    server.set_faults(json!({ "fault": "clock", "value": "2026-12-01T23:30:00Z" }));
    let answer = server.patch(&id, json!({ "StageName": "Closed Won", "CloseDate": "2027-03-01" }));
    assert_eq!((answer.status, answer.text.as_str(), answer.header("content-type")), (204, "", None));
    let fields = "StageName,Probability,ForecastCategory,ForecastCategoryName,IsClosed,IsWon,CloseDate,LastStageChangeDate,LastModifiedDate,ExpectedRevenue,FiscalYear";
    let after = server.read(&id, fields);
    assert_eq!(after["Probability"].to_string(), "100.0");
    assert_eq!(after["ExpectedRevenue"].to_string(), "12500.0");
    assert_eq!(
        (after["ForecastCategory"].as_str(), after["ForecastCategoryName"].as_str()),
        (Some("Closed"), Some("Closed"))
    );
    assert_eq!((after["IsClosed"].as_bool(), after["IsWon"].as_bool()), (Some(true), Some(true)));
    // Won before its close date: moved to today in UTC, which is still the first.
    assert_eq!(after["CloseDate"], "2026-12-01");
    assert_eq!(after["LastStageChangeDate"], after["LastModifiedDate"]);
    assert!(after["LastModifiedDate"].as_str().unwrap().starts_with("2026-12-01T23:30:0"));
    assert!(after["LastModifiedDate"].as_str().unwrap().ends_with(".000+0000"));
    let history = server.rows(&format!("SELECT StageName, PrevAmount FROM OpportunityHistory WHERE OpportunityId = '{id}' ORDER BY CreatedDate, Id"));
    assert_eq!(history.last().unwrap()["StageName"], "Closed Won");
}

#[test]
fn keeps_a_past_close_date_and_values_that_were_sent() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let body = json!({ "StageName": "closed won", "CloseDate": "2020-01-31", "Probability": 42 });
    assert_eq!(server.patch(&id, body).status, 204);
    let after = server.read(&id, "StageName,CloseDate,Probability,PushCount");
    assert_eq!(after["StageName"], "Closed Won");
    assert_eq!(
        (after["CloseDate"].as_str(), after["Probability"].to_string()),
        (Some("2020-01-31"), "42.0".into())
    );
    assert_eq!(server.patch(&id, json!({ "CloseDate": "2030-02-01" })).status, 204);
    assert_eq!(server.read(&id, "PushCount")["PushCount"], 1);
}

#[test]
fn stores_an_unknown_stage_as_an_inactive_value() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    assert_eq!(server.patch(&id, json!({ "StageName": "Closed" })).status, 204);
    let after = server.read(&id, "StageName,IsClosed,Probability");
    assert_eq!((after["StageName"].as_str(), after["IsClosed"].as_bool()), (Some("Closed"), Some(false)));
    let stage = server.rows("SELECT IsActive FROM OpportunityStage WHERE ApiName = 'Closed'");
    assert_eq!(stage[0]["IsActive"], false);
    server.set_faults(json!("restricted-stages"));
    let (status, code, message) = server.patch(&id, json!({ "StageName": "Open" })).problem();
    assert_eq!((status, code.as_str()), (400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"));
    assert_eq!(message, "Stage: bad value for restricted picklist field: Open");
}

#[test]
fn coerces_strings_or_rejects_them_with_line_and_column() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let body = json!({ "Discount__c": "17.5", "MRR__c": "1E3", "IsPrivate": "true", "Amount": 684173825 });
    assert_eq!(server.patch(&id, body).status, 204);
    let after =
        server.get(&format!("/sobjects/Opportunity/{id}?fields=Discount__c,MRR__c,IsPrivate,Amount")).text;
    assert!(
        after.contains("\"Discount__c\":17.5,\"MRR__c\":1000.0,\"IsPrivate\":true,\"Amount\":6.84173825E8"),
        "{after}"
    );
    for (value, shown) in [("\"abc\"", "abc"), ("\"\"", ""), ("\"1,200\"", "1,200"), ("\"15%\"", "15%")] {
        let body = format!("{{\"NextStep\":\"x\",\n  \"MRR__c\":{value}}}");
        let (status, code, message) =
            server.ask("PATCH", &format!("{VERSION}/sobjects/Opportunity/{id}"), &[], &body).problem();
        assert_eq!((status, code.as_str()), (400, "JSON_PARSER_ERROR"));
        assert_eq!(
            message,
            format!(
                "Cannot deserialize instance of double from VALUE_STRING value {shown} or request may be missing a required field at [line:2, column:12]"
            )
        );
    }
    let answer = server.patch(&id, json!({ "CloseDate": "2026-02-31" }));
    assert!(
        answer
            .problem()
            .2
            .starts_with("Cannot deserialize instance of date from VALUE_STRING value 2026-02-31")
    );
    assert!(answer.json()[0].get("fields").is_none());
    let answer = server.patch(&id, json!({ "CloseDate": {} }));
    assert!(answer.problem().2.starts_with("Cannot deserialize instance of date from START_OBJECT value {"));
    assert_eq!(server.patch(&id, json!({ "Discount__c": null })).status, 204);
    assert!(server.read(&id, "Discount__c")["Discount__c"].is_null());
}

#[test]
fn refuses_saves_for_each_reason() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let long = "x".repeat(121);
    for (body, code, message, fields) in [
        (
            json!({ "Name": null }),
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [Name]".to_owned(),
            json!(["Name"]),
        ),
        (
            json!({ "Name": long }),
            "STRING_TOO_LONG",
            format!("Name: data value too large: {long} (max length=120)"),
            json!(["Name"]),
        ),
        (
            json!({ "Discount__c": 1000 }),
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Discount: value outside of valid range on numeric field: 1000.0".into(),
            json!(["Discount__c"]),
        ),
        (
            json!({ "ForecastCategoryName": "Maybe" }),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Forecast Category: bad value for restricted picklist field: Maybe".into(),
            json!(["ForecastCategoryName"]),
        ),
        (
            json!({ "AccountId": "001" }),
            "MALFORMED_ID",
            "Account ID: id value of incorrect type: 001".into(),
            json!(["AccountId"]),
        ),
        (
            json!({ "RecordTypeId": "012000000000000AAA" }),
            "INVALID_CROSS_REFERENCE_KEY",
            "Record Type ID: this ID value isn't valid for the user: 012000000000000AAA".into(),
            json!(["RecordTypeId"]),
        ),
    ] {
        let answer = server.patch(&id, body);
        assert_eq!(answer.problem(), (400, code.to_owned(), message));
        assert_eq!(answer.json()[0]["fields"], fields);
    }
    let (status, code, _) =
        server.patch(&server.deal("United Oil Refinery Generators"), json!({ "NextStep": "x" })).problem();
    assert_eq!((status, code.as_str()), (400, "INSUFFICIENT_ACCESS_OR_READONLY"));
    let (status, code, _) = server
        .patch(&server.deal("United Oil Office Portable Generators"), json!({ "NextStep": "x" }))
        .problem();
    assert_eq!((status, code.as_str()), (400, "ENTITY_IS_LOCKED"));
    assert_eq!(
        server.rows("SELECT Id FROM Opportunity WHERE Name LIKE '%Confidential%'"),
        Vec::<serde_json::Value>::new()
    );
}

#[test]
fn ignores_the_amount_if_there_are_products() {
    let server = Server::start(&[]);
    let id = server.deal("Edge Emergency Generator");
    assert_eq!(server.patch(&id, json!({ "Amount": 1, "NextStep": "y" })).status, 204);
    assert_eq!(server.read(&id, "Amount,NextStep")["Amount"].to_string(), "75000.0");
}

#[test]
fn preconditions_compare_whole_seconds() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    let path = format!("{VERSION}/sobjects/Opportunity/{id}");
    let read = server.ask("GET", &path, &[], "");
    let modified = read.header("last-modified").unwrap().to_owned();
    let body = r#"{"NextStep":"one"}"#;
    let since = [("if-unmodified-since", modified.as_str())];
    assert_eq!(server.ask("PATCH", &path, &since, body).status, 204);
    let lost = server.ask("PATCH", &path, &since, r#"{"NextStep":"two"}"#);
    assert_eq!((lost.status, lost.text.as_str()), (412, ""));
    assert_eq!(server.read(&id, "NextStep")["NextStep"], "one");
    assert_eq!(server.ask("PATCH", &path, &[("if-unmodified-since", "yesterday")], body).status, 400);
    server.set_faults(json!({ "fault": "precondition-body", "value": "array" }));
    assert!(server.ask("PATCH", &path, &since, body).json()[0]["errorCode"].is_string());
    server.set_faults(json!({ "fault": "precondition-body", "value": "html" }));
    assert!(
        server.ask("PATCH", &path, &since, body).header("content-type").unwrap().starts_with("text/html")
    );
    let fresh = server.ask("GET", &path, &[], "").header("last-modified").unwrap().to_owned();
    let unchanged = server.ask("GET", &path, &[("if-modified-since", &fresh)], "");
    assert_eq!((unchanged.status, unchanged.text.as_str()), (304, ""));
    // Only Account has ETags.
    assert_eq!(server.ask("GET", &path, &[], "").header("etag"), None);
    assert_eq!(server.ask("PATCH", &path, &[("if-match", "\"no\"")], body).status, 204);
    let account =
        server.rows("SELECT Id FROM Account WHERE Name = 'Acme'")[0]["Id"].as_str().unwrap().to_owned();
    let path = format!("{VERSION}/sobjects/Account/{account}");
    let tag = server.ask("GET", &path, &[], "").header("etag").unwrap().to_owned();
    assert_eq!(server.ask("GET", &path, &[("if-none-match", &tag)], "").status, 304);
    assert_eq!(server.ask("PATCH", &path, &[("if-none-match", &tag)], r#"{"Phone":"1"}"#).status, 412);
    assert_eq!(server.ask("PATCH", &path, &[("if-match", &tag)], r#"{"Phone":"1"}"#).status, 204);
    assert_eq!(server.ask("PATCH", &path, &[("if-match", &tag)], r#"{"Phone":"2"}"#).status, 412);
}

#[test]
fn creates_finds_by_external_id_and_deletes_rows() {
    let server = Server::start(&[]);
    let body = json!({ "Name": "New", "StageName": "Prospecting", "CloseDate": "2030-01-01", "External_Ref__c": "A-1" });
    let made = server.send("POST", "/sobjects/Opportunity", body.clone());
    assert_eq!(made.status, 201);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.json(), json!({ "id": id, "success": true, "errors": [] }));
    assert_eq!(made.header("location"), Some(format!("{VERSION}/sobjects/Opportunity/{id}").as_str()));
    let missing = server.send("POST", "/sobjects/Opportunity", json!({ "Name": "x" })).problem();
    assert_eq!(missing.2, "Required fields are missing: [StageName, CloseDate]");
    let by_key = "/sobjects/Opportunity/External_Ref__c/A-1";
    assert_eq!(server.get(by_key).json()["Id"], json!(id));
    let updated = server.send("PATCH", by_key, json!({ "NextStep": "n" }));
    assert_eq!((updated.status, updated.json()["created"].as_bool()), (200, Some(false)));
    let created = server.send(
        "PATCH",
        "/sobjects/Opportunity/External_Ref__c/A-2",
        json!({ "Name": "Two", "StageName": "Prospecting", "CloseDate": "2030-01-01" }),
    );
    assert_eq!((created.status, created.json()["created"].as_bool()), (201, Some(true)));
    assert_eq!(
        server.send("PATCH", "/sobjects/Opportunity/External_Ref__c/A-3?updateOnly=true", json!({})).status,
        404
    );
    server.send("POST", "/sobjects/Opportunity", body);
    let several = server.get(by_key);
    assert_eq!((several.status, several.json().as_array().unwrap().len()), (300, 2));
    let row = format!("/sobjects/Opportunity/{id}");
    assert_eq!(server.send("DELETE", &row, json!(null)).status, 204);
    assert_eq!(server.send("DELETE", &row, json!(null)).problem().1, "ENTITY_IS_DELETED");
    assert_eq!(
        server.get(&row).problem(),
        (404, "NOT_FOUND".into(), "The requested resource does not exist".into())
    );
    let all = server.get(&format!("/queryAll?q=SELECT+IsDeleted+FROM+Opportunity+WHERE+Id='{id}'"));
    assert_eq!(all.json()["records"][0]["IsDeleted"], true);
}

#[test]
fn normalizes_paths_as_salesforce_does() {
    let server = Server::start(&[]);
    let id = server.deal(ACME);
    for path in [
        format!("//services/data/v66.0/sobjects/opportunity/{id}"),
        format!("/services/data/v66.0//sobjects/OPPORTUNITY/{}/", &id[..15]),
    ] {
        let answer = server.ask("GET", &path, &[], "");
        assert_eq!((answer.status, answer.json()["Id"].as_str()), (200, Some(id.as_str())), "{path}");
    }
    let path = format!("{VERSION}/sobjects/Opportunity/{id}");
    assert_eq!(
        server.ask("POST", &format!("{path}?_HttpMethod=PATCH"), &[], r#"{"NextStep":"z"}"#).status,
        204
    );
    assert_eq!(
        server.ask("POST", &format!("{path}?_httpmethod=PATCH"), &[], r#"{"NextStep":"z"}"#).status,
        405
    );
    let head = server.ask("HEAD", &path, &[], "");
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    let wrong_case = id.to_lowercase();
    assert_eq!(server.get(&format!("/sobjects/Opportunity/{wrong_case}")).problem().1, "MALFORMED_ID");
    assert_eq!(server.ask("GET", "/services/data/v30.0/limits", &[], "").problem().0, 410);
    assert!(server.ask("GET", "/services/data/v40.0/limits", &[], "").header("warning").is_some());
    let pretty = server.ask("GET", &path, &[("x-prettyprint", "1")], "");
    assert!(pretty.text.contains("\n  \"attributes\": {"));
    let oauth =
        server.raw("GET", &path, &[("authorization", &format!("OAuth {}", server.token))], "").unwrap();
    assert_eq!(oauth.status, 200);
    let malformed = server.raw("GET", &path, &[("authorization", "Basic abc")], "").unwrap();
    assert_eq!(malformed.problem().1, "INVALID_AUTH_HEADER");
}

#[test]
fn revalidates_describe_within_a_composite() {
    let server = Server::start(&[]);
    let url = format!("{VERSION}/sobjects/Opportunity/describe");
    let first = server.ask("GET", &url, &[], "");
    let modified = first.header("last-modified").unwrap().to_owned();
    assert_eq!(server.ask("GET", &url, &[("if-modified-since", &modified)], "").status, 304);
    let part = json!({ "method": "GET", "url": url, "referenceId": "d", "httpHeaders": { "If-Modified-Since": modified } });
    let parts = server.send("POST", "/composite", json!({ "compositeRequest": [part] })).json();
    let part = &parts["compositeResponse"][0];
    assert_eq!((part["httpStatusCode"].as_i64(), &part["body"]), (Some(304), &serde_json::Value::Null));
    assert_eq!(part["httpHeaders"]["Last-Modified"], json!(modified));
    let describe = first.json();
    let stage =
        describe["fields"].as_array().unwrap().iter().find(|f| f["name"] == "StageName").unwrap().clone();
    assert_eq!(stage["restrictedPicklist"], false);
    assert!(stage["picklistValues"].as_array().unwrap().iter().all(|v| v["value"] != "Pilot"));
    let discount =
        describe["fields"].as_array().unwrap().iter().find(|f| f["name"] == "Discount__c").unwrap();
    assert_eq!(
        (discount["type"].as_str(), discount["precision"].as_i64(), discount["scale"].as_i64()),
        (Some("percent"), Some(5), Some(2))
    );
    assert_eq!(super::server::keys(discount), super::server::keys(&stage));
}
