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
    /// A field whose type the document does not contain: some values reveal the type, others do not. Also a
    /// geolocation or an address, which a record cannot hold as one value unless it is blank.
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
        let Some(kind) = kind else { return };
        match needs.iter_mut().find(|need| need.name.eq_ignore_ascii_case(name)) {
            // A field can be compared in several ways, of which some accept any value.
            Some(need) if need.kind.decided() < kind.decided() => need.kind = kind,
            Some(_) => {}
            None => needs.push(Need { kind, name: name.into() }),
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
                add(of_value(path, any_value && !is_compound(document.field_type(path), path)), path);
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
            let kind = document.field_type(name);
            let any_value =
                (kind != Some(FieldType::Unspecified) || !may_be_percent(name)) && !is_compound(kind, name);
            add(if kind.is_none() { Some(of_unknown(name)) } else { of_value(name, any_value) }, name);
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
    !name.starts_with('$') && ["__c", "__pc"].iter().any(|suffix| without(name, suffix).is_some())
}

/// Returns true for a geolocation, an address or a person's name of a record.
fn is_compound(kind: Option<FieldType>, name: &str) -> bool {
    matches!(kind, Some(FieldType::Location | FieldType::Compound)) && !name.starts_with('$')
}

fn root_of(name: &str) -> String {
    own_name(name).split('.').next().unwrap_or(name).to_ascii_lowercase()
}

/// Returns what a known name needs; `None` for what the record itself holds.
fn of_value(name: &str, any_value: bool) -> Option<NeedKind> {
    let root = root_of(name);
    match &*root {
        "$user" | "$profile" | "$userrole" | "$permission" if any_value => Some(NeedKind::User),
        // The record is always read with these.
        "recordtype" | "$recordtype" if ["Id", "Name"].iter().any(|end| without(name, end).is_some()) => None,
        "$recordtype" if any_value => Some(NeedKind::RelatedField),
        _ if root.starts_with('$') => Some(of_unknown(name)),
        _ if !any_value => Some(NeedKind::UnknownField),
        _ if own_name(name).contains('.') => Some(NeedKind::RelatedField),
        _ => None,
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
