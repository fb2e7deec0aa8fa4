//! A batch gives each record the verdict that it gets alone.

use super::world::{engine_of, input, lay_out, org, propose, record, today};
use opportunity_stage::base::FieldValues;
use opportunity_stage::transition::{Table, User};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn rules() -> Json {
    json!({ "version": 1, "noSkipping": true, "noMovingBack": true, "closedIsFinal": true, "closeDate": true,
        "required": [{ "fields": ["Budget__c"], "to": ["Review", "Signed"] }],
        "lossReason": { "field": "Loss_Reason__c" },
        "rules": [{ "id": "big", "when": "Amount > 100", "message": "{from}", "severity": "warning" }],
        "messages": { "stage_unknown": "?{stage}" } })
}

#[test]
fn agrees_with_single_checks() {
    let mut org = org();
    org["validationRules"] = json!([
        { "name": "Won", "formula": "IsWon && ISBLANK(Amount)", "message": "No.", "field": "Amount" },
        { "name": "Who", "formula": "$Profile.Name = \"Guest\"", "message": "No." },
    ]);
    let engine = engine_of(&rules(), &org);
    let user = User { profile: Some("Sales".into()), ..User::default() };
    let mut records: Vec<FieldValues> = Vec::new();
    for stage in ["New", "Old", "提案", "Review", "Signed", "受注", "Gone", "Elsewhere", "Invented"] {
        for more in [
            json!({}),
            json!({ "Amount": 5, "Budget__c": 1, "Loss_Reason__c": "Price" }),
            json!({ "Amount": 500, "Budget__c": null, "CloseDate": "2020-01-01", "HasOpportunityLineItem": true }),
        ] {
            records.push(record(stage, &more));
        }
    }
    for given in [
        input("提案", &Json::Null),
        input("Proposal", &Json::Null),
        input("Signed", &Json::Null),
        input("Gone", &json!({ "fields": { "Loss_Reason__c": "Timing" } })),
        input("Nirgends", &Json::Null),
        input("Sig", &json!({ "fields": { "Amount": 7, "Budget__c": 1 } })),
        input("Elsewhere", &json!({ "fields": { "Name": null } })),
    ] {
        let mut batch = engine.batch(&given, None, user.clone().into(), today()).unwrap();
        let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
        let (mut values, mut cells) = (Vec::new(), Vec::new());
        for record in &records {
            cells.extend(lay_out(record, &columns, &mut values));
        }
        // Twice, so that verdicts are reused across tables.
        for _ in 0..2 {
            let indices = batch.judge(Table { values: &values, cells: &cells });
            assert_eq!(indices.len(), records.len());
            for (index, record) in indices.iter().zip(&records) {
                let alone = propose(&engine, record.clone(), &user, &given).verdict;
                assert_eq!(batch.verdicts()[*index as usize], alone, "{given:?} on {record:?}");
            }
        }
    }
}

/// With the org's rules only, equal verdicts are reused.
#[test]
fn agrees_with_single_checks_for_the_orgs_rules() {
    let mut org = org();
    org["validationRules"] = json!([
        { "name": "Small", "formula": "Amount < 100", "message": "Too small.", "field": "Amount" },
        { "name": "Late", "formula": "IsWon && CloseDate < DATE(2026, 1, 1)", "message": "Too late." },
        { "name": "Zero", "formula": "1 / Amount > 1", "message": "No." },
    ]);
    let engine = engine_of(&json!({ "version": 1 }), &org);
    let user = User::default();
    let mut records: Vec<FieldValues> = Vec::new();
    for stage in ["New", "Review", "Signed", "Gone", "Invented"] {
        for amount in [json!(null), json!(0), json!(5), json!(500)] {
            for date in ["2020-01-01", "2026-11-22", "2099-01-01"] {
                records.push(record(stage, &json!({ "Amount": amount, "CloseDate": date })));
            }
        }
    }
    for given in [
        input("Signed", &Json::Null),
        input("New", &Json::Null),
        input("Gone", &json!({ "fields": { "Amount": 1 } })),
    ] {
        let mut batch = engine.batch(&given, None, user.clone().into(), today()).unwrap();
        let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
        let (mut values, mut cells) = (Vec::new(), Vec::new());
        for record in &records {
            cells.extend(lay_out(record, &columns, &mut values));
        }
        let indices = batch.judge(Table { values: &values, cells: &cells });
        for (index, record) in indices.iter().zip(&records) {
            let alone = propose(&engine, record.clone(), &user, &given).verdict;
            assert_eq!(batch.verdicts()[*index as usize], alone, "{given:?} on {record:?}");
        }
        assert!(batch.verdicts().len() < records.len(), "most answers are shared");
    }
}

