//! Converts the requested changes into values of the fields' types.

use crate::base::map::Map;

use serde::Serialize;

use super::verdict::ApprovalState;
use crate::base::error::{Code, Problem};
use crate::base::{FieldName, FieldValue, FieldValues};
use crate::org::{ObjectInfo, Picklists, stored_value};

/// The requested changes. A field that is absent is not changed; `Null` clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProposalInput {
    /// The stage's API name, label, or words that mean one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Values by field name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, FieldValue>,
    /// Reason given by a user who is exempt from a rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The ids of the rules whose warnings the user has acknowledged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acknowledge: Vec<String>,
    /// The state of approvals by name. Those that are absent count as needed.
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
    /// Returns the state of an approval.
    #[must_use]
    pub fn approval(&self, name: &str) -> ApprovalState {
        let found = self.approvals.iter().find(|(known, _)| known == name);
        found.map_or(ApprovalState::Needed, |(_, state)| *state)
    }

    /// Returns true if an approval was granted.
    #[must_use]
    pub fn is_granted(&self, name: &str) -> bool {
        self.approval(name) == ApprovalState::Granted
    }
}

/// Returns the values as Salesforce will store them, by the org's spelling of each field.
///
/// # Errors
///
/// All invalid names and values, as one problem.
pub fn read_fields(
    fields: &Map<String, FieldValue>,
    editable: &[FieldName],
    info: &ObjectInfo,
    picklists: &Picklists,
) -> Result<FieldValues, Problem> {
    let mut values = FieldValues::new();
    let mut problems = Vec::new();
    for (name, value) in fields {
        match read_field(name, value, editable, info, picklists) {
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
    picklists: &Picklists,
) -> Result<(FieldName, FieldValue), Problem> {
    let field_name = FieldName::new(name).ok_or_else(|| {
        Problem::new(Code::InvalidFieldName, format!("`{name}` is not the name of a field"))
    })?;
    if field_name.as_str().eq_ignore_ascii_case("StageName") {
        return Err(Problem::new(Code::InvalidOptions, "`StageName` is among the fields")
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
    let stored = stored_value(field, picklists.of(&field.name), value).map_err(|expected| {
        let message = format!("`{value}` cannot be the value of {}: expected {expected}", field.name);
        Problem::new(Code::InvalidValue, message).about(&field.name)
    })?;
    Ok((field.name.clone(), stored))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::FieldInfo;

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

    impl From<&str> for FieldValue {
        fn from(text: &str) -> Self {
            Self::Text(text.into())
        }
    }

    #[test]
    fn reports_all_faults_at_once() {
        let info = ObjectInfo {
            fields: [field("Name", "String"), field("CloseDate", "Date"), field("Amount", "Currency")]
                .map(|field| (field.name.clone(), field))
                .into(),
            ..ObjectInfo::default()
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
            &Picklists::default(),
        )
        .unwrap_err();
        let codes: Vec<_> = problem.errors.iter().map(|error| error.code.as_str()).collect();
        assert_eq!(
            codes,
            ["unknown_field", "invalid_value", "unknown_field", "invalid_options", "invalid_field_name"]
        );
        let values =
            read_fields(&input(&[("closedate", "2026-12-01")]), &editable, &info, &Picklists::default())
                .unwrap();
        assert_eq!(values.keys().next().unwrap().as_str(), "CloseDate", "the org's spelling");
    }
}
