//! Every kind of rule, with edge cases.

use super::world::{engine, engine_of, input, propose, record, short, verdict};
use opportunity_stage::transition::{ApprovalState, ProposalInput, User, offers};
use serde_json::{Value as Json, json};

#[track_caller]
fn says(rules: &Json, from: &str, to: &str, record: &Json, expected: &str) {
    let verdict = verdict(rules, from, to, record);
    assert_eq!(short(&verdict), expected, "{rules}: {from} -> {to} with {record}: {verdict:?}");
}

fn nothing() -> Json {
    json!({})
}

#[test]
fn no_skipping() {
    let rules = json!({ "version": 1, "noSkipping": true });
    for (from, to, expected) in [
        ("New", "提案", "allowed"),
        ("New", "Review", "denied stages_skipped:no_skipping"),
        // An inactive stage and one of another process are in between and do not count.
        ("Review", "Signed", "allowed"),
        ("Review", "受注", "allowed"),
        ("提案", "受注", "denied stages_skipped:no_skipping"),
        ("New", "Gone", "allowed"),
        ("Review", "New", "allowed"),
        ("Old", "提案", "allowed"),
        ("Old", "Review", "denied stages_skipped:no_skipping"),
        ("Elsewhere", "Signed", "allowed"),
        ("Gone", "Review", "allowed"),
        ("New", "New", "allowed"),
        // Salesforce stores any text as a stage, so a record's stage may be unknown.
        ("Invented", "Review", "undecided unknown_position?no_skipping"),
        ("Invented", "Gone", "allowed"),
    ] {
        says(&rules, from, to, &nothing(), expected);
    }
    let strict = json!({ "version": 1, "noSkipping": { "excuseLost": false, "id": "step" } });
    says(&strict, "New", "Gone", &nothing(), "denied stages_skipped:step");
    let verdict = verdict(&rules, "New", "受注", &nothing());
    let violation = &verdict.violations[0];
    assert_eq!(violation.message, "Going from New to 受注 skips Proposal, Review.");
    assert_eq!(violation.help.as_deref(), Some("Move it to Proposal first."));
    assert_eq!(violation.stages.len(), 2);
}

#[test]
fn no_moving_back() {
    let all = json!({ "version": 1, "noMovingBack": true });
    let some = json!({ "version": 1, "noMovingBack": { "stages": ["Review"] } });
    for (from, to, everywhere, listed) in [
        ("Review", "提案", "denied moves_back:no_moving_back", "denied moves_back:no_moving_back"),
        ("提案", "New", "denied moves_back:no_moving_back", "allowed"),
        ("New", "提案", "allowed", "allowed"),
        ("Review", "Gone", "allowed", "allowed"),
        // Reopening is another kind of move.
        ("受注", "New", "allowed", "allowed"),
    ] {
        says(&all, from, to, &nothing(), everywhere);
        says(&some, from, to, &nothing(), listed);
    }
}

#[test]
fn closed_is_final() {
    let rules = json!({ "version": 1, "closedIsFinal": true });
    for (from, to, expected) in [
        ("Signed", "New", "denied closed_is_final:closed_is_final"),
        ("Signed", "受注", "denied closed_is_final:closed_is_final"),
        ("Gone", "Signed", "denied closed_is_final:closed_is_final"),
        ("Signed", "Signed", "allowed"),
        ("Review", "Gone", "allowed"),
    ] {
        says(&rules, from, to, &nothing(), expected);
    }
    let lost = json!({ "version": 1, "closedIsFinal": { "stages": "受注", "severity": "acknowledge" } });
    says(&lost, "Gone", "New", &nothing(), "allowed");
    says(&lost, "受注", "New", &nothing(), "allowed closed_is_final!closed_is_final!");
}

#[test]
fn allowed_transitions() {
    let rules = json!({ "version": 1,
        "allowed": [
            { "from": ["New", "提案"], "to": "提案" },
            { "from": "提案", "to": "Review", "when": "Budget__c > 0" },
            { "kinds": ["close_lost", "reopen"] },
        ],
        "forbidden": [{ "from": "Gone", "to": "New", "id": "no_return", "when": "Amount > 5" }],
    });
    for (from, to, record, expected) in [
        ("New", "提案", json!({}), "allowed"),
        ("New", "Review", json!({}), "denied transition_not_allowed:allowed"),
        ("提案", "Review", json!({ "Budget__c": 1 }), "allowed"),
        ("提案", "Review", json!({ "Budget__c": null }), "denied transition_not_allowed:allowed"),
        ("提案", "Review", json!({}), "undecided missing_value?allowed"),
        ("Review", "Gone", json!({}), "allowed"),
        ("Gone", "New", json!({ "Amount": 5 }), "allowed"),
        ("Gone", "New", json!({ "Amount": 6 }), "denied transition_forbidden:no_return"),
        ("Gone", "New", json!({}), "undecided missing_value?no_return"),
        ("New", "New", json!({}), "allowed"),
    ] {
        says(&rules, from, to, &record, expected);
    }
}

