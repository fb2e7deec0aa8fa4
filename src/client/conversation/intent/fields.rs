//! The fields that a sentence names.

use super::class::Class;
use super::reading::Reading;
use super::{Context, Wish};
use crate::org::FieldKind;

/// The changes found so far, and the field that lacks a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The changes.
    pub wish: Wish,
    /// A field that was named without a valid value.
    pub without_value: Option<String>,
}

/// The unused mentions of fields: index and name.
pub fn mentions(reading: &Reading) -> Vec<(usize, String)> {
    let of = |index: usize| {
        reading
            .sense(index, Class::Field)
            .filter(|_| !reading.used(index))
            .map(|sense| (index, sense.name.to_string()))
    };
    (0..reading.items.len()).filter_map(of).collect()
}

/// The kind of a field; for standard fields, even before the org is known.
pub fn kind(name: &str, context: &Context) -> FieldKind {
    let custom = format!("{name}__c");
    let known = context.fields.iter().find(|field| {
        let own = field.name.as_str();
        own.eq_ignore_ascii_case(name) || own.eq_ignore_ascii_case(&custom)
    });
    match known {
        Some(field) => field.kind(),
        None if matches!(name, "NextStep" | "Name" | "Description") => FieldKind::Text,
        None if name == "CloseDate" => FieldKind::Date,
        None => FieldKind::Decimal,
    }
}

/// True if "no" precedes the field: "no discount".
pub fn is_denied(reading: &Reading, index: usize) -> bool {
    index.checked_sub(1).is_some_and(|before| reading.is(before, Class::No))
}
