//! An opened opportunity as a surface shows it.

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
    /// The currency of an amount, where the org has several.
    pub currency: Option<String>,
    /// What it holds, or is to hold.
    pub value: FieldValue,
}

/// The opportunity as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CurrentOpportunity {
    /// Its id.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub stage: Stage,
    /// The account's name.
    pub account: Option<String>,
    /// The owner's name.
    pub owner: Option<String>,
    /// What it is worth.
    pub amount: Option<Decimal>,
    /// The amount's currency, where the org has several.
    pub currency: Option<String>,
    /// The sign that the org shows amounts with, where it has one currency and a record has told.
    pub currency_sign: Option<String>,
    /// As `yyyy-mm-dd`.
    pub close_date: Option<String>,
    /// Whole days since the stage changed.
    pub days_in_stage: Option<i64>,
    /// How often the close date was put off.
    pub push_count: Option<i64>,
    /// When a user last saved it.
    pub last_modified: String,
    /// The values of the editable fields.
    pub fields: FieldValues,
    /// Where a person opens it in Salesforce, where that is known.
    pub link: Option<String>,
}

impl CurrentOpportunity {
    /// Of an opened opportunity.
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

/// The editable fields with their values.
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
