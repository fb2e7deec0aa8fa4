//! Where rules read their values from.

use super::field_types::constant;
use crate::base::FieldValue;
use crate::base::map::Map;
use crate::base::text::without;
use salesforce_formula::FieldType;

/// The source of a slot's value.
#[derive(Debug)]
pub(super) struct Source {
    /// The path in the record, or the global variable's name.
    pub(super) path: Box<str>,
    pub(super) kind: FieldType,
    /// The value of a constant global variable.
    pub(super) constant: Option<FieldValue>,
}

impl Source {
    pub(super) fn new(path: &str, kind: FieldType, globals: &Map<String, FieldValue>) -> Self {
        Self { path: path_of(path).into(), kind, constant: constant(globals, path).cloned() }
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.path.eq_ignore_ascii_case(name)
    }

    pub(super) fn is_global(&self) -> bool {
        self.path.starts_with('$')
    }

    /// Returns true if the value is read through this lookup: `Account.Name` through `AccountId`, `X__r.Y`
    /// through `X__c`.
    pub(super) fn goes_through(&self, lookup: &str) -> bool {
        let Some((head, _)) = self.path.split_once('.') else { return false };
        let same =
            |a: Option<&str>, b: Option<&str>| a.zip(b).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
        same(without(lookup, "Id"), Some(head)) || same(without(lookup, "__c"), without(head, "__r"))
    }
}

/// Returns the path in the record: `$RecordType.Name` is read as `RecordType.Name`.
pub(super) fn path_of(name: &str) -> &str {
    let after = |prefix: &str| {
        name.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix))?;
        name.get(prefix.len()..)
    };
    let path = match after("$RecordType.") {
        Some(_) => name.get(1..).unwrap_or(name),
        None => after("Opportunity.").unwrap_or(name),
    };
    // The record itself contains the id.
    if path.eq_ignore_ascii_case("RecordType.Id") { "RecordTypeId" } else { path }
}
