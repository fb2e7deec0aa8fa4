//! What types the fields of an opportunity have.

use crate::formula::{FieldType, Schema};
use crate::org::{ObjectInfo, OrgDocument, formula_type};
use crate::record::{FieldName, FieldValue};

use super::sheet::path_of;
use crate::text::without;

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
                FieldValue::Text(_) | FieldValue::Null => FieldType::Untold,
            });
        }
        if let Some(info) = FieldName::new(path).as_ref().and_then(|name| self.info.field(name)) {
            return formula_type(&info.data_type);
        }
        self.org.field_type(path).or_else(|| elsewhere(path))
    }
}

/// What a field across a relationship, or one of the user, is, where its name tells; of others the value has to.
fn elsewhere(path: &str) -> Option<FieldType> {
    let path = path_of(path);
    let (_, last) = path.rsplit_once('.')?;
    if path.starts_with('$') && !path.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("$User.")) {
        return None;
    }
    let is = |name: &str| last.eq_ignore_ascii_case(name);
    Some(if is("Name") {
        FieldType::Text
    } else if is("ExpectedResponse") {
        FieldType::Percent
    } else if without(last, "Id").is_some() {
        FieldType::Id
    } else {
        FieldType::Untold
    })
}
