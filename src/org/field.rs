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
    /// What a person reads, in the user's language.
    pub label: String,
    /// Salesforce's data type, such as `Currency`.
    #[serde(rename = "type")]
    pub data_type: String,
    /// It may not be empty.
    pub required: bool,
    /// This user may write it.
    pub updateable: bool,
    /// The most characters of a text.
    pub length: Option<u32>,
    /// The most digits of a number.
    pub precision: Option<u32>,
    /// How many of them after the point.
    pub scale: Option<u32>,
    /// The field whose value settles which values of this picklist there are.
    #[serde(skip)]
    pub controller: Option<FieldName>,
    /// Salesforce computes it from others: a formula or a roll-up.
    #[serde(skip)]
    pub calculated: bool,
}

/// What a field holds, as far as reading a value depends on it.
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
    /// Everything that is text on the wire: picklists, ids and addresses among it.
    Text,
    /// Compound fields, which are written through their parts.
    Compound,
}

impl FieldInfo {
    /// What the field holds.
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

    /// True where the value is one of a list, or several of them.
    #[must_use]
    pub fn is_picklist(&self) -> bool {
        matches!(self.data_type.as_str(), "Picklist" | "MultiPicklist")
    }
}

/// What the org says of the object Opportunity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectInfo {
    /// What a person calls the object, in the user's language.
    pub label: Option<String>,
    /// What a person calls several of them.
    pub label_plural: Option<String>,
    /// The fields that the user may see.
    pub fields: Map<FieldName, FieldInfo>,
}

impl ObjectInfo {
    /// The field of this name; Salesforce ignores the case of names.
    #[must_use]
    pub fn field(&self, name: &FieldName) -> Option<&FieldInfo> {
        self.fields.get(name).or_else(|| {
            let same = |field: &&FieldInfo| field.name.as_str().eq_ignore_ascii_case(name.as_str());
            self.fields.values().find(same)
        })
    }

    /// All of them, in the order of their names.
    pub fn fields(&self) -> impl Iterator<Item = &FieldInfo> {
        self.fields.values()
    }

    /// Salesforce's data type of the field; that of a text where the user may not see it.
    #[must_use]
    pub fn data_type(&self, name: &FieldName) -> &str {
        self.field(name).map_or("String", |field| &field.data_type)
    }

    /// What a person calls the field.
    #[must_use]
    pub fn label(&self, name: &FieldName) -> String {
        self.field(name).map_or_else(|| name.to_string(), |field| field.label.clone())
    }
}
