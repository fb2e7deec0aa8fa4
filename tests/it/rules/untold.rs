//! Fields of unspecified type: those of the user, of related records, and the org's constants. Their values
//! reveal the type; if a value fits several, the rule stays undecided.

use super::world::{engine_of, input, org, propose, record, short};
use opportunity_stage::base::{FieldName, FieldValue};
use opportunity_stage::org::OrgDocument;
use opportunity_stage::transition::{Document, RuleEngine, User};
use serde_json::{Value as Json, json};

fn value(json: &Json) -> FieldValue {
    FieldValue::from_json(&json.to_string().parse().unwrap()).unwrap()
}

fn user(fields: &Json) -> User {
    let fields = fields.as_object().unwrap().iter();
    User {
        id: Some("005000000000001AAA".into()),
        profile: Some("Sales".into()),
        fields: fields.map(|(name, json)| (name.clone(), value(json))).collect(),
        ..User::default()
    }
}

/// Checks the verdict of a rule for a record and a user, with these fields described as well.
#[track_caller]
fn says(formula: &str, described: &Json, held: &Json, of_user: &Json, expected: &str) {
    let mut org = org();
    org["fields"].as_array_mut().unwrap().extend(described.as_array().unwrap().iter().cloned());
    org["validationRules"] = json!([{ "name": "R", "formula": formula, "message": "No." }]);
    let engine = engine_of(&json!({ "version": 1 }), &org);
    let verdict = propose(&engine, record("New", held), &user(of_user), &input("提案", &Json::Null)).verdict;
    assert_eq!(short(&verdict), expected, "{formula}: {held} {of_user} {:?}", verdict.undecided);
}

const DENIED: &str = "denied org_rule:R";
const MISSING: &str = "undecided missing_value?R";
const UNKNOWN: &str = "undecided unknown_field?R";
const OPEN: &str = "undecided missing_answer?R";

#[test]
fn values_reveal_the_types_of_user_fields() {
    for (formula, given, expected) in [
        ("$User.Bypass__c", json!({ "Bypass__c": true }), DENIED),
        ("$User.Bypass__c", json!({ "Bypass__c": false }), "allowed"),
        ("$User.Bypass__c", json!({ "Bypass__c": "yes" }), UNKNOWN),
        ("NOT($User.Bypass__c)", json!({ "Bypass__c": true }), "allowed"),
        ("NOT($User.Bypass__c)", json!({ "bypass__c": false }), DENIED),
        ("NOT($User.Bypass__c)", json!({ "Bypass__c": null }), DENIED),
        ("NOT($User.Bypass__c)", json!({}), MISSING),
        ("AND(NOT($User.Bypass__c), TRUE)", json!({ "Bypass__c": false }), DENIED),
        ("$User.Bypass__c = FALSE", json!({ "Bypass__c": null }), DENIED),
        ("NOT(IF(TRUE, $User.Bypass__c, TRUE))", json!({ "Bypass__c": null }), DENIED),
        ("$User.Region__c = \"EMEA\"", json!({ "Region__c": "EMEA" }), DENIED),
        ("$User.Region__c = \"EMEA\"", json!({ "Region__c": 5 }), UNKNOWN),
        ("ISPICKVAL($User.Region__c, \"EMEA\")", json!({ "Region__c": "EMEA" }), DENIED),
        ("ISPICKVAL($User.Region__c, \"EMEA\")", json!({ "Region__c": "APAC" }), "allowed"),
        ("TEXT($User.Region__c) & \"!\" = \"EMEA!\"", json!({ "Region__c": "EMEA" }), DENIED),
        ("CASE($User.Region__c, \"EMEA\", 1, 0) = 1", json!({ "Region__c": "EMEA" }), DENIED),
        ("INCLUDES($User.Regions__c, \"EMEA\")", json!({ "Regions__c": "APAC;EMEA" }), DENIED),
        ("ISBLANK($User.Region__c)", json!({ "Region__c": null }), DENIED),
        // A blank text is not null, so this depends on the type.
        ("ISNULL($User.Region__c)", json!({ "Region__c": null }), UNKNOWN),
        ("$User.Limit__c >= 5", json!({ "Limit__c": 5 }), DENIED),
        ("$User.Limit__c + 1 >= 6", json!({ "Limit__c": 5 }), DENIED),
        ("$User.Since__c > TODAY()", json!({ "Since__c": "2026-11-20" }), "allowed"),
        ("$User.Since__c < NOW()", json!({ "Since__c": "2026-11-20T00:00:00Z" }), DENIED),
        // The meaning of a sum depends on the type.
        ("$User.Since__c + 10 > TODAY()", json!({ "Since__c": "2026-11-20" }), DENIED),
        ("TODAY() - $User.Since__c > 10", json!({ "Since__c": "2026-11-20" }), "allowed"),
        ("LEFT($User.Code__c, 4) = \"2026\"", json!({ "Code__c": "2026-11-20" }), UNKNOWN),
        ("ISPICKVAL($User.UserType, \"Standard\")", json!({ "UserType": "Standard" }), DENIED),
        ("$User.Manager.Name = \"Ann\"", json!({ "Manager.Name": "Ann" }), DENIED),
        ("$User.Profile.Name = \"Sales\"", json!({}), DENIED),
        ("$User.UserRole.Name = \"Sales\"", json!({}), MISSING),
        ("$User.Contact.AccountId = AccountId", json!({ "Contact.AccountId": "001000000000001AAA" }), DENIED),
    ] {
        says(formula, &json!([]), &json!({ "AccountId": "001000000000001" }), &given, expected);
    }
}

