//! Checks a proposal against what the org says of the record: all problems together, and what will change.

use std::rc::Rc;

use serde::Serialize;

use super::consequence::{Today, consequences};
use super::input::{ProposalInput, read_fields};
use super::resolve::{Resolution, resolve};
use crate::error::Problem;
use crate::org::{FieldInfo, FieldKind, ObjectInfo, OrgStage, Stage};
use crate::record::{FieldName, FieldValue, FieldValues, Snapshot};

/// An opportunity with all that a check of it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opportunity {
    /// The record.
    pub record: Snapshot,
    /// Where it stands.
    pub stage: Stage,
    /// The stages of its sales process, in order.
    pub process: Rc<Vec<Stage>>,
    /// All stages of the org.
    pub org_stages: Rc<Vec<OrgStage>>,
    /// The object's fields.
    pub info: Rc<ObjectInfo>,
    /// The fields that may be edited beside the stage.
    pub editable: Vec<FieldName>,
}

/// Who brings a change about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangedBy {
    /// The person who confirms.
    You,
    /// Salesforce, because of that.
    Salesforce,
}

/// A change that a confirmation makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The field.
    pub field: FieldName,
    /// What a person calls it.
    pub label: String,
    /// The value that is shown now.
    pub from: FieldValue,
    /// The value afterwards.
    pub to: FieldValue,
    /// What a person calls the value, where it has a name of its own.
    pub from_label: Option<String>,
    /// The same of the value afterwards.
    pub to_label: Option<String>,
    /// Who brings it about.
    pub by: ChangedBy,
}

/// Why a proposal is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ViolationCode {
    /// The words fit several stages.
    StageAmbiguous,
    /// The words fit no stage.
    StageUnknown,
    /// The stage is no longer used.
    StageInactive,
    /// The stage belongs to another sales process.
    StageNotInProcess,
    /// The user may not edit the field.
    FieldReadOnly,
    /// The field may not be empty.
    ValueRequired,
    /// The text has too many characters.
    ValueTooLong,
    /// The number has too many digits.
    ValueOutOfRange,
}

/// A reason against a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The stable code.
    pub code: ViolationCode,
    /// A sentence for people.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The field that it is about.
    pub field: Option<FieldName>,
    /// The stages that the words could mean, or those that there are.
    pub stages: Vec<Stage>,
}

/// What to know without being stopped by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// Salesforce moves the close date to today in UTC.
    CloseDateMoves,
    /// A closed opportunity becomes an open one.
    ReopensOpportunity,
    /// The amount is the sum of the products, and Salesforce ignores another.
    AmountIgnored,
}

/// Something to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The stable code.
    pub code: WarningCode,
    /// A sentence for people.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The field that it is about.
    pub field: Option<FieldName>,
}

/// The kind of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VerdictType {
    /// Nothing speaks against it.
    Allowed,
    /// Something does.
    Denied,
    /// Something can be decided by Salesforce alone.
    Undecided,
}

/// The answer of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The answer in a word.
    #[serde(rename = "type")]
    pub kind: VerdictType,
    /// All that speaks against it.
    pub violations: Vec<Violation>,
    /// All that is to be known.
    pub warnings: Vec<Warning>,
}

/// A change with its verdict, before it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The stage that was meant, where one was.
    pub stage: Option<Stage>,
    /// May it be made?
    pub verdict: Verdict,
    /// What will change.
    pub changes: Vec<Change>,
    /// What is to be written: only what differs from the record.
    #[serde(skip)]
    pub writes: FieldValues,
}

