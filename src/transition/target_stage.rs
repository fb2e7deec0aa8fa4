//! The stage that a requested change names, and why there is none.

use std::rc::Rc;

use super::parameters::Parameters;
use super::resolve::{Resolution, resolve};
use super::verdict::{UndecidedReason, UndecidedRule, Violation, ViolationCode};
use crate::base::FieldName;
use crate::base::text::embedded;
use crate::org::{ObjectInfo, OrgStage, Stage};

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
        Box::new(Violation {
            help: Some(format!("Choose one of this {object}'s stages.")),
            field: FieldName::new("StageName"),
            parameters: Parameters::default().with("stage", words),
            stages: stages.to_vec(),
            ..Violation::new(code, message)
        })
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
