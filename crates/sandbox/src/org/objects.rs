//! The objects of the org. Opportunity comes from a recorded describe response.

use std::sync::Arc;

use serde_json::Value as Json;

use super::schema::{Choice, Field, Kind, Object};

/// A real org's `GET /sobjects/Opportunity/describe`; see `fixtures/README.md`.
const OPPORTUNITY: &str = include_str!("../../fixtures/opportunity-describe.json");

/// Returns every object that the sandbox supports.
pub fn all() -> Result<Vec<Object>, serde_json::Error> {
    Ok(vec![
        opportunity()?,
        account(),
        user(),
        stage(),
        record_type(),
        history(),
        organization(),
        profile(),
        validation_rule(),
        business_process(),
        path(),
    ])
}

fn opportunity() -> Result<Object, serde_json::Error> {
    let recorded: Json = serde_json::from_str(OPPORTUNITY)?;
    let mut fields: Vec<Field> =
        recorded["fields"].as_array().into_iter().flatten().map(Field::from_describe).collect();
    // Since API 53; the recording is older (Object Reference, Opportunity).
    let after = fields.iter().position(|f| f.name == "LastStageChangeDate").map_or(fields.len(), |i| i + 1);
    fields.insert(after, int("PushCount", "Push Count"));
    fields.insert(after + 1, read_only("IsPriorityRecord", "Priority Record", Kind::Boolean));
    for field in &mut fields {
        // "Not filterable": long text, and the two that are computed from activities.
        if matches!(field.name.as_str(), "Description" | "HasOpenActivity" | "HasOverdueTask") {
            field.filterable = false;
        }
        // The org stores the ids of campaign, price book and contact, but not their records.
        if matches!(field.name.as_str(), "CampaignId" | "Pricebook2Id" | "ContactId") || history_link(field) {
            field.relationship = None;
        }
    }
    let mut object = Object::new("Opportunity", "Opportunity", "Opportunities", "006", fields);
    object.writable = true;
    object.recorded = Some(Arc::new(recorded));
    Ok(object)
}

fn history_link(field: &Field) -> bool {
    field.name.ends_with("ChangedHistoryId")
}

fn account() -> Object {
    let mut fields = vec![
        id("Account ID"),
        read_only("IsDeleted", "Deleted", Kind::Boolean),
        name("Account Name", 255),
        picklist("Type", "Account Type", &["Prospect", "Customer - Direct", "Customer - Channel", "Other"]),
        picklist("Industry", "Industry", &["Banking", "Energy", "Technology", "Manufacturing", "Other"]),
        number("AnnualRevenue", "Annual Revenue", Kind::Currency, 18, 0),
        Field { updateable: true, createable: true, ..int("NumberOfEmployees", "Employees") },
        string("BillingCity", "Billing City", 40),
        string("BillingCountry", "Billing Country", 80),
        Field { kind: Kind::Phone, ..string("Phone", "Account Phone", 40) },
        Field { kind: Kind::Url, ..string("Website", "Website", 255) },
        string("AccountNumber", "Account Number", 40),
        Field { filterable: false, ..text_area("Description", "Account Description") },
        Field { defaulted: true, nillable: false, ..reference("OwnerId", "Owner ID", "User") },
        reference("ParentId", "Parent Account ID", "Account"),
    ];
    fields.extend(audit());
    let mut object = Object::new("Account", "Account", "Accounts", "001", fields);
    object.writable = true;
    object
}

fn user() -> Object {
    let mut fields = vec![
        id("User ID"),
        Field { nillable: false, ..string("Username", "Username", 80) },
        Field { nillable: false, ..string("LastName", "Last Name", 80) },
        string("FirstName", "First Name", 40),
        Field { createable: false, updateable: false, ..name("Full Name", 121) },
        Field { kind: Kind::Email, nillable: false, ..string("Email", "Email", 128) },
        read_only("IsActive", "Active", Kind::Boolean),
        read_only("TimeZoneSidKey", "Time Zone", Kind::Picklist),
        read_only("LocaleSidKey", "Locale", Kind::Picklist),
        read_only("LanguageLocaleKey", "Language", Kind::Picklist),
        read_only("UserType", "User Type", Kind::Picklist),
        Field { updateable: false, ..reference("ProfileId", "Profile ID", "Profile") },
        string("Alias", "Alias", 8),
    ];
    fields.extend(audit());
    Object::new("User", "User", "Users", "005", fields)
}

