//! The org document: parsing, and its use by transitions.

use opportunity_stage::base::error::Code;
use opportunity_stage::org::OrgDocument;
use salesforce_formula::{FieldType, Formula, Schema, Slots};

const WHOLE: &str = include_str!("../fixtures/org/document.json");

fn whole() -> OrgDocument {
    OrgDocument::from_json(WHOLE).expect("the sample reads")
}

fn refusal(text: &str) -> String {
    let problem = OrgDocument::from_json(text).expect_err(text);
    assert_eq!(problem.code, Code::InvalidDocument, "{text}");
    problem.message
}

#[test]
fn only_the_version_is_required() {
    assert_eq!(OrgDocument::from_json(r#"{"version": 1}"#), Ok(OrgDocument::default()));
    assert_eq!(OrgDocument::from_json("\u{feff}{\"version\": 1}"), Ok(OrgDocument::default()));
    let short = r#"{"version": 1, "stages": [{"value": "New"}], "recordTypes": [{"developerName": "A"}]}"#;
    let short = OrgDocument::from_json(short).unwrap();
    let stage = &short.stages[0];
    assert!(stage.active && !stage.stage.closed && stage.stage.label == "New");
    assert!(short.record_types[0].active && short.record_types[0].label == "A");
}

#[test]
fn reports_faults_with_their_path() {
    for (text, message) in [
        ("[]", "the org document is not an object"),
        ("{", "the org document is not JSON: expected a key in quotes at line 1, column 2"),
        ("{}", "`version` is missing"),
        (
            r#"{"version": 2, "rules": []}"#,
            "`version` is not 1, the supported version: update the package, or import again",
        ),
        (
            r#"{"version": 1, "rules": []}"#,
            "`rules` is not a known key: the keys are $schema, version, stages, salesProcesses, recordTypes, fields, paths, validationRules",
        ),
        (r#"{"version": 1, "stages": {}}"#, "`stages` is not a list"),
        (
            r#"{"version": 1, "paths": [{"Active": true}]}"#,
            "`paths[0].Active` is not a known key: the keys are recordType, active, steps",
        ),
        (r#"{"version": 1, "stages": [{"value": "A", "won": 1}]}"#, "`stages[0].won` is not true or false"),
        (r#"{"version": 1, "stages": [{"value": "A"}, {}]}"#, "`stages[1].value` is missing"),
        (r#"{"version": 1, "stages": [{"value": "A"}, {"value": "A"}]}"#, "`stages` has `A` twice"),
        (
            r#"{"version": 1, "paths": [{"steps": [{"stage": "A", "fields": ["a b"]}]}]}"#,
            "`paths[0].steps[0].fields[0]` is not the name of a field",
        ),
        (
            r#"{"version": 1, "fields": [{"name": "A", "type": "Picklist", "picklist": {"valueSettings": {"x": 1}}}]}"#,
            "`fields[0].picklist.valueSettings.x` is not a list",
        ),
        (
            r#"{"version": 1, "recordTypes": [{"developerName": "A", "picklists": {"a b": []}}]}"#,
            "`recordTypes[0].picklists` has `a b`, which is not the name of a field",
        ),
    ] {
        assert_eq!(refusal(text), message);
    }
}

#[test]
fn reports_all_faults_at_once() {
    let text = r#"{
        "version": 1,
        "stages": [{"value": "A", "probability": "10", "won": 1}, {"label": 5}, {"value": "A"}],
        "fields": [{"name": "a b", "length": -1}, 7],
        "validationRules": [{"name": "R", "field": "a b"}]
    }"#;
    let problem = OrgDocument::from_json(text).unwrap_err();
    let faults: Vec<_> = problem.errors.iter().map(|error| &*error.message).collect();
    assert_eq!(
        faults,
        [
            "`stages[0].probability` is not a number",
            "`stages[0].won` is not true or false",
            "`stages[1].label` is not a text",
            "`stages[1].value` is missing",
            "`fields[0].length` is not a whole number",
            "`fields[0].name` is not the name of a field",
            "`fields[0].type` is missing",
            "`fields[1]` is not an object",
            "`validationRules[0].field` is not the name of a field",
            "`validationRules[0].formula` is missing",
            "`validationRules[0].message` is missing",
            "`stages` has `A` twice",
        ]
    );
    assert_eq!(problem.message, faults.join("; "));
    assert_eq!(problem.fields.len(), faults.len());
    assert!(problem.fields.contains(&"stages[0].probability".to_owned()), "{:?}", problem.fields);
}

#[test]
fn lists_a_record_types_active_stages_in_the_orgs_order() {
    let document = whole();
    let values = |record_type| document.stages_of(record_type).map(|stage| &*stage.value).collect::<Vec<_>>();
    assert_eq!(values(Some("Partner")), ["Prospecting", "Négociation", "Closed Won", "Closed Lost"]);
    assert_eq!(values(Some("partner")), values(Some("Partner")), "names have no case");
    let all = ["Prospecting", "Proposal/Price Quote", "Négociation", "Closed Won", "Signed", "Closed Lost"];
    assert_eq!(values(None), all);
    assert_eq!(values(Some("Unheard_Of")), all, "a process that is not known forbids nothing");
}

#[test]
fn a_path_belongs_to_its_record_type() {
    let document = whole();
    let step = document.path_step(Some("Partner"), "Closed Won").expect("there is a step");
    assert_eq!(
        step.fields.iter().map(|field| field.as_str()).collect::<Vec<_>>(),
        ["Amount", "Loss_Reason__c"]
    );
    assert_eq!(document.path_step(Some("Partner"), "Prospecting"), None);
    assert_eq!(document.path_step(None, "Closed Won"), None, "the other path is not active");
    assert_eq!(document.path_step(Some("Other"), "Closed Won"), None);
}

#[test]
fn returns_active_rules_only() {
    let document = whole();
    assert_eq!(document.validation_rules.len(), 2);
    assert_eq!(document.active_rules().map(|rule| &*rule.name).collect::<Vec<_>>(), ["Won_Needs_Amount"]);
}

#[test]
fn names_determine_the_types_of_standard_fields() {
    let document = whole();
    for (path, kind) in [
        ("$User.OfflineTrialExpirationDate", FieldType::DateTime),
        ("$User.SuAccessExpirationDate", FieldType::Date),
        ("$User.HasUserVerifiedEmail", FieldType::Boolean),
        ("$User.SenderEmail", FieldType::Text),
        ("$Organization.ComplianceBccEmail", FieldType::Text),
        // The parts of a geolocation and of an address.
        ("Place__Latitude__s", FieldType::Number),
        ("Place__Street__s", FieldType::Unspecified),
        ("Place__CountryCode__s", FieldType::Unspecified),
        ("Twin__r.Probability", FieldType::Percent),
        ("Campaign.ExpectedResponse", FieldType::Percent),
    ] {
        assert_eq!(document.field_type(path), Some(kind), "{path}");
    }
}

#[test]
fn formulas_know_the_orgs_fields_and_the_standard_ones() {
    let document = whole();
    for (path, kind) in [
        ("loss_reason__c", Some(FieldType::Picklist)),
        ("Opportunity.Loss_Reason__c", Some(FieldType::Picklist)),
        ("Discount__c", Some(FieldType::Percent)),
        ("Biggest_Line__c", None),
        ("STAGENAME", Some(FieldType::Picklist)),
        ("Amount", Some(FieldType::Number)),
        ("$RecordType.DeveloperName", Some(FieldType::Text)),
        ("RecordType.Name", Some(FieldType::Text)),
        ("$Profile.Name", Some(FieldType::Text)),
        ("$Permission.Edit_Closed", Some(FieldType::Boolean)),
        ("$Profile.UserType", Some(FieldType::Picklist)),
        ("$profile.id", Some(FieldType::Id)),
        ("$Profile.UserLicenseId", Some(FieldType::Id)),
        ("$Profile.Description", Some(FieldType::Text)),
        ("$Profile.IsSsoEnabled", Some(FieldType::Boolean)),
        ("$Profile.PermissionsModifyAllData", Some(FieldType::Boolean)),
        ("$Profile.LastViewedDate", Some(FieldType::DateTime)),
        ("$User.Alias", Some(FieldType::Text)),
        ("$User.UserType", Some(FieldType::Picklist)),
        ("$User.LanguageLocaleKey", Some(FieldType::Picklist)),
        ("$User.LocaleSidKey", Some(FieldType::Picklist)),
        ("$User.TimeZoneSidKey", Some(FieldType::Picklist)),
        ("$User.EmailEncodingKey", Some(FieldType::Picklist)),
        ("$User.DefaultCurrencyIsoCode", Some(FieldType::Picklist)),
        ("$User.DigestFrequency", Some(FieldType::Picklist)),
        ("$User.CountryCode", Some(FieldType::Picklist)),
        ("$User.PostalCode", Some(FieldType::Text)),
        ("$User.Country", Some(FieldType::Text)),
        ("$User.FederationIdentifier", Some(FieldType::Text)),
        ("$User.ISACTIVE", Some(FieldType::Boolean)),
        ("$User.ForecastEnabled", Some(FieldType::Boolean)),
        ("$User.UserPermissionsMarketingUser", Some(FieldType::Boolean)),
        ("$User.ReceivesInfoEmails", Some(FieldType::Boolean)),
        ("$User.LastLoginDate", Some(FieldType::DateTime)),
        ("$User.SystemModstamp", Some(FieldType::DateTime)),
        ("$User.Latitude", Some(FieldType::Number)),
        ("$User.Address", Some(FieldType::Compound)),
        ("$User.ManagerId", Some(FieldType::Id)),
        ("$User.ProfileId", Some(FieldType::Id)),
        ("$User.UserRoleId", Some(FieldType::Id)),
        ("$UserRole.DeveloperName", Some(FieldType::Text)),
        ("$UserRole.RollupDescription", Some(FieldType::Text)),
        ("$UserRole.PortalType", Some(FieldType::Picklist)),
        ("$UserRole.PortalRole", Some(FieldType::Picklist)),
        ("$UserRole.OpportunityAccessForAccountOwner", Some(FieldType::Picklist)),
        ("$UserRole.MayForecastManagerShare", Some(FieldType::Boolean)),
        ("$UserRole.ParentRoleId", Some(FieldType::Id)),
        ("$Organization.Country", Some(FieldType::Text)),
        ("$Organization.Id", Some(FieldType::Id)),
        ("$Organization.OrganizationType", Some(FieldType::Picklist)),
        ("$Organization.DefaultLocaleSidKey", Some(FieldType::Picklist)),
        ("$Organization.DefaultOpportunityAccess", Some(FieldType::Picklist)),
        ("$Organization.UiSkin", Some(FieldType::Picklist)),
        ("$Organization.IsSandbox", Some(FieldType::Boolean)),
        ("$Organization.PreferencesRequireOpportunityProducts", Some(FieldType::Boolean)),
        ("$Organization.UsesStartDateAsFiscalYearName", Some(FieldType::Boolean)),
        ("$Organization.FiscalYearStartMonth", Some(FieldType::Number)),
        ("$Organization.TrialExpirationDate", Some(FieldType::DateTime)),
        ("$Label.Yes", Some(FieldType::Text)),
        ("$Api.Enterprise_Server_URL_620", Some(FieldType::Text)),
        // Without a description, their values reveal the type.
        ("$User.Region__c", Some(FieldType::Unspecified)),
        ("$Setup.Switch__c.Off__c", Some(FieldType::Unspecified)),
        ("$CustomMetadata.M__mdt.R.F__c", Some(FieldType::Unspecified)),
        ("Account.Industry", Some(FieldType::Unspecified)),
        ("Account.OwnerId", Some(FieldType::Id)),
        ("Unheard__c", None),
    ] {
        assert_eq!(document.field_type(path), kind, "{path}");
    }
}

/// Saved rules of tasks and events compare `Subject` with `=`, which Salesforce refuses for a picklist.
#[test]
fn combo_boxes_are_text_in_formulas() {
    let document = OrgDocument::from_json(
        r#"{ "version": 1, "fields": [
            { "name": "Subject", "label": "Subject", "type": "ComboBox" },
            { "name": "Type", "label": "Type", "type": "Picklist" }
        ] }"#,
    )
    .unwrap();
    for formula in [
        r#"Subject = "Call""#,
        r#"CONTAINS(Subject, "Call")"#,
        r#"LEN(Subject) > 3"#,
        r#"PRIORVALUE(Subject) <> Subject"#,
        r#"Subject = NULL"#,
    ] {
        let parsed = Formula::parse(formula).unwrap();
        assert!(parsed.compile_rule(&document, &mut Slots::default()).is_ok(), "{formula}");
    }
    for formula in [r#"Type = "Call""#, r#"LEN(Type) > 3"#] {
        let parsed = Formula::parse(formula).unwrap();
        assert!(parsed.compile_rule(&document, &mut Slots::default()).is_err(), "{formula}");
    }
}

#[test]
fn reader_and_schema_treat_null_as_absent() {
    let schema = serde_json::from_str(include_str!("../../pkg-template/org.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let whole: serde_json::Value = serde_json::from_str(WHOLE).unwrap();
    let mut paths = Vec::new();
    collect(&whole, &mut String::new(), &mut paths);
    assert!(paths.len() > 50);
    for path in paths {
        let mut document = whole.clone();
        *document.pointer_mut(&path).unwrap() = serde_json::Value::Null;
        let read = OrgDocument::from_json(&document.to_string());
        assert_eq!(read.is_ok(), schema.is_valid(&document), "{path} is null: {read:?}");
    }
}

/// Collects the JSON pointers of all values below this one.
fn collect(value: &serde_json::Value, at: &mut String, paths: &mut Vec<String>) {
    let length = at.len();
    let below: Vec<_> = match value {
        serde_json::Value::Object(entries) => entries.iter().map(|(key, it)| (key.clone(), it)).collect(),
        serde_json::Value::Array(list) => (0..).map(|at: u32| at.to_string()).zip(list).collect(),
        _ => Vec::new(),
    };
    for (key, it) in below {
        at.push('/');
        at.push_str(&key.replace('~', "~0").replace('/', "~1"));
        paths.push(at.clone());
        collect(it, at, paths);
        at.truncate(length);
    }
}

#[test]
fn the_json_schema_names_the_same_keys() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../pkg-template/org.schema.json")).unwrap();
    let sample: serde_json::Value = serde_json::from_str(WHOLE).unwrap();
    // The sample has every key once, so that a key that either side lacks is found.
    let mut used = std::collections::BTreeSet::new();
    keys_of(&sample, &mut used);
    let mut described = std::collections::BTreeSet::new();
    let definitions = schema["$defs"].as_object().unwrap().values().chain([&schema]);
    for properties in definitions.filter_map(|definition| definition["properties"].as_object()) {
        described.extend(properties.keys().cloned());
    }
    described.remove("$schema");
    assert_eq!(used, described);
}

fn keys_of(value: &serde_json::Value, keys: &mut std::collections::BTreeSet<String>) {
    if let Some(entries) = value.as_object() {
        for (key, value) in entries {
            keys.insert(key.clone());
            // The keys of these two are the org's own names.
            if key != "picklists" && key != "valueSettings" {
                keys_of(value, keys);
            }
        }
    }
    value.as_array().into_iter().flatten().for_each(|entry| keys_of(entry, keys));
}
