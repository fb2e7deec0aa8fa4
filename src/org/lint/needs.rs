//! What a rule needs in addition to the record, and who can supply it.

use serde::Serialize;

use crate::base::text::without;
use crate::org::OrgDocument;
use salesforce_formula::{Compiled, FieldType, Input, Schema};

/// What it takes to decide a rule, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Decided {
    /// The record alone.
    Record,
    /// The record and the user: `$User`, `$Profile`, `$UserRole`, `$Permission`.
    User,
    /// Also fields of other records, which the host may load.
    Related,
    /// Only Salesforce can tell.
    Org,
    /// It cannot be supplied: the formula is wrong.
    Broken,
}

/// One thing that a rule needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// What kind of thing.
    pub kind: NeedKind,
    /// As the formula has it.
    pub name: String,
}

/// The kinds of need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum NeedKind {
    /// The running user, their profile, role or permissions.
    User,
    /// A field of a related record: a standard one, or one that the document describes.
    RelatedField,
    /// A field of which the document does not tell the type. Its value may, but not every value does.
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
    /// A function that is not known here.
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

/// What the most demanding need asks for.
pub(super) fn decided(needs: &[Need]) -> Decided {
    needs.iter().map(|need| need.kind.decided()).max().unwrap_or(Decided::Record)
}

/// Everything that the rule needs in addition to the record, each once. The rule's own needs are read off the code that is
/// evaluated, and those of computed fields off their formulas.
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
            Input::Value(path, told) => {
                add(of_value(path, told), path);
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
    // What a field is computed from decides what it will be.
    let mut index = 0;
    while let Some(name) = read.get(index).cloned() {
        document.computed_from(own_name(&name), &mut |name| {
            read_once(&mut read, name);
            let told =
                document.field_type(name).map(|kind| kind != FieldType::Unspecified || !may_be_percent(name));
            add(told.map_or_else(|| Some(of_unknown(name)), |told| of_value(name, told)), name);
        });
        index += 1;
    }
    needs
}

/// The name without the object, which a formula may name.
fn own_name(name: &str) -> &str {
    match name.split_once('.') {
        Some((object, rest)) if object.eq_ignore_ascii_case("Opportunity") => rest,
        _ => name,
    }
}

/// A number of another object's own field may be a percentage, which only its description tells.
fn may_be_percent(name: &str) -> bool {
    !name.starts_with('$') && without(name, "__c").is_some()
}

fn root_of(name: &str) -> String {
    own_name(name).split('.').next().unwrap_or(name).to_ascii_lowercase()
}

/// What a value takes whose name is known; none for what the record itself holds.
fn of_value(name: &str, told: bool) -> Option<NeedKind> {
    let root = root_of(name);
    match &*root {
        "$user" | "$profile" | "$userrole" | "$permission" => Some(NeedKind::User),
        // What the record is read with.
        "recordtype" | "$recordtype" if ["Id", "Name"].iter().any(|end| without(name, end).is_some()) => None,
        "$recordtype" => Some(NeedKind::RelatedField),
        _ if root.starts_with('$') => Some(of_unknown(name)),
        _ if !own_name(name).contains('.') => None,
        _ if told => Some(NeedKind::RelatedField),
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
