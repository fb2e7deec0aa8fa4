//! Many records at once say what each of them says alone.

use super::world::{desk_of, input, lay_out, org, propose, record, today};
use opportunity_stage::record::FieldValues;
use opportunity_stage::transition::{Table, User};
use serde_json::{Value as Json, json};

fn rules() -> Json {
    json!({ "version": 1, "noSkipping": true, "noMovingBack": true, "closedIsFinal": true, "closeDate": true,
        "required": [{ "fields": ["Budget__c"], "to": ["Review", "Signed"] }],
        "lossReason": { "field": "Loss_Reason__c" },
        "rules": [{ "id": "big", "when": "Amount > 100", "message": "{from}", "severity": "warning" }],
        "messages": { "stage_unknown": "?{stage}" } })
}

#[test]
fn as_one_by_one() {
    let mut org = org();
    org["validationRules"] = json!([
        { "name": "Won", "formula": "IsWon && ISBLANK(Amount)", "message": "No.", "field": "Amount" },
        { "name": "Who", "formula": "$Profile.Name = \"Guest\"", "message": "No." },
    ]);
    let desk = desk_of(&rules(), &org);
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
        let mut batch = desk.batch(&given, None, user.clone().into(), today()).unwrap();
        let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
        let (mut values, mut cells) = (Vec::new(), Vec::new());
        for record in &records {
            cells.extend(lay_out(record, &columns, &mut values));
        }
        // Twice, so that what was found for one table serves another.
        for _ in 0..2 {
            let places = batch.judge(Table { values: &values, cells: &cells });
            assert_eq!(places.len(), records.len());
            for (place, record) in places.iter().zip(&records) {
                let alone = propose(&desk, record.clone(), &user, &given).verdict;
                assert_eq!(batch.verdicts()[*place as usize], alone, "{given:?} on {record:?}");
            }
        }
    }
}

/// Where only the org's rules speak, equal answers are given without being made anew.
#[test]
fn as_one_by_one_with_the_orgs_rules_alone() {
    let mut org = org();
    org["validationRules"] = json!([
        { "name": "Small", "formula": "Amount < 100", "message": "Too small.", "field": "Amount" },
        { "name": "Late", "formula": "IsWon && CloseDate < DATE(2026, 1, 1)", "message": "Too late." },
        { "name": "Zero", "formula": "1 / Amount > 1", "message": "No." },
    ]);
    let desk = desk_of(&json!({ "version": 1 }), &org);
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
        let mut batch = desk.batch(&given, None, user.clone().into(), today()).unwrap();
        let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
        let (mut values, mut cells) = (Vec::new(), Vec::new());
        for record in &records {
            cells.extend(lay_out(record, &columns, &mut values));
        }
        let places = batch.judge(Table { values: &values, cells: &cells });
        for (place, record) in places.iter().zip(&records) {
            let alone = propose(&desk, record.clone(), &user, &given).verdict;
            assert_eq!(batch.verdicts()[*place as usize], alone, "{given:?} on {record:?}");
        }
        assert!(batch.verdicts().len() < records.len(), "most answers are shared");
    }
}
