//! Stages: OpportunityStage, and the stages of a record type.

use rust_decimal::Decimal;

use super::id::Id;
use super::value::Value;
use super::{Org, RecordType, Row};

/// A stage of the org.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The value of `StageName`.
    pub value: String,
    /// The label.
    pub label: String,
    /// True if it can be chosen.
    pub active: bool,
    /// True if it closes the deal.
    pub closed: bool,
    /// True if it also wins the deal.
    pub won: bool,
    /// The probability in percent.
    pub probability: Decimal,
    /// The API name of the forecast category: `Forecast`, not `Commit`.
    pub category: String,
    /// The forecast category's name: `Commit`.
    pub category_name: String,
}

/// API names of forecast categories and their labels (Object Reference, OpportunityStage).
pub const CATEGORIES: [(&str, &str); 6] = [
    ("Omitted", "Omitted"),
    ("Pipeline", "Pipeline"),
    ("BestCase", "Best Case"),
    ("MostLikely", "Most Likely"),
    ("Forecast", "Commit"),
    ("Closed", "Closed"),
];

impl Org {
    /// Returns all stages, in order.
    pub fn stages(&self) -> Vec<Stage> {
        let Some(table) = self.table("OpportunityStage") else { return Vec::new() };
        let at = |row: &Row, field: &str| {
            table.object.slot(field).map_or(Value::Null, |slot| row.values[slot].clone())
        };
        let text = |row: &Row, field: &str| at(row, field).as_text().unwrap_or_default().to_owned();
        let mut stages: Vec<(Option<Decimal>, Stage)> = table
            .rows
            .values()
            .map(|row| {
                let stage = Stage {
                    value: text(row, "ApiName"),
                    label: text(row, "MasterLabel"),
                    active: at(row, "IsActive") == Value::Bool(true),
                    closed: at(row, "IsClosed") == Value::Bool(true),
                    won: at(row, "IsWon") == Value::Bool(true),
                    probability: at(row, "DefaultProbability").as_number().unwrap_or_default(),
                    category: text(row, "ForecastCategory"),
                    category_name: text(row, "ForecastCategoryName"),
                };
                (at(row, "SortOrder").as_number(), stage)
            })
            .collect();
        stages.sort_by_key(|(order, _)| *order);
        stages.into_iter().map(|(_, stage)| stage).collect()
    }

    /// Returns the stage for a value of `StageName`; picklist values match in any letter case (Object
    /// Reference, "Field Types", picklist).
    pub fn stage(&self, value: &str) -> Option<Stage> {
        self.stages().into_iter().find(|s| s.value.to_lowercase() == value.to_lowercase())
    }

    /// Returns a record type by id.
    pub fn record_type(&self, id: Id) -> Option<&RecordType> {
        self.record_types.iter().find(|t| t.id == id)
    }

    /// Returns the record type of new records.
    pub fn default_record_type(&self) -> Option<&RecordType> {
        self.record_types.iter().find(|t| t.default)
    }

    /// Returns the active stages of a record type's sales process.
    pub fn stages_of(&self, record_type: &RecordType) -> Vec<Stage> {
        self.stages()
            .into_iter()
            .filter(|s| s.active && (record_type.master || record_type.stages.contains(&s.value)))
            .collect()
    }
}
