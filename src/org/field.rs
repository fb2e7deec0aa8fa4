//! Fields of the Opportunity, as this user sees them.

use crate::base::map::Map;

use serde::Serialize;

use crate::base::FieldName;

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldInfo {
    /// The API name, in the org's spelling.
    pub name: FieldName,
    /// The label, in the user's language.
    pub label: String,
    /// Salesforce's data type, such as `Currency`.
    #[serde(rename = "type")]
    pub data_type: String,
    /// True if the field may not be empty.
    pub required: bool,
    /// True if this user may write it.
    pub updateable: bool,
    /// Maximum length of a text, in characters.
    pub length: Option<u32>,
    /// Maximum number of digits.
    pub precision: Option<u32>,
    /// Number of digits after the decimal point.
    pub scale: Option<u32>,
    /// The controlling field of this picklist.
    #[serde(skip)]
    pub controller: Option<FieldName>,
    /// True if Salesforce computes it: a formula or a roll-up summary.
    #[serde(skip)]
    pub calculated: bool,
}

/// The kind of value that a field holds, as far as parsing depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// True or false, never empty.
    Checkbox,
    /// A whole number.
    Integer,
    /// A number, currency or percent.
    Decimal,
    /// A day.
    Date,
    /// An instant.
    DateTime,
    /// Everything that JSON represents as text, including picklists, ids and addresses.
    Text,
    /// A compound field, which is written through its components.
    Compound,
}

impl FieldInfo {
    /// Returns the kind of value that the field holds.
    #[must_use]
    pub fn kind(&self) -> FieldKind {
        match self.data_type.as_str() {
            "Boolean" => FieldKind::Checkbox,
            "Int" => FieldKind::Integer,
            "Currency" | "Percent" | "Double" => FieldKind::Decimal,
            "Date" => FieldKind::Date,
            "DateTime" => FieldKind::DateTime,
            "Address" | "Location" | "ComplexValue" => FieldKind::Compound,
            _ => FieldKind::Text,
        }
    }

    /// Returns true for picklists and multi-select picklists.
    #[must_use]
    pub fn is_picklist(&self) -> bool {
        matches!(self.data_type.as_str(), "Picklist" | "MultiPicklist")
    }
}

/// The org's description of the object Opportunity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectInfo {
    /// The object's label, in the user's language.
    pub label: Option<String>,
    /// The object's plural label.
    pub label_plural: Option<String>,
    /// The fields that the user may see.
    pub fields: Map<FieldName, FieldInfo>,
}

impl ObjectInfo {
    /// Returns the field with this name. Salesforce ignores the case of names.
    #[must_use]
    pub fn field(&self, name: &FieldName) -> Option<&FieldInfo> {
        self.fields.get(name).or_else(|| {
            let same = |field: &&FieldInfo| field.name.as_str().eq_ignore_ascii_case(name.as_str());
            self.fields.values().find(same)
        })
    }

    /// Iterates over the fields in the order of their names.
    pub fn fields(&self) -> impl Iterator<Item = &FieldInfo> {
        self.fields.values()
    }

    /// Returns Salesforce's data type of the field; `String` if the user may not see it.
    #[must_use]
    pub fn data_type(&self, name: &FieldName) -> &str {
        self.field(name).map_or("String", |field| &field.data_type)
    }

    /// Returns the field's label.
    #[must_use]
    pub fn label(&self, name: &FieldName) -> String {
        self.field(name).map_or_else(|| name.to_string(), |field| field.label.clone())
    }
}
