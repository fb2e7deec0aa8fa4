//! Global variables: whichever way the host gives them, they are decided, and the lint says the same.

use super::world::{desk_of, input, org, propose, record, short};
use opportunity_stage::base::{FieldName, FieldValue, FieldValues};
use opportunity_stage::org::{Decided, OrgDocument, lint};
use opportunity_stage::transition::User;
use salesforce_formula::{FieldType, Formula, Schema as _, Slots};
use serde_json::{Value as Json, json};

fn value(json: &Json) -> FieldValue {
    FieldValue::from_json(&json.to_string().parse().unwrap()).unwrap()
}

fn user(given: &Json) -> User {
    let text = |key: &str| given[key].as_str().map(Into::into);
    let fields = given["fields"].as_object().into_iter().flatten();
    User {
        id: text("id"),
        profile: text("profile"),
        role: text("role"),
        permissions: given["permissions"]
            .as_array()
            .map(|list| list.iter().map(|name| name.as_str().unwrap().into()).collect()),
        fields: fields.map(|(name, json)| (name.clone(), value(json))).collect(),
    }
}

const DENIED: &str = "denied org_rule:R";
const MISSING: &str = "undecided missing_value?R";

#[track_caller]
fn says(formula: &str, globals: &Json, given: &Json, expected: &str) {
    let mut org = org();
    org["validationRules"] = json!([{ "name": "R", "formula": formula, "message": "No." }]);
    let desk = desk_of(&json!({ "version": 1, "globals": globals }), &org);
    let held = record("Signed", &json!({ "IsClosed": true, "OwnerId": "005000000000001AAA" }));
    let verdict = propose(&desk, held, &user(given), &input("New", &Json::Null)).verdict;
    assert_eq!(short(&verdict), expected, "{formula}: {globals} {given} {:?}", verdict.undecided);
}

/// The rule of Salesforce's article 000005286.
#[test]
fn the_id_of_the_profile_is_decided_whichever_way_it_is_given() {
    let rule = |ids: &str| format!("AND(PRIORVALUE(IsClosed), NOT(OR({ids})))");
    let (listed, other) = (
        rule("$Profile.Id = \"00e000000000001\", $Profile.Id = \"00e000000000002\""),
        rule("$Profile.Id = \"00e000000000009\""),
    );
    for given in [
        json!({ "fields": { "ProfileId": "00e000000000001" } }),
        json!({ "fields": { "ProfileId": "00e000000000001AAA" } }),
        json!({ "fields": { "profileid": "00e000000000001AAA" } }),
        json!({ "fields": { "Profile.Id": "00e000000000001AAA" } }),
        json!({ "fields": { "$Profile.Id": "00e000000000001" } }),
        json!({ "fields": { "$User.ProfileId": "00e000000000001AAA" } }),
        json!({ "profile": "00e000000000001AAA" }),
        json!({ "profile": "00e000000000001" }),
        json!({ "profile": "Sales", "fields": { "ProfileId": "00e000000000001AAA" } }),
    ] {
        says(&listed, &json!({}), &given, "allowed");
        says(&other, &json!({}), &given, DENIED);
        for spelling in ["$User.ProfileId", "$User.Profile.Id", "$PROFILE.id"] {
            says(&listed.replace("$Profile.Id", spelling), &json!({}), &given, "allowed");
        }
        says("CASESAFEID($Profile.Id) = \"00e000000000001AAA\"", &json!({}), &given, DENIED);
        // Formulas read 15 characters: Salesforce's article 000386186.
        says("$Profile.Id = \"00e000000000001AAA\"", &json!({}), &given, "allowed");
    }
    for globals in [
        json!({ "$Profile.Id": "00e000000000001" }),
        json!({ "$Profile.Id": "00e000000000001AAA" }),
        json!({ "$User.ProfileId": "00e000000000001AAA" }),
    ] {
        says(&listed, &globals, &json!({}), "allowed");
        says(&other, &globals, &json!({}), DENIED);
    }
    // The name does not tell the id, nor the id the name.
    says(&listed, &json!({}), &json!({ "profile": "Sales" }), MISSING);
    says("$Profile.Name = \"Sales\"", &json!({}), &json!({ "profile": "00e000000000001" }), MISSING);
    says("$Profile.Name = \"Sales\"", &json!({}), &json!({ "profile": "Sales" }), DENIED);
}