#[test]
fn required_fields() {
    let rules = json!({ "version": 1, "required": [
        { "fields": ["Budget__c", "NextStep"], "to": "Review" },
        { "fields": ["Amount"], "kinds": ["close_won"], "when": "NOT(ISPICKVAL(Type, \"Gift\"))", "id": "priced" },
        { "fields": ["Checked__c"], "at": "提案", "id": "checked" },
        { "fields": ["Nowhere__c"], "to": "Gone", "id": "typo" },
    ] });
    for (from, to, record, expected) in [
        ("提案", "Review", json!({ "Budget__c": 0, "NextStep": "Call" }), "allowed"),
        (
            "提案",
            "Review",
            json!({ "Budget__c": null, "NextStep": "" }),
            "denied field_required:required_1 field_required:required_1",
        ),
        (
            "提案",
            "Review",
            json!({ "NextStep": null }),
            "denied field_required:required_1 missing_value?required_1",
        ),
        ("提案", "Review", json!({ "NextStep": "Call" }), "undecided missing_value?required_1"),
        ("Review", "Signed", json!({ "Amount": null, "Type": "Sale" }), "denied field_required:priced"),
        ("Review", "Signed", json!({ "Amount": null, "Type": "Gift" }), "allowed"),
        ("Review", "Signed", json!({ "Amount": null }), "undecided missing_value?priced"),
        // A field that is filled in satisfies the rule, whatever the condition.
        ("Review", "Signed", json!({ "Amount": 1 }), "allowed"),
        ("Review", "Signed", json!({ "Type": "Gift" }), "allowed"),
        ("New", "提案", json!({ "Checked__c": false }), "denied field_required:checked"),
        ("提案", "提案", json!({ "Checked__c": false }), "denied field_required:checked"),
        ("提案", "提案", json!({ "Checked__c": true }), "allowed"),
        ("New", "Gone", json!({}), "undecided missing_value?typo"),
    ] {
        says(&rules, from, to, &record, expected);
    }
    let verdict = verdict(&rules, "提案", "Review", &json!({ "Budget__c": 5, "NextStep": null }));
    let listed: Vec<_> = verdict
        .required
        .iter()
        .map(|it| (it.field.as_str(), it.label.as_str(), it.filled, it.editable))
        .collect();
    assert_eq!(
        listed,
        [("Budget__c", "Budget", Some(true), true), ("NextStep", "NextStep", Some(false), true)],
        "a form asks for both"
    );
    assert_eq!(verdict.violations[0].message, "NextStep is required at Review.");
}

#[test]
fn values_of_the_same_change_count_as_filled_in() {
    let rules = json!({ "version": 1, "required": [{ "fields": ["Budget__c"], "to": "Review" }] });
    let given = input("Review", &json!({ "fields": { "Budget__c": 12.5 } }));
    let proposal = propose(&engine(&rules), record("提案", &json!({})), &User::default(), &given);
    assert_eq!(short(&proposal.verdict), "allowed");
}

#[test]
fn a_field_that_cannot_be_edited_here_says_whom_to_ask() {
    let rules = json!({ "version": 1, "required": [{ "fields": ["Sum__c"], "to": "Review" }] });
    let verdict = verdict(&rules, "提案", "Review", &json!({ "Sum__c": null }));
    assert!(!verdict.required[0].editable);
    let help = verdict.violations[0].help.as_deref().unwrap();
    assert!(help.starts_with("You cannot edit Sum: ask"), "{help}");
}

