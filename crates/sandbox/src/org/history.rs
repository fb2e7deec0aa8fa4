//! OpportunityHistory: a row for each change of amount, probability, stage or close date.

use super::id::Id;
use super::schema::Object;
use super::value::Value;
use super::{Org, Row};

const WATCHED: [&str; 4] = ["StageName", "Amount", "Probability", "CloseDate"];

/// Adds a row if one of the watched fields changed.
pub fn record(org: &mut Org, by: Id, object: &Object, before: Option<&Row>, after: &Row) {
    let at = |row: &Row, name: &str| object.slot(name).map_or(Value::Null, |p| row.values[p].clone());
    let was = |name: &str| before.map_or(Value::Null, |row| at(row, name));
    if !WATCHED.iter().any(|name| was(name) != at(after, name)) {
        return;
    }
    let Some(table) = org.table("OpportunityHistory").map(|t| t.object.clone()) else { return };
    let id = org.next_id("OpportunityHistory");
    let now = Value::DateTime(org.clock.now());
    let mut row = Row { id, values: table.blank(), deleted: false };
    let copied = ["StageName", "Amount", "ExpectedRevenue", "CloseDate", "Probability", "ForecastCategory"];
    let mut values: Vec<(&str, Value)> = copied.iter().map(|name| (*name, at(after, name))).collect();
    values.extend([
        ("Id", Value::Id(id)),
        ("OpportunityId", Value::Id(after.id)),
        ("CreatedById", Value::Id(by)),
        ("CreatedDate", now.clone()),
        ("SystemModstamp", now),
        ("PrevAmount", was("Amount")),
        ("PrevCloseDate", was("CloseDate")),
    ]);
    for (name, value) in values {
        if let Some(position) = table.slot(name) {
            row.values[position] = value;
        }
    }
    org.put("OpportunityHistory", row);
}
