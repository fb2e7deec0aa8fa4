//! The fields that a sentence names.

use super::class::Class;
use super::reading::Reading;
use super::{Context, Wish};
use crate::org::FieldKind;

/// A wish, or the field that a value is missing of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What is wanted.
    pub wish: Wish,
    /// A field was named without a valid value.
    pub without_value: Option<String>,
}

/// A field that is named, and where.
pub fn mentions(reading: &Reading) -> Vec<(usize, String)> {
    let of = |index: usize| {
        reading
            .sense(index, Class::Field)
            .filter(|_| !reading.used(index))
            .map(|sense| (index, sense.name.to_string()))
    };
    (0..reading.items.len()).filter_map(of).collect()
}

/// What a field holds: as the org has it, and where it is not known yet, as every org has it.
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

/// "No discount".
pub fn is_denied(reading: &Reading, index: usize) -> bool {
    index.checked_sub(1).is_some_and(|before| reading.is(before, Class::No))
}