/// Checks what is wanted of an opportunity.
///
/// # Errors
/// Where a name or a value cannot be what it is given for: that is misuse and no question of rules.
pub fn check(opportunity: &Opportunity, input: &ProposalInput, today: Today) -> Result<Proposal, Problem> {
    let record = &opportunity.record;
    let edits = read_fields(&input.fields, &opportunity.editable, &opportunity.info)?;
    let mut violations = Vec::new();
    let mut writes: FieldValues =
        edits.into_iter().filter(|(name, value)| record.value(name.as_str()) != Some(value)).collect();
    for (name, value) in &writes {
        if let Some(field) = opportunity.info.field(name) {
            violations.extend(check_value(field, value));
        }
    }
    let stage = match &input.stage {
        None => None,
        Some(words) => match find_stage(words, opportunity) {
            Ok(stage) => Some(stage),
            Err(violation) => {
                violations.insert(0, violation);
                None
            }
        },
    };
    let mut warnings = Vec::new();
    let moved = stage.as_ref().filter(|stage| stage.value != opportunity.stage.value);
    let mut follows = Vec::new();
    if let Some(stage) = moved
        && let Some(name) = FieldName::new("StageName")
    {
        if opportunity.info.field(&name).is_some_and(|field| !field.updateable) {
            violations.push(read_only(&name, &opportunity.info.label(&name)));
        }
        follows = consequences(record, stage, &writes, today);
        warnings = warnings_of_move(opportunity, stage, &follows, today);
        writes.insert(name, FieldValue::Text(stage.value.clone()));
    }
    if record.is_true("HasOpportunityLineItem") && writes.keys().any(|name| name.as_str() == "Amount") {
        warnings.push(Warning {
            code: WarningCode::AmountIgnored,
            message: "This opportunity has products, so Salesforce ignores the amount.".into(),
            help: Some("Change the products instead.".into()),
            field: FieldName::new("Amount"),
        });
    }
    let kind = if violations.is_empty() { VerdictType::Allowed } else { VerdictType::Denied };
    let changes = list_changes(opportunity, moved, &writes, follows);
    Ok(Proposal { stage, verdict: Verdict { kind, violations, warnings }, changes, writes })
}

/// The stage that the words mean, or why they mean none.
fn find_stage(words: &str, opportunity: &Opportunity) -> Result<Stage, Violation> {
    let violation = |code, message: String, stages: &[Stage]| Violation {
        code,
        message,
        help: Some("Choose one of this opportunity's stages.".into()),
        field: FieldName::new("StageName"),
        stages: stages.to_vec(),
    };
    let process = &opportunity.process;
    // The record may stand in a stage that is no longer offered: to stay there is no move.
    if words == opportunity.stage.value || words == opportunity.stage.label {
        return Ok(opportunity.stage.clone());
    }
    match resolve(words, process, &opportunity.org_stages) {
        Resolution::One(stage) => Ok(stage),
        Resolution::Several(stages) => {
            Err(violation(ViolationCode::StageAmbiguous, either(&stages), &stages))
        }
        Resolution::NotHere(row) if row.active => Err(violation(
            ViolationCode::StageNotInProcess,
            format!("“{}” is not a stage of this opportunity’s sales process.", row.stage.label),
            process,
        )),
        Resolution::NotHere(row) => Err(violation(
            ViolationCode::StageInactive,
            format!("“{}” is a stage that is no longer used.", row.stage.label),
            process,
        )),
        Resolution::None => Err(violation(
            ViolationCode::StageUnknown,
            format!("“{}” is not a stage of this opportunity.", words.trim()),
            process,
        )),
    }
}

/// "Closed Won or Closed Lost?"
fn either(stages: &[Stage]) -> String {
    let labels: Vec<_> = stages.iter().map(|stage| stage.label.as_str()).collect();
    match labels.split_last() {
        Some((last, [])) => format!("{last}?"),
        Some((last, [one])) => format!("{one} or {last}?"),
        Some((last, others)) => format!("{}, or {last}?", others.join(", ")),
        None => String::new(),
    }
}

fn read_only(name: &FieldName, label: &str) -> Violation {
    Violation {
        code: ViolationCode::FieldReadOnly,
        message: format!("You may not edit {label}."),
        help: Some("Ask your Salesforce administrator for edit access to the field.".into()),
        field: Some(name.clone()),
        stages: Vec::new(),
    }
}

/// What the field's own definition says against a value.
fn check_value(field: &FieldInfo, value: &FieldValue) -> Vec<Violation> {
    let violation = |code, message: String| Violation {
        code,
        message,
        help: None,
        field: Some(field.name.clone()),
        stages: Vec::new(),
    };
    let mut violations = Vec::new();
    if !field.updateable {
        violations.push(read_only(&field.name, &field.label));
    }
    match value {
        FieldValue::Null if field.required => {
            violations.push(violation(ViolationCode::ValueRequired, format!("{} is required.", field.label)));
        }
        FieldValue::Text(text) => {
            // Salesforce counts as Java does: in UTF-16 units.
            let length = text.encode_utf16().count();
            if let Some(most) = field.length
                && field.kind() == FieldKind::Text
                && length > most as usize
            {
                let message =
                    format!("{} takes at most {most} characters, and this has {length}.", field.label);
                violations.push(violation(ViolationCode::ValueTooLong, message));
            }
        }
        FieldValue::Number(number) => {
            let scale = field.scale.unwrap_or(0);
            let whole = field.precision.map(|precision| precision.saturating_sub(scale));
            if whole.is_some_and(|whole| number.integer_digits() > whole)
                || field.precision.is_some() && number.scale() > scale
            {
                let message = format!(
                    "{} takes at most {} digits before the point and {scale} after it.",
                    field.label,
                    whole.unwrap_or_default()
                );
                violations.push(violation(ViolationCode::ValueOutOfRange, message));
            }
        }
        FieldValue::Null | FieldValue::Bool(_) => {}
    }
    violations
}