#[test]
fn values_reveal_the_types_of_related_fields() {
    for (formula, held, expected) in [
        ("ISPICKVAL(Account.Industry, \"Banking\")", json!({ "Account.Industry": "Banking" }), DENIED),
        ("ISPICKVAL(Account.Industry, \"Banking\")", json!({ "Account": null }), "allowed"),
        ("ISPICKVAL(Account.Industry, \"Banking\")", json!({}), MISSING),
        ("ISBLANK(TEXT(Account.Industry))", json!({ "Account.Industry": null }), DENIED),
        ("Account.AnnualRevenue > 5", json!({ "Account.AnnualRevenue": 6 }), DENIED),
        ("Owner.IsActive", json!({ "Owner.IsActive": true }), DENIED),
        ("NOT(Campaign.IsActive)", json!({ "Campaign": null }), DENIED),
        ("Campaign.ExpectedResponse > 0.5", json!({ "Campaign.ExpectedResponse": 6 }), "allowed"),
        ("Twin__r.Probability = 1", json!({ "Twin__r.Probability": 100 }), DENIED),
        ("twin__r.Parent__r.PROBABILITY > 0.5", json!({ "Twin__r.Parent__r.Probability": 40 }), "allowed"),
        ("SyncedQuote.Discount > 0.2", json!({ "SyncedQuote.Discount": 10 }), "allowed"),
        ("Account.Score__pc > 0.5", json!({ "Account.Score__pc": 6 }), UNKNOWN),
        ("Owner:User.Department = \"x\"", json!({}), MISSING),
        // It may be a percentage, which formulas read divided by 100.
        ("Account.Score__c > 0.5", json!({ "Account.Score__c": 6 }), UNKNOWN),
        ("Account.Score__c > 0.5 && FALSE", json!({ "Account.Score__c": 6 }), "allowed"),
        ("ISBLANK(Account.Score__c)", json!({ "Account.Score__c": null }), DENIED),
        ("Account.Is_Key__c", json!({ "Account.Is_Key__c": true }), DENIED),
        // A lookup, or a text that contains an id?
        ("Account.Deal__c = Id", json!({ "Account.Deal__c": "006000000000001AAA" }), UNKNOWN),
        ("account.owner.NAME = \"Ann\"", json!({ "Account.Owner.Name": "Ann" }), DENIED),
        ("Account.OWNERID = OwnerId", json!({ "Account.OwnerId": "005000000000001AAA" }), DENIED),
    ] {
        let mut all = json!({ "Id": "006000000000001AAA", "OwnerId": "005000000000001" });
        all.as_object_mut().unwrap().extend(held.as_object().unwrap().clone());
        says(formula, &json!([]), &all, &json!({}), expected);
    }
}

