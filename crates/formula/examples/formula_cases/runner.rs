//! Runs the conformance cases of Salesforce's open-source formula engine.

use std::collections::BTreeMap;

use salesforce_formula::{
    Blanks, Dialect, Environment, FieldType, Formula, Options, Row, Schema, Scratch, Slots, Value,
};
use salesforce_formula::{Date, DateTime, Decimal, Time};
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// The document with the cases and their origin.
#[derive(Deserialize)]
pub struct Document {
    /// The cases.
    pub cases: Vec<Case>,
}

/// A formula, its fields, and its results for some inputs.
#[derive(Deserialize)]
pub struct Case {
    /// Its name.
    pub name: String,
    formula: String,
    returns: String,
    #[serde(default)]
    fields: Vec<Field>,
    /// Inputs and expected results.
    pub rows: Vec<Expected>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    formula: Option<String>,
    #[serde(default)]
    fields: Vec<Field>,
}

/// A row: the input, and the output in each mode.
#[derive(Deserialize)]
pub struct Expected {
    #[serde(default, rename = "in")]
    input: Vec<Json>,
    /// With blanks treated as zeros.
    pub out: Option<Json>,
    /// With blanks kept as blanks.
    #[serde(rename = "outBlankAsNull")]
    pub out_blank_as_null: Option<Json>,
}

/// Noon of a fixed day, in UTC, for a user in UTC.
pub struct Bench;

impl Environment for Bench {
    fn now(&self) -> Option<DateTime> {
        DateTime::from_iso("2026-01-15T12:00:00Z")
    }

    fn zone_offset(&self, _: DateTime) -> Option<i64> {
        Some(0)
    }

    fn has_property(&self, property: &str, character: char) -> Option<bool> {
        let engine = fancy_regex::Regex::new(&format!("^\\p{{{property}}}$")).ok()?;
        engine.is_match(character.encode_utf8(&mut [0; 4])).ok()
    }
}

struct Fields(BTreeMap<String, FieldType>);

impl Schema for Fields {
    fn field_type(&self, path: &str) -> Option<FieldType> {
        self.0.get(&path.to_ascii_lowercase()).copied()
    }
}

fn field_type(field: &Field) -> FieldType {
    match field.kind.as_str() {
        // A formula field's value is used as computed. Only stored percentages are multiplied by 100.
        "Percent" if field.formula.is_none() => FieldType::Percent,
        "Double" | "Currency" | "Percent" => FieldType::Number,
        "Boolean" => FieldType::Boolean,
        "DateOnly" => FieldType::Date,
        "DateTime" => FieldType::DateTime,
        "TimeOnly" => FieldType::Time,
        _ => FieldType::Text,
    }
}

fn leaf<'a>(field: &Field, input: &'a Json) -> Outcome<'a> {
    let unreadable = || format!("cannot read `{input}` as {}", field.kind);
    Ok(match (input, field_type(field)) {
        (Json::Null, _) => Value::Null,
        (Json::Bool(value), _) => Value::Boolean(*value),
        (Json::String(text), FieldType::Number | FieldType::Percent) => {
            Value::Number(text.parse::<Decimal>().map_err(|_| unreadable())?)
        }
        (Json::String(text), FieldType::Date) => Value::Date(text.parse::<Date>().map_err(|_| unreadable())?),
        (Json::String(text), FieldType::DateTime) => {
            Value::DateTime(DateTime::from_iso(text).ok_or_else(unreadable)?)
        }
        (Json::String(text), FieldType::Time) => Value::Time(Time::from_iso(text).ok_or_else(unreadable)?),
        (Json::String(text), _) => Value::text(text),
        _ => return Err(unreadable()),
    })
}

type Outcome<'a> = Result<Value<'a>, String>;

/// Evaluates a formula whose fields may be formulas themselves. Takes the values of stored fields from the
/// front of the input.
fn evaluate<'a>(
    formula: &str,
    fields: &[Field],
    input: &mut &'a [Json],
    blanks: Blanks,
    scratch: &'a Scratch,
) -> Outcome<'a> {
    let mut values = Vec::new();
    for field in fields {
        values.push(match &field.formula {
            Some(inner) => evaluate(inner, &field.fields, input, blanks, scratch),
            None => {
                let (first, rest) = input.split_first().ok_or("too few values")?;
                *input = rest;
                leaf(field, first)
            }
        });
    }
    let schema =
        Fields(fields.iter().map(|field| (field.name.to_ascii_lowercase(), field_type(field))).collect());
    let formula = Formula::parse(formula).map_err(|error| error.to_string())?;
    let mut slots = Slots::new();
    let options = Options { blanks, dialect: Dialect::Engine };
    let compiled = formula.compile(&schema, &mut slots, options).map_err(|error| error.to_string())?;
    let cells = slots.iter().map(|(path, _)| {
        let index = fields.iter().position(|field| field.name.eq_ignore_ascii_case(path))?;
        values.get(index)?.clone().ok()
    });
    let row = Row::inserted(cells.collect());
    let local = Scratch::new();
    let value = compiled.evaluate(&row, &Bench, &local).map_err(|undecided| undecided.to_string())?;
    Ok(value.kept(scratch))
}

/// The longest text that a formula field returns.
const MAX_TEXT: usize = 1_300;

/// Converts a value to the document's format.
fn written(value: Value<'_>, returns: &str) -> Json {
    match value {
        Value::Null if returns == "Boolean" => json!("false"),
        Value::Null => Json::Null,
        Value::Number(number) => {
            let number = if returns == "Percent" {
                number.checked_mul(Decimal::from(100)).unwrap_or(number)
            } else {
                number
            };
            json!(number.round(32).to_string())
        }
        Value::Text(text) => json!(text.chars().take(MAX_TEXT).collect::<String>().trim()),
        Value::Boolean(value) => json!(value.to_string()),
        Value::Date(date) => json!(format!("{date}T00:00:00Z")),
        Value::DateTime(instant) => json!(instant.to_string().replace(".000Z", "Z")),
        Value::Time(time) => {
            let text = time.to_string();
            let text = text.strip_suffix(".000").unwrap_or(&text);
            json!(if text.len() == 8 { text.strip_suffix(":00").unwrap_or(text) } else { text })
        }
        Value::Location(latitude, longitude) => json!(format!("{latitude},{longitude}")),
    }
}

/// Returns the result of a case for a row, or `{"error": …}`.
pub fn run(case: &Case, row: &Expected, blanks: Blanks) -> Json {
    let scratch = Scratch::new();
    match evaluate(&case.formula, &case.fields, &mut &*row.input, blanks, &scratch) {
        Ok(value) => written(value, &case.returns),
        Err(error) => json!({ "error": error }),
    }
}

/// Returns true if a result is as expected: numbers within 1e-9, any error for an error, other text exactly.
pub fn agrees(found: &Json, expected: Option<&Json>) -> bool {
    match (found, expected.unwrap_or(&Json::Null)) {
        (Json::Object(_), Json::Object(_)) => true,
        (Json::String(found), Json::String(expected)) => {
            if found.trim() == expected.trim() {
                return true;
            }
            match (found.parse::<f64>(), expected.parse::<f64>()) {
                (Ok(found), Ok(expected)) => (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                _ => false,
            }
        }
        (found, expected) => found == expected,
    }
}
