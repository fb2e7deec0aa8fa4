//! Display values of the locale `en_US`.

use jiff::tz::TimeZone;

use super::Org;
use super::schema::{Field, Kind};
use super::stored::choice;
use super::value::{Value, display_time, grouped};

/// Returns the display value in the locale `en_US`; plain text, ids and checkboxes have none.
pub fn display(
    org: &Org,
    field: &Field,
    value: &Value,
    zone: &TimeZone,
    currency: Option<&str>,
) -> Option<String> {
    match (field.kind, value) {
        (Kind::Currency, Value::Number(n)) => {
            let amount = grouped(n.abs(), field.scale);
            let sign = if n.is_sign_negative() && !n.is_zero() { "-" } else { "" };
            Some(match currency {
                // With several currencies the code precedes the amount.
                Some(code) => format!("{sign}{code} {amount}"),
                None if org.currency == "USD" => format!("{sign}${amount}"),
                None => format!("{sign}{} {amount}", org.currency),
            })
        }
        (Kind::Percent, Value::Number(n)) => Some(format!("{}%", grouped(*n, field.scale))),
        (Kind::Double, Value::Number(n)) => Some(grouped(*n, field.scale)),
        (Kind::Date, Value::Date(date)) => Some(date.strftime("%-m/%-d/%Y").to_string()),
        (Kind::DateTime, Value::DateTime(time)) => Some(display_time(*time, zone)),
        (Kind::Picklist, Value::Text(text)) => {
            let label = field.choices.iter().find(|c| c.value == **text).map(|c| c.label.clone());
            Some(label.unwrap_or_else(|| text.to_string()))
        }
        (Kind::MultiPicklist, Value::Text(text)) => {
            let label = |value| choice(field, value).map_or(value, |choice| &choice.label);
            Some(text.split(';').map(label).collect::<Vec<_>>().join(";"))
        }
        _ => None,
    }
}