#[test]
fn a_loss_needs_a_reason() {
    let rules = json!({ "version": 1, "lossReason": { "field": "Loss_Reason__c" } });
    says(
        &rules,
        "New",
        "Gone",
        &json!({ "Loss_Reason__c": null }),
        "denied loss_reason_required:loss_reason",
    );
    says(&rules, "New", "Gone", &json!({ "Loss_Reason__c": "Price" }), "allowed");
    says(&rules, "New", "Signed", &json!({ "Loss_Reason__c": null }), "allowed");
    says(&rules, "New", "Gone", &json!({}), "undecided missing_value?loss_reason");
}

#[test]
fn close_dates() {
    let rules = json!({ "version": 1, "closeDate": true });
    // In the user's time zone it is still the 21st.
    for (to, date, expected) in [
        ("提案", json!("2026-11-20"), "denied close_date_past:close_date"),
        ("提案", json!("2026-11-21"), "allowed"),
        ("Signed", json!("2020-01-01"), "allowed"),
        ("New", json!("2020-01-01"), "allowed"),
        ("提案", json!(null), "allowed"),
        ("提案", json!("soon"), "undecided missing_value?close_date"),
    ] {
        says(&rules, "New", to, &json!({ "CloseDate": date }), expected);
    }
    let back = input("New", &json!({ "fields": { "CloseDate": "2026-11-01" } }));
    let proposal = propose(&engine(&rules), record("New", &json!({})), &User::default(), &back);
    assert_eq!(short(&proposal.verdict), "denied close_date_past:close_date", "also without a move");
}

#[test]
fn approvals_have_states() {
    let rules = json!({ "version": 1, "approvals": [
        { "approval": "director", "kinds": ["close_won"], "when": "Amount > 1000" },
    ] });
    let denied = "denied approval_required:approvals_1";
    let engine = engine(&rules);
    for (amount, state, expected) in [
        (json!(1000), None, "allowed"),
        (json!(1001), None, denied),
        (json!(1001), Some(ApprovalState::Pending), denied),
        (json!(1001), Some(ApprovalState::Rejected), denied),
        (json!(1001), Some(ApprovalState::Granted), "allowed"),
    ] {
        let approvals = state.map(|state| ("director".to_owned(), state)).into_iter().collect();
        let given = ProposalInput { approvals, ..input("Signed", &Json::Null) };
        let record = record("Review", &json!({ "Amount": amount }));
        let verdict = propose(&engine, record, &User::default(), &given).verdict;
        assert_eq!(short(&verdict), expected, "{amount} {state:?}");
        // The parameter distinguishes pending from rejected approvals, for texts in other languages.
        let said = verdict.violations.first().and_then(|it| it.parameters.get("state")?.as_text());
        let refused = expected == denied;
        assert_eq!(said, refused.then(|| state.unwrap_or(ApprovalState::Needed).as_str()));
        let listed = verdict.approvals.first().map(|it| it.state);
        assert_eq!(listed, (amount == json!(1001)).then(|| state.unwrap_or(ApprovalState::Needed)));
    }
    says(&rules, "Review", "Signed", &json!({}), "undecided missing_value?approvals_1");
    for (severity, expected) in [
        ("error", denied),
        ("acknowledge", "allowed approval_required!approvals_1!"),
        ("warning", "allowed approval_required!approvals_1"),
    ] {
        let rules = json!({ "version": 1, "approvals": [{ "approval": "director", "severity": severity }] });
        says(&rules, "Review", "Signed", &json!({}), expected);
    }
}

#[test]
fn custom_rules() {
    let rules = json!({ "version": 1,
        "rules": [
            { "id": "big", "when": "Amount >= 1000000", "message": "From {from} to {to}?", "severity": "acknowledge" },
            { "id": "low", "when": "Amount < 10", "message": "Too little.", "field": "Amount", "severity": "warning" },
            { "id": "never", "when": "ISPICKVAL(PRIORVALUE(StageName), \"New\") && ISPICKVAL(StageName, \"受注\")",
              "message": "Not so fast.", "help": "Talk first." },
        ],
    });
    says(&rules, "提案", "受注", &json!({ "Amount": 1_000_000 }), "allowed rule!big!");
    says(&rules, "提案", "受注", &json!({ "Amount": 5 }), "allowed rule!low");
    says(&rules, "提案", "受注", &json!({}), "undecided missing_value?big");
    says(&rules, "New", "受注", &json!({ "Amount": 100 }), "denied rule:never");
    let seen = input("受注", &json!({ "acknowledge": "big" }));
    let rich = record("提案", &json!({ "Amount": 2_000_000 }));
    let verdict = propose(&engine(&rules), rich, &User::default(), &seen).verdict;
    assert_eq!(short(&verdict), "allowed rule!big");
    assert_eq!(
        verdict.warnings.iter().find(|it| it.rule.is_some()).unwrap().message,
        "From Proposal to 受注?"
    );
}