fn warnings_of_move(
    opportunity: &Opportunity,
    stage: &Stage,
    follows: &[(FieldName, FieldValue)],
    today: Today,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if opportunity.stage.closed && !stage.closed {
        warnings.push(Warning {
            code: WarningCode::ReopensOpportunity,
            message: format!(
                "This opens the opportunity again: {} is a closed stage.",
                opportunity.stage.label
            ),
            help: None,
            field: FieldName::new("StageName"),
        });
    }
    if let Some((name, _)) = follows.iter().find(|(name, _)| name.as_str() == "CloseDate") {
        let utc = today.utc;
        let where_you_are =
            if today.local == utc { String::new() } else { format!(" Where you are it is {}.", today.local) };
        warnings.push(Warning {
            code: WarningCode::CloseDateMoves,
            message: format!(
                "Salesforce moves the close date to {utc}, which is today in UTC.{where_you_are}"
            ),
            help: None,
            field: Some(name.clone()),
        });
    }
    warnings
}

/// The stage first, then the user's edits, then what follows.
fn list_changes(
    opportunity: &Opportunity,
    moved: Option<&Stage>,
    writes: &FieldValues,
    follows: Vec<(FieldName, FieldValue)>,
) -> Vec<Change> {
    let now = |name: &FieldName| opportunity.record.value(name.as_str()).cloned().unwrap_or(FieldValue::Null);
    let change = |field: &FieldName, from: FieldValue, to: FieldValue, by| Change {
        label: opportunity.info.label(field),
        field: field.clone(),
        from,
        to,
        from_label: None,
        to_label: None,
        by,
    };
    let mut changes = Vec::new();
    for (name, value) in writes {
        let mut mine = change(name, now(name), value.clone(), ChangedBy::You);
        if name.as_str() == "StageName" {
            mine.from_label = Some(opportunity.stage.label.clone());
            mine.to_label = moved.map(|stage| stage.label.clone());
            changes.insert(0, mine);
        } else {
            changes.push(mine);
        }
    }
    for (name, value) in follows {
        let from = writes.get(&name).cloned().unwrap_or_else(|| now(&name));
        changes.push(change(&name, from, value, ChangedBy::Salesforce));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_typescript() {
        let types = include_str!("../bindings/types.d.ts");
        let union = |name: &str| {
            let start = types.find(&format!("export type {name} =")).expect("the union is declared");
            let body = types[start..].split(';').next().expect("the union ends");
            body.lines()
                .filter_map(|line| line.trim().strip_prefix("| "))
                .map(ToOwned::to_owned)
                .collect::<Vec<_>>()
        };
        let violations = [
            ViolationCode::StageAmbiguous,
            ViolationCode::StageUnknown,
            ViolationCode::StageInactive,
            ViolationCode::StageNotInProcess,
            ViolationCode::FieldReadOnly,
            ViolationCode::ValueRequired,
            ViolationCode::ValueTooLong,
            ViolationCode::ValueOutOfRange,
        ];
        let ours = violations.map(|code| serde_json::to_string(&code).unwrap());
        assert_eq!(ours.to_vec(), union("ViolationCode"));
        let warnings =
            [WarningCode::CloseDateMoves, WarningCode::ReopensOpportunity, WarningCode::AmountIgnored];
        let ours = warnings.map(|code| serde_json::to_string(&code).unwrap());
        assert_eq!(ours.to_vec(), union("WarningCode"));
    }

    #[test]
    fn an_ambiguous_stage_is_a_question() {
        let stage = |label: &str| Stage {
            value: label.into(),
            label: label.into(),
            probability: None,
            forecast_category: None,
            closed: true,
            won: false,
        };
        let stages = ["Closed Won", "Closed Lost", "Closed"].map(stage);
        assert_eq!(either(&stages[..2]), "Closed Won or Closed Lost?");
        assert_eq!(either(&stages), "Closed Won, Closed Lost, or Closed?");
    }
}
