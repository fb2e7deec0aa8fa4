//! Checks a proposal against the org's configuration: all problems together, and the resulting changes.

use std::rc::Rc;

use serde::Serialize;

use super::consequence::{close_date_moves, consequences};
use super::help;
use super::input::{ProposalInput, read_fields};
use super::kind::TransitionKind;
use super::opportunity::Opportunity;
use super::parameters::Parameters;
use super::picklists::Choices;
use super::resolve::{Resolution, resolve};
use super::rules::{LaidOut, Move, Names};
use super::values::{check_value, read_only};
use super::verdict::{
    UndecidedReason, UndecidedRule, Verdict, Violation, ViolationCode, Warning, WarningCode,
};
use crate::base::error::Problem;
use crate::base::text::{embedded, visible};
use crate::base::{FieldName, FieldValue, FieldValues, Today};
use crate::org::{ObjectInfo, OrgStage, Stage};

/// The author of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangedBy {
    /// The user who confirms.
    You,
    /// Salesforce, as a consequence.
    Salesforce,
}

/// A change of a field by a confirmed proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The field.
    pub field: FieldName,
    /// The field's label.
    pub label: String,
    /// Salesforce's data type.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The record's currency, if the org has several.
    pub currency: Option<String>,
    /// The current value.
    pub from: FieldValue,
    /// The value afterwards.
    pub to: FieldValue,
    /// The label of the current value, if it has one.
    pub from_label: Option<String>,
    /// The label of the value afterwards, if it has one.
    pub to_label: Option<String>,
    /// The author of the change.
    pub by: ChangedBy,
}

/// A transition with its verdict and its changes, before it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The requested stage, if it was found.
    pub stage: Option<Stage>,
    /// The kind of move.
    pub kind: TransitionKind,
    /// The verdict.
    pub verdict: Verdict,
    /// The changes.
    pub changes: Vec<Change>,
    /// The fields to write: only those that differ from the record.
    #[serde(skip)]
    pub writes: FieldValues,
    /// The input of the check, so that it can run again.
    #[serde(skip)]
    pub input: ProposalInput,
}

/// Checks a requested change.
///
/// # Errors
///
/// If a name or a value is invalid for its field. That is misuse of the API, not a violation.
pub fn check(opportunity: &Opportunity, input: &ProposalInput, today: Today) -> Result<Proposal, Problem> {
    let words = input.stage.as_ref();
    let found = words
        .map(|words| {
            find_stage(
                words,
                &opportunity.stage,
                &opportunity.process,
                &opportunity.org_stages,
                &opportunity.info,
            )
        })
        .transpose();
    let globals = opportunity.globals();
    let held = opportunity.held(globals.as_ref(), today);
    let weighed = weigh(opportunity, input, found, held.as_deref(), today)?;
    let moved = weighed.stage.as_ref().filter(|stage| stage.value != opportunity.stage.value);
    let target = moved.unwrap_or(&opportunity.stage);
    let follows = consequences(&opportunity.record, target, moved.is_some(), &weighed.writes, today);
    let changes = list_changes(opportunity, moved, &weighed.writes, follows);
    let Weighed { stage, kind, verdict, writes } = weighed;
    Ok(Proposal { stage, kind, verdict, changes, writes, input: input.clone() })
}

/// A verdict without the consequences of the change.
pub(super) struct Weighed {
    pub(super) stage: Option<Stage>,
    pub(super) kind: TransitionKind,
    pub(super) verdict: Verdict,
    pub(super) writes: FieldValues,
}

