//! Where rules read their values from.

use super::schema::constant;
use crate::base::FieldValue;
use crate::base::text::without;
use salesforce_formula::FieldType;

/// Where the value of a slot comes from.
#[derive(Debug)]
pub(super) struct Source {
    /// The path in the record, or the global variable's name.
    pub(super) path: Box<str>,
    pub(super) kind: FieldType,
    /// The value of a global variable that never changes.
    pub(super) constant: Option<FieldValue>,
}

impl Source {
    pub(super) fn new(path: &str, kind: FieldType, globals: &[(Box<str>, FieldValue)]) -> Self {
        Self { path: path_of(path).into(), kind, constant: constant(globals, path).cloned() }
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.path.eq_ignore_ascii_case(name)
    }

    pub(super) fn is_global(&self) -> bool {
        self.path.starts_with('$')
    }

    /// Whether the value is read through this lookup: `Account.Name` through `AccountId`, `X__r.Y` through `X__c`.
    pub(super) fn goes_through(&self, lookup: &str) -> bool {
        let Some((head, _)) = self.path.split_once('.') else { return false };
        let same =
            |a: Option<&str>, b: Option<&str>| a.zip(b).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
        same(without(lookup, "Id"), Some(head)) || same(without(lookup, "__c"), without(head, "__r"))
    }
}

/// The path in the record's own terms: `$RecordType.Name` is read like `RecordType.Name`.
pub(super) fn path_of(name: &str) -> &str {
    let after = |prefix: &str| {
        name.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix))?;
        name.get(prefix.len()..)
    };
    let path = match after("$RecordType.") {
        Some(_) => name.get(1..).unwrap_or(name),
        None => after("Opportunity.").unwrap_or(name),
    };
    // The id is in the record itself.
    if path.eq_ignore_ascii_case("RecordType.Id") { "RecordTypeId" } else { path }
}
