//! Finds what a rule needs in addition to the record, and who can supply it.

use serde::Serialize;

use crate::base::text::without;
use crate::org::OrgDocument;
use salesforce_formula::{Compiled, FieldType, Input, Schema};

/// What it takes to decide a rule, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Decided {
    /// The record alone.
    Record,
    /// The record and the user: `$User`, `$Profile`, `$UserRole`, `$Permission`.
    User,
    /// Also fields of other records, which the host may load.
    Related,
    /// Only Salesforce can decide it.
    Org,
    /// The formula is wrong.
    Broken,
}

/// One thing that a rule needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The kind of need.
    pub kind: NeedKind,
    /// The name, as the formula spells it.
    pub name: String,
}

/// The kinds of need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum NeedKind {
    /// The running user, their profile, role or permissions.
    User,
    /// A field of a related record: a standard field, or one that the document describes.
    RelatedField,
    /// A field whose type the document does not contain. Some values reveal the type, others do not.
    UnknownField,
    /// A custom setting (`$Setup`).
    CustomSetting,
    /// Custom metadata (`$CustomMetadata`).
    CustomMetadata,
    /// A custom label (`$Label`).
    Label,
    /// Another global variable.
    Global,
    /// A query over other records: `VLOOKUP`.
    LookUp,
    /// The org's exchange rates: `CURRENCYRATE`.
    CurrencyRate,
    /// A function that this engine does not know.
    UnknownFunction,
}

impl NeedKind {
    fn decided(self) -> Decided {
        match self {
            Self::User => Decided::User,
            Self::RelatedField => Decided::Related,
            Self::UnknownField
            | Self::CustomSetting
            | Self::CustomMetadata
            | Self::Label
            | Self::Global
            | Self::LookUp
            | Self::CurrencyRate
            | Self::UnknownFunction => Decided::Org,
        }
    }
}

/// Returns what the most demanding need requires.
pub(super) fn decided(needs: &[Need]) -> Decided {
    needs.iter().map(|need| need.kind.decided()).max().unwrap_or(Decided::Record)
}

/// Returns everything that the rule needs in addition to the record, each once. The rule's own needs come from
/// the compiled code, those of computed fields from their formulas.
pub(super) fn needs(compiled: &Compiled, document: &OrgDocument) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let mut add = |kind: Option<NeedKind>, name: &str| {
        let known = |need: &Need| need.name.eq_ignore_ascii_case(name);
        if let Some(kind) = kind.filter(|_| !needs.iter().any(known)) {
            needs.push(Need { kind, name: name.into() });
        }
    };
    let mut read: Vec<String> = Vec::new();
    let read_once = |read: &mut Vec<String>, name: &str| {
        if !read.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            read.push(name.to_owned());
        }
    };
    for input in compiled.inputs() {
        match input {
            Input::Value(path, any_value) => {
                add(of_value(path, any_value), path);
                read_once(&mut read, path);
            }
            Input::Unknown(name) => {
                let kind = if name.function { NeedKind::UnknownFunction } else { of_unknown(&name.name) };
                add(Some(kind), &name.name);
            }
            Input::LookUp => add(Some(NeedKind::LookUp), "VLOOKUP"),
            Input::CurrencyRate => add(Some(NeedKind::CurrencyRate), "CURRENCYRATE"),
            Input::Regex => add(Some(NeedKind::UnknownFunction), "REGEX"),
        }
    }
    // A computed field also needs what it is computed from.
    let mut index = 0;
    while let Some(name) = read.get(index).cloned() {
        document.computed_from(own_name(&name), &mut |name| {
            read_once(&mut read, name);
            let any_value =
                document.field_type(name).map(|kind| kind != FieldType::Unspecified || !may_be_percent(name));
            add(
                any_value.map_or_else(|| Some(of_unknown(name)), |any_value| of_value(name, any_value)),
                name,
            );
        });
        index += 1;
    }
    needs
}

/// Returns the name without the object, which a formula may include.
fn own_name(name: &str) -> &str {
    match name.split_once('.') {
        Some((object, rest)) if object.eq_ignore_ascii_case("Opportunity") => rest,
        _ => name,
    }
}

/// A number of another object's own field may be a percentage. Only its description tells.
fn may_be_percent(name: &str) -> bool {
    !name.starts_with('$') && without(name, "__c").is_some()
}

fn root_of(name: &str) -> String {
    own_name(name).split('.').next().unwrap_or(name).to_ascii_lowercase()
}

/// Returns what a known name needs; `None` for what the record itself holds.
fn of_value(name: &str, any_value: bool) -> Option<NeedKind> {
    let root = root_of(name);
    match &*root {
        "$user" | "$profile" | "$userrole" | "$permission" => Some(NeedKind::User),
        // The record is always read with these.
        "recordtype" | "$recordtype" if ["Id", "Name"].iter().any(|end| without(name, end).is_some()) => None,
        "$recordtype" => Some(NeedKind::RelatedField),
        _ if root.starts_with('$') => Some(of_unknown(name)),
        _ if !own_name(name).contains('.') => None,
        _ if any_value => Some(NeedKind::RelatedField),
        _ => Some(NeedKind::UnknownField),
    }
}

fn of_unknown(name: &str) -> NeedKind {
    let root = root_of(name);
    match &*root {
        "$setup" => NeedKind::CustomSetting,
        "$custommetadata" => NeedKind::CustomMetadata,
        "$label" => NeedKind::Label,
        _ if root.starts_with('$') => NeedKind::Global,
        _ => NeedKind::UnknownField,
    }
}
