//! Parsing the rules document: every fault is reported, and the published schema agrees.

use opportunity_stage::base::error::Code;
use opportunity_stage::transition::Document;
use serde_json::{Value as Json, json};

fn schema() -> Json {
    serde_json::from_str(include_str!("../../../pkg-template/rules.schema.json")).unwrap()
}

/// A document that contains everything.
fn everything() -> Json {
    json!({
        "$schema": "./rules.schema.json",
        "version": 1,
        "noSkipping": { "excuseLost": false, "severity": "acknowledge", "help": "Step by step." },
        "noMovingBack": { "stages": ["提案"], "id": "back", "when": "Amount > 5" },
        "closedIsFinal": false,
        "allowed": { "transitions": [{ "from": "A", "to": ["B", "C"], "when": "TRUE" }, { "kinds": ["reopen"] }] },
        "forbidden": [{ "from": "A", "to": "C", "message": "No.", "severity": "warning" }],
        "required": [{ "fields": ["NextStep", "X__c"], "at": ["A"] }],
        "keyFields": [{ "at": "A", "fields": ["Amount"], "guidance": "Ask." }, { "at": ["B"] }],
        "closeDate": true,
        "lossReason": { "field": "Loss_Reason__c", "kinds": ["close_lost"] },
        "approvals": [{ "approval": "boss", "to": "C" }],
        "rules": [{ "id": "own", "when": "Amount > 5", "message": "No.", "field": "Amount" }],
        "exemptions": [{ "from": ["own", "back"], "who": { "profiles": ["P"], "users": "005x" }, "reason": true }],
        "messages": { "own": "No!", "rule": { "message": "So.", "help": "Do." } },
        "globals": { "$Setup.S__c.X__c": true, "$Label.L": "x", "$Setup.S__c.N__c": 1.5 },
    })
}

/// The document with a value replaced at a path of keys and indexes.
fn with(path: &str, value: Json) -> Json {
    let mut document = everything();
    *path.split('.').fold(&mut document, |parent, key| match key.parse::<usize>() {
        Ok(index) => &mut parent[index],
        Err(_) => &mut parent[key],
    }) = value;
    document
}

#[test]
fn reader_and_schema_agree() {
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let right = [
        everything(),
        json!({ "version": 1 }),
        with("noSkipping", json!(true)),
        with("allowed", json!([])),
        with("allowed", json!([{ "from": "A" }])),
        with("required.0.when", json!("ISBLANK(Amount)")),
        with("exemptions.0.from", json!("own")),
        with("messages", json!({})),
        with("rules.0.kinds", json!(["same", "forward"])),
    ];
    for document in right {
        assert_eq!(Document::parse(&document.to_string()).err(), None, "{document}");
        assert!(schema.is_valid(&document), "{document}");
    }
    let wrong = [
        ("version", json!(2), "version"),
        ("version", json!("1"), "version"),
        ("noSkiping", json!(true), "noSkiping"),
        ("noSkipping", json!("yes"), "noSkipping"),
        ("noSkipping", json!({ "excuselost": true }), "noSkipping.excuselost"),
        ("noSkipping.excuseLost", json!(1), "noSkipping.excuseLost"),
        ("noMovingBack.stages", json!([]), "noMovingBack.stages"),
        ("noMovingBack.stages", json!([1]), "noMovingBack.stages[0]"),
        ("noMovingBack.severity", json!("fatal"), "noMovingBack.severity"),
        ("noMovingBack.when", json!(true), "noMovingBack.when"),
        ("closedIsFinal", json!(null), "closedIsFinal"),
        ("allowed", json!({}), "allowed.transitions"),
        ("allowed", json!("A"), "allowed"),
        ("allowed", json!(true), "allowed"),
        ("allowed", json!(false), "allowed"),
        ("allowed.transitions.0.form", json!("A"), "allowed.transitions[0].form"),
        ("allowed.transitions.1.kinds", json!(["up"]), "allowed.transitions[1].kinds[0]"),
        ("forbidden", json!({}), "forbidden"),
        ("forbidden.0", json!("A"), "forbidden[0]"),
        ("forbidden.0.kinds", json!([]), "forbidden[0].kinds"),
        ("required.0", json!({ "at": "A" }), "required[0].fields"),
        ("required.0.fields", json!([]), "required[0].fields"),
        ("required.0.fields.1", json!("Account.Name"), "required[0].fields[1]"),
        ("required.0.fields.1", json!("a b"), "required[0].fields[1]"),
        ("keyFields.0.at", json!(""), "keyFields[0].at"),
        ("keyFields.1", json!({}), "keyFields[1].at"),
        ("keyFields.0.feilds", json!([]), "keyFields[0].feilds"),
        ("closeDate", json!({ "days": 1 }), "closeDate.days"),
        ("lossReason", json!({}), "lossReason.field"),
        ("lossReason.field", json!(1), "lossReason.field"),
        ("approvals.0", json!({ "to": "A" }), "approvals[0].approval"),
        ("rules.0", json!({ "id": "own", "when": "TRUE" }), "rules[0].message"),
        ("rules.0.id", json!(""), "rules[0].id"),
        ("exemptions.0.who", json!({}), "exemptions[0].who"),
        ("exemptions.0.who.profile", json!(["P"]), "exemptions[0].who.profile"),
        ("exemptions.0.reason", json!("yes"), "exemptions[0].reason"),
        ("messages.own", json!(5), "messages.own"),
        ("messages.rule.text", json!("x"), "messages.rule.text"),
        ("globals", json!({ "Setup": 1 }), "globals.Setup"),
        ("globals", json!({ "$Setup.X": null }), "globals.$Setup.X"),
    ];
    for (path, value, named) in wrong {
        let document = with(path, value);
        let Err(problem) = Document::parse(&document.to_string()) else { panic!("{document} was read") };
        assert_eq!(problem.code, Code::InvalidDocument);
        assert!(problem.fields.iter().any(|path| path == named), "{named} among {:?}", problem.fields);
        assert!(!schema.is_valid(&document), "the schema takes {document}");
    }
    for document in [json!([]), json!(1), json!({}), json!(null)] {
        assert!(Document::parse(&document.to_string()).is_err(), "{document}");
        assert!(!schema.is_valid(&document), "{document}");
    }
}

#[test]
fn rejects_what_no_schema_can_express() {
    for (path, value, said) in [
        ("noMovingBack.when", json!("AND("), "is not a formula: at 4, expected"),
        ("rules.0.id", json!("back"), "`rules[0].id` has the id of another rule"),
        (
            "exemptions.0.from",
            json!(["nothing"]),
            "`exemptions[0].from` names `nothing`, which is not a rule of this document",
        ),
    ] {
        let problem = Document::parse(&with(path, value).to_string()).unwrap_err();
        assert!(problem.message.contains(said), "{}", problem.message);
    }
    assert!(Document::parse("{").unwrap_err().message.contains("is not JSON"));
}

#[test]
fn reports_all_mistakes_at_once() {
    let mut document = everything();
    document["noSkiping"] = json!(true);
    document["rules"][0]["mesage"] = json!("x");
    document["required"][0]["fields"] = json!([]);
    let problem = Document::parse(&document.to_string()).unwrap_err();
    assert_eq!(problem.fields, ["noSkiping", "required[0].fields", "rules[0].mesage"]);
    assert_eq!(problem.errors.len(), 3);
}
