//! Stages: those of the org, and those of a sales process.

use serde::Serialize;

use crate::base::map::Map;
use crate::base::order::sort_by_key;
use crate::base::{Decimal, FieldValue};

/// A stage of a sales process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// The API name, which `StageName` stores.
    pub value: String,
    /// The label, in the user's language.
    pub label: String,
    /// The probability in percent; `None` if the org does not forecast.
    pub probability: Option<Decimal>,
    /// The value of `ForecastCategoryName`.
    pub forecast_category: Option<String>,
    /// True if the stage closes the opportunity.
    pub closed: bool,
    /// True if the stage wins the opportunity.
    pub won: bool,
    /// True if the org has not sent `closed` and `won`, so that both are a guess.
    #[serde(skip)]
    pub flags_unknown: bool,
}

impl Stage {
    /// Adds what another source knows.
    pub fn fill_in(&mut self, known: &Self) {
        self.probability = self.probability.or(known.probability);
        if self.forecast_category.is_none() {
            self.forecast_category.clone_from(&known.forecast_category);
        }
        if self.flags_unknown {
            (self.closed, self.won, self.flags_unknown) = (known.closed, known.won, known.flags_unknown);
        }
    }

    /// Returns the stage of a record. If the stage is no longer active, or unknown to the org, the record
    /// supplies its attributes.
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
        if stage.flags_unknown
            && let Some(FieldValue::Bool(closed)) = read("IsClosed")
        {
            (stage.closed, stage.flags_unknown) = (closed, false);
            stage.won = read("IsWon") == Some(FieldValue::Bool(true));
        }
        stage
    }

    /// Creates a stage of which only the name is known. Salesforce stores any text as a stage.
    #[must_use]
    pub fn unknown(value: &str) -> Self {
        Self {
            value: value.into(),
            label: value.into(),
            probability: None,
            forecast_category: None,
            closed: false,
            won: false,
            flags_unknown: true,
        }
    }

    /// Returns the value that Salesforce sets a field to along with the stage, unless the request sets it.
    #[must_use]
    pub fn brings(&self, field: &str) -> Option<FieldValue> {
        match field {
            "Probability" => self.probability.map(FieldValue::Number),
            "ForecastCategoryName" => self.forecast_category.clone().map(FieldValue::Text),
            _ => None,
        }
    }
}

/// A row of OpportunityStage: a stage that the org has or once had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgStage {
    /// The stage. Its label is not translated.
    #[serde(flatten)]
    pub stage: Stage,
    /// True if the stage can be chosen. Inactive stages remain for the records that have them.
    pub active: bool,
    /// The sort order; ascending, with gaps.
    pub order: i64,
}

/// Returns the active stages of a sales process in the org's order.
///
/// OpportunityStage supplies attributes that are null in the picklist of some orgs.
///
/// A stage that OpportunityStage does not contain stays, at the end: the user may not be allowed to read that
/// object. Salesforce refuses a stage too many later, but the user could never choose a missing one.
#[must_use]
pub fn sales_process(picklist: &[Stage], org: &[OrgStage]) -> Vec<Stage> {
    // If two rows have the same name, the first one counts.
    let rows: Map<&str, &OrgStage> = org.iter().rev().map(|row| (row.stage.value.as_str(), row)).collect();
    let row = |stage: &Stage| rows.get(stage.value.as_str()).copied();
    let mut process: Vec<_> =
        picklist.iter().filter(|stage| row(stage).is_none_or(|row| row.active)).cloned().collect();
    sort_by_key(&mut process, |stage| row(stage).map_or(i64::MAX, |row| row.order));
    for stage in &mut process {
        if let Some(row) = row(stage) {
            stage.fill_in(&row.stage);
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
            flags_unknown: false,
        }
    }

    fn row(value: &str, order: i64, active: bool) -> OrgStage {
        OrgStage { stage: stage(value), active, order }
    }

    #[test]
    fn a_process_has_active_stages_in_the_orgs_order() {
        let picklist = ["Won", "Old", "New", "Unknown"].map(stage);
        let org = [row("New", 1, true), row("Old", 3, false), row("Won", 9, true), row("Elsewhere", 2, true)];
        let values = |stages: Vec<Stage>| stages.into_iter().map(|stage| stage.value).collect::<Vec<_>>();
        assert_eq!(values(sales_process(&picklist, &org)), ["New", "Won", "Unknown"]);
        assert_eq!(values(sales_process(&picklist, &[])), ["Won", "Old", "New", "Unknown"]);
    }
}
