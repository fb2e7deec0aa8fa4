//! What a field's own definition says against a value.

use super::parameters::Parameters;
use super::verdict::{Violation, ViolationCode};
use crate::org::{FieldInfo, FieldKind};
use crate::record::{FieldName, FieldValue};

/// The user may read but not write the field.
pub(super) fn read_only(name: &FieldName, label: &str) -> Violation {
    Violation {
        help: Some("Ask your Salesforce administrator for edit access to the field.".into()),
        field: Some(name.clone()),
        parameters: Parameters::default().with("label", label),
        ..Violation::new(ViolationCode::FieldReadOnly, format!("You may not edit {label}."))
    }
}

/// All that the field's definition says against the value.
pub(super) fn check_value(field: &FieldInfo, value: &FieldValue) -> Vec<Violation> {
    let label = &field.label;
    let count = |number: u32| FieldValue::Number(i64::from(number).into());
    let violation = |code, message: String| Violation {
        field: Some(field.name.clone()),
        parameters: Parameters::default().with("label", label),
        ..Violation::new(code, message)
    };
    let mut violations = Vec::new();
    if !field.updateable {
        violations.push(read_only(&field.name, label));
    }
    match value {
        FieldValue::Null if field.required => {
            violations.push(violation(ViolationCode::ValueRequired, format!("{label} is required.")));
        }
        FieldValue::Text(text) => {
            // Salesforce counts as Java does: in UTF-16 units.
            let length = text.encode_utf16().count();
            if let Some(most) = field.length
                && field.kind() == FieldKind::Text
                && length > most as usize
            {
                let message = format!("{label} takes at most {most} characters, and this has {length}.");
                let mut violation = violation(ViolationCode::ValueTooLong, message);
                let length = count(u32::try_from(length).unwrap_or(u32::MAX));
                violation.parameters =
                    violation.parameters.with_value("most", count(most)).with_value("length", length);
                violations.push(violation);
            }
        }
        FieldValue::Number(number) => {
            let scale = field.scale.unwrap_or(0);
            let whole = field.precision.map(|precision| precision.saturating_sub(scale));
            if whole.is_some_and(|whole| number.integer_digits() > whole)
                || field.precision.is_some() && number.scale() > scale
            {
                let whole = whole.unwrap_or_default();
                let message =
                    format!("{label} takes at most {whole} digits before the point and {scale} after it.");
                let mut violation = violation(ViolationCode::ValueOutOfRange, message);
                violation.parameters =
                    violation.parameters.with_value("digits", count(whole)).with_value("scale", count(scale));
                violations.push(violation);
            }
        }
        FieldValue::Null | FieldValue::Bool(_) => {}
    }
    violations
}
