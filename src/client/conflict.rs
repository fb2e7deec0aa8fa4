//! Compares three states of a record to find who changed what.

use crate::base::{Conflict, ConflictField, FieldName, FieldValue, FieldValues, Side, Snapshot};
use crate::transition::{Opportunity, ProposalInput};

/// Fields that change with every save, or follow from other fields.
const FOLLOWING: [&str; 11] = [
    "ExpectedRevenue",
    "HasOpportunityLineItem",
    "IsClosed",
    "IsWon",
    "LastModifiedBy.Name",
    "LastModifiedById",
    "LastModifiedDate",
    "LastStageChangeDate",
    "LastStageChangeInDays",
    "PushCount",
    "SystemModstamp",
];

/// Fields that change with the stage. If the stage was changed, they are not listed.
const WITH_THE_STAGE: [&str; 3] = ["ForecastCategory", "ForecastCategoryName", "Probability"];

/// Compares the record as it was read, the values to write, and the current record. Fields that were not read
/// both times are left out.
pub(super) fn compare(base: &Opportunity, mine: &FieldValues, now: &Opportunity) -> Conflict {
    let (before, after) = (&base.record, &now.record);
    let stage_moved = before.text("StageName") != after.text("StageName");
    let news = |name: &str| {
        let parent = name.contains('.') && !matches!(name, "Account.Name" | "Owner.Name");
        !(parent || FOLLOWING.contains(&name) || stage_moved && WITH_THE_STAGE.contains(&name))
    };
    // As in a list of changes, the stage comes first.
    let (stage, rest): (Vec<_>, Vec<_>) = mine.iter().partition(|(name, _)| name.as_str() == "StageName");
    let own = stage.into_iter().chain(rest).filter_map(|(name, to)| field(base, name, Some(to), after));
    let others = before.values.keys().filter(|name| !mine.contains_key(*name) && news(name.as_str()));
    let others = others.filter_map(|name| field(base, name, None, after));
    let mut fields: Vec<_> = own.chain(others).collect();
    if let Some(other) = record_type(base, after) {
        fields.insert(fields.iter().take_while(|field| field.changed_by != Side::Them).count(), other);
    }
    Conflict {
        by: after.text("LastModifiedBy.Name").map(Into::into),
        at: after.last_modified.clone(),
        fields,
    }
}

/// Returns the record type if it changed, because it determines the sales process and the picklists.
fn record_type(base: &Opportunity, now: &Snapshot) -> Option<ConflictField> {
    if base.record.record_type == now.record_type {
        return None;
    }
    let named = |record: &Snapshot| {
        let name = record.text("RecordType.Name").or_else(|| record.text("RecordType.DeveloperName"));
        name.map_or(FieldValue::Null, |name| FieldValue::Text(name.into()))
    };
    let before = named(&base.record);
    Some(ConflictField {
        field: FieldName::known("RecordType.Name"),
        label: base.info.labels().record_type.unwrap_or_else(|| "Record Type".into()),
        data_type: "String".into(),
        currency: None,
        mine: before.clone(),
        before,
        theirs: named(now),
        changed_by: Side::Them,
    })
}

/// Returns the field if either side changed it.
fn field(
    base: &Opportunity,
    name: &FieldName,
    mine: Option<&FieldValue>,
    now: &Snapshot,
) -> Option<ConflictField> {
    let (before, theirs) = (base.record.value(name.as_str())?, now.value(name.as_str())?);
    let changed_by = match (mine.is_some(), base.info.stores_the_same(name, before, theirs)) {
        (true, true) => Side::Me,
        (true, false) => Side::Both,
        (false, false) => Side::Them,
        (false, true) => return None,
    };
    let (label, field) = match name.as_str().split_once('.') {
        Some((parent, _)) => {
            let labels = base.info.labels();
            let label = if parent == "Owner" { labels.owner } else { labels.account };
            (label.unwrap_or_else(|| parent.into()), None)
        }
        None => (base.info.label(name), base.info.field(name)),
    };
    let money = field.is_some_and(|field| field.data_type == "Currency");
    Some(ConflictField {
        label,
        data_type: base.info.data_type(name).into(),
        currency: base.record.text("CurrencyIsoCode").filter(|_| money).map(Into::into),
        before: before.clone(),
        mine: mine.unwrap_or(before).clone(),
        theirs: theirs.clone(),
        changed_by,
        field: name.clone(),
    })
}

impl Conflict {
    /// Returns true if both sides changed the same field.
    #[must_use]
    pub fn clashes(&self) -> bool {
        self.fields.iter().any(|field| field.changed_by == Side::Both)
    }

    /// Returns the changes of the other user.
    pub(super) fn remote_changes(&self) -> impl Iterator<Item = &ConflictField> {
        self.fields.iter().filter(|field| field.changed_by != Side::Me)
    }
}

/// Reduces the request to these values: unchanged fields in it would overwrite the other user's changes.
pub(super) fn narrowed(requested: &ProposalInput, values: &FieldValues) -> ProposalInput {
    let is_stage = |name: &FieldName| name.as_str() == "StageName";
    let stage = values.iter().find(|(name, _)| is_stage(name)).and_then(|(_, value)| value.as_text());
    let fields = values.iter().filter(|(name, _)| !is_stage(name));
    ProposalInput {
        stage: stage.map(Into::into),
        fields: fields.map(|(name, value)| (name.to_string(), value.clone())).collect(),
        ..requested.clone()
    }
}
