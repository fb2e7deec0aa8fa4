//! The changes that Salesforce makes by itself when the stage changes.

use crate::base::{Date, Decimal, FieldName, FieldValue, FieldValues, Snapshot, Today};
use crate::org::Stage;

/// Returns the consequences of the stage and of the user's edits, for fields that the record was read with.
///
/// Values that the user sets in the same request stay. Without a move there are no consequences of the stage.
pub(super) fn consequences(
    record: &Snapshot,
    stage: &Stage,
    moves: bool,
    mine: &FieldValues,
    today: Today,
) -> Vec<(FieldName, FieldValue)> {
    let number = |value: Option<Decimal>| value.map(FieldValue::Number);
    let field = |name: &str| FieldName::new(name).and_then(|name| mine.get(&name));
    let mine_or_now = |name: &str| field(name).or_else(|| record.value(name));
    let probability = if moves { field("Probability") } else { mine_or_now("Probability") };
    let probability = probability.and_then(FieldValue::as_number).copied().or(stage.probability);
    let followed_by = [
        ("Probability", stage.brings("Probability")),
        ("ForecastCategoryName", stage.brings("ForecastCategoryName")),
        ("IsClosed", Some(FieldValue::Bool(stage.closed))),
        ("IsWon", Some(FieldValue::Bool(stage.won))),
        ("ExpectedRevenue", number(expected_revenue(mine_or_now("Amount"), probability))),
        ("CloseDate", moved_close_date(mine_or_now("CloseDate"), stage, today).map(FieldValue::Text)),
    ];
    // Salesforce ignores an amount if the opportunity has products.
    let priced = || field("Amount").is_some() && !record.is_true("HasOpportunityLineItem");
    let counts =
        |name: &str| moves || name == "ExpectedRevenue" && (field("Probability").is_some() || priced());
    followed_by
        .into_iter()
        .filter_map(|(name, value)| {
            let value = value.filter(|_| counts(name))?;
            let name = FieldName::new(name)?;
            // The moved close date overrides even the user's own: Salesforce moves it after the save.
            let set_by_user = mine.contains_key(&name) && name.as_str() != "CloseDate";
            let now = if name.as_str() == "CloseDate" {
                mine_or_now("CloseDate")
            } else {
                record.value(name.as_str())
            };
            (now.is_some_and(|now| *now != value) && !set_by_user).then_some((name, value))
        })
        .collect()
}

/// Returns true if Salesforce moves the close date.
pub(super) fn close_date_moves(record: &Snapshot, stage: &Stage, mine: &FieldValues, today: Today) -> bool {
    let set = || mine.iter().find(|(name, _)| name.as_str() == "CloseDate").map(|(_, value)| value);
    stage.won && moved_close_date(set().or_else(|| record.value("CloseDate")), stage, today).is_some()
}

/// Returns amount times probability, rounded to the two decimals of the currency field.
fn expected_revenue(amount: Option<&FieldValue>, probability: Option<Decimal>) -> Option<Decimal> {
    let product = amount?.as_number()?.checked_mul(probability?)?;
    product.checked_div(Decimal::from(100)).map(|revenue| revenue.round(2))
}