#[test]
fn texts_of_the_host_replace_ours() {
    let rules = json!({ "version": 1, "noSkipping": true, "closedIsFinal": { "id": "final" },
        "messages": {
            "stages_skipped": { "message": "Nicht von {from} nach {to}: {skipped}", "help": "Erst {next}" },
            "final": "Zu ist zu.",
            "closed_is_final": "not this one: the rule's own text comes first",
            "stage_unknown": "{stage}?",
        } });
    let skipped = verdict(&rules, "New", "Review", &json!({})).violations.remove(0);
    assert_eq!(skipped.message, "Nicht von New nach Review: Proposal");
    assert_eq!(skipped.help.as_deref(), Some("Erst Proposal"));
    let last = verdict(&rules, "Gone", "New", &json!({})).violations.remove(0);
    assert_eq!((last.message.as_str(), last.help.is_some()), ("Zu ist zu.", true));
    assert_eq!(verdict(&rules, "New", "Nirgends", &json!({})).violations[0].message, "Nirgends?");
}

#[test]
fn reports_all_violations_at_once() {
    let rules = json!({ "version": 1, "noSkipping": true, "closeDate": true,
        "required": [{ "fields": ["Amount", "Budget__c"], "to": "Review" }] });
    says(
        &rules,
        "New",
        "Review",
        &json!({ "CloseDate": "2020-01-01", "Amount": null }),
        "denied stages_skipped:no_skipping close_date_past:close_date field_required:required_1 missing_value?required_1",
    );
}

#[test]
fn lists_every_stage_with_reasons_and_help() {
    let rules = json!({ "version": 1, "noSkipping": true, "keyFields": [
        { "at": ["提案"], "fields": ["Amount"], "guidance": "Ask for the budget." },
    ] });
    let opportunity = engine(&rules)
        .opportunity(record("New", &json!({})), None, User::default().into(), std::iter::empty())
        .unwrap();
    let offered = offers(&opportunity, super::world::today()).unwrap();
    let list: Vec<_> = offered
        .iter()
        .map(|offer| format!("{} {} {}", offer.stage.value, offer.kind.as_str(), short(&offer.verdict)))
        .collect();
    assert_eq!(
        list,
        [
            "New same allowed",
            "提案 forward allowed",
            "Review skip denied stages_skipped:no_skipping",
            "Signed close_won denied stages_skipped:no_skipping",
            "受注 close_won denied stages_skipped:no_skipping",
            "Gone close_lost allowed",
        ]
    );
    assert_eq!(offered[1].key_fields.guidance.as_deref(), Some("Ask for the budget."));
    assert_eq!(offered[2].key_fields.key_fields[0].as_str(), "Budget__c", "of the org's Path");
    let json = serde_json::to_value(&offered[2]).unwrap();
    assert_eq!(json["guidance"], "Talk to finance.");
    assert_eq!(json["verdict"]["violations"][0]["parameters"]["next"], "Proposal");
}

#[test]
fn standard_fields_have_salesforces_spelling() {
    let stages = json!({ "version": 1, "stages": [{ "value": "New" }] });
    let engine = engine_of(&json!({ "version": 1 }), &stages);
    let given = input("New", &json!({ "fields": { "nextstep": "Call", "amount": 5 } }));
    let held = record("New", &json!({ "NextStep": "Mail", "Probability": 50, "ExpectedRevenue": 5 }));
    let proposal = propose(&engine, held, &User::default(), &given);
    let changed: Vec<_> = proposal.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(changed, ["Amount", "NextStep", "ExpectedRevenue"]);
}

#[test]
fn a_value_reveals_an_undescribed_type() {
    let rules = json!({ "version": 1, "required": [{ "fields": ["Undescribed__c"], "to": "Review" }] });
    let given = input("Review", &json!({ "fields": { "Undescribed__c": 7 } }));
    let held = record("提案", &json!({ "Undescribed__c": 5 }));
    let proposal = propose(&engine(&rules), held, &User::default(), &given);
    assert_eq!(short(&proposal.verdict), "allowed");
    assert_eq!(proposal.changes.len(), 2, "{:?}", proposal.changes);
}
