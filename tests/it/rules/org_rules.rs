//! The org's own validation rules, evaluated before a request.

use super::world::{engine_of, input, org, propose, record, short, today};
use opportunity_stage::base::{DateTime, FieldValue, OffsetAt, TimeZone, Timestamp, Today};
use opportunity_stage::transition::{User, check, offers};
use serde_json::{Value as Json, json};

/// The verdict of a move in an org with one validation rule.
fn said(formula: &str, from: &str, to: &str, more: &Json, given: &Json, user: &User) -> String {
    let mut org = org();
    org["validationRules"] = json!([
        { "name": "Rule", "formula": formula, "message": "The org says no.", "field": "Amount" },
        { "name": "Off", "active": false, "formula": "TRUE", "message": "Never." },
    ]);
    let engine = engine_of(&json!({ "version": 1 }), &org);
    let verdict = propose(&engine, record(from, more), user, &input(to, given)).verdict;
    if let Some(violation) = verdict.violations.first() {
        assert_eq!(violation.message, "The org says no.");
        assert_eq!(violation.field.as_ref().map(|field| field.as_str()), Some("Amount"));
    }
    short(&verdict)
}

const DENIED: &str = "denied org_rule:Rule";

#[test]
fn rules_see_values_before_and_after() {
    for (formula, from, to, record, given, expected) in [
        (
            "ISPICKVAL(StageName, \"受注\") && ISBLANK(Amount)",
            "Review",
            "受注",
            json!({ "Amount": null }),
            json!({}),
            DENIED,
        ),
        (
            "ISPICKVAL(StageName, \"受注\") && ISBLANK(Amount)",
            "Review",
            "受注",
            json!({ "Amount": 5 }),
            json!({}),
            "allowed",
        ),
        (
            "ISPICKVAL(StageName, \"受注\") && ISBLANK(Amount)",
            "Review",
            "受注",
            json!({}),
            json!({}),
            "undecided missing_value?Rule",
        ),
        (
            "ISPICKVAL(StageName, \"受注\") && ISBLANK(Amount)",
            "Review",
            "Gone",
            json!({}),
            json!({}),
            "allowed",
        ),
        (
            "ISPICKVAL(StageName, \"受注\") && ISBLANK(Amount)",
            "Review",
            "受注",
            json!({ "Amount": null }),
            json!({ "fields": { "Amount": 7 } }),
            "allowed",
        ),
        (
            "ISCHANGED(StageName) && ISPICKVAL(PRIORVALUE(StageName), \"Review\")",
            "Review",
            "New",
            json!({}),
            json!({}),
            DENIED,
        ),
        ("ISCHANGED(StageName)", "Review", "Review", json!({}), json!({}), "allowed"),
        // Rules run if anything is written, also without a move.
        ("TRUE", "Review", "Review", json!({}), json!({}), "allowed"),
        ("TRUE", "Review", "Review", json!({ "Amount": 1 }), json!({ "fields": { "Amount": 2 } }), DENIED),
        (
            "PRIORVALUE(Amount) < Amount",
            "New",
            "New",
            json!({ "Amount": 1 }),
            json!({ "fields": { "Amount": 2 } }),
            DENIED,
        ),
    ] {
        assert_eq!(
            said(formula, from, to, &record, &given, &User::default()),
            expected,
            "{formula}: {from} -> {to}"
        );
    }
}

#[test]
fn the_stage_sets_its_fields_and_the_close_date_moves_later() {
    let record = json!({
        "IsClosed": false, "IsWon": false, "Probability": 75, "ForecastCategoryName": "Commit",
        "ForecastCategory": "Forecast", "ExpectedRevenue": 75, "Amount": 100,
    });
    for (formula, to, expected) in [
        ("IsClosed && IsWon", "Signed", DENIED),
        ("IsWon", "Gone", "allowed"),
        ("Probability = 0.95", "Signed", DENIED),
        ("ISCHANGED(Probability)", "Signed", DENIED),
        ("ISPICKVAL(ForecastCategoryName, \"Closed\")", "Signed", DENIED),
        ("ISPICKVAL(ForecastCategory, \"BestCase\")", "提案", DENIED),
        // Salesforce moves the date to today after its rules have run.
        ("ISCHANGED(CloseDate)", "Signed", "allowed"),
        ("CloseDate > TODAY()", "Signed", DENIED),
        // Salesforce does not document when it computes this.
        ("ExpectedRevenue > 80", "Signed", "undecided missing_value?Rule"),
        ("ISCHANGED(LastModifiedDate)", "Signed", "undecided missing_value?Rule"),
    ] {
        assert_eq!(
            said(formula, "Review", to, &record, &json!({}), &User::default()),
            expected,
            "{formula}: -> {to}"
        );
    }
    let own = json!({ "fields": { "Probability": 60 } });
    let found = said("Probability = 0.6", "Review", "提案", &record, &own, &User::default());
    assert_eq!(found, DENIED, "what the user sets stays");
    let moved = json!({ "fields": { "AccountId": "001000000000002AAA" } });
    let parent = json!({ "AccountId": "001000000000001AAA", "Account.Name": "Acme" });
    let say =
        |given: &Json| said("Account.Name = \"Acme\"", "Review", "提案", &parent, given, &User::default());
    assert_eq!(say(&json!({})), DENIED);
    assert_eq!(say(&moved), "undecided missing_value?Rule", "another account has another name");
}

