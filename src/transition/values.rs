//! Checks values against the definitions of their fields.

use super::help;
use super::parameters::Parameters;
use super::verdict::{Violation, ViolationCode};
use crate::base::text::embedded;
use crate::base::{FieldName, FieldValue};
use crate::org::{FieldInfo, FieldKind, is_in_range};

/// Returns the violation for a field that the user may read but not write.
pub(super) fn read_only(name: &FieldName, label: &str) -> Violation {
    Violation {
        field: Some(name.clone()),
        parameters: Parameters::default().with("label", label),
        ..Violation::new(ViolationCode::FieldReadOnly, format!("You may not edit {}.", embedded(label)))
    }
    .with_help(help::ASK_ADMINISTRATOR)
}

/// Returns every violation of the field's definition.
pub(super) fn check_value(field: &FieldInfo, value: &FieldValue) -> Vec<Violation> {
    let label = &embedded(&field.label);
    let count = |number: u32| FieldValue::Number(i64::from(number).into());
    let violation = |code, message: String| Violation {
        field: Some(field.name.clone()),
        parameters: Parameters::default().with("label", &field.label),
        ..Violation::new(code, message)
    };
    let mut violations = Vec::new();
    if !field.updateable {
        violations.push(read_only(&field.name, &field.label));
    }
    match value {
        FieldValue::Null if field.required => {
            violations.push(violation(ViolationCode::ValueRequired, format!("{label} is required.")));
        }
        FieldValue::Text(_) if !is_in_range(field, value) => {
            let message = format!("{label} takes dates from 1700-01-01 to 4000-12-31.");
            let mut violation = violation(ViolationCode::ValueOutOfRange, message);
            violation.parameters =
                violation.parameters.with("earliest", "1700-01-01").with("latest", "4000-12-31");
            violations.push(violation);
        }
        FieldValue::Text(text) => {
            // Salesforce counts UTF-16 code units, as Java does.
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
            // The scale of a field only affects display: the API stores more decimal places as given (Help
            // 000385689, 000387302). Only the digits before the decimal point are limited.
            let whole = field.precision.map(|most| most.saturating_sub(field.scale.unwrap_or(0)));
            if let Some(whole) = whole
                && number.integer_digits() > whole
                && !(whole == 0 && number.abs() < 1.into())
            {
                let message = format!("{label} takes at most {whole} digits before the decimal point.");
                let mut violation = violation(ViolationCode::ValueOutOfRange, message);
                violation.parameters = violation.parameters.with_value("digits", count(whole));
                violations.push(violation);
            }
        }
        FieldValue::Null | FieldValue::Bool(_) => {}
    }
    violations
}