/// Judges a change. `held` is the record as rules read it.
pub(super) fn weigh(
    opportunity: &Opportunity,
    input: &ProposalInput,
    found: Result<Option<Stage>, Box<Violation>>,
    held: Option<&dyn LaidOut>,
    today: Today,
) -> Result<Weighed, Problem> {
    let record = &opportunity.record;
    let edits = read_fields(&input.fields, &opportunity.editable, &opportunity.info, &opportunity.picklists)?;
    let mut verdict = Verdict::default();
    let stands = |name: &FieldName, value: &FieldValue| {
        let now = record.value(name.as_str());
        now.is_some_and(|now| opportunity.info.stores_the_same(name, value, now))
    };
    let mut writes: FieldValues = edits.into_iter().filter(|(name, value)| !stands(name, value)).collect();
    for (name, value) in &writes {
        if let Some(field) = opportunity.info.field(name) {
            verdict.violations.extend(check_value(field, value));
        }
    }
    let known = found.is_ok();
    let stage = found.unwrap_or_else(|violation| {
        verdict.violations.insert(0, *violation);
        None
    });
    let moved = stage.as_ref().filter(|stage| stage.value != opportunity.stage.value);
    let target = moved.unwrap_or(&opportunity.stage);
    Choices {
        picklists: &opportunity.picklists,
        info: &opportunity.info,
        org: opportunity.org(),
        writes: &writes,
        stage: &target.value,
        read: &|name| record.value(name).cloned(),
    }
    .check(&mut verdict);
    if let Some(stage) = moved {
        let name = FieldName::known("StageName");
        if opportunity.info.field(&name).is_some_and(|field| !field.updateable) {
            verdict.violations.push(read_only(&name, &opportunity.info.label(&name)));
        }
        let date_moves = close_date_moves(record, stage, &writes, today);
        verdict.warnings.extend(warnings_of_move(
            &opportunity.stage,
            stage,
            date_moves,
            today,
            &opportunity.info,
        ));
        writes.insert(name, FieldValue::Text(stage.value.clone()));
    }
    if record.is_true("HasOpportunityLineItem") && writes.keys().any(|name| name.as_str() == "Amount") {
        verdict.warnings.push(amount_ignored(&opportunity.info));
    }
    let transition = opportunity.transition(target);
    if let Some(stage) = moved {
        verdict.undecided.extend(not_in_each(stage, &opportunity.possible, &opportunity.info));
    }
    // Without a stage, no rule can decide the move.
    if known {
        if let Some(held) = held {
            let change = Move {
                stage: moved,
                writes: &writes,
                transition: &transition,
                user: &opportunity.user,
                today,
                input,
                names: Names { info: &opportunity.info, editable: Some(&opportunity.editable) },
            };
            held.judge(&change, &mut verdict);
        }
        if !writes.is_empty()
            && opportunity.refusals.warn(&record.record_type, target, &mut verdict)
            && let Some(rules) = &opportunity.rules
        {
            rules.reword(&mut verdict);
        }
    } else if let Some(rules) = &opportunity.rules {
        rules.reword(&mut verdict);
    }
    verdict.settle();
    let kind = transition.kind;
    Ok(Weighed { stage, kind, verdict, writes })
}

/// Marks the move as undecided if some of the possible sales processes lack the stage.
pub(super) fn not_in_each(
    stage: &Stage,
    possible: &[Rc<Vec<Stage>>],
    info: &ObjectInfo,
) -> Option<UndecidedRule> {
    let has = |process: &Rc<Vec<Stage>>| process.iter().any(|it| it.value == stage.value);
    (!possible.iter().all(has)).then(|| UndecidedRule {
        rule: ViolationCode::StageNotInProcess.as_str().into(),
        reason: UndecidedReason::MissingValue,
        message: "the value of `RecordType.DeveloperName` is not loaded".into(),
        about: not_in_process(stage, info),
        field: FieldName::new("StageName"),
    })
}

fn not_in_process(stage: &Stage, info: &ObjectInfo) -> String {
    let object = info.labels().object_in_sentence();
    format!("“{}” is not a stage of this {}’s sales process.", embedded(&stage.label), embedded(&object))
}

/// Returns the stage that the words mean, or the violation if there is none.
pub(super) fn find_stage(
    words: &str,
    current: &Stage,
    process: &[Stage],
    org_stages: &[OrgStage],
    info: &ObjectInfo,
) -> Result<Stage, Box<Violation>> {
    let object = info.labels().object_in_sentence();
    let object = embedded(&object);
    let violation = |code, message: String, stages: &[Stage]| {
        let violation = Violation {
            field: FieldName::new("StageName"),
            parameters: Parameters::default().with("stage", words),
            stages: stages.to_vec(),
            ..Violation::new(code, message)
        };
        Box::new(violation.with_help(help::CHOOSE_STAGE))
    };
    // The current stage may be inactive: staying there is not a move.
    if words == current.value || words == current.label {
        return Ok(current.clone());
    }
    match resolve(words, process, org_stages) {
        Resolution::One(stage) => Ok(stage),
        Resolution::Several(stages) => {
            Err(violation(ViolationCode::StageAmbiguous, either(&stages), &stages))
        }
        Resolution::NotHere(row) if row.active => {
            Err(violation(ViolationCode::StageNotInProcess, not_in_process(&row.stage, info), process))
        }
        Resolution::NotHere(row) => Err(violation(
            ViolationCode::StageInactive,
            format!("“{}” is a stage that is no longer used.", embedded(&row.stage.label)),
            process,
        )),
        Resolution::None => Err(violation(
            ViolationCode::StageUnknown,
            format!("“{}” is not a stage of this {object}.", embedded(words.trim())),
            process,
        )),
    }
}