#[test]
fn names_what_is_unknown() {
    let user = User {
        profile: Some("Sales".into()),
        permissions: Some(vec!["Free".into()]),
        fields: vec![("Department".into(), FieldValue::Text("North".into()))],
        ..User::default()
    };
    for (formula, known, expected) in [
        ("$Profile.Name = \"Sales\"", false, "undecided missing_value?Rule"),
        ("$Profile.Name = \"Sales\"", true, DENIED),
        ("NOT($Permission.Free)", true, "allowed"),
        ("$Permission.Other", true, "allowed"),
        ("$Permission.Other", false, "undecided missing_value?Rule"),
        ("$User.Department = \"North\"", true, DENIED),
        ("$User.Custom__c = 1", true, "undecided missing_value?Rule"),
        ("$Setup.Switch__c.Off__c", true, "undecided missing_value?Rule"),
        ("Nowhere__c = 1", true, "undecided unknown_field?Rule"),
        ("GETSESSIONID2() = \"\"", true, "undecided unknown_function?Rule"),
        ("1/0 > 1", true, "undecided failed?Rule"),
        (
            "VLOOKUP($ObjectType.Zip__c.Fields.City__c, $ObjectType.Zip__c.Fields.Name, \"1\") <> \"Rome\"",
            true,
            "undecided missing_answer?Rule",
        ),
        ("AND(", true, "undecided unreadable_rule?Rule"),
        ("Amount + \"a\" > TRUE", true, "undecided unreadable_rule?Rule"),
        ("$RecordType.DeveloperName = \"Business\"", true, DENIED),
        ("$Profile.Name = \"x\" && Nowhere__c = 1", true, "allowed"),
    ] {
        let user = if known { user.clone() } else { User::default() };
        let found = said(formula, "Review", "提案", &json!({ "Amount": 1 }), &json!({}), &user);
        assert_eq!(found, expected, "{formula}");
    }
}

#[test]
fn reads_the_record_type_id_and_geolocation_components() {
    let held = json!({ "RecordTypeId": "012000000000001AAA", "Place__Latitude__s": 48.2 });
    for formula in
        ["$RecordType.Id = \"012000000000001\"", "RecordType.ID = RecordTypeId", "Place__Latitude__s > 48"]
    {
        let found = said(formula, "New", "提案", &held, &json!({}), &User::default());
        assert_eq!(found, DENIED, "{formula}");
    }
}

#[test]
fn positions_count_from_the_original_formula() {
    let mut org = org();
    let rule = |name: &str, formula: &str| json!({ "name": name, "formula": formula, "message": "No." });
    org["validationRules"] = json!([rule("A", "\n\n AND("), rule("B", "\r\n LEN(1) > 1"), rule("C", " \n ")]);
    let engine = engine_of(&json!({ "version": 1 }), &org);
    let said: Vec<_> = engine.ruleset().unreadable().map(|(rule, why)| format!("{rule} {why}")).collect();
    assert_eq!(
        said,
        [
            "A at 7, expected a value, found the end of the formula",
            "B at 7, `LEN` expects text, found number"
        ]
    );
}

#[test]
fn the_host_may_supply_constants_of_the_org() {
    let mut org = org();
    org["validationRules"] =
        json!([{ "name": "R", "formula": "NOT($Setup.Switch__c.Off__c)", "message": "No." }]);
    for (off, expected) in [(true, "allowed"), (false, "denied org_rule:R")] {
        let rules = json!({ "version": 1, "globals": { "$Setup.Switch__c.Off__c": off } });
        let engine = engine_of(&rules, &org);
        let proposal =
            propose(&engine, record("New", &json!({})), &User::default(), &input("提案", &json!({})));
        assert_eq!(short(&proposal.verdict), expected);
    }
}

