//! The org's configuration: its stages, fields and picklists.

mod document;
mod field;
mod labels;
mod lint;
mod picklist;
mod stage;
mod stored_value;

pub(crate) use document::standard_field;
pub use document::{
    DocumentField, DocumentStage, OrgDocument, PathStep, Picklist, PicklistValue, RecordType, SalesProcess,
    StagePath, ValidationRule, formula_type,
};
pub use field::{FieldInfo, FieldKind, ObjectInfo};
pub use labels::{Labels, in_sentence};
pub use lint::{Decided, Finding, LintReport, Need, NeedKind, RuleReport, Severity, lint};
pub use picklist::{FieldPicklist, PicklistEntry, Picklists};
pub use stage::{OrgStage, Stage, sales_process};
pub use stored_value::{is_in_range, stored_value, stores_the_same};
