//! Converts what a user enters into the value that Salesforce stores.
//!
//! Rules, previews, requests and comparisons all use the stored value, so that they agree.

use super::{FieldInfo, FieldKind, ObjectInfo, PicklistEntry};
use crate::base::order::sort_by_key;
use crate::base::text::{line_feeds, lower};
use crate::base::{Date, Decimal, FieldName, FieldValue, RecordId, Time, Timestamp};

/// The years that Salesforce dates can have, and the instants from 1700-01-01T00:00:00Z to 4000-12-31T00:00:00Z
/// ("Date Formats and Date Literals", Minimum and Maximum Dates).
const YEARS: std::ops::RangeInclusive<i32> = 1700..=4000;
const INSTANTS: std::ops::RangeInclusive<i64> = -8_520_336_000_000..=64_092_124_800_000;

/// Returns the value as the field will store it. White space alone means empty: Salesforce trims, and a form
/// cannot express it otherwise.
///
/// # Errors
///
/// If the value does not fit the field: what was expected instead.
pub fn stored_value(
    field: &FieldInfo,
    picklist: Option<&[PicklistEntry]>,
    value: &FieldValue,
) -> Result<FieldValue, &'static str> {
    const NUMBER: &str = "a number such as 1200.5";
    const DAY: &str = "a day of the calendar as `yyyy-mm-dd`";
    const INSTANT: &str = "an instant such as `2026-11-22T09:30:00Z`";
    let text = match (field.kind(), value) {
        (FieldKind::Compound, _) => return Err("nothing, because it is written through its components"),
        (FieldKind::Checkbox, FieldValue::Bool(_)) => return Ok(value.clone()),
        (FieldKind::Checkbox, _) => return Err("true or false"),
        (_, FieldValue::Null) => return Ok(FieldValue::Null),
        (_, FieldValue::Text(text)) => text.trim(),
        (FieldKind::Decimal, FieldValue::Number(_)) => return Ok(value.clone()),
        (FieldKind::Integer, FieldValue::Number(number)) => return integer(*number),
        (FieldKind::Decimal | FieldKind::Integer, FieldValue::Bool(_)) => return Err(NUMBER),
        (FieldKind::Date, _) => return Err(DAY),
        (FieldKind::DateTime, _) => return Err(INSTANT),
        (FieldKind::Text, _) => return Err("a text"),
    };
    if text.is_empty() {
        return Ok(FieldValue::Null);
    }
    match field.kind() {
        // Salesforce does not accept grouping, percent signs or currency either.
        FieldKind::Decimal => text.parse().map(FieldValue::Number).map_err(|_| NUMBER),
        FieldKind::Integer => integer(text.parse().map_err(|_| NUMBER)?),
        FieldKind::Date => match text.parse::<Date>() {
            Ok(date) => Ok(FieldValue::Text(date.to_string())),
            Err(_) => Err(DAY),
        },
        FieldKind::DateTime => match seconds(text) {
            Some(instant) => Ok(FieldValue::Text(instant.to_string())),
            None => Err(INSTANT),
        },
        FieldKind::Text | FieldKind::Checkbox | FieldKind::Compound => stored_text(field, picklist, text),
    }
}

/// Salesforce's `int` has no fraction. Salesforce refuses one instead of rounding it.
fn integer(number: Decimal) -> Result<FieldValue, &'static str> {
    number.is_integer().then_some(FieldValue::Number(number)).ok_or("a whole number")
}

/// Salesforce stores instants to the second.
fn seconds(text: &str) -> Option<Timestamp> {
    let instant: Timestamp = text.parse().ok()?;
    Some(Timestamp(instant.0.div_euclid(1000) * 1000))
}

