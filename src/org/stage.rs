//! Stages: those of the org, and those that a sales process admits.

use serde::Serialize;

use crate::base::map::Map;
use crate::base::{Decimal, FieldValue};

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
    /// The org has not sent whether it ends the process: the two flags above are a guess.
    #[serde(skip)]
    pub unsure: bool,
}

impl Stage {
    /// Takes from elsewhere what is not known here.
    pub fn learn(&mut self, known: &Self) {
        self.probability = self.probability.or(known.probability);
        if self.forecast_category.is_none() {
            self.forecast_category.clone_from(&known.forecast_category);
        }
        if self.unsure {
            (self.closed, self.won, self.unsure) = (known.closed, known.won, known.unsure);
        }
    }

    /// The stage in which a record stands. It may be one that is no longer offered, or one that never was: then the
    /// record tells what it says of it.
    #[must_use]
    pub fn of_record(
        value: &str,
        process: &[Self],
        org: &[OrgStage],
        read: &dyn Fn(&str) -> Option<FieldValue>,
    ) -> Self {
        let mut all = process.iter().chain(org.iter().map(|row| &row.stage));
        let mut stage = all.find(|stage| stage.value == value).cloned().unwrap_or_else(|| {
            let mut stage = Self::unknown(value);
            stage.probability = read("Probability").as_ref().and_then(FieldValue::as_number).copied();
            stage.forecast_category =
                read("ForecastCategoryName").and_then(|it| it.as_text().map(Into::into));
            stage
        });
        if stage.unsure
            && let Some(FieldValue::Bool(closed)) = read("IsClosed")
        {
            (stage.closed, stage.unsure) = (closed, false);
            stage.won = read("IsWon") == Some(FieldValue::Bool(true));
        }
        stage
    }

    /// A stage of which the name is all that is known: Salesforce stores any text.
    #[must_use]
    pub fn unknown(value: &str) -> Self {
        Self {
            value: value.into(),
            label: value.into(),
            probability: None,
            forecast_category: None,
            closed: false,
            won: false,
            unsure: true,
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
    // Of two rows with one name the first counts.
    let rows: Map<&str, &OrgStage> = org.iter().rev().map(|row| (row.stage.value.as_str(), row)).collect();
    let row = |stage: &Stage| rows.get(stage.value.as_str()).copied();
    let mut process: Vec<_> =
        picklist.iter().filter(|stage| row(stage).is_none_or(|row| row.active)).cloned().collect();
    process.sort_by_key(|stage| row(stage).map_or(i64::MAX, |row| row.order));
    for stage in &mut process {
        if let Some(row) = row(stage) {
            stage.learn(&row.stage);
        }
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
            unsure: false,
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
