//! The org document: what an org says of its opportunities, in one JSON file.
//!
//! `opportunity-stage import` writes it from an SFDX project. `org.schema.json` of the package describes it.

mod read;
mod schema;
mod standard;
mod variables;

use crate::base::map::Map;

pub use schema::formula_type;
pub(crate) use standard::standard_field;

use super::Stage;
use crate::base::FieldName;
use salesforce_formula::{Blanks, Formula};

/// The stages, fields, paths and validation rules of an org.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgDocument {
    /// Every stage, in the org's order.
    pub stages: Vec<DocumentStage>,
    /// Which stages there are for which business.
    pub sales_processes: Vec<SalesProcess>,
    /// The record types of Opportunity.
    pub record_types: Vec<RecordType>,
    /// Fields of Opportunity, and by their paths those of related records and of the user (`$User.Region__c`). Standard
    /// fields need not be there.
    pub fields: Vec<DocumentField>,
    /// Guidance by stage.
    pub paths: Vec<StagePath>,
    /// What the org refuses to save.
    pub validation_rules: Vec<ValidationRule>,
}

/// A stage of the org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentStage {
    /// The stage itself.
    pub stage: Stage,
    /// Inactive stages remain for the records that have them.
    pub active: bool,
    /// What the administrator wrote about it.
    pub description: Option<String>,
}

/// The stages of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesProcess {
    /// Its name.
    pub name: String,
    /// The API names of its stages; their order is the org's, not this one.
    pub stages: Vec<String>,
}

/// A record type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordType {
    /// Its API name.
    pub developer_name: String,
    /// What a person reads.
    pub label: String,
    /// Whether new records may have it.
    pub active: bool,
    /// The name of its sales process.
    pub sales_process: Option<String>,
    /// The values that it admits, by field.
    pub picklists: Map<FieldName, Vec<String>>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentField {
    /// Its API name.
    pub name: FieldName,
    /// What a person reads.
    pub label: String,
    /// The data type in the words of Salesforce's UI API, such as `Currency` or `MultiPicklist`.
    pub data_type: String,
    /// The most characters of a text.
    pub length: Option<u32>,
    /// The most digits of a number.
    pub precision: Option<u32>,
    /// How many of them after the point.
    pub scale: Option<u32>,
    /// It may not be empty.
    pub required: bool,
    /// The formula of a field that is computed.
    pub formula: Option<String>,
    /// How that formula reads blank numbers, if specified.
    pub treat_blanks_as: Option<Blanks>,
    /// Its values, for a picklist.
    pub picklist: Option<Picklist>,
}

/// The values of a picklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picklist {
    /// Other values are refused, by the API too.
    pub restricted: bool,
    /// Every value, in order.
    pub values: Vec<PicklistValue>,
    /// The field whose value settles which values there are.
    pub controlling_field: Option<FieldName>,
    /// Where a field controls it: the values of that field under which each value is there.
    pub value_settings: Map<String, Vec<String>>,
}

/// A value of a picklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PicklistValue {
    /// The API name.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// Whether it may still be chosen.
    pub active: bool,
}

/// A Path of the org over the stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagePath {
    /// The record type, by API name; none for records without one.
    pub record_type: Option<String>,
    /// Whether it is shown.
    pub active: bool,
    /// Its steps.
    pub steps: Vec<PathStep>,
}

/// What a Path says at a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// The stage, by API name.
    pub stage: String,
    /// The key fields.
    pub fields: Vec<FieldName>,
    /// Guidance for success, with the markup that Salesforce stores.
    pub guidance: Option<String>,
}

/// A validation rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationRule {
    /// Its API name.
    pub name: String,
    /// Whether the org applies it.
    pub active: bool,
    /// What must not be true.
    pub formula: String,
    /// What the user reads.
    pub message: String,
    /// The field at which the message stands; none for the top of the page.
    pub field: Option<FieldName>,
    /// What the administrator wrote about it.
    pub description: Option<String>,
}

impl OrgDocument {
    /// The stage of this API name.
    #[must_use]
    pub fn stage(&self, value: &str) -> Option<&DocumentStage> {
        self.stages.iter().find(|stage| stage.stage.value == value)
    }

    /// The record type of this API name; Salesforce ignores the case of such names.
    #[must_use]
    pub fn record_type(&self, name: &str) -> Option<&RecordType> {
        self.record_types.iter().find(|known| known.developer_name.eq_ignore_ascii_case(name))
    }

    /// The field of this name; Salesforce ignores the case of names.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&DocumentField> {
        self.fields.iter().find(|field| field.name.as_str().eq_ignore_ascii_case(name))
    }

    /// Tells what a field is computed from.
    pub(crate) fn computed_from(&self, field: &str, tell: &mut dyn FnMut(&str)) {
        let text = self.field(field).and_then(|field| field.formula.as_deref());
        if let Some(Ok(formula)) = text.map(Formula::parse) {
            formula.fields().into_iter().for_each(tell);
        }
    }

    /// The active stages of a record type in the org's order; without a record type, or without a sales
    /// process that is known, all of them.
    pub fn stages_of(&self, record_type: Option<&str>) -> impl Iterator<Item = &Stage> {
        let process = record_type
            .and_then(|name| self.record_type(name)?.sales_process.as_deref())
            .and_then(|name| self.sales_processes.iter().find(|process| process.name == name));
        let admitted =
            move |stage: &Stage| process.is_none_or(|process| process.stages.contains(&stage.value));
        self.stages
            .iter()
            .filter(|stage| stage.active)
            .map(|stage| &stage.stage)
            .filter(move |stage| admitted(stage))
    }

    /// What the active Path of a record type says at a stage. The Path of records without a record type
    /// is theirs alone, as it is in Salesforce.
    #[must_use]
    pub fn path_step(&self, record_type: Option<&str>, stage: &str) -> Option<&PathStep> {
        let of_type = |path: &&StagePath| match (path.record_type.as_deref(), record_type) {
            (Some(of), Some(wanted)) => of.eq_ignore_ascii_case(wanted),
            (None, None) => true,
            _ => false,
        };
        let path = self.paths.iter().filter(|path| path.active).find(of_type)?;
        path.steps.iter().find(|step| step.stage == stage)
    }

    /// The rules that the org applies.
    pub fn active_rules(&self) -> impl Iterator<Item = &ValidationRule> {
        self.validation_rules.iter().filter(|rule| rule.active)
    }
}
