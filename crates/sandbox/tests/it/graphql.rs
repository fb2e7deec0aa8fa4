//! GraphQL: reads and mutations, with errors in a 200.

use serde_json::{Value, json};

use super::server::Server;

fn ask(server: &Server, version: &str, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let answer = server.ask("POST", &format!("/services/data/{version}/graphql"), &[], &body);
    assert_eq!(answer.status, 200);
    answer.json()
}

#[test]
fn reads_opportunities_in_pages() {
    let server = Server::start(&[]);
    let query = "query($after:String){uiapi{query{Opportunity(where:{Account:{Name:{like:\"Acme%\"}}, or:[{IsClosed:{eq:false}},{Amount:{gt:1}}]}, first:2, after:$after, orderBy:{CloseDate:{order:DESC}}){
        edges{cursor node{Id Name @optional{value} stage:StageName{value displayValue label} Amount{value} Account{Name{value}} Nope__c @optional{value}}} pageInfo{hasNextPage endCursor} totalCount}}}}";
    let first = ask(&server, "v66.0", query, json!({}));
    assert_eq!(first["errors"], json!([]));
    let list = &first["data"]["uiapi"]["query"]["Opportunity"];
    assert_eq!(
        (list["totalCount"].as_i64(), list["pageInfo"]["hasNextPage"].as_bool()),
        (Some(3), Some(true))
    );
    let node = &list["edges"][1]["node"];
    assert_eq!(
        node["stage"],
        json!({ "value": "Proposal/Price Quote", "displayValue": "Proposal/Price Quote", "label": "Proposal/Price Quote" })
    );
    assert_eq!((node["Account"]["Name"]["value"].as_str(), node.get("Nope__c")), (Some("Acme"), None));
    let second = ask(&server, "v66.0", query, json!({ "after": list["pageInfo"]["endCursor"] }));
    assert_eq!(second["data"]["uiapi"]["query"]["Opportunity"]["edges"].as_array().unwrap().len(), 1);
    let ten = ask(&server, "v66.0", "{uiapi{query{Opportunity{edges{node{Id}}}}}}", json!({}));
    assert_eq!(ten["data"]["uiapi"]["query"]["Opportunity"]["edges"].as_array().unwrap().len(), 10);
    for (query, kind) in [
        ("{uiapi{query{Opportunity{edges{node{Nope{value}}}}}}}", "ValidationError"),
        ("{uiapi{query{Nope{edges{node{Id}}}}}}", "ValidationError"),
        ("{uiapi{", "InvalidSyntax"),
    ] {
        let answer = ask(&server, "v66.0", query, json!({}));
        assert_eq!(
            (&answer["data"], answer["errors"][0]["extensions"]["ErrorType"].as_str()),
            (&Value::Null, Some(kind))
        );
    }
}

#[test]
fn mutations_differ_by_version() {
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    let query = "mutation($i:OpportunityUpdateInput!){uiapi(input:{allOrNone:true}){OpportunityUpdate(input:$i){Record{Id StageName{value}}}}}";
    let input = |stage: Value| json!({ "i": { "Id": id, "Opportunity": { "StageName": stage } } });
    let done = ask(&server, "v66.0", query, input(json!("Negotiation/Review")));
    assert_eq!(
        done["data"]["uiapi"]["OpportunityUpdate"]["Record"]["StageName"]["value"],
        "Negotiation/Review"
    );
    let older = ask(&server, "v65.0", query, input(json!("Prospecting")));
    assert_eq!(older["errors"][0]["extensions"]["ErrorType"], "ValidationError");
    let success = "mutation($i:OpportunityUpdateInput!){uiapi{OpportunityUpdate(input:$i){success}}}";
    assert_eq!(
        ask(&server, "v65.0", success, input(json!("Prospecting")))["data"]["uiapi"]["OpportunityUpdate"]["success"],
        true
    );
    let refused = ask(&server, "v66.0", query, input(json!(null)));
    assert_eq!(refused["errors"][0]["extensions"]["ErrorType"], "DataFetchingException");
    assert_eq!(refused["data"]["uiapi"]["OpportunityUpdate"], Value::Null);
    assert_eq!(refused["errors"][0]["path"], json!(["uiapi", "OpportunityUpdate"]));
}
