//! A small org for evaluating formulas.

use salesforce_formula::{
    Blanks, Compiled, Dialect, Environment, FieldType, Formula, Options, Outcome, Record, Row, Schema,
    Scratch, Slots, Value,
};
use salesforce_formula::{DateTime, Decimal};

use crate::runner::Bench;

/// Fields whose type is given by the first letter of their name.
pub struct Org;

impl Schema for Org {
    fn field_type(&self, path: &str) -> Option<FieldType> {
        let last = path.rsplit('.').next()?.to_ascii_lowercase();
        Some(match last.trim_end_matches(|character: char| character.is_ascii_digit()) {
            "n" => FieldType::Number,
            "pc" => FieldType::Percent,
            "t" | "name" => FieldType::Text,
            "id" => FieldType::Id,
            "b" => FieldType::Boolean,
            "d" => FieldType::Date,
            "dt" => FieldType::DateTime,
            "tm" => FieldType::Time,
            "p" => FieldType::Picklist,
            "m" => FieldType::MultiPicklist,
            "loc" => FieldType::Location,
            "addr" => FieldType::Compound,
            _ => return None,
        })
    }
}

/// The values of some fields; all others are blank.
pub type Fields<'a> = &'a [(&'a str, Value<'a>)];

/// A number.
pub fn number(text: &str) -> Value<'static> {
    Value::Number(text.parse::<Decimal>().unwrap())
}

/// Returns the result as text: the value, `null`, `error`, or the compile or syntax error.
pub fn result(formula: &str, fields: Fields<'_>, blanks: Blanks) -> String {
    result_in(formula, fields, Options { blanks, dialect: Dialect::Platform })
}

/// The same with other options.
pub fn result_in(formula: &str, fields: Fields<'_>, options: Options) -> String {
    let parsed = match Formula::parse(formula) {
        Ok(parsed) => parsed,
        Err(error) => return format!("syntax error at {}: {error}", error.at),
    };
    let mut slots = Slots::new();
    let compiled = match parsed.compile(&Org, &mut slots, options) {
        Ok(compiled) => compiled,
        Err(error) => return format!("compile error at {}: {error}", error.at),
    };
    let row = Row::inserted(values(&slots, fields));
    match compiled.evaluate(&row, &Bench, &Scratch::new()) {
        Ok(value) => text(&value),
        Err(undecided) => format!("{:?} at {}: {undecided}", undecided.reason, undecided.at),
    }
}

/// A value as text.
pub fn text(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Boolean(value) => value.to_string().to_uppercase(),
        Value::Date(date) => date.to_string(),
        Value::DateTime(instant) => instant.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Location(latitude, longitude) => format!("{latitude},{longitude}"),
    }
}

/// Returns the values in slot order.
pub fn values<'a>(slots: &Slots, fields: Fields<'a>) -> Vec<Option<Value<'a>>> {
    slots
        .iter()
        .map(|(path, _)| {
            let given = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(path));
            Some(given.map_or(Value::Null, |(_, value)| *value))
        })
        .collect()
}

/// Compiles a rule.
pub fn rule(formula: &str) -> (Compiled, Slots) {
    let mut slots = Slots::new();
    let parsed = Formula::parse(formula).unwrap_or_else(|error| panic!("{formula}: {error}"));
    let compiled = parsed.compile_rule(&Org, &mut slots).unwrap_or_else(|error| panic!("{formula}: {error}"));
    (compiled, slots)
}

/// Returns the result of a rule for an update from one state to another.
pub fn update(formula: &str, before: Fields<'_>, after: Fields<'_>) -> Outcome {
    let (compiled, slots) = rule(formula);
    let mut row = Row::updated(values(&slots, before));
    for (slot, value) in values(&slots, after).into_iter().enumerate() {
        row.set(slot, value.unwrap_or(Value::Null));
    }
    outcome(&compiled, &row)
}

/// Returns the result of a rule for a record.
pub fn outcome(rule: &Compiled, record: &dyn Record) -> Outcome {
    rule.outcome(record, &Bench)
}

/// Like [`Bench`], in another time zone and with a custom setting for VLOOKUP.
pub struct Kiritimati;

impl Environment for Kiritimati {
    fn now(&self) -> Option<DateTime> {
        Bench.now()
    }

    fn zone_offset(&self, _: DateTime) -> Option<i64> {
        Some(14 * 3_600_000)
    }

    fn look_up<'a>(&'a self, wanted: &str, key: &str, value: Value<'_>) -> Option<Value<'a>> {
        assert_eq!((wanted, key), ("$ObjectType.Zip__c.Fields.t", "$ObjectType.Zip__c.Fields.Name"));
        Some(if value.as_text() == "94105" { Value::from("San Francisco") } else { Value::Null })
    }
}
