//! A formula never panics, and its written form has the same result.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::base::Decimal;
use salesforce_formula::{Environment, FieldType, Formula, Options, Row, Schema, Scratch, Slots, Value};

/// Fields have the type that their first letter says.
struct Fields;

impl Schema for Fields {
    fn field_type(&self, path: &str) -> Option<FieldType> {
        Some(match path.bytes().next()?.to_ascii_lowercase() {
            b'n' => FieldType::Number,
            b't' => FieldType::Text,
            b'b' => FieldType::Boolean,
            b'p' => FieldType::Picklist,
            b'm' => FieldType::MultiPicklist,
            b'd' => FieldType::Date,
            _ => return None,
        })
    }
}

struct Fixed;

impl Environment for Fixed {}

fn evaluate(formula: &Formula) -> String {
    let mut slots = Slots::new();
    let compiled = match formula.compile(&Fields, &mut slots, Options::default()) {
        Ok(compiled) => compiled,
        Err(error) => return error.message,
    };
    let values = slots
        .iter()
        .map(|(path, kind)| {
            Some(match kind {
                FieldType::Number => Value::Number(Decimal::from(i64::try_from(path.len()).unwrap_or(0) - 3)),
                FieldType::Text => Value::from(path),
                _ => Value::Null,
            })
        })
        .collect();
    let row = Row::inserted(values);
    let scratch = Scratch::new();
    match compiled.evaluate(&row, &Fixed, &scratch) {
        // 1.10 is 1.1, and written as that.
        Ok(Value::Number(number)) => number.to_string(),
        Ok(value) => format!("{value:?}"),
        Err(undecided) => format!("{:?}", undecided.reason),
    }
}

fuzz_target!(|text: &str| {
    let Ok(formula) = Formula::parse(text) else { return };
    let Ok(written) = Formula::parse(&formula.to_string()) else { return };
    assert_eq!(evaluate(&formula), evaluate(&written), "{text}");
});
