//! Reads what a person or a program wants to change into values of the fields' types.

use crate::map::Map;

use serde::Serialize;

use super::verdict::ApprovalState;
use crate::error::{Code, Problem};
use crate::org::{FieldInfo, FieldKind, ObjectInfo};
use crate::record::{Date, Decimal, FieldName, FieldValue, FieldValues};

/// What is to be changed. A field that is absent is not touched; `Null` clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProposalInput {
    /// The stage's API name, label, or words that mean one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Values by field name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, FieldValue>,
    /// Why a rule is not to count, from a user who is exempt from it for a reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The ids of the rules whose warnings the user has seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acknowledge: Vec<String>,
    /// How approvals stand, by their names. Those that are not named are needed.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_object")]
    pub approvals: Vec<(String, ApprovalState)>,
}

#[allow(clippy::ptr_arg, reason = "the signature that derived code calls")]
fn as_object<S: serde::Serializer>(
    approvals: &Vec<(String, ApprovalState)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(approvals.iter().map(|(name, state)| (name, state)))
}

impl ProposalInput {
    /// How an approval stands.
    #[must_use]
    pub fn approval(&self, name: &str) -> ApprovalState {
        let found = self.approvals.iter().find(|(known, _)| known == name);
        found.map_or(ApprovalState::Needed, |(_, state)| *state)
    }

    /// Whether an approval was given.
    #[must_use]
    pub fn is_granted(&self, name: &str) -> bool {
        self.approval(name) == ApprovalState::Granted
    }
}

/// The values by the org's spelling of each field, each of its field's type.
///
/// # Errors
/// All names and values that cannot be what they are given for, as one problem.
pub fn read_fields(
    fields: &Map<String, FieldValue>,
    editable: &[FieldName],
    info: &ObjectInfo,
) -> Result<FieldValues, Problem> {
    let mut values = FieldValues::new();
    let mut problems = Vec::new();
    for (name, value) in fields {
        match read_field(name, value, editable, info) {
            Ok((name, value)) => {
                values.insert(name, value);
            }
            Err(problem) => problems.push(problem),
        }
    }
    match Problem::all(problems) {
        Some(problem) => Err(problem),
        None => Ok(values),
    }
}

fn read_field(
    name: &str,
    value: &FieldValue,
    editable: &[FieldName],
    info: &ObjectInfo,
) -> Result<(FieldName, FieldValue), Problem> {
    let field_name = FieldName::new(name).ok_or_else(|| {
        Problem::new(Code::InvalidFieldName, format!("`{name}` is not the name of a field"))
    })?;
    if field_name.as_str().eq_ignore_ascii_case("StageName") {
        return Err(Problem::new(Code::InvalidOptions, "`StageName` stands among the fields")
            .with_help("give the stage as `stage`")
            .about(&field_name));
    }
    if !editable.iter().any(|editable| editable.as_str().eq_ignore_ascii_case(name)) {
        return Err(Problem::new(Code::UnknownField, format!("`{name}` is not among the editable fields"))
            .about(&field_name));
    }
    let field = info.field(&field_name).ok_or_else(|| {
        Problem::new(Code::UnknownField, format!("the org has no field `{name}` that this user may see"))
            .about(&field_name)
    })?;
    let value = read_value(field, value)
        .map_err(|wrong| Problem::new(Code::InvalidValue, wrong).about(&field.name))?;
    Ok((field.name.clone(), value))
}

/// The value as the field's type has it. A text without anything to see means empty: forms have no other way to say it, and Salesforce trims.
fn read_value(field: &FieldInfo, value: &FieldValue) -> Result<FieldValue, String> {
    let wrong =
        |expected: &str| Err(format!("`{value}` cannot be the value of {}: expected {expected}", field.name));
    let kind = field.kind();
    match (kind, value) {
        (FieldKind::Compound, _) => wrong("nothing, since it is written through its parts"),
        (FieldKind::Checkbox, FieldValue::Bool(_)) => Ok(value.clone()),
        (FieldKind::Checkbox, _) => wrong("true or false"),
        (_, FieldValue::Null) => Ok(FieldValue::Null),
        (_, FieldValue::Text(text)) if text.trim().is_empty() => Ok(FieldValue::Null),
        (FieldKind::Integer | FieldKind::Decimal, FieldValue::Number(_)) => Ok(value.clone()),
        (FieldKind::Integer | FieldKind::Decimal, FieldValue::Text(text)) => {
            // Salesforce takes no grouping, sign of percent, or currency either.
            match text.trim().parse::<Decimal>() {
                Ok(number) => Ok(FieldValue::Number(number)),
                Err(_) => wrong("a number such as 1200.5"),
            }
        }
        (FieldKind::Date, FieldValue::Text(text)) => match text.parse::<Date>() {
            Ok(date) => Ok(FieldValue::Text(date.to_string())),
            Err(_) => wrong("a day of the calendar as `yyyy-mm-dd`"),
        },
        (FieldKind::DateTime, FieldValue::Text(text)) if is_date_time(text) => Ok(value.clone()),
        (FieldKind::DateTime, _) => wrong("an instant such as `2026-11-22T09:30:00Z`"),
        // Salesforce stores texts without the blanks around them; whether before its rules run, nobody documents. What is judged
        // and sent is what will be stored, so that it is the same for both.
        (FieldKind::Text, FieldValue::Text(text)) => Ok(FieldValue::Text(text.trim().into())),
        (FieldKind::Text, _) => wrong("a text"),
        (FieldKind::Integer | FieldKind::Decimal, _) => wrong("a number"),
        (FieldKind::Date, _) => wrong("a day of the calendar as `yyyy-mm-dd`"),
    }
}

