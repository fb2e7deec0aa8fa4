//! Consequences of a change for other fields, as rules see them.

use super::world::{engine_of, input, org, propose, record, short};
use opportunity_stage::transition::User;
use serde_json::{Value as Json, json};

/// The verdict of the org's only rule for a change.
fn said(formula: &str, held: &Json, to: &str, fields: &Json) -> String {
    let mut org = org();
    org["validationRules"] = json!([{ "name": "R", "formula": formula, "message": "No." }]);
    for (name, kind) in [
        ("Place__c", "Location"),
        ("Place__Latitude__s", "Double"),
        ("Home__c", "Address"),
        ("Home__City__s", "String"),
    ] {
        org["fields"].as_array_mut().unwrap().push(json!({ "name": name, "type": kind }));
    }
    // The attributes of the first stage are unknown.
    org["stages"][0] = json!({ "value": "New" });
    let engine = engine_of(&json!({ "version": 1 }), &org);
    let given = input(to, &json!({ "fields": fields }));
    short(&propose(&engine, record("Review", held), &User::default(), &given).verdict)
}

const NO: &str = "denied org_rule:R";
const OPEN: &str = "undecided missing_value?R";

#[test]
fn unknown_stage_attributes_are_not_the_previous_ones() {
    let held = json!({ "Probability": 75, "ForecastCategoryName": "Commit", "ForecastCategory": "Forecast" });
    for formula in [
        "Probability < 0.8",
        "Probability > 0.8",
        "ISPICKVAL(ForecastCategoryName, \"Commit\")",
        "NOT(ISPICKVAL(ForecastCategory, \"Forecast\"))",
    ] {
        assert_eq!(said(formula, &held, "New", &json!({})), OPEN, "{formula}");
    }
    assert_eq!(said("Probability < 0.8", &held, "New", &json!({ "Probability": 5 })), NO);
    assert_eq!(said("PRIORVALUE(Probability) = 0.75", &held, "New", &json!({})), NO);
    assert_eq!(
        said("Probability = 0.5 && ISPICKVAL(ForecastCategory, \"BestCase\")", &held, "提案", &json!({})),
        NO
    );
}

#[test]
fn another_close_date_may_be_in_another_fiscal_year() {
    let held = json!({ "FiscalYear": 2026, "FiscalQuarter": 4, "Fiscal": "2026 4" });
    for formula in ["FiscalYear = 2026", "FiscalQuarter <> 4", "Fiscal = \"2026 4\""] {
        assert_eq!(said(formula, &held, "Review", &json!({ "CloseDate": "2027-02-01" })), OPEN, "{formula}");
    }
    assert_eq!(said("FiscalYear = 2026", &held, "提案", &json!({})), NO);
    assert_eq!(said("FiscalYear = 2026", &held, "Review", &json!({ "NextStep": "Call" })), NO);
}

#[test]
fn everything_behind_a_cleared_lookup_is_blank() {
    let held =
        json!({ "AccountId": "001000000000001AAA", "Account.Name": "Acme", "Account.Owner.Name": "Ann" });
    for formula in ["ISBLANK(Account.Name)", "ISBLANK(account.Owner.Name)", "Account.Name <> \"Acme\""] {
        assert_eq!(said(formula, &held, "Review", &json!({ "AccountId": null })), NO, "{formula}");
        let other = json!({ "AccountId": "001000000000002AAA" });
        assert_eq!(said(formula, &held, "Review", &other), OPEN, "{formula}");
        assert_eq!(said(formula, &held, "提案", &json!({})), "allowed", "{formula}");
    }
}

/// A geolocation and an address are written by their parts.
#[test]
fn a_part_changes_the_whole() {
    let held =
        json!({ "Place__c": null, "Place__Latitude__s": null, "Home__c": null, "Home__City__s": null });
    for (formula, part, value, expected) in [
        ("ISBLANK(Place__c)", "Place__Latitude__s", json!(5), OPEN),
        ("ISCHANGED(Place__c)", "Place__Latitude__s", json!(5), OPEN),
        ("ISBLANK(home__c)", "Home__City__s", json!("Rome"), OPEN),
        ("ISBLANK(Home__c)", "NextStep", json!("call"), NO),
        ("Home__City__s = \"Rome\" && ISCHANGED(Home__City__s)", "Home__City__s", json!("Rome"), NO),
    ] {
        assert_eq!(said(formula, &held, "Review", &json!({ part: value })), expected, "{formula} {part}");
    }
}

#[test]
fn ignores_blanks_around_a_text() {
    let call = json!({ "NextStep": "   call        " });
    assert_eq!(said("LEN(NextStep) < 10", &json!({ "NextStep": null }), "Review", &call), NO);
    // Salesforce would store the value that it already holds.
    assert_eq!(said("TRUE", &json!({ "NextStep": "call" }), "Review", &call), "allowed");
}
