//! What types the fields of an opportunity have.

use crate::base::{FieldName, FieldValue};
use crate::org::{ObjectInfo, OrgDocument, formula_type};
use salesforce_formula::{FieldType, Schema};

use crate::transition::user::canonical;

/// The value of a global variable that the host knows to be constant, by whichever of its names it was given.
pub(super) fn constant<'a>(globals: &'a [(Box<str>, FieldValue)], path: &str) -> Option<&'a FieldValue> {
    let path = Some(path).filter(|path| path.starts_with('$') && !globals.is_empty()).map(canonical)?;
    globals.iter().find(|(name, _)| canonical(name) == path).map(|(_, value)| value)
}

/// The fields that the org describes to this user, those of the org document, the standard ones of every org, and
/// the global variables that are known.
pub struct OpportunitySchema<'a> {
    /// What the org says of its fields, where it was asked.
    pub info: &'a ObjectInfo,
    /// The org document; an empty one knows the standard fields.
    pub org: &'a OrgDocument,
    /// Global variables by name.
    pub globals: &'a [(Box<str>, FieldValue)],
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