/// `yyyy-mm-ddThh:mm:ss`, with or without fractions, and an offset or `Z`.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else { return false };
    let two = |range: std::ops::Range<usize>, most: u32| {
        rest.get(range).is_some_and(|digits| {
            digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u32>().is_ok_and(|n| n <= most)
        })
    };
    let clock = two(0..2, 23)
        && two(3..5, 59)
        && two(6..8, 59)
        && rest.get(2..3) == Some(":")
        && rest.get(5..6) == Some(":");
    let zone = rest.get(8..).unwrap_or_default().trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = zone
        .strip_prefix(['+', '-'])
        .is_some_and(|offset| offset.len() >= 4 && offset.bytes().all(|b| b.is_ascii_digit() || b == b':'));
    date.parse::<Date>().is_ok() && clock && (zone == "Z" || offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, data_type: &str) -> FieldInfo {
        FieldInfo {
            name: FieldName::new(name).unwrap(),
            label: name.into(),
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

    fn read(data_type: &str, value: impl Into<FieldValue>) -> Result<FieldValue, String> {
        read_value(&field("Field__c", data_type), &value.into())
    }

    impl From<&str> for FieldValue {
        fn from(text: &str) -> Self {
            Self::Text(text.into())
        }
    }

    #[test]
    fn values_of_each_type() {
        let number = |text: &str| Ok(FieldValue::Number(text.parse().unwrap()));
        assert_eq!(read("Percent", "12.5"), number("12.5"));
        assert_eq!(read("Currency", " 1200 "), number("1200"));
        assert_eq!(read("Currency", ""), Ok(FieldValue::Null));
        assert_eq!(read("String", "  "), Ok(FieldValue::Null), "Salesforce trims");
        assert_eq!(read("TextArea", "\n  call \n them\t"), Ok("call \n them".into()));
        assert_eq!(read("Date", "2028-02-29"), Ok("2028-02-29".into()));
        assert_eq!(read("String", FieldValue::Null), Ok(FieldValue::Null));
        assert_eq!(
            read("DateTime", "2026-11-22T09:30:00.000+0100"),
            Ok("2026-11-22T09:30:00.000+0100".into())
        );
        assert_eq!(read("Boolean", FieldValue::Bool(true)), Ok(FieldValue::Bool(true)));
        for (data_type, value) in [
            ("Percent", FieldValue::from("15%")),
            ("Currency", "1,200".into()),
            ("Currency", "{{DISCOUNT}}".into()),
            ("Currency", FieldValue::Bool(true)),
            ("Date", "2026-02-31".into()),
            ("Date", "31.02.2026".into()),
            ("Date", "2026-02-01T00:00:00Z".into()),
            ("DateTime", "2026-02-01".into()),
            ("DateTime", "2026-02-31T00:00:00Z".into()),
            ("Boolean", FieldValue::Null),
            ("Boolean", "true".into()),
            ("String", FieldValue::Bool(false)),
            ("Address", "x".into()),
        ] {
            let message = read(data_type, value.clone()).unwrap_err();
            assert!(message.contains(&format!("`{value}`")) && message.contains("Field__c"), "{message}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let info = ObjectInfo {
            fields: [field("Name", "String"), field("CloseDate", "Date"), field("Amount", "Currency")]
                .map(|field| (field.name.clone(), field))
                .into(),
        };
        let editable: Vec<_> =
            ["Name", "CloseDate", "Gone__c"].iter().map(|name| FieldName::new(name).unwrap()).collect();
        let input = |fields: &[(&str, &str)]| {
            fields.iter().map(|(name, value)| ((*name).to_owned(), FieldValue::from(*value))).collect()
        };
        let problem = read_fields(
            &input(&[
                ("Amount", "5"),
                ("CloseDate", "2026-02-31"),
                ("Gone__c", "x"),
                ("a'b", "x"),
                ("StageName", "Won"),
            ]),
            &editable,
            &info,
        )
        .unwrap_err();
        let codes: Vec<_> = problem.errors.iter().map(|error| error.code.as_str()).collect();
        assert_eq!(
            codes,
            ["unknown_field", "invalid_value", "unknown_field", "invalid_options", "invalid_field_name"]
        );
        let values = read_fields(&input(&[("closedate", "2026-12-01")]), &editable, &info).unwrap();
        assert_eq!(values.keys().next().unwrap().as_str(), "CloseDate", "the org's spelling");
    }
}
