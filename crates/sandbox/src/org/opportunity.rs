//! Salesforce's automatic changes of an opportunity.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::schema::Object;
use super::stages::{CATEGORIES, Stage};
use super::value::Value;
use super::{Org, Row};

/// Applies the consequences of a save to the record before it is stored.
pub fn apply(org: &mut Org, object: &Object, before: Option<&Row>, after: &mut Row) {
    let deal = Deal { object, before };
    // "With products" an update of Amount is ignored, not refused (Object Reference, Opportunity).
    if deal.get(after, "HasOpportunityLineItem") == Value::Bool(true)
        && let Some(before) = before
    {
        deal.set(after, "Amount", deal.get(before, "Amount"));
    }
    let category_given = deal.changed(after, "ForecastCategoryName");
    if deal.changed(after, "StageName") {
        let value = deal.get(after, "StageName").as_text().unwrap_or_default().to_owned();
        match org.stage(&value) {
            Some(stage) => deal.enter(after, &stage),
            None => unknown_stage(org, &deal, after, &value),
        }
        deal.set(after, "LastStageChangeDate", Value::DateTime(org.clock.now()));
    }
    if category_given {
        category(&deal, after);
    }
    if let Some(before) = before
        && let (Value::Date(was), Value::Date(is)) =
            (deal.get(before, "CloseDate"), deal.get(after, "CloseDate"))
    {
        // A push moves the close date into a later month.
        if (is.year(), is.month()) > (was.year(), was.month()) {
            let pushes = deal.get(before, "PushCount").as_number().and_then(|n| n.to_i64()).unwrap_or(0);
            deal.set(after, "PushCount", Value::Int(pushes + 1));
        }
    }
    derive(object, after);
}

/// Closing as won moves a close date in the future to today in UTC, wherever the user is.
pub fn win_today(org: &Org, object: &Object, before: Option<&Row>, after: &mut Row) {
    let deal = Deal { object, before };
    if deal.changed(after, "StageName")
        && deal.get(after, "IsWon") == Value::Bool(true)
        && let Value::Date(close) = deal.get(after, "CloseDate")
        && close > org.clock.today()
    {
        deal.set(after, "CloseDate", Value::Date(org.clock.today()));
        derive(object, after);
    }
}

/// Computes the fields that depend only on others.
pub fn derive(object: &Object, row: &mut Row) {
    let deal = Deal { object, before: None };
    let product = deal
        .get(row, "Amount")
        .as_number()
        .zip(deal.get(row, "Probability").as_number())
        .map(|(amount, percent)| Value::Number((amount * percent / Decimal::ONE_HUNDRED).round_dp(2)));
    deal.set(row, "ExpectedRevenue", product.unwrap_or(Value::Null));
    if let Value::Date(close) = deal.get(row, "CloseDate") {
        let quarter = i64::from((close.month() - 1) / 3 + 1);
        deal.set(row, "FiscalYear", Value::Int(i64::from(close.year())));
        deal.set(row, "FiscalQuarter", Value::Int(quarter));
        deal.set(row, "Fiscal", Value::text(format!("{} {quarter}", close.year())));
    }
    if deal.get(row, "PushCount").is_null() {
        deal.set(row, "PushCount", Value::Int(0));
    }
}

struct Deal<'a> {
    object: &'a Object,
    before: Option<&'a Row>,
}

impl Deal<'_> {
    fn get(&self, row: &Row, name: &str) -> Value {
        self.object.slot(name).map_or(Value::Null, |position| row.values[position].clone())
    }

    fn set(&self, row: &mut Row, name: &str, value: Value) {
        if let Some(position) = self.object.slot(name) {
            row.values[position] = value;
        }
    }

    fn changed(&self, after: &Row, name: &str) -> bool {
        let was = self.before.map_or(Value::Null, |row| self.get(row, name));
        was != self.get(after, name)
    }

    /// Sets the attributes of a stage. It resets probability and category unless they are sent too.
    fn enter(&self, after: &mut Row, stage: &Stage) {
        if !self.changed(after, "Probability") {
            self.set(after, "Probability", Value::Number(stage.probability));
        }
        if !self.changed(after, "ForecastCategoryName") {
            self.set(after, "ForecastCategory", Value::text(&stage.category));
            self.set(after, "ForecastCategoryName", Value::text(&stage.category_name));
        }
        self.set(after, "StageName", Value::text(&stage.value));
        self.set(after, "IsClosed", Value::Bool(stage.closed));
        self.set(after, "IsWon", Value::Bool(stage.won));
    }
}

/// Handles an unknown stage: the unrestricted picklist stores it as an inactive value (Object Reference, "Field
/// Types", picklist). Probability and category stay as they were.
fn unknown_stage(org: &mut Org, deal: &Deal<'_>, after: &mut Row, value: &str) {
    deal.set(after, "IsClosed", Value::Bool(false));
    deal.set(after, "IsWon", Value::Bool(false));
    if deal.get(after, "ForecastCategory").is_null() {
        deal.set(after, "ForecastCategory", Value::text("Pipeline"));
        deal.set(after, "ForecastCategoryName", Value::text("Pipeline"));
    }
    let Some(object) = org.table("OpportunityStage").map(|t| t.object.clone()) else { return };
    let id = org.next_id("OpportunityStage");
    let mut row = Row { id, values: object.blank(), deleted: false };
    for (name, given) in [
        ("Id", Value::Id(id)),
        ("MasterLabel", Value::text(value)),
        ("ApiName", Value::text(value)),
        ("ForecastCategory", Value::text("Pipeline")),
        ("ForecastCategoryName", Value::text("Pipeline")),
        ("DefaultProbability", Value::Number(Decimal::ZERO)),
        ("SortOrder", Value::Int(org.stages().len() as i64 + 1)),
        ("CreatedDate", Value::DateTime(org.clock.now())),
        ("LastModifiedDate", Value::DateTime(org.clock.now())),
        ("SystemModstamp", Value::DateTime(org.clock.now())),
    ] {
        if let Some(position) = object.slot(name) {
            row.values[position] = given;
        }
    }
    org.put("OpportunityStage", row);
}

/// `ForecastCategoryName` can override the stage's category; `ForecastCategory` follows it.
fn category(deal: &Deal<'_>, after: &mut Row) {
    let name = deal.get(after, "ForecastCategoryName");
    let known = CATEGORIES.iter().find(|(_, label)| name.as_text() == Some(label));
    if let Some((api_name, _)) = known {
        deal.set(after, "ForecastCategory", Value::text(api_name));
    }
}
