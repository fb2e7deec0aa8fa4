//! Objects and their fields, as describe reports them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::value::Value;

/// A field's data type, as describe spells it in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are Salesforce's data types")]
pub enum Kind {
    Id,
    Reference,
    Boolean,
    String,
    Textarea,
    Email,
    Phone,
    Url,
    Picklist,
    MultiPicklist,
    Currency,
    Percent,
    Double,
    Int,
    Date,
    DateTime,
}

impl Kind {
    /// Returns the name in `type` of the describe call, the name in `dataType` of the User Interface API, and
    /// the SOAP type.
    pub fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Id => ("id", "Reference", "tns:ID"),
            Self::Reference => ("reference", "Reference", "tns:ID"),
            Self::Boolean => ("boolean", "Boolean", "xsd:boolean"),
            Self::String => ("string", "String", "xsd:string"),
            Self::Textarea => ("textarea", "TextArea", "xsd:string"),
            Self::Email => ("email", "Email", "xsd:string"),
            Self::Phone => ("phone", "Phone", "xsd:string"),
            Self::Url => ("url", "Url", "xsd:string"),
            Self::Picklist => ("picklist", "Picklist", "xsd:string"),
            Self::MultiPicklist => ("multipicklist", "MultiPicklist", "xsd:string"),
            Self::Currency => ("currency", "Currency", "xsd:double"),
            Self::Percent => ("percent", "Percent", "xsd:double"),
            Self::Double => ("double", "Double", "xsd:double"),
            Self::Int => ("int", "Int", "xsd:int"),
            Self::Date => ("date", "Date", "xsd:date"),
            Self::DateTime => ("datetime", "DateTime", "xsd:dateTime"),
        }
    }

    fn from_describe(name: &str) -> Self {
        match name {
            "id" => Self::Id,
            "reference" => Self::Reference,
            "boolean" => Self::Boolean,
            "textarea" => Self::Textarea,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "url" => Self::Url,
            "picklist" => Self::Picklist,
            "multipicklist" => Self::MultiPicklist,
            "currency" => Self::Currency,
            "percent" => Self::Percent,
            "double" => Self::Double,
            "int" => Self::Int,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            _ => Self::String,
        }
    }

    /// Returns true if it holds decimals.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Currency | Self::Percent | Self::Double)
    }

    /// Returns true if its values are compared as text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::String | Self::Textarea | Self::Email | Self::Phone | Self::Url)
            || self.is_picklist()
    }

    /// Returns true for picklists.
    pub fn is_picklist(self) -> bool {
        matches!(self, Self::Picklist | Self::MultiPicklist)
    }

    /// Returns true if it holds record ids.
    pub fn is_id(self) -> bool {
        matches!(self, Self::Id | Self::Reference)
    }
}

/// A value of a picklist.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The stored API name.
    pub value: String,
    /// The label.
    pub label: String,
    /// True if it can be chosen.
    pub active: bool,
    /// The controlling field's values that allow it.
    pub valid_for: Vec<String>,
}

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// API name.
    pub name: String,
    /// The label.
    pub label: String,
    /// Data type.
    pub kind: Kind,
    /// The maximum length of a text.
    pub length: u32,
    /// The number of digits.
    pub precision: u32,
    /// The number of digits after the decimal point.
    pub scale: u32,
    /// True if it may be empty.
    pub nillable: bool,
    /// True if it may be given on create.
    pub createable: bool,
    /// True if it may be changed.
    pub updateable: bool,
    /// True if create has a default for it.
    pub defaulted: bool,
    /// True if WHERE may use it.
    pub filterable: bool,
    /// True if GROUP BY may use it.
    pub groupable: bool,
    /// True if ORDER BY may use it.
    pub sortable: bool,
    /// True if upsert accepts it as a key.
    pub external_id: bool,
    /// True for the object's name field.
    pub name_field: bool,
    /// The objects that it may refer to.
    pub refers_to: Vec<String>,
    /// The name of its relationship: `Account` for `AccountId`.
    pub relationship: Option<String>,
    /// A picklist's values.
    pub choices: Vec<Choice>,
    /// True if the API refuses other values.
    pub restricted: bool,
    /// The controlling field.
    pub controller: Option<String>,
    /// True for a custom field.
    pub custom: bool,
    /// True if field-level security hides it from the user. To the API it does not exist.
    pub hidden: bool,
}

