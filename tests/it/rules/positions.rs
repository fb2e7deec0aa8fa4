//! If the current position in the sales process is unknown, no rule passes silently.

use super::world::{engine, engine_of, input, lay_out, org, propose, record, short, today};
use opportunity_stage::base::FieldValues;
use opportunity_stage::org::Stage;
use opportunity_stage::transition::{RuleEngine, Table, User, Verdict, VerdictType, check, offers};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[track_caller]
fn says(rules: &Json, record: &FieldValues, to: &str, expected: &str) {
    let verdict = propose(&engine(rules), record.clone(), &User::default(), &input(to, &Json::Null)).verdict;
    assert_eq!(short(&verdict), expected, "{rules} -> {to}: {verdict:?}");
}

fn rule(key: &str, value: Json) -> Json {
    let mut rules = json!({ "version": 1 });
    rules[key] = value;
    rules
}

#[test]
fn an_unknown_stage_leaves_moves_undecided() {
    let open = record("Legacy", &json!({ "IsClosed": false }));
    let closed = record("Legacy", &json!({ "IsClosed": true }));
    let either = record("Legacy", &json!({}));
    let back = rule("noMovingBack", json!(true));
    says(&back, &open, "提案", "undecided unknown_position?no_moving_back");
    says(&back, &either, "提案", "undecided unknown_position?no_moving_back");
    says(&back, &closed, "提案", "allowed");
    says(&back, &open, "Gone", "allowed");
    // The last open stage may be behind it.
    says(&rule("noMovingBack", json!({ "stages": ["Review"] })), &open, "提案", "allowed");
    let kinds = rule("forbidden", json!([{ "kinds": ["back", "skip"], "id": "no" }]));
    says(&kinds, &open, "提案", "undecided unknown_position?no");
    says(&kinds, &closed, "提案", "allowed");
    let every = rule("forbidden", json!([{ "kinds": ["back", "skip", "forward", "reopen"], "id": "no" }]));
    says(&every, &either, "提案", "denied transition_forbidden:no");
    let drawn = rule("allowed", json!([{ "kinds": ["forward", "close_lost"] }]));
    says(&drawn, &open, "提案", "undecided unknown_position?allowed");
    says(&drawn, &open, "Gone", "allowed");
    says(&drawn, &open, "Signed", "denied transition_not_allowed:allowed");
    let last = rule("closedIsFinal", json!(true));
    says(&last, &either, "Review", "undecided unknown_position?closed_is_final");
    says(&last, &open, "Review", "allowed");
    says(&last, &closed, "Review", "denied closed_is_final:closed_is_final");
    says(&rule("closedIsFinal", json!({ "stages": ["Gone"] })), &either, "Review", "allowed");
    let skip = rule("noSkipping", json!(true));
    says(&skip, &open, "提案", "undecided unknown_position?no_skipping");
    // There is no stage before the first one.
    says(&skip, &open, "New", "allowed");
    says(&skip, &closed, "Review", "allowed");
}

#[test]
fn a_stage_that_was_not_loaded_leaves_moves_undecided() {
    let mut nameless = record("", &json!({ "Amount": 5 }));
    nameless.retain(|name, _| name.as_str() != "StageName");
    for (rules, to, expected) in [
        (rule("closedIsFinal", json!(true)), "Review", "undecided unknown_position?closed_is_final"),
        (
            rule("forbidden", json!([{ "from": ["Gone"], "id": "no" }])),
            "New",
            "undecided unknown_position?no",
        ),
        (rule("allowed", json!([{ "from": "New" }])), "Review", "undecided unknown_position?allowed"),
        (rule("allowed", json!([{ "to": "Review" }])), "Review", "allowed"),
        (rule("required", json!([{ "fields": ["Amount"], "to": "Review" }])), "Review", "allowed"),
        (
            rule("required", json!([{ "fields": ["NextStep"], "at": "Review", "id": "r" }])),
            "Review",
            "undecided missing_value?r",
        ),
        (rule("noSkipping", json!(true)), "Gone", "allowed"),
    ] {
        says(&rules, &nameless, to, expected);
    }
    let rules = rule("noMovingBack", json!(true));
    let verdict = propose(&engine(&rules), nameless, &User::default(), &input("New", &Json::Null)).verdict;
    assert_eq!(verdict.undecided[0].message, "the value of `StageName` is not loaded");
}

