//! Rules in JavaScript, without a connection and with one.

use crate::js::{WIDGETS, eval, fetch, get, json, rejected, resolved, salesforce_with, set, text};
use opportunity_stage::wasm::bindings::{Rules, StageUpdate, rules};
use wasm_bindgen::JsValue;
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const ORG: &str = r#"{ "version": 1, "stages": [
    { "value": "New" }, { "value": "提案" }, { "value": "Review" },
    { "value": "Signed", "closed": true, "won": true }, { "value": "Gone", "closed": true }],
    "validationRules": [
    { "name": "Phone", "formula": "NOT(ISBLANK(NextStep)) && NOT(REGEX(NextStep, \"\\\\+[0-9]+\"))", "message": "Dial." }] }"#;

fn compiled(document: &str) -> Rules {
    rules(&json(document), &json(ORG)).unwrap_or_else(|error| panic!("{error:?}"))
}

fn context() -> JsValue {
    eval("({ now: new Date('2026-11-22T00:30:00Z'), offsetMinutes: -300, user: { profile: 'Sales' } })")
}

#[wasm_bindgen_test]
fn checks_a_record_without_a_connection() {
    let rules = compiled(r#"{ "version": 1, "noSkipping": true, "closeDate": true }"#);
    let record =
        json(r#"{ "attributes": {}, "StageName": "New", "closedate": "2026-11-20", "NextStep": null }"#);
    let checked = rules.check(&record, &json(r#"{ "stage": "Review" }"#), &context()).unwrap();
    assert_eq!(text(&checked, "kind"), "skip");
    assert_eq!(text(&checked, "verdict.type"), "denied");
    assert_eq!(text(&checked, "verdict.violations.0.rule"), "no_skipping");
    assert_eq!(text(&checked, "verdict.violations.0.parameters.next"), "提案");
    assert_eq!(text(&checked, "verdict.violations.0.helpCode"), "move_to_next");
    assert_eq!(text(&checked, "verdict.violations.1.code"), "close_date_past");
    assert_eq!(text(&checked, "changes.0.to"), "Review");
    let offered = rules.stages(&record, &context()).unwrap();
    assert_eq!(get(&offered, "length").as_f64(), Some(5.0));
    assert_eq!(text(&offered, "3.kind"), "close_won");
    assert_eq!(get(&offered, "3.guidance"), JsValue::NULL);
}

#[wasm_bindgen_test]
fn supports_unicode_properties_of_the_browser() {
    let rules = compiled(r#"{ "version": 1 }"#);
    for (step, expected) in [("+123", "allowed"), ("123", "denied")] {
        let record = json(&format!(r#"{{ "StageName": "New", "CloseDate": null, "NextStep": "{step}" }}"#));
        let checked = rules.check(&record, &json(r#"{ "stage": "提案" }"#), &context()).unwrap();
        assert_eq!(text(&checked, "verdict.type"), expected, "{step}");
    }
}

#[wasm_bindgen_test]
fn many_records_get_the_verdicts_of_single_checks() {
    let rules = compiled(
        r#"{ "version": 1, "noMovingBack": true, "required": [{ "fields": ["Amount"], "at": "提案" }],
        "rules": [{ "id": "who", "when": "Account.Name = \"Acme\"", "message": "Acme!" }] }"#,
    );
    let records = json(
        r#"[{ "StageName": "New", "Amount": 0.1, "Account": { "Name": "Other" }, "CloseDate": "2027-01-01", "NextStep": null },
        { "StageName": "Review", "AMOUNT": null, "Account": null, "CloseDate": null, "NextStep": null },
        { "StageName": "New", "Amount": 5, "Account.Name": "Acme", "CloseDate": null, "NextStep": null },
        { "StageName": "New", "Amount": 9007199254740991, "Account": { "Name": "Other" }, "CloseDate": null, "NextStep": null },
        { "StageName": "New" }]"#,
    );
    let input = json(r#"{ "stage": "提案" }"#);
    let verdicts = rules.check_many(&records, &input, &context()).unwrap();
    for (index, expected) in ["allowed", "denied", "denied", "allowed", "undecided"].iter().enumerate() {
        let index = index.to_string();
        assert_eq!(text(&verdicts, &format!("{index}.type")), *expected, "{index}");
        let alone = rules.check(&get(&records, &index), &input, &context()).unwrap();
        let same = |value: &JsValue| js_sys::JSON::stringify(value).unwrap();
        assert_eq!(same(&get(&alone, "verdict")), same(&get(&verdicts, &index)), "{index}");
    }
    assert_eq!(text(&verdicts, "1.violations.1.code"), "field_required");
    assert!(js_sys::Object::is(&get(&verdicts, "0"), &get(&verdicts, "3")), "equal verdicts are one object");
}

#[wasm_bindgen_test]
fn names_invalid_input() {
    let code = |result: Result<JsValue, JsValue>| match result {
        Ok(value) => panic!("{value:?} was given"),
        Err(error) => text(&error, "code") + " " + &text(&error, "message"),
    };
    for (document, named) in [
        ("({ version: 1, noSkiping: true })", "`noSkiping` is not a known key"),
        (
            "({ version: 1, rules: [{ id: 'a', when: 'AND(', message: 'x' }] })",
            "`rules[0].when` is not a formula",
        ),
        ("'{'", "is not JSON"),
        ("5", "`rules` is neither"),
    ] {
        let said = code(rules(&eval(document), &JsValue::NULL).map(JsValue::from));
        assert!(said.contains(named), "{document}: {said}");
    }
    let rules = compiled(r#"{ "version": 1 }"#);
    let record = json(r#"{ "StageName": "New" }"#);
    let input = json(r#"{ "stage": "Review" }"#);
    for (context, named) in [
        ("({ nwo: 1 })", "`nwo`"),
        ("({ now: 'today' })", "`now`"),
        ("({ now: NaN })", "`now`"),
        ("({ now: 1e300 })", "`now`"),
        ("({ offsetMinutes: 5000 })", "`offsetMinutes`"),
        ("({ timeZone: 'Europe/Bonn' })", "`timeZone`"),
        ("({ user: { profil: 'x' } })", "`profil`"),
        ("({ stages: [{}] })", "`stages`"),
    ] {
        let said = code(rules.check(&record, &input, &eval(context)));
        assert!(said.starts_with("invalid_options") && said.contains(named), "{context}: {said}");
    }
    assert!(code(rules.check(&eval("[]"), &input, &JsValue::NULL)).contains("`record`"));
    assert!(code(rules.check_many(&eval("({})"), &input, &JsValue::NULL)).contains("`records`"));
    assert!(code(rules.check_many(&eval("[1]"), &input, &JsValue::NULL)).contains("`records`"));
    let approvals = eval("({ stage: 'Review', approvals: { boss: 'yes' } })");
    assert!(code(rules.check(&record, &approvals, &JsValue::NULL)).contains("`boss`"));
}

#[wasm_bindgen_test]
async fn a_connection_applies_its_rules() {
    let connection = salesforce_with(&fetch(""), |options| {
        set(
            options,
            "rules",
            json(
                r#"{ "version": 1, "rules": [{ "id": "sure", "when": "IsWon", "message": "Sure?", "severity": "acknowledge" }],
            "lossReason": { "field": "Name", "when": "$Profile.Name = \"Sales\"", "message": "Why?", "id": "why" },
            "forbidden": [{ "kinds": ["close_lost"], "when": "$Profile.Name = \"Sales\"", "message": "Never lose." }] }"#,
            ),
        );
        set(options, "user", json(r#"{ "profile": "Sales" }"#));
    });
    let opened = resolved(connection.open(WIDGETS.into(), JsValue::UNDEFINED)).await;
    let update = StageUpdate::try_from_js_value(opened).unwrap_or_else(|_| panic!("not a StageUpdate"));
    assert_eq!(text(&update.stages(), "0.kind"), "same");
    assert_eq!(text(&update.stages(), "1.verdict.warnings.1.rule"), "sure");
    assert_eq!(text(&update.stages(), "2.verdict.violations.0.message"), "Never lose.");
    let propose = |input: &str| update.propose(json(input)).unwrap_or_else(|_| panic!("it threw"));
    let unseen = propose(r#"{ "stage": "Closed Won" }"#);
    assert_eq!(unseen.kind(), "close_won");
    assert_eq!(get(&unseen.verdict(), "warnings.1.acknowledge"), JsValue::TRUE);
    let error = rejected(unseen.confirm(JsValue::UNDEFINED)).await;
    assert_eq!(text(&error, "code"), "not_allowed");
    let seen = propose(r#"{ "stage": "Closed Won", "acknowledge": ["sure"] }"#);
    assert_eq!(get(&resolved(seen.confirm(JsValue::UNDEFINED)).await, "written"), JsValue::TRUE);
}
