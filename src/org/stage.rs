//! Stages: those of the org, and those that a sales process admits.

use serde::Serialize;

use crate::record::{Decimal, FieldValue};

/// A stage as a sales process offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// The API name: what `StageName` stores.
    pub value: String,
    /// What a person reads, in the user's language.
    pub label: String,
    /// Percent; none where the org does not forecast.
    pub probability: Option<Decimal>,
    /// As `ForecastCategoryName` has it.
    pub forecast_category: Option<String>,
    /// Ends the sales process.
    pub closed: bool,
    /// Ends it well.
    pub won: bool,
}

impl Stage {
    /// A stage that the org does not know: Salesforce stores any text.
    #[must_use]
    pub fn unknown(value: &str) -> Self {
        Self {
            value: value.into(),
            label: value.into(),
            probability: None,
            forecast_category: None,
            closed: false,
            won: false,
        }
    }

    /// What a field is set to with the stage, where nothing else is sent for it.
    #[must_use]
    pub fn brings(&self, field: &str) -> Option<FieldValue> {
        match field {
            "Probability" => self.probability.map(FieldValue::Number),
            "ForecastCategoryName" => self.forecast_category.clone().map(FieldValue::Text),
            _ => None,
        }
    }
}

/// A row of OpportunityStage: every stage that the org has, or once had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgStage {
    /// The stage itself. Its label is not translated.
    #[serde(flatten)]
    pub stage: Stage,
    /// Inactive stages remain for the records that have them.
    pub active: bool,
    /// Where it stands; rising, not without gaps.
    pub order: i64,
}

/// The stages of a sales process in the org's order, without those that are no longer active.
///
/// What the picklist does not tell of a stage, its attributes are null in some orgs, OpportunityStage tells.
///
/// A stage that OpportunityStage does not know stays, at the end: the user may not be allowed to read that
/// object, and a stage too many is refused later where a stage too few could never be chosen.
#[must_use]
pub fn sales_process(picklist: &[Stage], org: &[OrgStage]) -> Vec<Stage> {
    let row = |stage: &Stage| org.iter().find(|row| row.stage.value == stage.value);
    let mut process: Vec<_> =
        picklist.iter().filter(|stage| row(stage).is_none_or(|row| row.active)).cloned().collect();
    process.sort_by_key(|stage| row(stage).map_or(i64::MAX, |row| row.order));
    for stage in &mut process {
        let Some(OrgStage { stage: known, .. }) = row(stage) else { continue };
        stage.probability = stage.probability.or(known.probability);
        if stage.forecast_category.is_none() {
            stage.forecast_category.clone_from(&known.forecast_category);
        }
        stage.closed |= known.closed;
        stage.won |= known.won;
    }
    process
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(value: &str) -> Stage {
        Stage {
            value: value.into(),
            label: value.into(),
            probability: None,
            forecast_category: None,
            closed: false,
            won: false,
        }
    }

    fn row(value: &str, order: i64, active: bool) -> OrgStage {
        OrgStage { stage: stage(value), active, order }
    }

    #[test]
    fn a_process_has_the_orgs_order_and_only_active_stages() {
        let picklist = ["Won", "Old", "New", "Unknown"].map(stage);
        let org = [row("New", 1, true), row("Old", 3, false), row("Won", 9, true), row("Elsewhere", 2, true)];
        let values = |stages: Vec<Stage>| stages.into_iter().map(|stage| stage.value).collect::<Vec<_>>();
        assert_eq!(values(sales_process(&picklist, &org)), ["New", "Won", "Unknown"]);
        assert_eq!(values(sales_process(&picklist, &[])), ["Won", "Old", "New", "Unknown"]);
    }
}