#[test]
fn stages_given_by_name_take_attributes_from_the_org_document() {
    let named = |names: &[&str]| names.iter().map(|name| Stage::unknown(name)).collect::<Vec<_>>();
    let given = named(&["New", "提案", "Review", "Signed", "Gone", "Unheard of"]);
    let rules = json!({ "version": 1, "noSkipping": true, "closedIsFinal": true, "lossReason": { "field": "NextStep" } });
    let mut org = org();
    org["validationRules"] = json!([
        { "name": "Won", "formula": "IsWon && ISBLANK(NextStep) && Probability > 0.9", "message": "No." },
    ]);
    let said = |org: &Json, from: &str, to: &str| {
        let engine = engine_of(&rules, org);
        let held = record(from, &json!({ "NextStep": null }));
        let opportunity = engine
            .opportunity(held.clone(), Some(&given), User::default().into(), std::iter::empty())
            .unwrap();
        let proposal = check(&opportunity, &input(to, &Json::Null), today()).unwrap();
        let offered = offers(&opportunity, today()).unwrap();
        let offer = offered.iter().find(|offer| offer.stage.value == to).unwrap();
        assert_eq!(short(&offer.verdict), short(&proposal.verdict));
        assert_eq!(many_of(&engine, &held, to, Some(&given)), proposal.verdict);
        let stage = proposal.stage.unwrap();
        format!("{} {} {}", proposal.kind.as_str(), stage.label, short(&proposal.verdict))
    };
    assert_eq!(said(&org, "New", "提案"), "forward Proposal allowed");
    assert_eq!(said(&org, "Review", "Signed"), "close_won Signed denied org_rule:Won");
    assert_eq!(said(&org, "New", "Gone"), "close_lost Gone denied loss_reason_required:loss_reason");
    let open = "undecided unknown_position?loss_reason missing_value?Won";
    assert_eq!(said(&org, "Review", "Unheard of"), format!("forward Unheard of {open}"));
    // Without stages, nothing is known, not even that they are open.
    org["stages"] = json!([]);
    assert_eq!(
        said(&org, "New", "提案"),
        "forward 提案 undecided unknown_position?closed_is_final unknown_position?loss_reason missing_value?Won"
    );
}

fn many(engine: &RuleEngine, record: &FieldValues, to: &str) -> Verdict {
    many_of(engine, record, to, None)
}

fn many_of(engine: &RuleEngine, record: &FieldValues, to: &str, stages: Option<&[Stage]>) -> Verdict {
    let given = input(to, &Json::Null);
    let mut batch = engine.batch(&given, stages, User::default().into(), today()).unwrap();
    let columns: Vec<_> = batch.columns().map(|path| path.map(ToOwned::to_owned)).collect();
    let mut values = Vec::new();
    let cells = lay_out(record, &columns, &mut values);
    let indices = batch.judge(Table { values: &values, cells: &cells });
    batch.verdicts()[indices[0] as usize].clone()
}

/// The org with a second sales process of fewer stages.
fn two_businesses() -> Json {
    let mut org = org();
    org["salesProcesses"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "Short", "stages": ["New", "Review", "Signed", "Gone"] }));
    org["recordTypes"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "developerName": "Short", "salesProcess": "Short" }));
    org
}

/// A record of this type: `None` if the type was not read, null if the record has none.
fn of_type(stage: &str, record_type: Option<Json>) -> FieldValues {
    let mut record = record(
        stage,
        &record_type.iter().map(|name| ("RecordType.DeveloperName".to_owned(), name.clone())).collect(),
    );
    record.retain(|name, _| record_type.is_some() || !name.crosses_relationship());
    record
}

#[test]
fn a_missing_record_type_leaves_moves_undecided() {
    let said = |rules: &Json, from: &str, to: &str, record_type: Option<Json>| {
        let (engine, held) = (engine_of(rules, &two_businesses()), of_type(from, record_type));
        let verdict = propose(&engine, held.clone(), &User::default(), &input(to, &Json::Null)).verdict;
        assert_eq!(many(&engine, &held, to), verdict);
        short(&verdict)
    };
    let none = json!({ "version": 1 });
    let open = "undecided missing_value?stage_not_in_process";
    assert_eq!(said(&none, "New", "提案", None), open);
    assert_eq!(
        said(&none, "New", "提案", Some(json!(null))),
        "allowed",
        "without a record type there are all"
    );
    assert_eq!(said(&none, "New", "提案", Some(json!("Short"))), "denied stage_not_in_process:-");
    assert_eq!(said(&none, "New", "Review", None), "allowed", "each of them has it");
    assert_eq!(said(&none, "New", "Elsewhere", None), open);
    let skip = rule("noSkipping", json!(true));
    assert_eq!(said(&skip, "New", "Review", None), "undecided unknown_position?no_skipping");
    assert_eq!(said(&skip, "Review", "New", None), "allowed");
}