fn stored_text(
    field: &FieldInfo,
    picklist: Option<&[PicklistEntry]>,
    text: &str,
) -> Result<FieldValue, &'static str> {
    let entries = picklist.unwrap_or_default();
    let stored = match field.data_type.as_str() {
        "Picklist" => spelling(entries, text).map_or(text, |entry| &entry.value).to_owned(),
        "MultiPicklist" => {
            let several = several(entries, text);
            if several.is_empty() {
                return Ok(FieldValue::Null);
            }
            several
        }
        "Reference" => match RecordId::new(text) {
            Ok(id) => id.to_string(),
            Err(_) => return Err("a record id of 15 or 18 characters"),
        },
        // Browsers leave out the seconds.
        "Time" => match Time::from_iso(text).or_else(|| Time::from_iso(&[text, ":00"].concat())) {
            Some(time) => format!("{time}Z"),
            None => return Err("a time of day such as `09:30:00`"),
        },
        // Salesforce stores the addresses of email fields in lower case (Stack Exchange 246995).
        "Email" => lower(text),
        _ => text.to_owned(),
    };
    Ok(FieldValue::Text(stored))
}

/// Returns the entry that a text means. Salesforce matches API names in any letter case and stores the list's
/// spelling (Help 000386557). Its pages accept a label for its API name (Help 004205234), so a label counts if
/// it is not an API name and belongs to one value only.
fn spelling<'a>(entries: &'a [PicklistEntry], text: &str) -> Option<&'a PicklistEntry> {
    let folded = lower(text);
    let by_value = entries
        .iter()
        .find(|entry| entry.value == text)
        .or_else(|| entries.iter().find(|entry| lower(&entry.value) == folded));
    by_value.or_else(|| {
        let mut labelled = entries.iter().filter(|entry| lower(&entry.label) == folded);
        labelled.next().filter(|_| labelled.next().is_none())
    })
}

