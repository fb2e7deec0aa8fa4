//! Is the value one of its picklist, as the other values will be?

use super::parameters::Parameters;
use super::verdict::{Verdict, Violation, ViolationCode, Warning, WarningCode};
use crate::base::text::{embedded, lower};
use crate::base::{FieldName, FieldValue, FieldValues};
use crate::org::{FieldInfo, ObjectInfo, OrgDocument, PicklistEntry, Picklists};

/// Picklists of Salesforce's own that refuse every other value, in every org.
const RESTRICTED: [&str; 3] = ["ForecastCategory", "ForecastCategoryName", "CurrencyIsoCode"];

/// Whether Salesforce is known to refuse values that are not in the list. The User Interface API does not tell.
pub(super) fn is_restricted(org: Option<&OrgDocument>, field: &FieldName) -> bool {
    RESTRICTED.contains(&field.as_str())
        || org
            .and_then(|org| org.field(field.as_str())?.picklist.as_ref())
            .is_some_and(|picklist| picklist.restricted)
}

/// A change, as far as picklists are concerned.
pub(super) struct Choices<'a> {
    pub(super) picklists: &'a Picklists,
    pub(super) info: &'a ObjectInfo,
    pub(super) org: Option<&'a OrgDocument>,
    /// The values that are written, the stage left aside.
    pub(super) writes: &'a FieldValues,
    /// The stage that the record will be in.
    pub(super) stage: &'a str,
    /// What the record holds.
    pub(super) read: &'a dyn Fn(&str) -> Option<FieldValue>,
}

impl Choices<'_> {
    /// Adds what speaks against the values.
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
        // Salesforce does not mind the case of letters.
        let same = |entry: &&PicklistEntry| entry.value == value || lower(&entry.value) == lower(value);
        let Some(entry) = entries.iter().find(same) else {
            let said = Violation {
                help: Some("Choose one of its values.".into()),
                ..said(
                    field,
                    value,
                    format!("“{}” is not a value of {}.", embedded(value), embedded(&field.label)),
                )
            };
            if is_restricted(self.org, &field.name) {
                verdict.violations.push(said);
            } else {
                // Such a list takes any text, and keeps it as a value that is no longer used.
                verdict.warnings.push(warning(said));
            }
            return;
        };
        if let Some(under) = self.not_valid_under(field, entry) {
            verdict.violations.push(self.dependent(field, value, &under));
        }
    }

    /// A value that stays, of a field whose controlling field changes. The user did not choose it now, so it is not a reason
    /// against the change.
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

    /// The controlling value that excludes the entry; `None` if the entry is valid or if this is unknown.
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
        let said = said(
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
            parameters: said.parameters.with("controller", label).with("controllingValue", under),
            ..said
        }
    }
}

/// The values that a text holds: those of a multi-select picklist are separated by semicolons.
fn values<'a>(field: &FieldInfo, text: &'a str) -> impl Iterator<Item = &'a str> {
    let separator = if field.data_type == "MultiPicklist" { ';' } else { '\0' };
    text.split(separator).map(str::trim).filter(|value| !value.is_empty())
}

fn said(field: &FieldInfo, value: &str, message: String) -> Violation {
    Violation {
        field: Some(field.name.clone()),
        parameters: Parameters::default().with("label", &field.label).with("value", value),
        ..Violation::new(ViolationCode::ValueNotInPicklist, message)
    }
}

fn warning(said: Violation) -> Warning {
    Warning {
        help: said.help,
        field: said.field,
        parameters: said.parameters,
        ..Warning::new(WarningCode::ValueNotInPicklist, said.message)
    }
}
