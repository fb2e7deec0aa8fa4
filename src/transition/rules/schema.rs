//! What types the fields of an opportunity have.

use crate::formula::{FieldType, Schema};
use crate::org::{ObjectInfo, OrgDocument, formula_type};
use crate::record::{FieldName, FieldValue};

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
        if let Some((_, value)) = self.globals.iter().find(|(name, _)| name.eq_ignore_ascii_case(path)) {
            return Some(match value {
                FieldValue::Number(_) => FieldType::Number,
                FieldValue::Bool(_) => FieldType::Boolean,
                FieldValue::Text(_) | FieldValue::Null => FieldType::Text,
            });
        }
        if let Some(info) = FieldName::new(path).as_ref().and_then(|name| self.info.field(name)) {
            return formula_type(&info.data_type);
        }
        self.org.field_type(path).or_else(|| related(path))
    }
}

/// What a field across a relationship is, where its name leaves no doubt; of others the org alone knows.
fn related(path: &str) -> Option<FieldType> {
    let (head, last) = path.rsplit_once('.')?;
    if head.starts_with('$') {
        return None;
    }
    match last {
        "Id" => Some(FieldType::Id),
        "Name" => Some(FieldType::Text),
        _ => None,
    }
}