/// Closing as won moves a close date in the future to today in UTC; a past one stays.
fn moved_close_date(close_date: Option<&FieldValue>, stage: &Stage, today: Today) -> Option<String> {
    let close_date: Date = close_date?.as_text()?.parse().ok()?;
    (stage.won && close_date > today.utc).then(|| today.utc.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::RecordId;
    use crate::base::{DateTime, TimeZone, Timestamp};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn field(name: &str) -> FieldName {
        FieldName::new(name).unwrap()
    }

    fn text(value: &str) -> FieldValue {
        FieldValue::Text(value.into())
    }

    fn number(value: &str) -> FieldValue {
        FieldValue::Number(value.parse().unwrap())
    }

    fn values(list: &[(&str, FieldValue)]) -> FieldValues {
        list.iter().map(|(name, value)| (field(name), value.clone())).collect()
    }

    /// Returns the consequences of winning this record with these edits.
    fn winning(record: &[(&str, FieldValue)], mine: &[(&str, FieldValue)]) -> Vec<(String, FieldValue)> {
        let record = Snapshot {
            id: RecordId::new("006R0000001rboI").unwrap(),
            record_type: RecordId::new("012000000000000").unwrap(),
            last_modified: "2026-08-21T10:15:30.000Z".into(),
            values: values(record),
        };
        let won = Stage {
            value: "Won".into(),
            label: "Won".into(),
            probability: "90".parse().ok(),
            forecast_category: Some("Closed".into()),
            closed: true,
            won: true,
            flags_unknown: false,
        };
        // Half past midnight in UTC is still the day before in New York.
        let now = DateTime::from_iso("2026-11-22T00:30:00Z").unwrap();
        let today = Today::at(Timestamp(now.epoch_milliseconds()), TimeZone::of_offset(-300)).unwrap();
        assert_eq!((today.utc, today.local), (day("2026-11-22"), day("2026-11-21")));
        let follow = consequences(&record, &won, true, &values(mine), today);
        assert!(only_edited(&record, &[], today).is_empty(), "nothing follows from nothing");
        follow.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
    }

    /// Returns the consequences of edits without a move.
    fn only_edited(
        record: &Snapshot,
        mine: &[(&str, FieldValue)],
        today: Today,
    ) -> Vec<(FieldName, FieldValue)> {
        let stage = Stage {
            value: "Old".into(),
            label: "Old".into(),
            probability: "90".parse().ok(),
            forecast_category: Some("Best Case".into()),
            closed: true,
            won: true,
            flags_unknown: false,
        };
        consequences(record, &stage, false, &values(mine), today)
    }

    #[test]
    fn expected_revenue_follows_amount_and_probability() {
        let mut record = Snapshot {
            id: RecordId::new("006R0000001rboI").unwrap(),
            record_type: RecordId::new("012000000000000").unwrap(),
            last_modified: String::new(),
            values: values(&[
                ("Amount", number("100")),
                ("Probability", number("50")),
                ("ExpectedRevenue", number("50")),
                ("IsClosed", FieldValue::Bool(false)),
                ("CloseDate", text("2030-01-01")),
            ]),
        };
        let today = Today::at(Timestamp(1_795_332_960_000), TimeZone::of_offset(0)).unwrap();
        let revenue = |value: &str| [(field("ExpectedRevenue"), number(value))];
        assert_eq!(only_edited(&record, &[("Amount", number("300"))], today), revenue("150"));
        assert_eq!(only_edited(&record, &[("Probability", number("20"))], today), revenue("20"));
        assert_eq!(only_edited(&record, &[("Amount", FieldValue::Null)], today), []);
        assert_eq!(only_edited(&record, &[("CloseDate", text("2020-01-01"))], today), []);
        record.values.insert(field("HasOpportunityLineItem"), FieldValue::Bool(true));
        assert_eq!(only_edited(&record, &[("Amount", number("300"))], today), [], "which it ignores");
    }

    #[test]
    fn winning_has_salesforces_consequences() {
        let record = [
            ("Probability", number("75")),
            ("ForecastCategoryName", text("Pipeline")),
            ("IsClosed", FieldValue::Bool(false)),
            ("IsWon", FieldValue::Bool(false)),
            ("Amount", number("12345.67")),
            ("ExpectedRevenue", number("9259.25")),
            ("CloseDate", text("2026-12-24")),
        ];
        assert_eq!(
            winning(&record, &[]),
            [
                ("Probability".into(), number("90")),
                ("ForecastCategoryName".into(), text("Closed")),
                ("IsClosed".into(), FieldValue::Bool(true)),
                ("IsWon".into(), FieldValue::Bool(true)),
                ("ExpectedRevenue".into(), number("11111.10")),
                ("CloseDate".into(), text("2026-11-22")),
            ]
        );
    }

    #[test]
    fn announces_only_fields_that_were_read_and_differ() {
        assert_eq!(winning(&[], &[]), []);
        assert_eq!(
            winning(&[("CloseDate", text("2026-11-22")), ("IsClosed", FieldValue::Bool(true))], &[]),
            []
        );
        assert_eq!(winning(&[("CloseDate", text("2020-01-01"))], &[]), [], "a past close date stays");
    }

    #[test]
    fn keeps_the_users_values_except_a_future_close_date() {
        let record = [("Probability", number("75")), ("CloseDate", text("2020-01-01"))];
        let mine = [("Probability", number("80")), ("CloseDate", text("2026-12-01"))];
        assert_eq!(winning(&record, &mine), [("CloseDate".into(), text("2026-11-22"))]);
    }
}
