//! The org document: the org's configuration of opportunities in one JSON file.
//!
//! `opportunity-stage import` writes it from an SFDX project. The package's `org.schema.json` describes it.

mod read;
mod schema;
mod standard;
mod variables;

use std::cmp::Ordering;

use crate::base::map::Map;
use crate::base::order::order;

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
    /// The sales processes, each with its stages.
    pub sales_processes: Vec<SalesProcess>,
    /// The record types of Opportunity.
    pub record_types: Vec<RecordType>,
    /// Fields of Opportunity, and by path those of related records and of the user (`$User.Region__c`).
    /// Standard fields are optional.
    pub fields: Vec<DocumentField>,
    /// Guidance for each stage.
    pub paths: Vec<StagePath>,
    /// Conditions under which the org refuses a save.
    pub validation_rules: Vec<ValidationRule>,
    /// The indexes of `fields` in the order of their names: rules of a large org name thousands of them.
    field_order: Vec<usize>,
}

/// A stage of the org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentStage {
    /// The stage.
    pub stage: Stage,
    /// True if the stage can be chosen. Inactive stages remain for the records that have them.
    pub active: bool,
    /// The administrator's description.
    pub description: Option<String>,
}

/// The stages of a sales process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesProcess {
    /// Its name.
    pub name: String,
    /// The API names of its stages. Their order is the org's, not the order in this list.
    pub stages: Vec<String>,
}

/// A record type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordType {
    /// Its API name.
    pub developer_name: String,
    /// The label that people see.
    pub label: String,
    /// True if new records may have it.
    pub active: bool,
    /// The name of its sales process.
    pub sales_process: Option<String>,
    /// The values that it allows, by field.
    pub picklists: Map<FieldName, Vec<String>>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentField {
    /// Its API name.
    pub name: FieldName,
    /// The label that people see.
    pub label: String,
    /// The data type as Salesforce's UI API names it, such as `Currency` or `MultiPicklist`.
    pub data_type: String,
    /// Maximum length of a text, in characters.
    pub length: Option<u32>,
    /// Maximum number of digits.
    pub precision: Option<u32>,
    /// Number of digits after the decimal point.
    pub scale: Option<u32>,
    /// True if the field may not be empty.
    pub required: bool,
    /// The formula of a computed field.
    pub formula: Option<String>,
    /// How the formula reads blank numbers, if specified.
    pub treat_blanks_as: Option<Blanks>,
    /// The picklist, if the field is one.
    pub picklist: Option<Picklist>,
}

/// The values of a picklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picklist {
    /// True if Salesforce refuses other values, also through the API.
    pub restricted: bool,
    /// Every value, in order.
    pub values: Vec<PicklistValue>,
    /// The controlling field.
    pub controlling_field: Option<FieldName>,
    /// For each value, the values of the controlling field that allow it.
    pub value_settings: Map<String, Vec<String>>,
}

/// A value of a picklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PicklistValue {
    /// The API name.
    pub value: String,
    /// The label that people see.
    pub label: String,
    /// True if it may be chosen.
    pub active: bool,
}

/// A Path of the org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagePath {
    /// The record type's API name; `None` for records without a record type.
    pub record_type: Option<String>,
    /// True if the org shows it.
    pub active: bool,
    /// Its steps.
    pub steps: Vec<PathStep>,
}

/// A step of a Path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// The stage's API name.
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
    /// True if the org applies it.
    pub active: bool,
    /// The error condition: the org refuses the save if it is true.
    pub formula: String,
    /// The message that the user sees.
    pub message: String,
    /// The field that shows the message; `None` for the top of the page.
    pub field: Option<FieldName>,
    /// The administrator's description.
    pub description: Option<String>,
}

impl OrgDocument {
    /// Returns the stage with this API name.
    #[must_use]
    pub fn stage(&self, value: &str) -> Option<&DocumentStage> {
        self.stages.iter().find(|stage| stage.stage.value == value)
    }

    /// Returns the record type with this API name. Salesforce ignores the case of such names.
    #[must_use]
    pub fn record_type(&self, name: &str) -> Option<&RecordType> {
        self.record_types.iter().find(|known| known.developer_name.eq_ignore_ascii_case(name))
    }

    /// Returns the field with this name. Salesforce ignores the case of names.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&DocumentField> {
        let order = |index: &usize| self.fields.get(*index).map(|field| compare(field.name.as_str(), name));
        let found = self.field_order.binary_search_by(|index| order(index).unwrap_or(Ordering::Less)).ok()?;
        self.fields.get(*self.field_order.get(found)?)
    }

    /// Lets `field` find the fields.
    fn index_fields(&mut self) {
        let name = |index: usize| self.fields.get(index).map_or("", |field| field.name.as_str());
        self.field_order = order(self.fields.len(), &|one, other| compare(name(one), name(other)));
    }

    /// Reports the fields that a field is computed from.
    pub(crate) fn computed_from(&self, field: &str, report: &mut dyn FnMut(&str)) {
        let text = self.field(field).and_then(|field| field.formula.as_deref());
        if let Some(Ok(formula)) = text.map(Formula::parse) {
            formula.fields().into_iter().for_each(report);
        }
    }

    /// Returns the active stages of a record type in the org's order. Returns all active stages without a
    /// record type, or if its sales process is unknown.
    pub fn stages_of(&self, record_type: Option<&str>) -> impl Iterator<Item = &Stage> {
        let process = record_type
            .and_then(|name| self.record_type(name)?.sales_process.as_deref())
            .and_then(|name| self.sales_processes.iter().find(|process| process.name == name));
        let process: Option<Map<&str, ()>> =
            process.map(|process| process.stages.iter().map(|stage| (stage.as_str(), ())).collect());
        let admitted =
            move |stage: &Stage| process.as_ref().is_none_or(|stages| stages.contains_key(&*stage.value));
        self.stages
            .iter()
            .filter(|stage| stage.active)
            .map(|stage| &stage.stage)
            .filter(move |stage| admitted(stage))
    }

    /// Returns the step of a record type's active Path at a stage. As in Salesforce, the Path of records
    /// without a record type applies to those records only.
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

    /// Returns the rules that the org applies.
    pub fn active_rules(&self) -> impl Iterator<Item = &ValidationRule> {
        self.validation_rules.iter().filter(|rule| rule.active)
    }
}

/// The order of names without regard to letter case.
fn compare(one: &str, other: &str) -> Ordering {
    one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase())
}
