//! The lint reports findings, and only certain ones.

use opportunity_stage::org::{Decided, LintReport, NeedKind, OrgDocument, Severity, lint};
use serde_json::{Value, json};

const STAGES: &str = r#"[
    {"value": "New"},
    {"value": "Négociation", "label": "Negotiation"},
    {"value": "Old", "active": false},
    {"value": "Closed Won", "closed": true, "won": true},
    {"value": "Closed Lost", "closed": true}
]"#;

fn report(document: &Value) -> LintReport {
    let document =
        OrgDocument::from_json(&document.to_string()).unwrap_or_else(|problem| panic!("{problem}"));
    lint(&document)
}

/// The report on these rules in an org with a few stages, fields and a record type.
fn of_rules(formulas: &[&str]) -> LintReport {
    let stages: Value = serde_json::from_str(STAGES).unwrap();
    let rules: Vec<_> = formulas
        .iter()
        .enumerate()
        .map(|(index, formula)| json!({"name": format!("R{index}"), "formula": formula, "message": "No."}))
        .collect();
    report(&json!({
        "version": 1,
        "stages": stages,
        "fields": [
            {"name": "Reason__c", "type": "Picklist", "picklist": {"values": [
                {"value": "Price"}, {"value": "Past", "active": false}
            ]}},
            {"name": "Biggest__c", "type": "Summary"},
            {"name": "Account.Described__c", "type": "Percent"},
            {"name": "$User.Region__c", "type": "String"},
            {"name": "Place__c", "type": "Location"},
            {"name": "Home__c", "type": "Address"},
        ],
        "recordTypes": [{"developerName": "Partner", "label": "Partner deal"}],
        "validationRules": rules,
    }))
}

fn codes(report: &LintReport) -> Vec<(&str, &str)> {
    report.findings.iter().map(|finding| (finding.code, &*finding.name)).collect()
}

