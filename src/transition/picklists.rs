//! Checks values against their picklists, with the other values as they will be.

use super::parameters::Parameters;
use super::verdict::{Verdict, Violation, ViolationCode, Warning, WarningCode};
use crate::base::text::{embedded, lower};
use crate::base::{FieldName, FieldValue, FieldValues};
use crate::org::{FieldInfo, ObjectInfo, OrgDocument, PicklistEntry, Picklists};

/// Salesforce's own picklists that refuse other values in every org.
const RESTRICTED: [&str; 3] = ["ForecastCategory", "ForecastCategoryName", "CurrencyIsoCode"];

/// Returns true if Salesforce is known to refuse values that are not in the list. The User Interface API does
/// not report it.
pub(super) fn is_restricted(org: Option<&OrgDocument>, field: &FieldName) -> bool {
    RESTRICTED.contains(&field.as_str())
        || org
            .and_then(|org| org.field(field.as_str())?.picklist.as_ref())
            .is_some_and(|picklist| picklist.restricted)
}

/// A change, for the check of picklists.
pub(super) struct Choices<'a> {
    pub(super) picklists: &'a Picklists,
    pub(super) info: &'a ObjectInfo,
    pub(super) org: Option<&'a OrgDocument>,
    /// The values to write, without the stage.
    pub(super) writes: &'a FieldValues,
    /// The stage after the change.
    pub(super) stage: &'a str,
    /// Reads the record's current value.
    pub(super) read: &'a dyn Fn(&str) -> Option<FieldValue>,
}

impl Choices<'_> {
    /// Adds the violations and warnings about the values.
    pub(super) fn check(&self, verdict: &mut Verdict) {
        for (name, entries) in &self.picklists.fields {
            let Some(field) = self.info.field(name).filter(|field| field.is_picklist()) else { continue };
            match self.writes.get(name) {
                Some(FieldValue::Text(text)) => {
                    for part in values(field, text) {
                        self.check_value(field, entries, part, verdict);
                    }
                }
                Some(_) => {}
                None => self.check_left_behind(field, entries, verdict),
            }
        }
    }

    fn check_value(&self, field: &FieldInfo, entries: &[PicklistEntry], value: &str, verdict: &mut Verdict) {
        // Salesforce ignores the case of letters.
        let same = |entry: &&PicklistEntry| entry.value == value || lower(&entry.value) == lower(value);
        let Some(entry) = entries.iter().find(same) else {
            let violation = Violation {
                help: Some("Choose one of its values.".into()),
                ..not_in_list(
                    field,
                    value,
                    format!("“{}” is not a value of {}.", embedded(value), embedded(&field.label)),
                )
            };
            if is_restricted(self.org, &field.name) {
                verdict.violations.push(violation);
            } else {
                // An unrestricted list accepts any text and stores it as an inactive value.
                verdict.warnings.push(warning(violation));
            }
            return;
        };
        if let Some(under) = self.not_valid_under(field, entry) {
            verdict.violations.push(self.dependent(field, value, &under));
        }
    }

    /// Checks a value that stays while its controlling field changes. The user did not choose it now, so it
    /// only causes a warning.
    fn check_left_behind(&self, field: &FieldInfo, entries: &[PicklistEntry], verdict: &mut Verdict) {
        let Some(controller) = &field.controller else { return };
        let stage_moves = || (self.read)("StageName").is_some_and(|now| now.as_text() != Some(self.stage));
        if !(self.writes.contains_key(controller) || controller.as_str() == "StageName" && stage_moves()) {
            return;
        }
        let Some(FieldValue::Text(held)) = (self.read)(field.name.as_str()) else { return };
        for value in values(field, &held) {
            let entry = entries.iter().find(|entry| entry.value == value);
            if let Some(under) = entry.and_then(|entry| self.not_valid_under(field, entry)) {
                verdict.warnings.push(warning(self.dependent(field, value, &under)));
            }
        }
    }

    /// Returns the controlling value that excludes the entry; `None` if the entry is valid or this is unknown.
    fn not_valid_under(&self, field: &FieldInfo, entry: &PicklistEntry) -> Option<String> {
        let (controller, valid_for) = (field.controller.as_ref()?, entry.valid_for.as_ref()?);
        let held = match self.writes.get(controller) {
            Some(value) => value.clone(),
            None if controller.as_str() == "StageName" => FieldValue::Text(self.stage.into()),
            None => (self.read)(controller.as_str())?,
        };
        let under = match held {
            FieldValue::Text(text) => text,
            FieldValue::Bool(checked) => checked.to_string(),
            FieldValue::Null => String::new(),
            FieldValue::Number(_) => return None,
        };
        (!valid_for.contains(&under)).then_some(under)
    }

    fn dependent(&self, field: &FieldInfo, value: &str, under: &str) -> Violation {
        let controller = field.controller.as_ref();
        let label = controller.map(|name| self.info.label(name)).unwrap_or_default();
        let shown = controller.and_then(|name| self.picklists.label(name, under));
        let shown = shown.as_deref().unwrap_or(under);
        let state = if shown.is_empty() { "empty".to_owned() } else { format!("“{}”", embedded(shown)) };
        let violation = not_in_list(
            field,
            value,
            format!(
                "“{}” is not a value of {} while {} is {state}.",
                embedded(value),
                embedded(&field.label),
                embedded(&label)
            ),
        );
        Violation {
            help: Some(format!("Choose another value, or change {} as well.", embedded(&label))),
            parameters: violation.parameters.with("controller", label).with("controllingValue", under),
            ..violation
        }
    }
}

/// Returns the values of a text; a multi-select picklist separates them by semicolons.
fn values<'a>(field: &FieldInfo, text: &'a str) -> impl Iterator<Item = &'a str> {
    let separator = if field.data_type == "MultiPicklist" { ';' } else { '\0' };
    text.split(separator).map(str::trim).filter(|value| !value.is_empty())
}

fn not_in_list(field: &FieldInfo, value: &str, message: String) -> Violation {
    Violation {
        field: Some(field.name.clone()),
        parameters: Parameters::default().with("label", &field.label).with("value", value),
        ..Violation::new(ViolationCode::ValueNotInPicklist, message)
    }
}

fn warning(violation: Violation) -> Warning {
    Warning {
        help: violation.help,
        field: violation.field,
        parameters: violation.parameters,
        ..Warning::new(WarningCode::ValueNotInPicklist, violation.message)
    }
}