/// The meaning of `+` and `-` follows from the values.
#[test]
fn values_reveal_what_a_sum_means() {
    for (formula, a, b, expected) in [
        ("Account.A + Account.B = \"xy\"", json!("x"), json!("y"), DENIED),
        ("Account.A + Account.B = \"x\"", json!("x"), json!(null), DENIED),
        ("Account.A + Account.B = \"y\"", json!(null), json!("y"), DENIED),
        ("ISBLANK(Account.A + Account.B)", json!(null), json!("y"), "allowed"),
        ("Account.A + Account.B + \"!\" = \"y!\"", json!(null), json!("y"), DENIED),
        ("Account.A + Account.B = 12", json!(5), json!(7), DENIED),
        ("ISBLANK(Account.A + Account.B)", json!(5), json!(null), DENIED),
        ("ISBLANK(Account.A + Account.B)", json!(null), json!(null), DENIED),
        ("Account.A + Account.B = DATE(2026, 1, 6)", json!("2026-01-01"), json!(5), DENIED),
        ("Account.A + Account.B = DATE(2026, 1, 6)", json!(5), json!("2026-01-01"), DENIED),
        ("Account.A - Account.B = DATE(2025, 12, 27)", json!("2026-01-01"), json!(5), DENIED),
        ("Account.A - Account.B = 5", json!("2026-01-06"), json!("2026-01-01"), DENIED),
        ("Account.A - DATE(2026, 1, 1) = 5", json!("2026-01-06"), json!(null), DENIED),
        ("DATE(2026, 1, 6) - Account.A = 5", json!("2026-01-01"), json!(null), DENIED),
        ("ISBLANK(DATE(2026, 1, 6) - Account.B)", json!(null), json!(null), DENIED),
        ("NOW() - Account.A > 5", json!("2026-01-01T00:00:00Z"), json!(null), DENIED),
        ("Account.A + 0.5 < NOW()", json!("2026-01-01T00:00:00Z"), json!(null), DENIED),
        ("Account.A + 60000 = TIMEVALUE(\"10:01:00.000\")", json!("10:00:00.000Z"), json!(null), DENIED),
        ("Account.A + Account.B = \"x5\"", json!("x"), json!(5), "undecided failed?R"),
    ] {
        says(formula, &json!([]), &json!({ "Account.A": a, "Account.B": b }), &json!({}), expected);
    }
}

/// A blank text equals a blank text, a blank checkbox is FALSE, and every other blank equals nothing.
#[test]
fn two_blanks_do_not_reveal_their_type() {
    for (formula, a, b, expected) in [
        ("Account.A = NULL", json!(null), json!(null), OPEN),
        ("Account.A <> NULL", json!(null), json!(null), OPEN),
        ("NULL = Account.A", json!(null), json!(null), OPEN),
        ("Account.A = NULL", json!("x"), json!(null), "allowed"),
        ("Account.A <> NULL", json!("x"), json!(null), DENIED),
        ("Account.A <> NULL", json!(5), json!(null), "allowed"),
        ("NOT(Account.A = NULL)", json!("2026-01-01"), json!(null), "allowed"),
        ("Account.A = NULL", json!(true), json!(null), OPEN),
        ("Account.A = Account.B", json!(null), json!(null), OPEN),
        ("Account.A <> Account.B", json!("x"), json!(null), DENIED),
        ("Account.A <> Account.B", json!(null), json!("x"), DENIED),
        ("NOT(Account.A = Account.B)", json!("x"), json!(null), DENIED),
        ("NOT(Account.A = Account.B)", json!(5), json!(null), "allowed"),
        ("Account.A <> Account.B", json!(5), json!(6), DENIED),
        ("Account.A = Account.B", json!(true), json!(null), OPEN),
        ("Account.A <> Account.B", json!(true), json!(false), DENIED),
        ("FALSE && Account.A = NULL", json!(null), json!(null), "allowed"),
        ("CASE(Account.A, NULL, 1, 2) = 1", json!(null), json!(null), OPEN),
        ("CASE(Account.A, Account.B, 1, 2) = 1", json!(null), json!(null), OPEN),
        ("CASE(Account.A, Account.B, 1, 2) = 2", json!("x"), json!(null), DENIED),
        ("CASE(Account.A, Account.B, 1, 2) = 1", json!("x"), json!("x"), DENIED),
        // Here the type does not matter, or is known.
        ("ISBLANK(Account.A)", json!(null), json!(null), DENIED),
        ("Account.A = \"\"", json!(null), json!(null), DENIED),
        ("Account.A <> NextStep", json!(null), json!(null), "allowed"),
        ("Account.A <> Amount", json!(null), json!(null), "allowed"),
        ("Account.Name = NULL", json!(null), json!(null), DENIED),
    ] {
        let held =
            json!({ "Account.A": a, "Account.B": b, "Account.Name": null, "NextStep": null, "Amount": 5 });
        says(formula, &json!([]), &held, &json!({}), expected);
    }
}

