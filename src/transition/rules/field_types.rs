//! The types of an opportunity's fields.

use crate::base::map::Map;
use crate::base::{FieldName, FieldValue};
use crate::org::{ObjectInfo, OrgDocument, formula_type};
use salesforce_formula::{FieldType, Schema};

use crate::transition::user::canonical;

/// Returns the value of a constant global variable, under any of its names.
pub(super) fn constant<'a>(globals: &'a Map<String, FieldValue>, path: &str) -> Option<&'a FieldValue> {
    let path = Some(path).filter(|path| path.starts_with('$') && !globals.is_empty()).map(canonical)?;
    globals.get(&path)
}

/// The fields that the org describes to this user, those of the org document, the standard fields, and the
/// known global variables.
pub struct OpportunitySchema<'a> {
    /// The org's description of its fields, if it was read.
    pub info: &'a ObjectInfo,
    /// The org document. An empty one has the standard fields.
    pub org: &'a OrgDocument,
    /// Global variables by canonical name.
    pub globals: &'a Map<String, FieldValue>,
}

impl Schema for OpportunitySchema<'_> {
    fn field_type(&self, path: &str) -> Option<FieldType> {
        let known = self.org.field_type(path);
        if let Some(value) = constant(self.globals, path) {
            return Some(match (value, known) {
                (FieldValue::Number(_), Some(FieldType::Percent)) => FieldType::Percent,
                (FieldValue::Number(_), _) => FieldType::Number,
                (FieldValue::Bool(_), _) => FieldType::Boolean,
                (FieldValue::Text(_) | FieldValue::Null, known) => known.unwrap_or(FieldType::Unspecified),
            });
        }
        if let Some(info) = FieldName::new(path).as_ref().and_then(|name| self.info.field(name)) {
            return formula_type(&info.data_type);
        }
        known
    }
}
