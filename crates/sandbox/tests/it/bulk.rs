//! Bulk API 2.0 ingest.

use serde_json::json;

use super::server::{Server, VERSION};

#[test]
fn a_job_goes_through_its_states() {
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    let locked = server.deal("United Oil Office Portable Generators");
    let made = server.send(
        "POST",
        "/jobs/ingest",
        json!({ "object": "Opportunity", "operation": "update", "contentType": "CSV", "lineEnding": "LF" }),
    );
    let job = made.json();
    assert_eq!(
        (made.status, job["state"].as_str(), job["apiVersion"].to_string()),
        (200, Some("Open"), "66.0".into())
    );
    let job_id = job["id"].as_str().unwrap();
    assert_eq!(job["contentUrl"], format!("services/data/v66.0/jobs/ingest/{job_id}/batches"));
    let path = format!("/jobs/ingest/{job_id}");
    let csv = format!(
        "Id,StageName,NextStep,Discount__c\n{id},Qualification,,#N/A\n{locked},Qualification,x,1\n{id},,\"a, \"\"b\"\"\",abc\n"
    );
    let upload =
        server.ask("PUT", &format!("{VERSION}{path}/batches"), &[("content-type", "text/csv")], &csv);
    assert_eq!((upload.status, upload.text.as_str()), (201, ""));
    assert_eq!(
        server.ask("PUT", &format!("{VERSION}{path}/batches"), &[("content-type", "text/csv")], &csv).status,
        400
    );
    assert_eq!(
        server.send("PATCH", &path, json!({ "state": "UploadComplete" })).json()["state"],
        "UploadComplete"
    );
    assert_eq!(server.get(&path).json()["state"], "InProgress");
    let done = server.get(&path).json();
    assert_eq!(done["state"], "JobComplete");
    assert_eq!(
        (done["numberRecordsProcessed"].as_i64(), done["numberRecordsFailed"].as_i64()),
        (Some(3), Some(2))
    );
    let good = server.get(&format!("{path}/successfulResults/"));
    assert_eq!(good.header("content-type"), Some("text/csv"));
    assert_eq!(
        good.text,
        format!(
            "\"sf__Id\",\"sf__Created\",\"Id\",\"StageName\",\"NextStep\",\"Discount__c\"\n\"{id}\",\"false\",\"{id}\",\"Qualification\",\"\",\"#N/A\"\n"
        )
    );
    let bad = server.get(&format!("{path}/failedResults")).text;
    assert!(
        bad.contains(
            "\"ENTITY_IS_LOCKED:This record is locked. If you need to edit it, contact your admin.:--\""
        ),
        "{bad}"
    );
    assert!(
        bad.contains(
            "INVALID_TYPE_ON_FIELD_IN_RECORD:Discount: value not of required type: abc:Discount__c --"
        ),
        "{bad}"
    );
    assert_eq!(server.get(&format!("{path}/unprocessedrecords")).text.lines().count(), 1);
    let after = server.read(&id, "StageName,NextStep,Discount__c");
    assert_eq!(
        (after["NextStep"].as_str(), after["Discount__c"].is_null()),
        (Some("Send the revised quote"), true)
    );
    assert_eq!(server.send("PATCH", &path, json!({ "state": "Aborted" })).problem().1, "INVALIDJOBSTATE");
}

#[test]
fn jobs_fail_as_a_whole_and_upsert_finds_its_records() {
    let server = Server::start(&[]);
    let run = |spec: serde_json::Value, csv: &str| {
        let id = server.send("POST", "/jobs/ingest", spec).json()["id"].as_str().unwrap().to_owned();
        let path = format!("/jobs/ingest/{id}");
        server.ask(
            "PUT",
            &format!("{VERSION}{path}/batches"),
            &[("content-type", "text/csv; charset=UTF-8")],
            csv,
        );
        server.send("PATCH", &path, json!({ "state": "UploadComplete" }));
        server.get(&path);
        server.get(&path).json()
    };
    let spec = json!({ "object": "Opportunity", "operation": "update" });
    let failed = run(spec.clone(), "Id,Nope\n006,1\n");
    assert_eq!(
        (failed["state"].as_str(), failed["errorMessage"].as_str()),
        (Some("Failed"), Some("InvalidBatch : Field name not found : Nope"))
    );
    assert!(
        run(spec, "Id,NextStep\r\n006,1\r\n")["errorMessage"]
            .as_str()
            .unwrap()
            .contains("LineEnding is invalid")
    );
    let spec = json!({ "object": "Opportunity", "operation": "upsert", "externalIdFieldName": "External_Ref__c", "columnDelimiter": "SEMICOLON" });
    let csv = "External_Ref__c;Name;StageName;CloseDate\nE1;One;Prospecting;2030-01-01\nE1;Two;Prospecting;2030-01-01\n";
    assert_eq!(run(spec, csv)["numberRecordsFailed"], 0);
    let rows = server.rows("SELECT Name FROM Opportunity WHERE External_Ref__c = 'e1'");
    assert_eq!((rows.len(), rows[0]["Name"].as_str()), (1, Some("Two")));
    assert_eq!(
        server.send("POST", "/jobs/ingest", json!({ "object": "Nope", "operation": "update" })).status,
        400
    );
}