#[test]
fn every_variable_that_the_host_gives_is_decided() {
    for (formula, name, json) in [
        ("$User.Id = \"005000000000001\"", "Id", json!("005000000000001AAA")),
        ("$User.Id = OwnerId", "$User.Id", json!("005000000000001")),
        ("$User.Username = \"ann@acme.example\"", "Username", json!("ann@acme.example")),
        ("$User.IsActive", "IsActive", json!(true)),
        ("NOT($User.IsActive)", "IsActive", json!(false)),
        ("ISPICKVAL($User.UserType, \"Standard\")", "UserType", json!("Standard")),
        ("TEXT($User.LanguageLocaleKey) = \"de\"", "LanguageLocaleKey", json!("de")),
        ("$User.LastLoginDate < NOW()", "LastLoginDate", json!("2026-01-01T00:00:00.000+0000")),
        ("$User.ManagerId = \"005000000000007\"", "ManagerId", json!("005000000000007AAA")),
        ("$User.Manager.Name = \"Ann\"", "Manager.Name", json!("Ann")),
        ("ISBLANK($User.Title)", "Title", json!(null)),
        ("NOT(ISNULL($User.Title))", "Title", json!(null)),
        ("$UserRole.Id = \"00E000000000001\"", "UserRoleId", json!("00E000000000001AAA")),
        ("$User.UserRoleId = \"00E000000000001\"", "UserRole.Id", json!("00E000000000001AAA")),
        ("$UserRole.Name = \"CEO\"", "UserRole.Name", json!("CEO")),
        ("$UserRole.DeveloperName = \"CEO\"", "UserRole.DeveloperName", json!("CEO")),
        ("ISPICKVAL($Profile.UserType, \"Standard\")", "Profile.UserType", json!("Standard")),
        ("CASE($Profile.UserType, \"Standard\", 1, 0) = 1", "Profile.UserType", json!("Standard")),
        ("$Profile.Name = \"Sales\"", "Profile.Name", json!("Sales")),
        ("$Organization.Country = \"DE\"", "$Organization.Country", json!("DE")),
        ("$Organization.Id = \"00D000000000001\"", "Organization.Id", json!("00D000000000001EAA")),
        ("$Organization.IsSandbox", "$Organization.IsSandbox", json!(true)),
        ("ISPICKVAL($Organization.OrganizationType, \"X\")", "$Organization.OrganizationType", json!("X")),
        ("$Setup.Switch__c.Off__c", "$Setup.Switch__c.Off__c", json!(true)),
        ("$Setup.Limit__c.Most__c > 5", "$setup.limit__c.most__c", json!(6)),
        ("$CustomMetadata.M__mdt.R.F__c = \"x\"", "$CustomMetadata.M__mdt.R.F__c", json!("x")),
        ("$Label.Yes = \"Ja\"", "$Label.Yes", json!("Ja")),
        (
            "CONTAINS($Api.Partner_Server_URL_620, \"acme\")",
            "$Api.Partner_Server_URL_620",
            json!("https://acme"),
        ),
        ("$Permission.Close_Deals", "$Permission.Close_Deals", json!(true)),
    ] {
        says(formula, &json!({}), &json!({}), MISSING);
        says(formula, &json!({}), &json!({ "fields": { name: json } }), DENIED);
        // As a constant of the rules document, by its whole name.
        let root = formula.find('$').unwrap();
        let end = formula[root..].find([' ', ',', ')']).map_or(formula.len(), |end| root + end);
        if !json.is_null() {
            says(formula, &json!({ &formula[root..end]: json }), &json!({}), DENIED);
        }
    }
    says("$System.OriginDateTime < NOW()", &json!({}), &json!({}), DENIED);
    says("$Permission.Other", &json!({}), &json!({ "permissions": [] }), "allowed");
    says("$UserRole.Name = \"CEO\"", &json!({}), &json!({ "role": "CEO" }), DENIED);
    says("$UserRole.Id = \"00E000000000001\"", &json!({}), &json!({ "role": "00E000000000001EAA" }), DENIED);
}

