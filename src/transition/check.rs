//! Checks a proposal against the org's configuration: all problems together, and the resulting changes.

use serde::Serialize;

use super::change::{Change, list_changes};
use super::consequence::{close_date_moves, consequences};
use super::input::{ProposalInput, read_fields};
use super::kind::TransitionKind;
use super::opportunity::Opportunity;
use super::org_checks::{OrgChecks, StageMove};
use super::rules::{LaidOut, Move, Names};
use super::target_stage::find_stage;
use super::verdict::{Verdict, Violation};
use crate::base::error::Problem;
use crate::base::{FieldName, FieldValue, FieldValues, Today};
use crate::org::Stage;

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
    let mut writes = edits(opportunity, input)?;
    let (stage, unknown) = match found {
        Ok(stage) => (stage, None),
        Err(violation) => (None, Some(violation)),
    };
    // Without a stage, no rule can decide the move.
    let is_known = unknown.is_none();
    let move_ = StageMove::new(&opportunity.stage, stage.as_ref());
    let checks = OrgChecks {
        info: &opportunity.info,
        picklists: &opportunity.picklists,
        org: opportunity.org(),
        possible: &opportunity.possible,
        writes: &writes,
        read: &|name| record.value(name).cloned(),
    };
    let mut verdict = checks.verdict(move_, unknown);
    let date_moves = move_.to.is_some_and(|stage| close_date_moves(record, stage, &writes, today));
    checks.warn(move_, date_moves, today, &mut verdict);
    if let Some(stage) = move_.to {
        writes.insert(FieldName::known("StageName"), FieldValue::Text(stage.value.clone()));
    }
    let transition = opportunity.transition(move_.target());
    if let Some(held) = held.filter(|_| is_known) {
        let change = Move {
            stage: move_.to,
            writes: &writes,
            transition: &transition,
            user: &opportunity.user,
            today,
            input,
            names: Names { info: &opportunity.info, editable: Some(&opportunity.editable) },
        };
        held.judge(&change, &mut verdict);
    }
    // Rules reword the texts of their own verdict.
    let has_more = match is_known {
        true => {
            !writes.is_empty() && opportunity.refusals.warn(&record.record_type, move_.target(), &mut verdict)
        }
        false => true,
    };
    if let Some(rules) = opportunity.rules.as_ref().filter(|_| has_more) {
        rules.reword(&mut verdict);
    }
    verdict.settle();
    let kind = transition.kind;
    Ok(Weighed { stage, kind, verdict, writes })
}

/// Returns the requested values that the record does not hold yet.
fn edits(opportunity: &Opportunity, input: &ProposalInput) -> Result<FieldValues, Problem> {
    let Opportunity { editable, info, picklists, record, .. } = opportunity;
    let mut edits = read_fields(&input.fields, editable, info, picklists)?;
    edits.retain(|name, value| {
        let now = record.value(name.as_str());
        now.is_none_or(|now| !info.stores_the_same(name, value, now))
    });
    Ok(edits)
}