impl Field {
    /// Creates a nillable field that the API may write.
    pub fn new(name: &str, label: &str, kind: Kind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            length: if kind.is_id() { 18 } else { 0 },
            precision: 0,
            scale: 0,
            nillable: true,
            createable: true,
            updateable: true,
            defaulted: false,
            filterable: true,
            groupable: !matches!(kind, Kind::DateTime | Kind::Textarea) && !kind.is_number(),
            sortable: true,
            external_id: false,
            name_field: false,
            refers_to: Vec::new(),
            relationship: None,
            choices: Vec::new(),
            restricted: false,
            controller: None,
            custom: name.ends_with("__c"),
            hidden: false,
        }
    }

    /// Reads an entry of a describe response's `fields`.
    pub fn from_describe(entry: &Json) -> Self {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        let flag = |key: &str| entry[key].as_bool().unwrap_or_default();
        let number = |key: &str| entry[key].as_u64().unwrap_or_default() as u32;
        let mut field = Self::new(text("name"), text("label"), Kind::from_describe(text("type")));
        field.length = number("length");
        field.precision = number("precision");
        field.scale = number("scale");
        field.nillable = flag("nillable");
        field.createable = flag("createable");
        field.updateable = flag("updateable");
        field.defaulted = flag("defaultedOnCreate");
        field.filterable = flag("filterable");
        field.groupable = flag("groupable");
        field.sortable = flag("sortable");
        field.external_id = flag("externalId");
        field.name_field = flag("nameField");
        field.relationship = entry["relationshipName"].as_str().map(Into::into);
        field.restricted = flag("restrictedPicklist");
        field.controller = entry["controllerName"].as_str().map(Into::into);
        field.refers_to = strings(&entry["referenceTo"]);
        field.choices = entry["picklistValues"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|choice| Choice {
                value: choice["value"].as_str().unwrap_or_default().into(),
                label: choice["label"].as_str().unwrap_or_default().into(),
                active: choice["active"].as_bool().unwrap_or(true),
                valid_for: strings(&choice["validFor"]),
            })
            .collect();
        field
    }

    /// Returns true if create needs it.
    pub fn required(&self) -> bool {
        !self.nillable && self.createable && !self.defaulted && self.kind != Kind::Boolean
    }
}

fn strings(list: &Json) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|s| s.as_str().map(Into::into)).collect()
}

/// An object: its names, its fields, and the rest of its describe.
#[derive(Clone, Debug)]
pub struct Object {
    /// API name.
    pub name: String,
    /// The label.
    pub label: String,
    /// The plural label.
    pub plural: String,
    /// The key prefix of its ids.
    pub prefix: String,
    /// The fields in describe's order.
    pub fields: Vec<Field>,
    /// True if the API may write it.
    pub writable: bool,
    /// True if only the Tooling API has it.
    pub tooling: bool,
    /// A recorded describe response that supplies the rest.
    pub recorded: Option<Arc<Json>>,
    index: BTreeMap<String, usize>,
}

impl Object {
    /// The values of an empty record: checkboxes are never null.
    pub fn blank(&self) -> Vec<Value> {
        let empty = |f: &Field| if f.kind == Kind::Boolean { Value::Bool(false) } else { Value::Null };
        self.fields.iter().map(empty).collect()
    }

    /// Creates an object with these fields.
    pub fn new(name: &str, label: &str, plural: &str, prefix: &str, fields: Vec<Field>) -> Self {
        let mut object = Self {
            name: name.into(),
            label: label.into(),
            plural: plural.into(),
            prefix: prefix.into(),
            fields,
            writable: false,
            tooling: false,
            recorded: None,
            index: BTreeMap::new(),
        };
        object.reindex();
        object
    }

    /// Rebuilds the case-insensitive index of names. Must follow a change of `fields`.
    pub fn reindex(&mut self) {
        self.index = self.fields.iter().enumerate().map(|(i, f)| (f.name.to_ascii_lowercase(), i)).collect();
    }

    /// Returns the position of a field that the user may see.
    pub fn position(&self, name: &str) -> Option<usize> {
        let i = *self.index.get(&name.to_ascii_lowercase())?;
        (!self.fields[i].hidden).then_some(i)
    }

    /// Returns a field that the user may see.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.position(name).map(|i| &self.fields[i])
    }

    /// Returns the position of a field, hidden or not, for the org's own operations.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.index.get(&name.to_ascii_lowercase()).copied()
    }

    /// Returns the reference field of a relationship.
    pub fn relationship(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| {
            !f.hidden && f.relationship.as_deref().is_some_and(|r| r.eq_ignore_ascii_case(name))
        })
    }

    /// Returns the fields that the user may see, with their positions.
    pub fn visible(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.fields.iter().enumerate().filter(|(_, f)| !f.hidden)
    }
}
