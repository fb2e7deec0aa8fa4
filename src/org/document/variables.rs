//! Types of global variables and of related fields, as far as their names reveal them.
//!
//! The types are those of Salesforce's field reference for User, Profile, UserRole and Organization.

use crate::base::text::without;
use salesforce_formula::FieldType;

/// Returns the type of a path that begins with this root.
pub(super) fn field_type(root: &str, part: &str) -> Option<FieldType> {
    let last = part.rsplit('.').next().unwrap_or(part);
    let is = |name: &str| last.eq_ignore_ascii_case(name);
    match &*root.to_ascii_lowercase() {
        "$permission" => return Some(FieldType::Boolean),
        "$label" | "$api" => return Some(FieldType::Text),
        "$system" | "$objecttype" => return None,
        "$recordtype" | "recordtype" if is("DeveloperName") => return Some(FieldType::Text),
        "$user" | "$profile" | "$userrole" | "$organization" if last.len() == part.len() => {
            if let Some(kind) = standard(part) {
                return Some(kind);
            }
        }
        _ => {}
    }
    Some(if is("Name") {
        FieldType::Text
    } else if PERCENT.into_iter().any(is) {
        FieldType::Percent
    } else if without(last, "Id").is_some() {
        FieldType::Id
    } else {
        // The value reveals the type.
        FieldType::Unspecified
    })
}

/// The standard percentages of campaigns, quotes and opportunities. Their values are numbers of which formulas read
/// the hundredth part.
const PERCENT: [&str; 3] = ["ExpectedResponse", "Discount", "Probability"];

/// Names by type, and the endings that determine the type of others.
const NAMES: [(FieldType, &str); 6] = [
    (
        FieldType::Text,
        "AboutMe Alias BadgeText City CommunityNickname CompanyName Country Department Description DeveloperName \
         Division *Email EmployeeNumber Extension Fax FederationIdentifier FirstName InstanceName LastName MiddleName \
         MobilePhone Name NamespacePrefix Phone PostalCode PrimaryContact \
         RollupDescription SenderName Signature SignupCountryIsoCode State StayInTouchNote StayInTouchSignature \
         StayInTouchSubject Street Suffix Title Username WebToCaseDefaultOrigin",
    ),
    (
        FieldType::Picklist,
        "UserType LicenseType OrganizationType PortalType PortalRole UiSkin GeocodeAccuracy *Key *IsoCode CountryCode \
         StateCode *Frequency *Access *AccountOwner",
    ),
    (
        FieldType::Number,
        "Latitude Longitude FiscalYearStartMonth NumberOfFailedLogins MonthlyPageViewsEntitlement \
         MonthlyPageViewsUsed NumKnowledgeService JigsawImportLimitOverride",
    ),
    // Before the other dates, which have a time.
    (FieldType::Date, "SuAccessExpirationDate"),
    (FieldType::DateTime, "*Date *Modstamp"),
    (FieldType::Compound, "Address"),
];

/// Prefixes of checkbox names, and complete names of other checkboxes.
const BOOLEAN: &str = "Is Has UserPermissions UserPreferences EmailPreferences Permissions Preferences Receives ForecastEnabled \
                       MayForecastManagerShare UsesStartDateAsFiscalYearName";

fn standard(name: &str) -> Option<FieldType> {
    if without(name, "__c").is_some() {
        return None;
    }
    let begins = |start: &str| name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    if BOOLEAN.split(' ').any(begins) {
        return Some(FieldType::Boolean);
    }
    let is = |known: &str| match known.strip_prefix('*') {
        Some(ending) => without(name, ending).is_some(),
        None => known.eq_ignore_ascii_case(name),
    };
    NAMES.iter().find(|(_, names)| names.split(' ').any(is)).map(|(kind, _)| *kind)
}
