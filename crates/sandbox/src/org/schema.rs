//! Objects and their fields: what describe says of them.

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
    /// The name in `type` of the describe call, the name in `dataType` of the User Interface API,
    /// and the SOAP type.
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

    /// Does it hold decimals?
    pub fn is_number(self) -> bool {
        matches!(self, Self::Currency | Self::Percent | Self::Double)
    }

    /// Does it hold text that is compared as text?
    pub fn is_text(self) -> bool {
        matches!(self, Self::String | Self::Textarea | Self::Email | Self::Phone | Self::Url)
            || self.is_picklist()
    }

    /// Does it hold values of a list?
    pub fn is_picklist(self) -> bool {
        matches!(self, Self::Picklist | Self::MultiPicklist)
    }

    /// Does it hold a record id?
    pub fn is_id(self) -> bool {
        matches!(self, Self::Id | Self::Reference)
    }
}

/// One value of a picklist.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What the record holds and the API takes.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Is it still offered?
    pub active: bool,
    /// The controlling field's values under which it is offered.
    pub valid_for: Vec<String>,
}

/// One field of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// API name.
    pub name: String,
    /// What people read.
    pub label: String,
    /// Data type.
    pub kind: Kind,
    /// Longest text.
    pub length: u32,
    /// Digits in all.
    pub precision: u32,
    /// Digits after the point.
    pub scale: u32,
    /// May it be empty?
    pub nillable: bool,
    /// May it be given on create?
    pub createable: bool,
    /// May it be changed?
    pub updateable: bool,
    /// Does create fill it when it is not given?
    pub defaulted: bool,
    /// May WHERE name it?
    pub filterable: bool,
    /// May GROUP BY name it?
    pub groupable: bool,
    /// May ORDER BY name it?
    pub sortable: bool,
    /// Does upsert take it as a key?
    pub external_id: bool,
    /// Does the object call itself by it?
    pub name_field: bool,
    /// Objects that it may point to.
    pub refers_to: Vec<String>,
    /// The name of the way to the record that it points to: `Account` of `AccountId`.
    pub relationship: Option<String>,
    /// A picklist's values.
    pub choices: Vec<Choice>,
    /// Does the API refuse other values?
    pub restricted: bool,
    /// The field whose value settles which of them are offered.
    pub controller: Option<String>,
    /// Made by an admin?
    pub custom: bool,
    /// Field-level security keeps it from the user: to the API it is not there.
    pub hidden: bool,
}

impl Field {
    /// A nillable field that the API may write.
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

    /// One entry of a describe answer's `fields`.
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

    /// Must create be given it?
    pub fn required(&self) -> bool {
        !self.nillable && self.createable && !self.defaulted && self.kind != Kind::Boolean
    }
}

fn strings(list: &Json) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|s| s.as_str().map(Into::into)).collect()
}

/// An object: its names, its fields, and what its describe says besides.
#[derive(Clone, Debug)]
pub struct Object {
    /// API name.
    pub name: String,
    /// What people read.
    pub label: String,
    /// The same for many.
    pub plural: String,
    /// First three characters of its ids.
    pub prefix: String,
    /// Fields in describe's order.
    pub fields: Vec<Field>,
    /// May the API write it?
    pub writable: bool,
    /// Only the Tooling API knows it.
    pub tooling: bool,
    /// A recorded describe answer that the rest is taken from.
    pub recorded: Option<Arc<Json>>,
    index: BTreeMap<String, usize>,
}

impl Object {
    /// The values of an empty record: checkboxes are never null.
    pub fn blank(&self) -> Vec<Value> {
        let empty = |f: &Field| if f.kind == Kind::Boolean { Value::Bool(false) } else { Value::Null };
        self.fields.iter().map(empty).collect()
    }

    /// An object of these fields.
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

    /// Names are looked up without regard to case; call this after a change of `fields`.
    pub fn reindex(&mut self) {
        self.index = self.fields.iter().enumerate().map(|(i, f)| (f.name.to_ascii_lowercase(), i)).collect();
    }

    /// Where a field stands, if the user may see it.
    pub fn position(&self, name: &str) -> Option<usize> {
        let i = *self.index.get(&name.to_ascii_lowercase())?;
        (!self.fields[i].hidden).then_some(i)
    }

    /// A field that the user may see.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.position(name).map(|i| &self.fields[i])
    }

    /// Where a field stands, hidden or not: for the org's own doing.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.index.get(&name.to_ascii_lowercase()).copied()
    }

    /// The reference field behind a relationship name.
    pub fn relationship(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| {
            !f.hidden && f.relationship.as_deref().is_some_and(|r| r.eq_ignore_ascii_case(name))
        })
    }

    /// Fields that the user may see, with their places.
    pub fn visible(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.fields.iter().enumerate().filter(|(_, f)| !f.hidden)
    }
}
