//! The changes that a proposal makes, as they are shown.

use serde::Serialize;

use super::opportunity::Opportunity;
use crate::base::text::visible;
use crate::base::{FieldName, FieldValue, FieldValues};
use crate::org::Stage;

/// The author of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangedBy {
    /// The user who confirms.
    You,
    /// Salesforce, as a consequence.
    Salesforce,
}

/// A change of a field by a confirmed proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The field.
    pub field: FieldName,
    /// The field's label.
    pub label: String,
    /// Salesforce's data type.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The record's currency, if the org has several.
    pub currency: Option<String>,
    /// The current value.
    pub from: FieldValue,
    /// The value afterwards.
    pub to: FieldValue,
    /// The label of the current value, if it has one.
    pub from_label: Option<String>,
    /// The label of the value afterwards, if it has one.
    pub to_label: Option<String>,
    /// The author of the change.
    pub by: ChangedBy,
}

/// Returns a change of a field with its labels.
#[must_use]
pub fn list_change(
    opportunity: &Opportunity,
    field: &FieldName,
    from: FieldValue,
    to: FieldValue,
    by: ChangedBy,
) -> Change {
    // A text with invisible characters is shown with its code points.
    let named = |value: &FieldValue| {
        let text = value.as_text()?;
        let label = opportunity.picklists.label(field, text);
        let shown = visible(label.as_deref().unwrap_or(text));
        (label.is_some() || shown != text).then(|| shown.into_owned())
    };
    Change {
        label: opportunity.info.label(field),
        data_type: opportunity.info.data_type(field).into(),
        currency: opportunity.record.text("CurrencyIsoCode").map(Into::into),
        field: field.clone(),
        from_label: named(&from),
        to_label: named(&to),
        from,
        to,
        by,
    }
}

/// Lists the stage first, then the user's edits, then the consequences.
pub(super) fn list_changes(
    opportunity: &Opportunity,
    moved: Option<&Stage>,
    writes: &FieldValues,
    follows: Vec<(FieldName, FieldValue)>,
) -> Vec<Change> {
    let now = |name: &FieldName| opportunity.record.value(name.as_str()).cloned().unwrap_or(FieldValue::Null);
    let mut changes = Vec::new();
    for (name, value) in writes {
        let mut mine = list_change(opportunity, name, now(name), value.clone(), ChangedBy::You);
        if name.as_str() == "StageName" {
            mine.from_label = Some(visible(&opportunity.stage.label).into_owned());
            mine.to_label = moved.map(|stage| visible(&stage.label).into_owned());
            changes.insert(0, mine);
        } else {
            changes.push(mine);
        }
    }
    for (name, value) in follows {
        let from = writes.get(&name).cloned().unwrap_or_else(|| now(&name));
        changes.push(list_change(opportunity, &name, from, value, ChangedBy::Salesforce));
    }
    changes
}
