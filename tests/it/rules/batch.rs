//! Many records at once say what each of them says alone.

use super::world::{desk_of, input, org, propose, record, today};
use opportunity_stage::record::{FieldValue, FieldValues};
use opportunity_stage::transition::{User, Verdict};
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
        let paths: Vec<_> = batch.ruleset().paths().map(|path| path.map(ToOwned::to_owned)).collect();
        for values in &records {
            let read = |name: &str| -> Option<FieldValue> {
                values.iter().find(|(known, _)| known.as_str() == name).map(|(_, value)| value.clone())
            };
            let row: Vec<_> = paths.iter().map(|path| path.as_deref().and_then(read)).collect();
            let text = |name: &str| read(name).and_then(|value| value.as_text().map(ToOwned::to_owned));
            let record_type = text("RecordType.DeveloperName");
            let found = batch.judge(&text("StageName").unwrap(), record_type.as_deref(), &row, &read);
            let alone: Verdict = propose(&desk, values.clone(), &user, &given).verdict;
            assert_eq!(found, alone, "{given:?} on {values:?}");
        }
    }
}
