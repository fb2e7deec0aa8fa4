//! An opened opportunity for the user interface.

use serde::Serialize;

use super::session::Session;
use crate::base::{Decimal, FieldName, FieldValue, FieldValues, RecordId};
use crate::org::{FieldInfo, FieldPicklist, Stage};
use crate::transition::Opportunity;

/// A field of the form, with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditableField {
    /// The field.
    #[serde(flatten)]
    pub info: FieldInfo,
    /// The values of a picklist.
    pub picklist: Option<FieldPicklist>,
    /// The currency of an amount, if the org has several.
    pub currency: Option<String>,
    /// The current or the requested value.
    pub value: FieldValue,
}

/// The opportunity as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CurrentOpportunity {
    /// Returns its id.
    pub id: RecordId,
    /// Its label.
    pub name: String,
    /// Its current stage.
    pub stage: Stage,
    /// The account's name.
    pub account: Option<String>,
    /// The owner's name.
    pub owner: Option<String>,
    /// The amount.
    pub amount: Option<Decimal>,
    /// The amount's currency, if the org has several.
    pub currency: Option<String>,
    /// The org's currency sign, if it has one currency and a record has shown it.
    pub currency_sign: Option<String>,
    /// As `yyyy-mm-dd`.
    pub close_date: Option<String>,
    /// Whole days since the stage changed.
    pub days_in_stage: Option<i64>,
    /// How often the close date was pushed.
    pub push_count: Option<i64>,
    /// The time of the last save by a user.
    pub last_modified: String,
    /// The values of the editable fields.
    pub fields: FieldValues,
    /// The record's page in Salesforce, if known.
    pub link: Option<String>,
}

impl CurrentOpportunity {
    /// Creates it from an opened opportunity.
    #[must_use]
    pub fn of(opportunity: &Opportunity, session: &Session) -> Self {
        let record = &opportunity.record;
        let text = |name: &str| record.text(name).map(Into::into);
        Self {
            id: record.id.clone(),
            name: record.text("Name").unwrap_or_default().into(),
            stage: opportunity.stage.clone(),
            account: text("Account.Name"),
            owner: text("Owner.Name"),
            amount: record.value("Amount").and_then(FieldValue::as_number).copied(),
            currency: text("CurrencyIsoCode"),
            currency_sign: session.currency_sign.clone(),
            close_date: text("CloseDate"),
            days_in_stage: opportunity.days_in_stage,
            push_count: record
                .value("PushCount")
                .and_then(FieldValue::as_number)
                .and_then(|number| number.to_string().parse().ok()),
            last_modified: record.last_modified.clone(),
            fields: opportunity.editable.iter().map(|name| (name.clone(), held(opportunity, name))).collect(),
            link: session.settings.link(&record.id),
        }
    }
}

/// Returns the editable fields with their values.
#[must_use]
pub fn editable_fields(opportunity: &Opportunity) -> Vec<EditableField> {
    let fields = opportunity.editable.iter().filter_map(|name| opportunity.info.field(name));
    let currency = opportunity.record.text("CurrencyIsoCode");
    fields
        .map(|info| EditableField {
            picklist: opportunity.picklist(info),
            currency: currency.filter(|_| info.data_type == "Currency").map(Into::into),
            value: held(opportunity, &info.name),
            info: info.clone(),
        })
        .collect()
}

fn held(opportunity: &Opportunity, name: &FieldName) -> FieldValue {
    opportunity.record.value(name.as_str()).cloned().unwrap_or(FieldValue::Null)
}
