//! What a rule needs beside the record, and who could supply it.

use serde::Serialize;

use crate::formula::{Compiled, Formula, Schema};
use crate::org::OrgDocument;
use crate::text::without;

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
    /// Nobody: the formula is wrong.
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

/// Everything that the rule needs beside the record, each once.
pub(super) fn needs(formula: &Formula, compiled: &Compiled, document: &OrgDocument) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for name in formula.fields() {
        names.push(name.to_owned());
    }
    let mut place = 0;
    while let Some(name) = names.get(place).cloned() {
        // What a field is computed from decides what it will be.
        document.computed_from(&name, &mut |name| {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                names.push(name.to_owned());
            }
        });
        if let Some(kind) = of_name(&name, document) {
            needs.push(Need { kind, name });
        }
        place += 1;
    }
    for name in formula.functions() {
        let kind = match &*name {
            "VLOOKUP" => NeedKind::LookUp,
            "CURRENCYRATE" => NeedKind::CurrencyRate,
            _ if is_unknown_function(&name, compiled) => NeedKind::UnknownFunction,
            _ => continue,
        };
        needs.push(Need { kind, name });
    }
    needs
}

fn is_unknown_function(name: &str, compiled: &Compiled) -> bool {
    compiled.unknown().iter().any(|unknown| unknown.function && unknown.name.eq_ignore_ascii_case(name))
}

fn of_name(name: &str, document: &OrgDocument) -> Option<NeedKind> {
    // A formula may say whose field it is.
    let name = match name.split_once('.') {
        Some((object, rest)) if object.eq_ignore_ascii_case("Opportunity") => rest,
        _ => name,
    };
    let root = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    match &*root {
        "$user" | "$profile" | "$userrole" | "$permission" => Some(NeedKind::User),
        "$setup" => Some(NeedKind::CustomSetting),
        "$custommetadata" => Some(NeedKind::CustomMetadata),
        "$label" => Some(NeedKind::Label),
        // The fields that VLOOKUP names; the function itself is the need. `$System` is a constant.
        "$objecttype" | "$system" => None,
        "recordtype" | "$recordtype" if document.field_type(name).is_some() => None,
        _ if root.starts_with('$') => Some(NeedKind::Global),
        // A number of another object's own field may be a percentage, which only its description tells.
        _ if name.contains('.')
            && (document.field_type(name).is_some() || without(name, "__c").is_none()) =>
        {
            Some(NeedKind::RelatedField)
        }
        _ if document.field_type(name).is_some() => None,
        _ => Some(NeedKind::UnknownField),
    }
}