#[test]
fn a_description_determines_the_type() {
    let described = json!([
        { "name": "Account.Score__c", "type": "Percent" },
        { "name": "Account.Deal__c", "type": "Reference" },
        { "name": "$User.Share__c", "type": "Percent" },
        { "name": "$User.Region__c", "type": "String" },
    ]);
    let held = json!({
        "Id": "006000000000001", "Account.Score__c": 60, "Account.Deal__c": "006000000000001AAA",
    });
    for (formula, expected) in [
        ("Account.Score__c = 0.6", DENIED),
        ("ACCOUNT.score__c = 0.6", DENIED),
        ("Account.Deal__c = Id", DENIED),
        ("$User.Share__c = 0.25", DENIED),
        ("ISNULL($User.Region__c)", "allowed"),
        ("ISPICKVAL($User.Region__c, \"EMEA\")", "undecided unreadable_rule?R"),
    ] {
        says(formula, &described, &held, &json!({ "Share__c": 25, "Region__c": null }), expected);
    }
    for name in ["$Profile.Name", "$User", "$User.a b", "$User."] {
        let org = json!({ "version": 1, "fields": [{ "name": name, "type": "String" }] });
        assert!(OrgDocument::from_json(&org.to_string()).is_err(), "{name}");
    }
}

#[test]
fn constants_are_of_any_type() {
    for (formula, global, expected) in [
        ("$Setup.X__c.D__c > TODAY()", json!("2027-01-01"), DENIED),
        ("ISPICKVAL($Setup.X__c.D__c, \"EMEA\")", json!("EMEA"), DENIED),
        ("$Setup.X__c.D__c = \"EMEA\"", json!("EMEA"), DENIED),
        ("$Setup.X__c.D__c > NOW()", json!("2026-01-01T00:00:00Z"), "allowed"),
    ] {
        let mut org = org();
        org["validationRules"] = json!([{ "name": "R", "formula": formula, "message": "No." }]);
        let rules = json!({ "version": 1, "globals": { "$Setup.X__c.D__c": global } });
        let proposal = propose(
            &engine_of(&rules, &org),
            record("New", &json!({})),
            &User::default(),
            &input("提案", &Json::Null),
        );
        assert_eq!(short(&proposal.verdict), expected, "{formula}");
    }
}

#[test]
fn a_required_field_needs_no_org_document() {
    let stages = json!({ "version": 1, "stages": [{ "value": "New" }, { "value": "Gone", "closed": true }] });
    let rules = json!({ "version": 1, "lossReason": { "field": "Loss_Reason__c" },
        "required": [{ "fields": ["Budget__c"], "to": "Gone" }] });
    let engine = engine_of(&rules, &stages);
    let says = |held: &Json, given: &Json| {
        short(&propose(&engine, record("New", held), &User::default(), &input("Gone", given)).verdict)
    };
    let full = json!({ "Loss_Reason__c": "x", "Budget__c": 0 });
    assert_eq!(says(&full, &Json::Null), "allowed");
    assert_eq!(
        says(&json!({ "Loss_Reason__c": "x" }), &json!({ "fields": { "Budget__c": "5" } })),
        "allowed"
    );
    let blank = says(&json!({ "Loss_Reason__c": null, "Budget__c": 5 }), &Json::Null);
    assert_eq!(blank, "denied loss_reason_required:loss_reason");
    let missing = "undecided missing_value?loss_reason missing_value?required_1";
    assert_eq!(says(&json!({}), &Json::Null), missing);
    let document = Document::parse(&rules.to_string()).unwrap();
    let engine = RuleEngine::new(document, OrgDocument::default());
    let given = |name: &str| FieldName::new(name).unwrap();
    assert!(engine.ruleset().rules().fields().contains(&given("Budget__c")));
}