/// A condition on few fields; some fail, some are unknown, some read prior values.
fn condition() -> impl Strategy<Value = String> {
    let term = prop::sample::select(vec![
        "ISPICKVAL(StageName, \"Signed\")",
        "ISCHANGED(StageName)",
        "ISPICKVAL(PRIORVALUE(StageName), \"New\")",
        "Amount > 100",
        "Amount = 0",
        "1 / Amount > 0.01",
        "PRIORVALUE(Amount) < Amount",
        "ISCHANGED(Amount)",
        "ISBLANK(Budget__c)",
        "Budget__c > Amount",
        "Checked__c",
        "LEN(NextStep) < 10",
        "CONTAINS(NextStep, Loss_Reason__c)",
        "REGEX(NextStep, \"[0-9]+\")",
        "CASE(Loss_Reason__c, \"Price\", Amount > 7, \"Timing\", ISBLANK(NextStep), false)",
        "CloseDate > TODAY()",
        "YEAR(CloseDate) = 2026",
        "Account.Name = \"Acme\"",
        "$Profile.Name = \"Sales\"",
        "$UserRole.Name = \"Boss\"",
        "Unheard_Of__c = 1",
        "IsClosed",
        "TRUE",
        "FALSE",
    ]);
    term.prop_map(ToOwned::to_owned).prop_recursive(3, 12, 4, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            some().prop_map(|parts| format!("AND({})", parts.join(", "))),
            some().prop_map(|parts| format!("OR({})", parts.join(", "))),
            some().prop_map(|parts| format!("({})", parts.join(") && ("))),
            inner.clone().prop_map(|part| format!("NOT({part})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(test, one, other)| format!("IF({test}, {one}, {other})")),
        ]
    })
}

/// A record with a few of its fields, with values of any type.
fn any_record() -> impl Strategy<Value = FieldValues> {
    let stage = prop::sample::select(vec!["New", "Review", "Signed", "Gone", "Invented"]);
    let name = prop::sample::select(vec![
        "Amount",
        "Budget__c",
        "Checked__c",
        "NextStep",
        "Loss_Reason__c",
        "CloseDate",
        "Account.Name",
        "IsClosed",
    ]);
    let value = prop::sample::select(vec![
        json!(null),
        json!(0),
        json!(-0.0),
        json!(5),
        json!(500.5),
        json!("500.50"),
        json!(""),
        json!("Price"),
        json!("the Price of it"),
        json!("2026-11-21"),
        json!("2027-01-01"),
        json!("Acme"),
        json!(true),
        json!(false),
    ]);
    (stage, prop::collection::vec((name, value), 0..9)).prop_map(|(stage, more)| {
        record(stage, &more.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Cached results of terms are never used for a record with another result.
    #[test]
    fn agrees_with_single_checks_for_any_rules(
        formulas in prop::collection::vec(condition(), 1..5),
        records in prop::collection::vec(any_record(), 1..40),
        to in prop::sample::select(vec!["Signed", "Gone", "New", "Review", "Elsewhere"]),
        fields in prop::sample::select(vec![
            json!({}),
            json!({ "Amount": 7 }),
            // Some records already hold these values.
            json!({ "Amount": 5 }),
            json!({ "NextStep": "Price", "Amount": null, "CloseDate": "2026-11-21" }),
            json!({ "NextStep": "12", "Loss_Reason__c": "Timing" }),
            json!({ "AccountId": null }),
        ]),
    ) {
        let mut org = org();
        let rule = |(index, formula)| json!({ "name": format!("R{index}"), "formula": formula, "message": "No." });
        org["validationRules"] = formulas.iter().enumerate().map(rule).collect();
        let engine = engine_of(&json!({ "version": 1 }), &org);
        let user = User { profile: Some("Sales".into()), ..User::default() };
        let given = input(to, &json!({ "fields": fields }));
        let mut batch = engine.batch(&given, None, user.clone().into(), today()).unwrap();
        let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
        for records in records.chunks(25) {
            // The same records again, so that most values are in the cache.
            let records: Vec<_> = records.iter().chain(records).collect();
            let (mut values, mut cells) = (Vec::new(), Vec::new());
            for record in &records {
                cells.extend(lay_out(record, &columns, &mut values));
            }
            let indices = batch.judge(Table { values: &values, cells: &cells });
            for (index, record) in indices.iter().zip(records) {
                let alone = propose(&engine, record.clone(), &user, &given).verdict;
                prop_assert_eq!(&batch.verdicts()[*index as usize], &alone, "{:?} on {:?}", &formulas, record);
            }
        }
    }
}
