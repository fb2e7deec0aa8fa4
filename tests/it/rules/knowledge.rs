//! Property: a verdict on a partly known record stays true whatever the rest turns out to be.

use super::world::{engine_of, input, lay_out, org, record, today};
use opportunity_stage::transition::{Table, User, Verdict, VerdictType};
use serde_json::{Map, Value as Json, json};

const FIELDS: [&str; 4] = ["Amount", "Budget__c", "CloseDate", "Type"];

fn values(field: &str) -> [Json; 3] {
    match field {
        "CloseDate" => [json!(null), json!("2020-01-01"), json!("2027-01-01")],
        "Type" => [json!(null), json!("Gift"), json!("Sale")],
        _ => [json!(null), json!(5), json!(500)],
    }
}

/// All records with some of the fields known; `undefined` ones are left out.
fn records(known: &dyn Fn(usize) -> bool) -> Vec<Map<String, Json>> {
    FIELDS.iter().enumerate().filter(|(index, _)| known(*index)).fold(vec![Map::new()], |all, (_, field)| {
        let with = |values: &Map<String, Json>, value: Json| {
            let mut values = values.clone();
            values.insert((*field).into(), value);
            values
        };
        all.iter().flat_map(|it| values(field).map(|value| with(it, value))).collect()
    })
}

#[test]
fn knowing_more_contradicts_nothing() {
    let mut org = org();
    org["validationRules"] = json!([
        { "name": "A", "formula": "AND(IsClosed, Amount < 100, ISPICKVAL(Type, \"Gift\"))", "message": "A" },
        { "name": "B", "formula": "OR(Budget__c > Amount, ISPICKVAL(Type, \"Sale\") && ISBLANK(CloseDate))", "message": "B" },
    ]);
    let rules = json!({ "version": 1, "closeDate": true,
        "required": [{ "fields": ["Budget__c"], "to": "Review", "when": "NOT(ISPICKVAL(Type, \"Gift\"))" }],
        "allowed": [{ "from": "New", "when": "Amount > 10" }, { "to": "Gone" }, { "to": "Review", "when": "ISBLANK(Amount)" }],
        "rules": [{ "id": "c", "when": "IF(Amount > 100, Budget__c = 5, ISPICKVAL(Type, \"Sale\"))", "message": "C" }] });
    let engine = engine_of(&rules, &org);
    for target in ["提案", "Review", "Signed", "Gone"] {
        let given = input(target, &Json::Null);
        let mut batch = engine.batch(&given, None, User::default().into(), today()).unwrap();
        let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
        let mut say = |values: &Map<String, Json>| -> Verdict {
            let mut record = record("New", &json!(values));
            record.retain(|name, _| name.as_str() != "CloseDate" || values.contains_key("CloseDate"));
            let mut values = Vec::new();
            let cells = lay_out(&record, &columns, &mut values);
            let indices = batch.judge(Table { values: &values, cells: &cells });
            batch.verdicts()[indices[0] as usize].clone()
        };
        let whole: Vec<_> = records(&|_| true).into_iter().map(|it| (say(&it), it)).collect();
        for mask in 0..15_usize {
            for partial in records(&|index| mask >> index & 1 == 1) {
                let guess = say(&partial);
                let fits = |all: &Map<String, Json>| partial.iter().all(|(name, value)| all[name] == *value);
                for (truth, all) in whole.iter().filter(|(_, all)| fits(all)) {
                    let about = format!("-> {target}: {partial:?} of {all:?}: {guess:?} {truth:?}");
                    assert!(guess.kind == VerdictType::Undecided || guess.kind == truth.kind, "{about}");
                    assert!(guess.violations.iter().all(|it| truth.violations.contains(it)), "{about}");
                }
            }
        }
        assert!(whole.iter().all(|(truth, _)| truth.undecided.is_empty()), "what is all known is decided");
    }
}