fn stage() -> Object {
    let mut fields = vec![
        id("Opportunity Stage ID"),
        read_text("MasterLabel", "Master Label", 255),
        read_text("ApiName", "API Name", 255),
        read_only("IsActive", "Is Active", Kind::Boolean),
        int("SortOrder", "Order"),
        read_only("IsClosed", "Closed", Kind::Boolean),
        read_only("IsWon", "Won", Kind::Boolean),
        read_text("ForecastCategory", "Forecast Category", 40),
        read_text("ForecastCategoryName", "Forecast Category Name", 255),
        Field {
            updateable: false,
            createable: false,
            ..number("DefaultProbability", "Probability", Kind::Percent, 3, 0)
        },
        read_text("Description", "Description", 255),
    ];
    fields.extend(audit());
    Object::new("OpportunityStage", "Opportunity Stage", "Opportunity Stage", "01J", fields)
}

fn record_type() -> Object {
    let mut fields = vec![
        id("Record Type ID"),
        name("Name", 80),
        read_text("DeveloperName", "Record Type Name", 80),
        read_text("SobjectType", "SObject Type Name", 40),
        read_only("IsActive", "Active", Kind::Boolean),
        read_text("Description", "Description", 255),
        read_id("BusinessProcessId", "Business Process ID"),
    ];
    fields.extend(audit());
    Object::new("RecordType", "Record Type", "Record Types", "012", fields)
}

/// One row for each change of amount, probability, stage or close date (Object Reference).
fn history() -> Object {
    let fields = vec![
        id("Opportunity History ID"),
        Field {
            updateable: false,
            createable: false,
            ..reference("OpportunityId", "Opportunity ID", "Opportunity")
        },
        Field { updateable: false, createable: false, ..reference("CreatedById", "Created By ID", "User") },
        read_only("CreatedDate", "Created Date", Kind::DateTime),
        read_text("StageName", "Stage", 255),
        read_number("Amount", "Amount", Kind::Currency, 18, 2),
        read_number("ExpectedRevenue", "Expected Revenue", Kind::Currency, 18, 2),
        read_only("CloseDate", "Close Date", Kind::Date),
        read_number("Probability", "Probability (%)", Kind::Percent, 3, 0),
        read_text("ForecastCategory", "To ForecastCategory", 40),
        read_number("PrevAmount", "Previous Amount", Kind::Currency, 18, 2),
        read_only("PrevCloseDate", "Previous Close Date", Kind::Date),
        read_only("SystemModstamp", "System Modstamp", Kind::DateTime),
        read_only("IsDeleted", "Deleted", Kind::Boolean),
    ];
    Object::new(
        "OpportunityHistory",
        "Opportunity: Stage History",
        "Opportunity: Stage History",
        "008",
        fields,
    )
}

fn organization() -> Object {
    let fields = vec![
        id("Organization ID"),
        name("Name", 80),
        read_text("OrganizationType", "Edition", 40),
        read_text("InstanceName", "Instance Name", 5),
        read_only("IsSandbox", "Is Sandbox", Kind::Boolean),
        read_text("NamespacePrefix", "Namespace Prefix", 15),
        read_only("TrialExpirationDate", "Trial Expiration Date", Kind::DateTime),
        read_text("LanguageLocaleKey", "Language", 40),
        read_text("DefaultLocaleSidKey", "Locale", 40),
        read_text("TimeZoneSidKey", "Time Zone", 40),
        read_only("CreatedDate", "Created Date", Kind::DateTime),
    ];
    Object::new("Organization", "Organization", "Organization", "00D", fields)
}

fn profile() -> Object {
    Object::new("Profile", "Profile", "Profiles", "00e", vec![id("Profile ID"), name("Name", 255)])
}

fn tooling(name: &str, label: &str, prefix: &str, fields: Vec<Field>) -> Object {
    let mut object = Object::new(name, label, label, prefix, fields);
    object.tooling = true;
    object
}

fn validation_rule() -> Object {
    let mut fields = vec![
        id("Validation Rule ID"),
        read_text("ValidationName", "Name", 255),
        read_text("EntityDefinitionId", "Entity Definition ID", 40),
        read_only("Active", "Active", Kind::Boolean),
        read_text("Description", "Description", 255),
        read_text("ErrorDisplayField", "Error Location", 255),
        read_text("ErrorMessage", "Error Message", 255),
        read_text("FullName", "Full Name", 255),
        read_text("Metadata", "Metadata", 0),
    ];
    fields.extend(audit());
    tooling("ValidationRule", "Validation Rule", "03d", fields)
}