/// Returns the values of a multi-select picklist, without duplicates and in the list's order. Values that are
/// not in the list come last, as in Salesforce.
fn several(entries: &[PicklistEntry], text: &str) -> String {
    let mut values: Vec<(usize, &str)> = Vec::new();
    for part in parts(text) {
        let position = spelling(entries, part)
            .and_then(|found| entries.iter().position(|entry| std::ptr::eq(entry, found)))
            .unwrap_or(entries.len());
        let value = entries.get(position).map_or(part, |entry| &entry.value);
        if !values.iter().any(|(_, known)| lower(known) == lower(value)) {
            values.push((position, value));
        }
    }
    sort_by_key(&mut values, |(position, _)| *position);
    values.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(";")
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// Returns true if Salesforce can store the date or the instant that [`stored_value`] returned. Other values
/// are always in range.
#[must_use]
pub fn is_in_range(field: &FieldInfo, value: &FieldValue) -> bool {
    let Some(text) = value.as_text() else { return true };
    match field.kind() {
        FieldKind::Date => text.parse().is_ok_and(|date: Date| YEARS.contains(&date.year())),
        FieldKind::DateTime => text.parse().is_ok_and(|instant: Timestamp| INSTANTS.contains(&instant.0)),
        _ => true,
    }
}

impl ObjectInfo {
    /// Returns true if Salesforce stores both values as the same: the one entered or sent, and the one read
    /// back. Without a description of the field, the values themselves are compared.
    #[must_use]
    pub fn stores_the_same(&self, name: &FieldName, wanted: &FieldValue, found: &FieldValue) -> bool {
        wanted == found || stores_the_same(self.field(name), wanted, found)
    }
}

/// Like [`ObjectInfo::stores_the_same`], for a field that was looked up before.
#[must_use]
pub fn stores_the_same(field: Option<&FieldInfo>, wanted: &FieldValue, found: &FieldValue) -> bool {
    match (wanted, found) {
        (FieldValue::Text(wanted), FieldValue::Text(found)) => {
            wanted == found || same_text(field.map_or("", |field| &field.data_type), wanted, found)
        }
        (FieldValue::Text(text), FieldValue::Null) | (FieldValue::Null, FieldValue::Text(text)) => {
            text.trim().is_empty()
        }
        // Salesforce stores and sends doubles.
        (FieldValue::Number(wanted), FieldValue::Number(found)) => {
            wanted == found || wanted.to_f64().total_cmp(&found.to_f64()).is_eq()
        }
        (wanted, found) => wanted == found,
    }
}

fn same_text(data_type: &str, wanted: &str, found: &str) -> bool {
    match data_type {
        "Picklist" | "Email" => lower(wanted.trim()) == lower(found.trim()),
        "MultiPicklist" => {
            let has_all = |text, other| {
                let others: Vec<_> = parts(other).map(lower).collect();
                parts(text).all(|part| others.contains(&lower(part)))
            };
            has_all(wanted, found) && has_all(found, wanted)
        }
        "Reference" => RecordId::new(wanted.trim()).is_ok_and(|id| Ok(id) == RecordId::new(found.trim())),
        "Time" => {
            Time::from_iso(wanted.trim()).is_some_and(|time| Some(time) == Time::from_iso(found.trim()))
        }
        _ => {
            let lines = |text: &str| line_feeds(text.trim());
            let instant = seconds(wanted.trim());
            lines(wanted) == lines(found) || instant.is_some() && instant == seconds(found.trim())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(data_type: &str) -> FieldInfo {
        FieldInfo {
            name: FieldName::known("Field__c"),
            label: "Field".into(),
            data_type: data_type.into(),
            required: false,
            updateable: true,
            length: None,
            precision: None,
            scale: None,
            controller: None,
            calculated: false,
        }
    }

    fn text(value: &str) -> FieldValue {
        FieldValue::Text(value.into())
    }

    fn number(value: &str) -> FieldValue {
        FieldValue::Number(value.parse().unwrap())
    }

    fn list() -> Vec<PicklistEntry> {
        [("New", "Neu"), ("OLD", "Alt"), ("Spare", "Neu"), ("Été", "Sommer"), ("Alt", "Ersatz")]
            .map(|(value, label)| PicklistEntry { value: value.into(), label: label.into(), valid_for: None })
            .to_vec()
    }

    fn stored(data_type: &str, value: &FieldValue) -> Result<FieldValue, &'static str> {
        stored_value(&field(data_type), Some(&list()), value)
    }

    #[test]
    fn converts_values_to_what_salesforce_stores() {
        for (data_type, given, expected) in [
            ("Percent", text(" 12.5 "), number("12.5")),
            ("Currency", text("1.234"), number("1.234")),
            ("Int", text("7.0"), number("7")),
            ("Currency", text(""), FieldValue::Null),
            ("String", text(" \n "), FieldValue::Null),
            ("TextArea", text("\n  call \n them\t"), text("call \n them")),
            ("Date", text(" 2028-02-29 "), text("2028-02-29")),
            ("DateTime", text("2026-11-22T09:30:00.999+0100"), text("2026-11-22T08:30:00.000Z")),
            ("Time", text("09:30:00"), text("09:30:00.000Z")),
            ("Time", text("09:30"), text("09:30:00.000Z")),
            ("Boolean", FieldValue::Bool(true), FieldValue::Bool(true)),
            ("String", FieldValue::Null, FieldValue::Null),
            (
                "Reference",
                text("001R0000003rboI"),
                text(&RecordId::new("001R0000003rboI").unwrap().to_string()),
            ),
            ("Picklist", text("new"), text("New")),
            ("Picklist", text(" old\n"), text("OLD")),
            ("Picklist", text("éTÉ"), text("Été")),
            ("Picklist", text("sommer"), text("Été")),
            ("Picklist", text("alt"), text("Alt")),
            ("Picklist", text("neu"), text("neu")),
            ("Picklist", text("Other"), text("Other")),
            ("MultiPicklist", text("été; new;ÉTÉ;;NEW"), text("New;Été")),
            ("MultiPicklist", text("Z;old;y;z"), text("OLD;Z;y")),
            ("MultiPicklist", text(" ; "), FieldValue::Null),
            ("Email", text(" Ann.Lee@ACME.example"), text("ann.lee@acme.example")),
            ("Url", text("HTTPS://Acme.example/A"), text("HTTPS://Acme.example/A")),
            ("Phone", text("(415) 555-0100"), text("(415) 555-0100")),
        ] {
            assert_eq!(stored(data_type, &given), Ok(expected), "{data_type} {given:?}");
        }
    }

    #[test]
    fn rejects_values_that_do_not_fit_the_field() {
        for (data_type, value) in [
            ("Percent", text("15%")),
            ("Currency", text("1,200")),
            ("Currency", FieldValue::Bool(true)),
            ("Int", number("1.5")),
            ("Date", text("2026-02-31")),
            ("Date", text("31.02.2026")),
            ("Date", text("2026-02-01T00:00:00Z")),
            ("Date", number("20260201")),
            ("DateTime", text("2026-02-01")),
            ("DateTime", text("2026-02-31T00:00:00Z")),
            ("DateTime", text("2026-02-01T00:00:00")),
            ("Time", text("9:30")),
            ("Time", text("25:00:00")),
            ("Boolean", FieldValue::Null),
            ("Boolean", text("true")),
            ("String", FieldValue::Bool(false)),
            ("Address", text("x")),
            ("Reference", text("Acme")),
            ("Reference", text("001R0000003rboIAAA")),
        ] {
            assert!(stored(data_type, &value).is_err(), "{data_type} {value:?}");
        }
    }

    #[test]
    fn stored_values_are_stable() {
        for (data_type, given) in [
            ("MultiPicklist", "z;old;new"),
            ("Picklist", "OLD"),
            ("DateTime", "2026-11-22T09:30:00.5+0100"),
            ("Time", "09:30:00.5"),
            ("Reference", "001R0000003rboI"),
            ("TextArea", " a\r\nb "),
            ("Email", "Ann@Acme.example "),
        ] {
            let once = stored(data_type, &text(given)).unwrap();
            assert_eq!(stored(data_type, &once), Ok(once.clone()));
            assert!(stores_the_same(Some(&field(data_type)), &text(given), &once), "{data_type} {given}");
            assert!(stores_the_same(Some(&field(data_type)), &once, &text(given)), "{data_type} {given}");
        }
    }

    #[test]
    fn distinguishes_values_that_salesforce_stores_differently() {
        for (data_type, wanted, found) in [
            ("String", text("new"), text("New")),
            ("Picklist", text("New"), text("OLD")),
            ("MultiPicklist", text("New;OLD"), text("New")),
            ("DateTime", text("2026-11-22T09:30:00Z"), text("2026-11-22T09:30:01Z")),
            ("Reference", text("001R0000003rboI"), text("001R0000003rboi")),
            ("Currency", number("1.234"), number("1.23")),
            ("Currency", number("0"), FieldValue::Null),
            ("String", text("x"), FieldValue::Null),
        ] {
            assert!(!stores_the_same(Some(&field(data_type)), &wanted, &found), "{data_type} {wanted:?}");
        }
        let digits = number("0.12345678901234567890");
        assert!(stores_the_same(None, &digits, &number("0.12345678901234568")), "Salesforce keeps doubles");
    }

    #[test]
    fn dates_run_from_1700_to_4000() {
        let inside = |data_type: &str, value: &str| is_in_range(&field(data_type), &text(value));
        for day in ["1700-01-01", "4000-12-31", "2026-12-01"] {
            assert!(inside("Date", day), "{day}");
            assert!(inside("DateTime", &format!("{day}T00:00:00.000Z")), "{day}");
        }
        assert!(!inside("DateTime", "4000-12-31T00:00:01.000Z"), "the last instant is a midnight");
        for day in ["0026-12-01", "1699-12-31", "4001-01-01", "9999-12-31", "0001-01-01"] {
            assert!(!inside("Date", day), "{day}");
            assert!(!inside("DateTime", &format!("{day}T12:00:00.000Z")), "{day}");
        }
        assert!(inside("String", "0026-12-01"), "a text is not a date");
    }
}