fn any_rule() -> impl Strategy<Value = (String, Json)> {
    let kind =
        prop::sample::select(vec!["forward", "skip", "back", "close_won", "close_lost", "reopen", "same"]);
    let kinds = prop::collection::vec(kind, 1..4);
    let stage = prop::sample::select(vec!["New", "提案", "Review", "Signed", "Gone", "Legacy"]);
    let stages = prop::collection::vec(stage, 1..3);
    let pair = |key: &str, value: Json| (key.to_owned(), value);
    prop_oneof![
        any::<bool>().prop_map(move |lost| pair("noSkipping", json!({ "excuseLost": lost }))),
        Just(pair("noMovingBack", json!(true))),
        stages.clone().prop_map(move |stages| pair("noMovingBack", json!({ "stages": stages }))),
        Just(pair("closedIsFinal", json!(true))),
        stages.clone().prop_map(move |stages| pair("closedIsFinal", json!({ "stages": stages }))),
        (kinds.clone(), stages.clone())
            .prop_map(move |(kinds, from)| pair("allowed", json!([{ "kinds": kinds }, { "from": from }]))),
        kinds.clone().prop_map(move |kinds| pair("forbidden", json!([{ "kinds": kinds }]))),
        stages.clone().prop_map(move |from| pair("forbidden", json!([{ "from": from }]))),
        kinds.prop_map(move |kinds| pair("required", json!([{ "kinds": kinds, "fields": ["Amount"] }]))),
        stages.prop_map(move |at| pair("required", json!([{ "at": at, "fields": ["Amount"] }]))),
        Just(pair("closeDate", json!(true))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// A verdict without the position stays true for every position.
    #[test]
    fn knowing_the_position_contradicts_nothing(
        rules in prop::collection::vec(any_rule(), 1..4),
        to in prop::sample::select(vec!["New", "提案", "Review", "Signed", "Gone"]),
        given in prop::sample::select(vec![json!({}), json!({ "IsClosed": false }), json!({ "IsClosed": true })]),
        amount in prop::sample::select(vec![json!(null), json!(5)]),
        date in prop::sample::select(vec!["2020-01-01", "2027-01-01"]),
        nameless in any::<bool>(),
    ) {
        let mut document = json!({ "version": 1 });
        for (key, rule) in rules {
            document[key] = rule;
        }
        let mut held = given.clone();
        held["Amount"] = amount;
        held["CloseDate"] = json!(date);
        let named = record("Legacy", &held);
        let mut guessed = named.clone();
        if nameless {
            guessed.retain(|name, _| name.as_str() != "StageName");
        }
        let little = engine(&document);
        let guess = propose(&little, guessed.clone(), &User::default(), &input(to, &Json::Null)).verdict;
        prop_assert_eq!(&many(&little, &guessed, to), &guess);
        for position in 0..8 {
            for closed in [false, true] {
                if given["IsClosed"].as_bool().is_some_and(|given| given != closed) {
                    continue;
                }
                let mut org = org();
                let legacy = json!({ "value": "Legacy", "closed": closed, "active": false });
                org["stages"].as_array_mut().unwrap().insert(position, legacy);
                let known = engine_of(&document, &org);
                let truth = propose(&known, named.clone(), &User::default(), &input(to, &Json::Null)).verdict;
                let about = format!("{document}: -> {to} {position} {closed}: {guess:?} {truth:?}");
                prop_assert!(truth.undecided.is_empty(), "{}", about);
                prop_assert!(guess.kind == VerdictType::Undecided || guess.kind == truth.kind, "{}", about);
                let all = guess.violations.iter().all(|it| truth.violations.iter().any(|other| other.rule == it.rule));
                prop_assert!(all, "{}", about);
            }
        }
    }

    /// A verdict without the record type stays true for every record type.
    #[test]
    fn knowing_the_record_type_contradicts_nothing(
        rules in prop::collection::vec(any_rule(), 0..4),
        from in prop::sample::select(vec!["New", "提案", "Review", "Signed", "Gone"]),
        to in prop::sample::select(vec!["New", "提案", "Review", "Elsewhere", "Signed", "Gone"]),
    ) {
        let mut document = json!({ "version": 1 });
        for (key, rule) in rules {
            document[key] = rule;
        }
        let engine = engine_of(&document, &two_businesses());
        let said = |record: FieldValues| {
            let verdict = propose(&engine, record.clone(), &User::default(), &input(to, &Json::Null)).verdict;
            assert_eq!(many(&engine, &record, to), verdict);
            verdict
        };
        let guess = said(of_type(from, None));
        for record_type in [json!(null), json!("Business"), json!("Short")] {
            let truth = said(of_type(from, Some(record_type)));
            let about = format!("{document}: {from} -> {to}: {guess:?} {truth:?}");
            prop_assert!(guess.kind == VerdictType::Undecided || guess.kind == truth.kind, "{}", about);
        }
    }
}
