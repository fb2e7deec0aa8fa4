//! Converts `where` and `orderBy` to the conditions of SOQL queries.

use serde_json::Value as Json;

use super::Fault;
use super::document::Node;
use crate::org::Org;
use crate::org::schema::{Kind, Object};
use crate::soql::ast::{Cond, Literal, LiteralKind, Name, Operator, Order, Term};

/// Reads `{Name:{like:"A%"}, or:[…]}`.
pub fn condition(
    org: &Org,
    object: &Object,
    json: &Json,
    node: &Node,
    path: &str,
) -> Result<Option<Cond>, Fault> {
    let mut parts = Vec::new();
    for (key, value) in json.as_object().into_iter().flatten() {
        let each = |list: &Json| -> Result<Vec<Cond>, Fault> {
            let list = list.as_array().cloned().unwrap_or_else(|| vec![list.clone()]);
            list.iter().filter_map(|part| condition(org, object, part, node, path).transpose()).collect()
        };
        match key.as_str() {
            "and" => parts.push(Cond::And(each(value)?)),
            "or" => parts.push(Cond::Or(each(value)?)),
            "not" => parts.push(Cond::Not(Box::new(Cond::And(each(value)?)))),
            name => {
                if let Some(position) = object.position(name).filter(|p| object.fields[*p].name == name) {
                    for (operator, operand) in value.as_object().into_iter().flatten() {
                        let field = format!("{path}{name}");
                        parts.push(compare(node, &field, object.fields[position].kind, operator, operand)?);
                    }
                    continue;
                }
                let target = object.relationship(name).and_then(|p| object.fields[p].refers_to.first());
                let Some(target) = target.and_then(|t| org.table(t)).map(|t| t.object.clone()) else {
                    let message = format!(
                        "Validation error (WrongType@[uiapi/query/{0}]) : argument 'where' contains a field not in '{0}_Filter': '{name}'",
                        object.name
                    );
                    return Err(Fault::invalid(node, message));
                };
                parts.extend(condition(org, &target, value, node, &format!("{path}{name}."))?);
            }
        }
    }
    Ok(match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Cond::And(parts)),
    })
}

fn term(field: &str) -> Term {
    Term::of(Name { text: field.to_owned(), at: (0, 0) })
}

fn compare(node: &Node, field: &str, kind: Kind, operator: &str, operand: &Json) -> Result<Cond, Fault> {
    let literal = |json: &Json| literal(kind, json);
    let operator = match operator {
        "eq" => Operator::Equal,
        "ne" => Operator::Unequal,
        "lt" => Operator::Less,
        "lte" => Operator::LessOrEqual,
        "gt" => Operator::Greater,
        "gte" => Operator::GreaterOrEqual,
        "like" => Operator::Like,
        "in" | "nin" => {
            let list = operand.as_array().cloned().unwrap_or_default();
            return Ok(Cond::In(term(field), operator == "nin", list.iter().map(literal).collect()));
        }
        other => {
            let message = format!(
                "Validation error (WrongType) : operator '{other}' is not supported for field '{field}'"
            );
            return Err(Fault::invalid(node, message));
        }
    };
    Ok(Cond::Compare(term(field), operator, literal(operand)))
}

/// Reads a literal. Dates are `{value:"2026-10-31"}` or `{literal:TODAY}` or `{range:{last_n_days:30}}`.
fn literal(kind: Kind, json: &Json) -> Literal {
    let dated = |text: &str| match kind {
        Kind::Date => LiteralKind::Date(text.to_owned()),
        Kind::DateTime => LiteralKind::DateTime(text.to_owned()),
        // Text is escaped as SOQL would have it.
        _ => LiteralKind::Text(
            text.replace('\\', "\\\\").replace('\'', "\\'").replace("\\\\%", "\\%").replace("\\\\_", "\\_"),
        ),
    };
    let kind = match json {
        Json::Null => LiteralKind::Null,
        Json::Bool(b) => LiteralKind::Bool(*b),
        Json::Number(n) => LiteralKind::Number(n.to_string()),
        Json::String(text) => dated(text),
        Json::Object(object) => match (object.get("value"), object.get("literal"), object.get("range")) {
            (Some(Json::String(text)), ..) => dated(text),
            (_, Some(Json::String(word)), _) => LiteralKind::Range(word.to_ascii_uppercase(), None),
            (_, _, Some(Json::Object(range))) => match range.iter().next() {
                Some((word, n)) => LiteralKind::Range(
                    word.to_ascii_uppercase(),
                    n.as_u64().and_then(|n| u32::try_from(n).ok()),
                ),
                None => LiteralKind::Null,
            },
            _ => LiteralKind::Null,
        },
        Json::Array(_) => LiteralKind::Null,
    };
    Literal { kind, at: (0, 0) }
}

/// Reads `{CloseDate:{order:DESC, nulls:LAST}}`.
pub fn order(json: &Json, path: &str) -> Vec<Order> {
    let mut keys = Vec::new();
    for (name, value) in json.as_object().into_iter().flatten() {
        let Some(spec) = value.as_object() else { continue };
        if spec.contains_key("order") || spec.contains_key("nulls") {
            let is = |key: &str, wanted: &str| spec.get(key).and_then(Json::as_str) == Some(wanted);
            keys.push(Order {
                term: term(&format!("{path}{name}")),
                descending: is("order", "DESC"),
                nulls_last: is("nulls", "LAST"),
            });
        } else {
            keys.extend(order(value, &format!("{path}{name}.")));
        }
    }
    keys
}
