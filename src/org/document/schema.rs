//! The names and types that formulas can use, known before there is a record.

use super::OrgDocument;
use super::standard::standard_field;
use super::variables;
use crate::base::text::without;
use salesforce_formula::{FieldType, Schema};

/// Returns the formula type of a Salesforce data type; `None` for types that formulas cannot read, and for
/// unknown ones.
#[must_use]
pub fn formula_type(data_type: &str) -> Option<FieldType> {
    Some(match data_type {
        "Currency" | "Double" | "Int" | "Long" => FieldType::Number,
        "Percent" => FieldType::Percent,
        // A combo box accepts any text: saved rules compare `Subject` of tasks and events with `=`.
        "String" | "TextArea" | "Email" | "Phone" | "Url" | "EncryptedString" | "ComboBox" => FieldType::Text,
        "Id" | "Reference" => FieldType::Id,
        "Boolean" => FieldType::Boolean,
        "Date" => FieldType::Date,
        "DateTime" => FieldType::DateTime,
        "Time" => FieldType::Time,
        "Picklist" => FieldType::Picklist,
        "MultiPicklist" => FieldType::MultiPicklist,
        "Location" => FieldType::Location,
        "Address" | "ComplexValue" => FieldType::Compound,
        _ => return None,
    })
}

/// The org's own fields, Salesforce's standard fields of Opportunity, global variables, and fields of related
/// records: those in the document, and others by their names. Lint and evaluation use the same schema.
impl Schema for OrgDocument {
    fn field_type(&self, path: &str) -> Option<FieldType> {
        if let Some(field) = self.field(path) {
            return formula_type(&field.data_type);
        }
        match path.split_once('.') {
            // A formula may name the object of the field.
            Some((object, field)) if object.eq_ignore_ascii_case("Opportunity") => self.field_type(field),
            Some((root, part)) => variables::field_type(root, part),
            // The parts of a geolocation or an address end with `__s`: numbers, texts and picklists.
            None => match without(path, "__s") {
                Some(part) if without(part, "itude").is_some() => Some(FieldType::Number),
                Some(_) => Some(FieldType::Unspecified),
                None => standard_field(path).map(|(kind, _)| kind),
            },
        }
    }
}
