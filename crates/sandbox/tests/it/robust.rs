//! Input that must not crash the sandbox.

use serde_json::json;

use super::server::{Server, VERSION};

#[test]
fn odd_requests_get_salesforces_responses() {
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    let row = format!("{VERSION}/sobjects/Opportunity/{id}");
    for body in ["{", "{\"NextStep\":", "nope", "{\"a\" \"b\"}", "\u{feff}{}"] {
        let (status, code, message) = server.ask("PATCH", &row, &[], body).problem();
        assert_eq!((status, code.as_str()), (400, "JSON_PARSER_ERROR"), "{body}");
        assert!(message.contains("[line:1, column:"), "{message}");
    }
    assert_eq!(server.ask("PATCH", &row, &[], "[]").problem().1, "JSON_PARSER_ERROR");
    assert_eq!(server.ask("PATCH", &row, &[], "").problem().1, "JSON_PARSER_ERROR");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(server.ask("PATCH", &row, &[], &deep).status, 400);
    let large = json!({ "Description": "x".repeat(20 << 20) }).to_string();
    let answer = server.ask("PATCH", &row, &[], &large);
    assert_eq!((answer.status, answer.problem().1.as_str()), (400, "STRING_TOO_LONG"));
    assert!(answer.text.len() < 10_000);
    let long = format!("{VERSION}/query?q={}", "x".repeat(17 << 10));
    assert_eq!(server.ask("GET", &long, &[], "").status, 414);
    let padding = "y".repeat(10 << 10);
    let half = format!("{VERSION}/query?q={}", "x".repeat(8 << 10));
    assert_eq!(server.ask("GET", &half, &[("x-padding", &padding)], "").status, 431);
    for path in [
        "/",
        "/nope",
        "/services/data/v66.0/nope",
        "/services/data/vXX.0/limits",
        "/services/data/v99.0/limits",
        "/services/data/v66.0/sobjects/Nope__c/1",
    ] {
        assert_eq!(
            server.ask("GET", path, &[], "").problem(),
            (404, "NOT_FOUND".into(), "The requested resource does not exist".into()),
            "{path}"
        );
    }
    assert_eq!(server.ask("GET", "/%ff%fe/%00", &[], "").status, 404);
    let nested = format!("SELECT Id FROM Opportunity WHERE {}Id = null{}", "(".repeat(500), ")".repeat(500));
    assert_eq!(server.query(&nested).problem().1, "QUERY_TOO_COMPLICATED");
    assert_eq!(server.get("/limits").status, 200);
}

#[test]
fn serves_two_hundred_concurrent_clients() {
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    std::thread::scope(|scope| {
        for n in 0..200 {
            let (server, id) = (&server, &id);
            scope.spawn(move || {
                for round in 0..5 {
                    assert_eq!(server.read(id, "Name")["Name"], "Acme - 200 Widgets");
                    assert_eq!(server.patch(id, json!({ "NextStep": format!("{n} {round}") })).status, 204);
                }
            });
        }
    });
    assert_eq!(server.log()["writes"].as_array().unwrap().len(), 1_000);
}