fn business_process() -> Object {
    let fields = vec![
        id("Business Process ID"),
        name("Name", 80),
        read_text("EntityDefinitionId", "Entity Definition ID", 40),
        read_only("IsActive", "Active", Kind::Boolean),
        read_text("Description", "Description", 255),
        read_text("FullName", "Full Name", 255),
        read_text("Metadata", "Metadata", 0),
    ];
    tooling("BusinessProcess", "Business Process", "019", fields)
}

fn path() -> Object {
    let fields = vec![
        id("Path Assistant ID"),
        read_text("DeveloperName", "Path Assistant Name", 80),
        read_text("MasterLabel", "Master Label", 80),
        read_only("IsActive", "Active", Kind::Boolean),
        read_only("IsMasterRecordType", "Is Master Record Type", Kind::Boolean),
        read_id("RecordTypeId", "Record Type ID"),
        read_text("SobjectType", "Object", 40),
        read_text("SobjectProcessField", "Field", 80),
        read_text("FullName", "Full Name", 255),
        read_text("Metadata", "Metadata", 0),
    ];
    tooling("PathAssistant", "Path Assistant", "0an", fields)
}

/// The currency field, which exists in orgs with several currencies.
pub fn currency_iso_code(codes: &[&str]) -> Field {
    Field {
        restricted: true,
        defaulted: true,
        length: 3,
        ..picklist("CurrencyIsoCode", "Currency ISO Code", codes)
    }
}

/// Only orgs with record types have it.
pub fn record_type_id() -> Field {
    Field { defaulted: true, ..reference("RecordTypeId", "Record Type ID", "RecordType") }
}

fn id(label: &str) -> Field {
    Field { nillable: false, ..read_only("Id", label, Kind::Id) }
}

fn name(label: &str, length: u32) -> Field {
    Field { nillable: false, name_field: true, ..string("Name", label, length) }
}

fn string(name: &str, label: &str, length: u32) -> Field {
    Field { length, ..Field::new(name, label, Kind::String) }
}

fn read_text(name: &str, label: &str, length: u32) -> Field {
    Field { length, ..read_only(name, label, Kind::String) }
}

fn text_area(name: &str, label: &str) -> Field {
    Field { length: 32_000, ..Field::new(name, label, Kind::Textarea) }
}

fn read_only(name: &str, label: &str, kind: Kind) -> Field {
    let nillable = kind != Kind::Boolean;
    Field { createable: false, updateable: false, nillable, ..Field::new(name, label, kind) }
}

fn int(name: &str, label: &str) -> Field {
    Field { precision: 9, ..read_only(name, label, Kind::Int) }
}

fn number(name: &str, label: &str, kind: Kind, precision: u32, scale: u32) -> Field {
    Field { precision, scale, ..Field::new(name, label, kind) }
}

fn read_number(name: &str, label: &str, kind: Kind, precision: u32, scale: u32) -> Field {
    Field { precision, scale, ..read_only(name, label, kind) }
}

fn read_id(name: &str, label: &str) -> Field {
    read_only(name, label, Kind::Reference)
}

fn reference(name: &str, label: &str, to: &str) -> Field {
    let mut field = Field::new(name, label, Kind::Reference);
    field.refers_to = vec![to.into()];
    field.relationship = name.strip_suffix("Id").map(Into::into);
    field
}

fn picklist(name: &str, label: &str, values: &[&str]) -> Field {
    let choices = values
        .iter()
        .map(|v| Choice { value: (*v).into(), label: (*v).into(), active: true, valid_for: Vec::new() })
        .collect();
    Field { length: 255, choices, ..Field::new(name, label, Kind::Picklist) }
}

fn audit() -> Vec<Field> {
    let by = |name: &str, label: &str| Field {
        createable: false,
        updateable: false,
        nillable: false,
        ..reference(name, label, "User")
    };
    vec![
        read_only("CreatedDate", "Created Date", Kind::DateTime),
        by("CreatedById", "Created By ID"),
        read_only("LastModifiedDate", "Last Modified Date", Kind::DateTime),
        by("LastModifiedById", "Last Modified By ID"),
        read_only("SystemModstamp", "System Modstamp", Kind::DateTime),
        read_only("LastViewedDate", "Last Viewed Date", Kind::DateTime),
    ]
}
