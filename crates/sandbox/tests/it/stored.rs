//! Stored values: spelling, order, decimals, and the range of dates.

use serde_json::{Value, json};

use super::server::Server;

const ACME: &str = "Acme - 200 Widgets";

/// An org with one deal, a multi-select picklist, a date and an instant.
fn start(name: &str) -> Server {
    let path = std::env::temp_dir().join(format!("sandbox-stored-{name}-{}.json", std::process::id()));
    let list = |name: &str, kind: &str, restricted: bool| json!({ "name": name, "type": kind, "restricted": restricted, "values": ["Red", "Green", "Blue"] });
    let mut seed: Value = serde_json::from_str(include_str!("../../seed/org.json")).unwrap();
    seed["fields"].as_array_mut().unwrap().extend([
        list("Colors__c", "multipicklist", false),
        list("Strict__c", "multipicklist", true),
        list("Color__c", "picklist", false),
        json!({ "name": "Mail__c", "type": "email" }),
        json!({ "name": "Note__c", "type": "textarea", "length": 255 }),
        json!({ "name": "Story__c", "type": "textarea", "length": 32768 }),
        json!({ "name": "Day__c", "type": "date" }),
        json!({ "name": "Time__c", "type": "datetime" }),
        json!({ "name": "Count__c", "type": "double", "precision": 4, "scale": 0 }),
    ]);
    std::fs::write(&path, seed.to_string()).unwrap();
    Server::start(&["--seed", path.to_str().unwrap()])
}

#[test]
fn stores_picklist_values_in_the_lists_spelling_and_order() {
    let server = start("lists");
    let id = server.deal(ACME);
    for (field, sent, kept) in [
        ("Type", "existing customer - UPGRADE", "Existing Customer - Upgrade"),
        ("LeadSource", " WEB ", "Web"),
        ("Color__c", "gReEn", "Green"),
        ("Colors__c", "blue;RED; blue", "Red;Blue"),
        ("Colors__c", "Pink;green", "Green;Pink"),
        ("Strict__c", "green;red", "Red;Green"),
        ("NextStep", "  call  them ", "call  them"),
        ("Mail__c", " Ann.Lee@ACME.example", "ann.lee@acme.example"),
    ] {
        let answer = server.patch(&id, json!({ field: sent }));
        assert_eq!(answer.status, 204, "{field}: {}", answer.text);
        assert_eq!(server.read(&id, field)[field], kept, "{field}");
    }
    let (status, code, _) = server.patch(&id, json!({ "Strict__c": "red;pink" })).problem();
    assert_eq!((status, code.as_str()), (400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"));
    assert_eq!(server.patch(&id, json!({ "Color__c": "  " })).status, 204);
    assert!(server.read(&id, "Color__c")["Color__c"].is_null());
}

#[test]
fn the_first_spelling_of_an_unknown_value_applies_to_all_records() {
    let server = start("unknown");
    let (one, other) = (server.deal(ACME), server.deal("Edge SLA"));
    assert_eq!(server.patch(&one, json!({ "Color__c": "Test" })).status, 204);
    assert_eq!(server.patch(&other, json!({ "Color__c": "TEST" })).status, 204);
    assert_eq!(server.read(&other, "Color__c")["Color__c"], "Test");
}

#[test]
fn keeps_extra_decimals_and_limits_digits_before_the_point() {
    let server = start("decimals");
    let id = server.deal(ACME);
    let body = json!({ "Discount__c": 12.345, "Amount": 1.234, "MRR__c": "0.00001", "Count__c": 7.25 });
    assert_eq!(server.patch(&id, body).status, 204);
    let after = server.read(&id, "Discount__c,Amount,MRR__c,Count__c");
    let shown = ["Discount__c", "Amount", "MRR__c", "Count__c"].map(|name| after[name].as_f64().unwrap());
    assert_eq!(shown.map(|number| number.to_string()), ["12.345", "1.234", "0.00001", "7.25"]);
    let (_, code, _) = server.patch(&id, json!({ "Count__c": 12345 })).problem();
    assert_eq!(code, "NUMBER_OUTSIDE_VALID_RANGE");
}

#[test]
fn dates_run_from_1700_to_4000() {
    let server = start("dates");
    let id = server.deal(ACME);
    for (field, value) in [
        ("CloseDate", "0026-12-01"),
        ("CloseDate", "1699-12-31"),
        ("Day__c", "4001-01-01"),
        ("Time__c", "1699-12-31T23:59:59Z"),
        ("Time__c", "4000-12-31T00:00:01Z"),
        ("Time__c", "9999-01-01T00:00:00.000+0000"),
    ] {
        let (status, code, message) = server.patch(&id, json!({ field: value })).problem();
        assert_eq!((status, code.as_str()), (400, "FIELD_INTEGRITY_EXCEPTION"), "{field} {value}");
        assert!(message.contains("invalid date"), "{message}");
    }
    let body =
        json!({ "CloseDate": "1700-01-01", "Day__c": "4000-12-31", "Time__c": "1700-01-01T00:00:00Z" });
    assert_eq!(server.patch(&id, body).status, 204);
    assert_eq!(server.patch(&id, json!({ "Time__c": "4000-12-31T00:00:00Z" })).status, 204);
}

#[test]
fn refuses_what_is_not_an_email_address() {
    let server = start("addresses");
    let id = server.deal(ACME);
    for wrong in ["ann", "ann@", "@acme.example", "a b@acme.example", "a@b@acme.example"] {
        let (status, code, message) = server.patch(&id, json!({ "Mail__c": wrong })).problem();
        assert_eq!((status, code.as_str()), (400, "INVALID_EMAIL_ADDRESS"), "{wrong}");
        assert!(message.ends_with(&format!("invalid email address: {wrong}")), "{message}");
    }
}

#[test]
fn queries_find_the_values_of_multi_select_picklists() {
    let server = start("queries");
    for (deal, colors) in [(ACME, "Red;Blue"), ("Edge SLA", "Green;Blue")] {
        let id = server.deal(deal);
        assert_eq!(server.patch(&id, json!({ "Colors__c": colors })).status, 204);
    }
    let all = server.rows("SELECT Id FROM Opportunity").len();
    for (filter, found) in [
        ("Colors__c INCLUDES ('blue')", 2),
        ("Colors__c INCLUDES ('Blue;Red')", 1),
        ("Colors__c INCLUDES ('Blue;Red', 'Green')", 2),
        ("Colors__c INCLUDES ('Pink')", 0),
        ("Colors__c EXCLUDES ('Red')", all - 1),
        ("Colors__c EXCLUDES ('Red', 'Green')", all - 2),
        ("Colors__c = 'Red;Blue'", 1),
    ] {
        let rows = server.rows(&format!("SELECT Id FROM Opportunity WHERE {filter}"));
        assert_eq!(rows.len(), found, "{filter}");
    }
    for (clause, code) in [
        ("WHERE Colors__c LIKE 'R%'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("WHERE Colors__c > 'R'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("ORDER BY Colors__c", "INVALID_FIELD"),
    ] {
        let (status, found, _) = server.query(&format!("SELECT Id FROM Opportunity {clause}")).problem();
        assert_eq!((status, found.as_str()), (400, code), "{clause}");
    }
}

#[test]
fn only_long_text_cannot_be_filtered() {
    let server = start("areas");
    for (field, filtered) in [("Note__c", true), ("Story__c", false)] {
        let answer =
            server.query(&format!("SELECT Id FROM Opportunity WHERE {field} LIKE 'a%' ORDER BY {field}"));
        assert_eq!(answer.status, if filtered { 200 } else { 400 }, "{field}");
    }
}
