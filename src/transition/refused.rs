//! Remembers refusals by Salesforce that no rule predicted.

use std::cell::RefCell;
use std::rc::Rc;

use super::help;
use super::parameters::Parameters;
use super::verdict::{Verdict, Warning, WarningCode};
use crate::base::error::Problem;
use crate::base::text::embedded;
use crate::base::{FieldName, RecordId};
use crate::org::Stage;

/// The refusals on one connection. Its opportunities share them: a refusal of one becomes a warning for later
/// proposals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusals(Rc<RefCell<Vec<Refusal>>>);

/// A validation rule that stopped an update to a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refusal {
    record_type: RecordId,
    stage: String,
    message: String,
    field: Option<FieldName>,
}

impl Refusals {
    /// Remembers validation errors that the verdict did not predict.
    pub fn remember(&self, record_type: &RecordId, stage: &Stage, verdict: &Verdict, problem: &Problem) {
        let rules = problem.errors.iter().filter(|error| error.code == "FIELD_CUSTOM_VALIDATION_EXCEPTION");
        for error in rules.filter(|error| !foreseen(verdict, &error.message)) {
            let refusal = Refusal {
                record_type: record_type.clone(),
                stage: stage.value.clone(),
                message: error.message.clone(),
                field: error.fields.first().and_then(|name| FieldName::new(name)),
            };
            let mut kept = self.0.borrow_mut();
            if !kept.contains(&refusal) {
                kept.push(refusal);
            }
        }
    }

    /// Forgets the refusals of a stage after a successful update to it.
    pub fn forget(&self, record_type: &RecordId, stage: &Stage) {
        self.0.borrow_mut().retain(|kept| kept.stage != stage.value || kept.record_type != *record_type);
    }

    /// Adds a warning about an earlier refusal at this stage, unless a rule already reports it. Returns true if
    /// there was one.
    pub(super) fn warn(&self, record_type: &RecordId, stage: &Stage, verdict: &mut Verdict) -> bool {
        let before = verdict.warnings.len();
        for kept in self.0.borrow().iter() {
            let here = kept.stage == stage.value && kept.record_type == *record_type;
            if !here || foreseen(verdict, &kept.message) {
                continue;
            }
            let warning = Warning {
                field: kept.field.clone(),
                parameters: Parameters::default().with("message", &kept.message).with("to", &stage.label),
                ..Warning::new(
                    WarningCode::RefusedBefore,
                    format!(
                        "Salesforce refused {} before: {}",
                        embedded(&stage.label),
                        embedded(&kept.message)
                    ),
                )
            };
            verdict.warnings.push(warning.with_help(help::CHANGE_AND_RETRY));
        }
        verdict.warnings.len() > before
    }
}

/// Returns true if a rule reported this or was undecided.
fn foreseen(verdict: &Verdict, message: &str) -> bool {
    verdict.violations.iter().any(|violation| violation.message == message)
        || verdict.undecided.iter().any(|rule| rule.about == message)
}