/// Lists stages: "Closed Won or Closed Lost?"
fn either(stages: &[Stage]) -> String {
    let labels: Vec<_> = stages.iter().map(|stage| embedded(&stage.label)).collect();
    match labels.split_last() {
        Some((last, [])) => format!("{last}?"),
        Some((last, [one])) => format!("{one} or {last}?"),
        Some((last, others)) => format!("{}, or {last}?", others.join(", ")),
        None => String::new(),
    }
}

/// Warns that Salesforce computes the amount from the products.
pub(super) fn amount_ignored(info: &ObjectInfo) -> Warning {
    let labels = info.labels();
    let (object, amount) = (labels.object_in_sentence(), labels.amount_in_sentence());
    let (object, amount) = (embedded(&object), embedded(&amount));
    Warning {
        field: FieldName::new("Amount"),
        ..Warning::new(
            WarningCode::AmountIgnored,
            format!("This {object} has products, so Salesforce ignores the {amount}."),
        )
    }
    .with_help(help::CHANGE_PRODUCTS)
}

/// Returns the warnings about a move; `date_moves` if Salesforce moves the close date.
pub(super) fn warnings_of_move(
    from: &Stage,
    stage: &Stage,
    date_moves: bool,
    today: Today,
    info: &ObjectInfo,
) -> Vec<Warning> {
    let labels = info.labels();
    let (object, close_date) = (labels.object_in_sentence(), labels.close_date_in_sentence());
    let (object, close_date) = (embedded(&object), embedded(&close_date));
    let mut warnings = Vec::new();
    if from.closed && !stage.closed {
        let label = &from.label;
        warnings.push(Warning {
            field: FieldName::new("StageName"),
            parameters: Parameters::default().with("from", label).with("to", &stage.label),
            ..Warning::new(
                WarningCode::ReopensOpportunity,
                format!("This reopens the {object}: {} is a closed stage.", embedded(label)),
            )
        });
    }
    if date_moves {
        let utc = today.utc;
        let where_you_are =
            if today.local == utc { String::new() } else { format!(" Where you are it is {}.", today.local) };
        let message =
            format!("Salesforce moves the {close_date} to {utc}, which is today in UTC.{where_you_are}");
        warnings.push(Warning {
            field: FieldName::new("CloseDate"),
            parameters: Parameters::default()
                .with("date", utc.to_string())
                .with("today", today.local.to_string()),
            ..Warning::new(WarningCode::CloseDateMoves, message)
        });
    }
    warnings
}

/// Returns a change of a field with its labels.
#[must_use]
pub fn list_change(
    opportunity: &Opportunity,
    field: &FieldName,
    from: FieldValue,
    to: FieldValue,
    by: ChangedBy,
) -> Change {
    // A text with invisible characters is shown with its code points.
    let named = |value: &FieldValue| {
        let text = value.as_text()?;
        let label = opportunity.picklists.label(field, text);
        let shown = visible(label.as_deref().unwrap_or(text));
        (label.is_some() || shown != text).then(|| shown.into_owned())
    };
    Change {
        label: opportunity.info.label(field),
        data_type: opportunity.info.data_type(field).into(),
        currency: opportunity.record.text("CurrencyIsoCode").map(Into::into),
        field: field.clone(),
        from_label: named(&from),
        to_label: named(&to),
        from,
        to,
        by,
    }
}

/// Lists the stage first, then the user's edits, then the consequences.
pub(super) fn list_changes(
    opportunity: &Opportunity,
    moved: Option<&Stage>,
    writes: &FieldValues,
    follows: Vec<(FieldName, FieldValue)>,
) -> Vec<Change> {
    let now = |name: &FieldName| opportunity.record.value(name.as_str()).cloned().unwrap_or(FieldValue::Null);
    let mut changes = Vec::new();
    for (name, value) in writes {
        let mut mine = list_change(opportunity, name, now(name), value.clone(), ChangedBy::You);
        if name.as_str() == "StageName" {
            mine.from_label = Some(visible(&opportunity.stage.label).into_owned());
            mine.to_label = moved.map(|stage| visible(&stage.label).into_owned());
            changes.insert(0, mine);
        } else {
            changes.push(mine);
        }
    }
    for (name, value) in follows {
        let from = writes.get(&name).cloned().unwrap_or_else(|| now(&name));
        changes.push(list_change(opportunity, &name, from, value, ChangedBy::Salesforce));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ambiguous_stage_is_a_question() {
        let stage = |label: &str| Stage {
            value: label.into(),
            label: label.into(),
            probability: None,
            forecast_category: None,
            closed: true,
            won: false,
            flags_unknown: false,
        };
        let stages = ["Closed Won", "Closed Lost", "Closed"].map(stage);
        assert_eq!(either(&stages[..2]), "Closed Won or Closed Lost?");
        assert_eq!(either(&stages), "Closed Won, Closed Lost, or Closed?");
    }
}
