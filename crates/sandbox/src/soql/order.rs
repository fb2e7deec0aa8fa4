//! Comparison of values, and ORDER BY.

use std::cmp::Ordering;

use super::ast::Order;
use crate::org::value::Value;

/// Compares two values of a kind: text in any letter case, nulls first.
pub fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::Text(a), Value::Text(b)) => {
            a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase))
        }
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        (Value::Id(a), Value::Id(b)) => a.cmp(b),
        (a, b) => a.as_number().cmp(&b.as_number()),
    }
}

/// Compares keys whose text is already in lower case.
pub fn exact(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (a, b) => compare(a, b),
    }
}

/// Nulls come first unless NULLS LAST is given, whatever the direction.
pub fn by(key: &Order, ordering: Ordering, nulls: impl Fn() -> (bool, bool)) -> Ordering {
    match nulls() {
        (a, b) if a != b => {
            let first = if a { Ordering::Less } else { Ordering::Greater };
            if key.nulls_last { first.reverse() } else { first }
        }
        _ if key.descending => ordering.reverse(),
        _ => ordering,
    }
}