#[test]
fn reports_where_each_rule_can_be_decided() {
    for (formula, decided, needs) in [
        (r#"ISPICKVAL(StageName, "New") && TODAY() > CloseDate"#, Decided::Record, vec![]),
        (r#"$RecordType.DeveloperName = "Partner""#, Decided::Record, vec![]),
        ("$System.OriginDateTime > CreatedDate", Decided::Record, vec![]),
        (r#"$Profile.Name = "A" || $User.Region__c = "B""#, Decided::User, vec![NeedKind::User; 2]),
        ("NOT($Permission.Close_Deals) && ISBLANK(Amount)", Decided::User, vec![NeedKind::User]),
        (
            r#"ISBLANK(Account.Industry) && Owner:User.IsActive"#,
            Decided::Related,
            vec![NeedKind::RelatedField; 2],
        ),
        ("account.Described__c > 1", Decided::Related, vec![NeedKind::RelatedField]),
        ("Account.Undescribed__c > 1", Decided::Org, vec![NeedKind::UnknownField]),
        ("Account.Described__c = TRUE", Decided::Broken, vec![]),
        ("NOT($User.Region__c)", Decided::Broken, vec![]),
        // Two blanks do not reveal their type.
        ("Account.Phone = NULL", Decided::Org, vec![NeedKind::UnknownField]),
        ("Account.Phone <> Account.Fax", Decided::Org, vec![NeedKind::UnknownField; 2]),
        ("CASE(Account.Phone, NULL, 1, 2) = 1", Decided::Org, vec![NeedKind::UnknownField]),
        ("ISBLANK(Account.Phone) || Account.Phone = NULL", Decided::Org, vec![NeedKind::UnknownField]),
        ("$User.Team__c = NULL", Decided::Org, vec![NeedKind::Global]),
        ("Account.Name = NULL", Decided::Related, vec![NeedKind::RelatedField]),
        ("Account.Phone = \"\"", Decided::Related, vec![NeedKind::RelatedField]),
        ("Account.Phone <> NextStep", Decided::Related, vec![NeedKind::RelatedField]),
        ("$User.Team__c = NextStep", Decided::User, vec![NeedKind::User]),
        // A record has their parts, not them.
        ("ISBLANK(Place__c)", Decided::Org, vec![NeedKind::UnknownField]),
        ("ISCHANGED(Home__c)", Decided::Org, vec![NeedKind::UnknownField]),
        ("Place__Latitude__s > 5 && Home__City__s = \"Rome\"", Decided::Record, vec![]),
        ("Account.Score__pc > 1", Decided::Org, vec![NeedKind::UnknownField]),
        ("NOT($Setup.Switch__c.Off__c)", Decided::Org, vec![NeedKind::CustomSetting]),
        ("$CustomMetadata.M__mdt.R.F__c = 1", Decided::Org, vec![NeedKind::CustomMetadata]),
        (r#"$Label.Yes = NextStep"#, Decided::Org, vec![NeedKind::Label]),
        (r#"$Organization.Country = "DE""#, Decided::Org, vec![NeedKind::Global]),
        ("Biggest__c > 1", Decided::Org, vec![NeedKind::UnknownField]),
        ("CURRENCYRATE(\"EUR\") > 1", Decided::Org, vec![NeedKind::CurrencyRate]),
        ("FROBNICATE(Amount)", Decided::Org, vec![NeedKind::UnknownFunction]),
        (
            "ISBLANK(VLOOKUP($ObjectType.Zip__c.Fields.City__c, $ObjectType.Zip__c.Fields.Name, NextStep))",
            Decided::Org,
            vec![NeedKind::LookUp],
        ),
        ("AND(", Decided::Broken, vec![]),
        ("Amount = \"x\"", Decided::Broken, vec![]),
        ("Amount", Decided::Broken, vec![]),
    ] {
        let report = of_rules(&[formula]);
        let rule = &report.rules[0];
        let kinds: Vec<_> = rule.needs.iter().map(|need| need.kind).collect();
        assert_eq!((rule.decided, kinds), (decided, needs), "{formula}");
    }
}

/// Computed fields of the document change with a move, which needs the inputs of their formulas.
#[test]
fn a_rule_needs_the_inputs_of_computed_fields() {
    let report = report(&json!({
        "version": 1,
        "fields": [
            { "name": "Late__c", "type": "Boolean", "formula": "CloseDate < TODAY()" },
            { "name": "Mine__c", "type": "Boolean", "formula": "OwnerId = $User.Id && round__c && Late__c" },
            { "name": "Round__c", "type": "Boolean", "formula": "Mine__c || ISBLANK(Account.Industry)" },
        ],
        "validationRules": [
            { "name": "A", "formula": "Late__c", "message": "No." },
            { "name": "B", "formula": "Opportunity.Mine__c || Mine__c", "message": "No." },
        ],
    }));
    let kinds = |rule: usize| report.rules[rule].needs.iter().map(|need| need.kind).collect::<Vec<_>>();
    assert_eq!((report.rules[0].decided, kinds(0)), (Decided::Record, vec![]));
    let needs = vec![NeedKind::User, NeedKind::RelatedField];
    assert_eq!((report.rules[1].decided, kinds(1)), (Decided::Related, needs));
}

#[test]
fn reports_a_broken_formula_with_its_position() {
    let report = of_rules(&["AND(TRUE,", "LEN(Amount) > 1"]);
    assert_eq!(codes(&report), [("formula_syntax", "R0"), ("formula_type", "R1")]);
    assert_eq!(report.findings[0].at, Some(9));
    assert_eq!(report.findings[0].message, "expected a value, found the end of the formula");
    assert_eq!(report.findings[0].severity, Severity::Error);
    assert_eq!(report.findings[1].at, Some(4));
}

#[test]
fn reports_names_that_the_org_lacks() {
    for (formula, code, message) in [
        (r#"ISPICKVAL(StageName, "Gone")"#, "unknown_stage", "`Gone` is not a stage of the org"),
        (
            r#"TEXT(PRIORVALUE(StageName)) = "Negotiation""#,
            "unknown_stage",
            "`Negotiation` is the label of the stage `Négociation`, not its API name",
        ),
        (r#"CASE(StageName, "Old", 1, 0) = 1"#, "inactive_stage", "the stage `Old` is no longer active"),
        (r#"ISPICKVAL(Reason__c, "Prise")"#, "unknown_value", "`Prise` is not a value of `Reason__c`"),
        (r#"ISPICKVAL(Reason__c, "Past")"#, "inactive_value", "`Past` of `Reason__c` is no longer active"),
        ("ISBLANK(Lost__c)", "unknown_field", "`Lost__c` is not among the document's fields"),
        (
            r#"$RecordType.DeveloperName = "Gone""#,
            "unknown_record_type",
            "`Gone` is not a record type of the org",
        ),
        (
            r#"RecordType.Name = "Partner""#,
            "unknown_record_type",
            "no record type of the org has the label `Partner`",
        ),
    ] {
        let report = of_rules(&[formula]);
        assert_eq!(codes(&report), [(code, "R0")], "{formula}");
        assert_eq!(report.findings[0].message, message);
    }
}

#[test]
fn does_not_report_names_that_may_exist() {
    for formula in [
        r#"ISPICKVAL(StageName, "") && ISPICKVAL(Reason__c, "Price")"#,
        r#"ISPICKVAL(Type, "Anything")"#,
        r#"RecordType.DeveloperName = "PARTNER" && RecordType.Name = "Partner deal""#,
        "ISBLANK(Account.Gone__c) && ISBLANK(SomethingNewOfSalesforce) && ISBLANK(installed__Field__c)",
    ] {
        assert_eq!(codes(&of_rules(&[formula])), [], "{formula}");
    }
    let nothing_known = json!({"version": 1, "validationRules": [
        {"name": "A", "formula": "ISPICKVAL(StageName, \"X\") && ISBLANK(Y__c)", "message": "No."}]});
    assert_eq!(codes(&report(&nothing_known)), []);
}

#[test]
fn finds_stages_without_an_exit() {
    let closed_is_final = r#"ISCHANGED(StageName) && PRIORVALUE(IsClosed)"#;
    let found = of_rules(&[closed_is_final]);
    assert_eq!(codes(&found), [("stage_without_exit", "Closed Won"), ("stage_without_exit", "Closed Lost")]);
    assert_eq!(
        found.findings[0].message,
        "no opportunity with record type `Partner` can leave it: for every other stage one of `R0` fires"
    );

    // Two rules that forbid it together, one of them by record type.
    let together = [
        r#"ISPICKVAL(PRIORVALUE(StageName), "New") && IsClosed"#,
        r#"$RecordType.DeveloperName = "Partner" && ISPICKVAL(PRIORVALUE(StageName), "New") && NOT(ISPICKVAL(StageName, "New"))"#,
    ];
    assert_eq!(codes(&of_rules(&together)), [("stage_without_exit", "New")]);
}

#[test]
fn does_not_report_stages_that_may_have_an_exit() {
    for formula in [
        // For some users, for some records, for one stage.
        r#"ISCHANGED(StageName) && PRIORVALUE(IsClosed) && $Profile.Name <> "System Administrator""#,
        "ISCHANGED(StageName) && PRIORVALUE(IsClosed) && ISBLANK(NextStep)",
        r#"ISCHANGED(StageName) && PRIORVALUE(IsWon) && NOT(ISPICKVAL(StageName, "Closed Lost"))"#,
        "$Setup.Switch__c.On__c || (FROBNICATE() && ISCHANGED(StageName))",
        // Staying in the stage is not a move.
        r#"ISPICKVAL(PRIORVALUE(StageName), "New") && ISPICKVAL(StageName, "New")"#,
    ] {
        assert_eq!(codes(&of_rules(&[formula])), [], "{formula}");
    }
    let inactive = json!({"version": 1, "stages": [{"value": "A"}, {"value": "B"}], "validationRules": [
        {"name": "A", "active": false, "formula": "ISCHANGED(StageName)", "message": "No."}]});
    assert_eq!(codes(&report(&inactive)), []);
}

#[test]
fn reports_a_rule_that_refuses_everything_once() {
    assert_eq!(codes(&of_rules(&["TRUE", "ISCHANGED(StageName)"])), [("always_fires", "R0")]);
}

#[test]
fn reports_parts_of_a_document_that_do_not_fit_together() {
    let found = report(&json!({
        "version": 1,
        "stages": [{"value": "New"}, {"value": "Old", "active": false}],
        "salesProcesses": [{"name": "P", "stages": ["New", "Gone"]}, {"name": "Q", "stages": ["Old"]}],
        "recordTypes": [
            {"developerName": "A", "salesProcess": "P"},
            {"developerName": "B", "salesProcess": "Q"},
            {"developerName": "C", "salesProcess": "R"},
        ],
        "fields": [{"name": "A__c", "type": "String"}],
        "paths": [
            {"recordType": "Z", "steps": [{"stage": "Gone", "fields": ["A__c", "B__c", "Account.C__c", "Amount"]}]},
            {"recordType": null, "steps": [{"stage": "New"}]},
        ],
    }));
    let expected = [
        ("unknown_stage", "P"),
        ("no_stages", "B"),
        ("unknown_sales_process", "C"),
        ("unknown_record_type", "Z"),
        ("unknown_stage", "Z"),
        ("unknown_field", "Z"),
    ];
    assert_eq!(codes(&found), expected);
}

#[test]
fn accepts_the_rules_of_real_orgs() {
    let rules: Value = serde_json::from_str(include_str!("../fixtures/org/validation_rules.json")).unwrap();
    let rules: Vec<_> = rules
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(index, rule)| {
            json!({"name": format!("{index}"), "formula": rule["formula"], "message": rule["errorMessage"]})
        })
        .collect();
    let found = report(&json!({"version": 1, "validationRules": rules}));
    assert_eq!(found.rules.len(), 59);
    assert_eq!(codes(&found), []);
}