#[test]
fn rules_of_real_orgs_never_pass_silently() {
    let rules: Vec<Json> =
        serde_json::from_str(include_str!("../../fixtures/org/validation_rules.json")).unwrap();
    let list: Vec<_> = rules
        .iter()
        .enumerate()
        .map(|(n, rule)| json!({ "name": format!("R{n}"), "formula": rule["formula"], "message": "No." }))
        .collect();
    let count = list.len();
    let mut org = org();
    org["validationRules"] = list.into();
    let engine = engine_of(&json!({ "version": 1 }), &org);
    assert_eq!(engine.ruleset().unreadable().collect::<Vec<_>>(), []);
    let values = record("New", &json!({ "Amount": 5 }));
    let opportunity = engine.opportunity(values, None, User::default().into(), std::iter::empty()).unwrap();
    for offer in offers(&opportunity, today()).unwrap().into_iter().skip(1) {
        let verdict = offer.verdict;
        let reported = verdict.undecided.len() + verdict.violations.len();
        assert!(reported > 0 && reported <= count, "{reported} of {count}");
        assert!(verdict.undecided.iter().all(|it| !it.message.is_empty() && it.about == "No."));
    }
}

/// Berlin: one hour ahead of UTC, two in summer.
fn berlin(at: Timestamp) -> i32 {
    let month = at.to_string().get(5..7).and_then(|month| month.parse().ok()).unwrap_or(0);
    if (4..=10).contains(&month) { 120 } else { 60 }
}

#[test]
fn the_day_of_an_instant_uses_the_offset_at_that_instant() {
    let mut org = org();
    org["fields"].as_array_mut().unwrap().push(json!({ "name": "At__c", "type": "DateTime" }));
    org["validationRules"] = json!([
        { "name": "Rule", "formula": "DATEVALUE(At__c) = DATE(2026, 7, 15) || DATEVALUE(NOW()) = DATE(2026, 7, 15)", "message": "No." },
    ]);
    let engine = engine_of(&json!({ "version": 1 }), &org);
    let at = |text: &str, now: &str, zone: Option<OffsetAt>| {
        let now = DateTime::from_iso(now).unwrap();
        let time_zone = TimeZone { offset_minutes: 60, offset_at: zone };
        let today = Today::at(Timestamp(now.epoch_milliseconds()), time_zone).unwrap();
        let held = record("New", &json!({ "At__c": text }));
        let user = std::rc::Rc::new(User::default());
        let opportunity = engine.opportunity(held, None, user, std::iter::empty()).unwrap();
        short(&check(&opportunity, &input("Review", &Json::Null), today).unwrap().verdict)
    };
    let (november, open) = ("2026-11-22T12:00:00Z", "undecided missing_answer?Rule");
    for (text, in_zone, with_offset) in [
        ("2026-07-14T22:30:00Z", DENIED, open),
        ("2026-07-14T21:30:00Z", "allowed", "allowed"),
        ("2026-07-14T21:59:00Z", "allowed", "allowed"),
        ("2026-07-14T22:00:00Z", DENIED, open),
        ("2026-07-15T00:30:00Z", DENIED, DENIED),
        ("2026-07-15T12:00:00Z", DENIED, DENIED),
        ("2026-07-15T21:59:00Z", DENIED, DENIED),
        ("2026-07-15T22:00:00Z", "allowed", open),
    ] {
        assert_eq!(at(text, november, Some(berlin)), in_zone, "{text}");
        assert_eq!(at(text, november, None), with_offset, "{text}");
    }
    // The current offset is certain either way.
    assert_eq!(at("2026-01-01T12:00:00Z", "2026-07-14T23:10:00Z", None), DENIED);
}

#[test]
fn a_pattern_that_backtracks_endlessly_leaves_its_rule_undecided() {
    let long = |unit: &str, times: usize, end: &str| format!("{}{end}", unit.repeat(times));
    for (pattern, step) in [
        ("^(([a-zA-Z0-9]+)[ -]?)+$", long("a", 28, "!")),
        ("(a|aa)+b", long("a", 80, "")),
        ("(\\\\w+\\\\s?)*!", long("word ", 30, "?")),
    ] {
        let mut org = org();
        org["validationRules"] = json!([
            { "name": "Slow", "formula": format!("NOT(REGEX(NextStep, \"{pattern}\"))"), "message": "No." },
            { "name": "Plain", "formula": "NOT(REGEX(NextStep, \"[0-9]+\"))", "message": "No." },
        ]);
        let engine = engine_of(&json!({ "version": 1 }), &org);
        let given = input("Signed", &json!({}));
        let of = |step: &str| {
            propose(&engine, record("New", &json!({ "NextStep": step })), &User::default(), &given).verdict
        };
        let verdict = of(&step);
        assert_eq!(short(&verdict), "denied org_rule:Plain failed?Slow", "{pattern}");
        let why = &verdict.undecided[0].message;
        assert!(why.contains("takes too many steps"), "{why}");
        assert!(!short(&of("1")).contains("failed"), "{pattern}");
    }
}