/// A value for each name that a formula may read: blank, or one that fits the type.
fn give(name: &str, org: &OrgDocument, blank: bool) -> FieldValue {
    if blank {
        return FieldValue::Null;
    }
    match org.field_type(name) {
        Some(FieldType::Number | FieldType::Percent) => value(&json!(5)),
        Some(FieldType::Boolean) => value(&json!(true)),
        Some(FieldType::Date) => value(&json!("2026-11-20")),
        Some(FieldType::DateTime) => value(&json!("2026-11-20T00:00:00Z")),
        Some(FieldType::Id) => value(&json!("005000000000001AAA")),
        Some(FieldType::Text | FieldType::Picklist | FieldType::MultiPicklist) => value(&json!("x")),
        _ => FieldValue::Null,
    }
}

#[test]
fn lint_and_evaluation_agree_over_the_rules_of_real_orgs() {
    let rules: Vec<Json> =
        serde_json::from_str(include_str!("../../fixtures/org/validation_rules.json")).unwrap();
    let mut seen = std::collections::BTreeMap::new();
    for rule in &rules {
        let formula = rule["formula"].as_str().unwrap();
        for described in [false, true] {
            let mut json = org();
            json["validationRules"] = json!([{ "name": "R", "formula": formula, "message": "No." }]);
            let parsed = Formula::parse(formula).unwrap();
            let names: Vec<String> = parsed.fields().into_iter().map(Into::into).collect();
            let document = |json: &Json| OrgDocument::from_json(&json.to_string()).unwrap();
            // The first type of each custom field with which the formula can be saved.
            for name in names
                .iter()
                .filter(|name| described && name.ends_with("__c") && !name.contains(['$', '.', ':']))
            {
                for kind in ["String", "Picklist", "Double", "Boolean", "Date", "DateTime", "MultiPicklist"] {
                    let mut with = json.clone();
                    with["fields"].as_array_mut().unwrap().push(json!({ "name": name, "type": kind }));
                    if parsed.compile_rule(&document(&with), &mut Slots::new()).is_ok() {
                        json = with;
                        break;
                    }
                }
            }
            let org = document(&json);
            let decided = lint(&org).rules[0].decided;
            *seen.entry(decided).or_insert(0) += 1;
            assert_ne!(decided, Decided::Broken, "{formula}");
            let desk = desk_of(&json!({ "version": 1 }), &json);
            for blank in [true, false] {
                for level in [Decided::Record, Decided::User, Decided::Related] {
                    let own = |name: &str| {
                        !name.contains(['.', '$']) || name.to_lowercase().contains("recordtype.")
                    };
                    let mut held: FieldValues = record("New", &json!({}));
                    let mut of_user = User::default();
                    for name in &names {
                        let path = name.trim_start_matches("$RecordType.");
                        let path = if path.len() == name.len() {
                            name.clone()
                        } else {
                            format!("RecordType.{path}")
                        };
                        if name.starts_with('$') && !name.starts_with("$RecordType") {
                            let users = ["$user.", "$profile.", "$userrole.", "$permission."];
                            let is_users = users.iter().any(|root| name.to_lowercase().starts_with(root));
                            if is_users && level >= Decided::User {
                                of_user.fields.push((name.clone(), give(name, &org, blank)));
                                of_user.permissions.get_or_insert_default();
                            }
                        } else if (own(name) || level >= Decided::Related)
                            && let Some(field) = FieldName::new(&path)
                            && !held.contains_key(&field)
                        {
                            held.insert(field, give(name, &org, blank));
                        }
                    }
                    for to in ["提案", "Signed"] {
                        let verdict = propose(&desk, held.clone(), &of_user, &input(to, &json!({}))).verdict;
                        let open: Vec<_> = verdict
                            .undecided
                            .iter()
                            .filter(|it| &*it.rule == "R")
                            .map(|it| format!("{:?} {}", it.reason, it.message))
                            .filter(|why| !why.starts_with("Failed"))
                            .collect();
                        // What lint says suffices, suffices.
                        assert!(
                            open.is_empty() || decided > level,
                            "{decided:?} at {level:?}: {open:?}\n{formula}"
                        );
                    }
                }
            }
        }
    }
    assert!(seen.len() >= 3, "{seen:?}");
}
