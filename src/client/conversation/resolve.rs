//! After the write: resolving a conflict, and undo.

use super::messages::StepCode;
use super::propose::checked;
use super::{Conversation, Effect, FailedStep, Keep, Message, Resolve, State, Subject};
use crate::base::{Clock, Conflict, Side};
use crate::client::session::Session;
use crate::client::{Receipt, UndoTask, Undoable};
use crate::transition::ProposalInput;

impl Conversation {
    /// Continues with a new preview of the current record, so that nothing is written that the user has not
    /// seen.
    pub(super) fn resolve(&mut self, how: &Resolve, clock: Clock) -> Option<Vec<Effect>> {
        let state = self.resolution(how, clock)?;
        Some(self.enter(state))
    }

    /// Returns the state that a resolution leads to.
    pub(super) fn resolution(&self, how: &Resolve, clock: Clock) -> Option<State> {
        let State::Conflict(conflict_state) = &self.state else { return None };
        let remote = conflict_state.remote.clone();
        let mut requested = conflict_state.requested.clone();
        match how.keep {
            Keep::Theirs => {
                return Some(State::Current { focus: remote, note: Message::LeftTheirs });
            }
            Keep::Mine => {}
            Keep::Merge => give_up(&mut requested, &conflict_state.conflict, &how.fields)?,
        }
        Some(checked(remote, requested, clock))
    }

    /// Returns the update that an undo would take back.
    pub(super) fn undoable(&self) -> Option<(&Subject, &Receipt)> {
        match &self.state {
            State::Done { focus, receipt }
            | State::Failed { after: FailedStep::Undoing { focus, receipt }, .. } => {
                receipt.undo_until.map(|_| (focus, &**receipt))
            }
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Current { .. }
            | State::ChoosingStage(_)
            | State::Preview(_)
            | State::Editing { .. }
            | State::Applying { .. }
            | State::Conflict(_)
            | State::Undoing { .. }
            | State::Failed { .. } => None,
        }
    }

    pub(super) fn undo(&mut self, session: &mut Session, clock: Clock) -> Option<Vec<Effect>> {
        let (focus, receipt) = self.undoable()?;
        let (focus, receipt) = (focus.clone(), Box::new(receipt.clone()));
        let state = match UndoTask::start(session, Undoable::from(&*receipt), clock) {
            Ok((task, first)) => {
                let state = State::Undoing { task: Box::new(task), focus, receipt };
                let mut effects = self.enter(state);
                self.begin(StepCode::ReadOpportunity);
                effects.extend(first);
                return Some(effects);
            }
            Err(problem) => State::Failed { problem, after: FailedStep::Undoing { focus, receipt } },
        };
        Some(self.enter(state))
    }
}

/// Removes the values that are given up from the requested change. `None` if a field is not the user's own, or
/// occurs twice.
fn give_up(requested: &mut ProposalInput, conflict: &Conflict, choices: &[(String, Keep)]) -> Option<()> {
    for (name, keep) in choices {
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let field = conflict.fields.iter().find(|field| same(field.field.as_str()))?;
        match (field.changed_by, keep) {
            (Side::Me | Side::Both, Keep::Mine) | (Side::Them, Keep::Theirs) => {}
            (Side::Me | Side::Both, Keep::Theirs) if field.field.as_str() == "StageName" => {
                requested.stage = None
            }
            (Side::Me | Side::Both, Keep::Theirs) => requested.fields.retain(|name, _| !same(name)),
            // This user requested no other value, so there is none to keep.
            (Side::Them, Keep::Mine) | (_, Keep::Merge) => return None,
        }
    }
    Some(())
}
