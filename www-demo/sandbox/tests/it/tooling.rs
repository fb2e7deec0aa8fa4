//! The Tooling API's queries, and the rules of the org.

use serde_json::json;

use super::server::{Server, VERSION, encode};

fn tooling(server: &Server, soql: &str) -> super::server::Answer {
    server.ask("GET", &format!("{VERSION}/tooling/query?q={}", encode(soql)), &[], "")
}

#[test]
fn paths_and_rules_are_shown() {
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
    let rules = tooling(&server, "SELECT ValidationName, Active, ErrorMessage FROM ValidationRule WHERE EntityDefinitionId = 'Opportunity'").json();
    assert_eq!(rules["totalSize"], 4);
    assert_eq!(server.query("SELECT Id FROM ValidationRule").problem().1, "INVALID_TYPE");
    let _ = json!(null);
}
