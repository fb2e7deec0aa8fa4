//! The seed: the initial content of the org, as a JSON file.

mod add;
mod build_org;
pub mod document;
mod profile;
mod setup;
mod shape;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Number, Value as Json};

pub use self::profile::Profile;

/// The built-in org.
const BUILT_IN: &str = include_str!("../seed/org.json");

/// A seed.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seed {
    /// The org.
    pub organization: Organization,
    /// Users; the first one is the portal's.
    pub users: Vec<User>,
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// Sales processes.
    #[serde(default)]
    pub sales_processes: Vec<SalesProcess>,
    /// Record types of Opportunity.
    #[serde(default)]
    pub record_types: Vec<RecordType>,
    /// Custom fields, or standard ones that are hidden.
    #[serde(default)]
    pub fields: Vec<CustomField>,
    /// Accounts.
    pub accounts: Vec<Account>,
    /// Opportunities.
    pub opportunities: Vec<Opportunity>,
    /// Validation rules.
    #[serde(default)]
    pub validation_rules: Vec<ValidationRule>,
    /// Paths on Opportunity.
    #[serde(default)]
    pub paths: Vec<PathAssistant>,
    /// The number of generated opportunities.
    #[serde(default)]
    pub generate: u32,
    /// The first user's token.
    #[serde(skip)]
    pub token: Option<String>,
    /// True if rules that cannot be evaluated are skipped. They are an error otherwise.
    #[serde(skip)]
    pub lenient: bool,
}

/// The kind of org to build from a seed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kind {
    /// Applied in order.
    #[serde(default)]
    pub profiles: Vec<Profile>,
    /// The number of generated opportunities; by default that of seed and profiles.
    #[serde(default)]
    pub generate: Option<u32>,
}

/// The organization.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Organization {
    pub name: String,
    #[serde(default)]
    pub id: Option<String>,
    #[serde(default = "usd")]
    pub currency: String,
    /// With more than one, records have a `CurrencyIsoCode`.
    #[serde(default)]
    pub currencies: Vec<String>,
    /// The amount of each currency that is worth one of `currency`, the corporate currency; 1 by default.
    #[serde(default)]
    pub conversion_rates: BTreeMap<String, Number>,
}

fn usd() -> String {
    "USD".into()
}

/// A user.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct User {
    #[serde(default)]
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    #[serde(default = "los_angeles")]
    pub time_zone: String,
    #[serde(default = "standard_user")]
    pub profile: String,
}

fn los_angeles() -> String {
    "America/Los_Angeles".into()
}

fn standard_user() -> String {
    "Standard User".into()
}

/// A stage.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Stage {
    pub value: String,
    #[serde(default)]
    pub label: Option<String>,
    pub probability: i64,
    /// The API name, `Forecast` for Commit.
    pub forecast_category: String,
    #[serde(default)]
    pub closed: bool,
    #[serde(default)]
    pub won: bool,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(default)]
    pub description: Option<String>,
}

fn yes() -> bool {
    true
}

/// A sales process.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SalesProcess {
    pub name: String,
    pub stages: Vec<String>,
}

/// A record type.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct RecordType {
    pub name: String,
    pub developer_name: String,
    pub sales_process: String,
    #[serde(default)]
    pub default: bool,
    #[serde(default = "yes")]
    pub available: bool,
    /// The values that it admits, by field; all of them for other fields.
    #[serde(default)]
    pub picklists: BTreeMap<String, Vec<String>>,
}

/// A field that is not in the recorded describe response.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct CustomField {
    pub name: String,
    #[serde(default = "opportunity")]
    pub object: String,
    #[serde(default)]
    pub label: Option<String>,
    /// As in describe's `type`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub length: u32,
    #[serde(default)]
    pub precision: u32,
    #[serde(default)]
    pub scale: u32,
    #[serde(default)]
    pub values: Vec<String>,
    /// The labels of values whose label is not the value.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    #[serde(default)]
    pub restricted: bool,
    /// The controlling picklist, and the values of it that allow each value.
    #[serde(default)]
    pub controller: Option<String>,
    #[serde(default)]
    pub valid_for: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub external_id: bool,
    #[serde(default)]
    pub read_only: bool,
    #[serde(default)]
    pub required: bool,
    /// True for a formula or a roll-up summary, which the sandbox does not compute.
    #[serde(skip)]
    pub computed: bool,
    /// True if field-level security hides it from the user.
    #[serde(default)]
    pub hidden: bool,
}

fn opportunity() -> String {
    "Opportunity".into()
}

/// An account.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Account {
    pub name: String,
    #[serde(default)]
    pub owner: Option<String>,
    /// Additional fields by API name.
    #[serde(default)]
    pub fields: BTreeMap<String, Json>,
}

/// An opportunity. Days are relative to the start day.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Opportunity {
    pub name: String,
    #[serde(default)]
    pub account: Option<String>,
    pub stage: String,
    /// Days from the start day, or a date.
    pub close: Json,
    #[serde(default)]
    pub amount: Option<serde_json::Number>,
    /// Developer name.
    #[serde(default)]
    pub record_type: Option<String>,
    /// Username.
    #[serde(default)]
    pub owner: Option<String>,
    #[serde(default = "month")]
    pub created_days_ago: i64,
    #[serde(default = "week")]
    pub modified_days_ago: i64,
    #[serde(default)]
    pub has_products: bool,
    /// `read` or `none`: restricts the portal user's access.
    #[serde(default)]
    pub access: Option<String>,
    /// True if it is in an approval process.
    #[serde(default)]
    pub locked: bool,
    /// Additional fields by API name.
    #[serde(default)]
    pub fields: BTreeMap<String, Json>,
}

fn month() -> i64 {
    30
}

fn week() -> i64 {
    7
}

/// A validation rule. A save is refused if its formula is true.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ValidationRule {
    pub name: String,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(default)]
    pub description: Option<String>,
    pub formula: String,
    pub error_message: String,
    #[serde(default)]
    pub error_display_field: Option<String>,
}

/// A Path: guidance and key fields for each stage.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct PathAssistant {
    pub developer_name: String,
    pub label: String,
    /// Developer name; without one, the master record type.
    #[serde(default)]
    pub record_type: Option<String>,
    pub steps: Vec<PathStep>,
}

/// A stage of a Path.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct PathStep {
    pub stage: String,
    #[serde(default)]
    pub info: String,
    #[serde(default)]
    pub fields: Vec<String>,
}

impl Seed {
    /// Returns the built-in org.
    pub fn built_in() -> Result<Self, String> {
        serde_json::from_str(BUILT_IN).map_err(|error| format!("seed/org.json: {error}"))
    }

    /// Returns the seed of another kind of org.
    pub fn of_kind(&self, kind: &Kind) -> Self {
        let mut seed = self.clone();
        for profile in &kind.profiles {
            profile.change(&mut seed);
        }
        seed.generate = kind.generate.unwrap_or(seed.generate);
        seed
    }
}
