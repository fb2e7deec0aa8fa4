//! Proposals and confirmations.

use super::messages::StepCode;
use super::{Conversation, Draft, Effect, FailedStep, Message, State, Subject};
use crate::base::Clock;
use crate::client::ConfirmTask;
use crate::client::session::Session;
use crate::client::task::Step;
use crate::transition::{Opportunity, Proposal, ProposalInput, VerdictType, check};

/// What a change is proposed for.
pub(super) enum Base<'a> {
    /// The opportunity as it was read.
    Read(&'a Subject),
    /// The current one, which has changed since it was read and is read again first.
    Changed,
}

impl Conversation {
    pub(super) fn propose(
        &mut self,
        session: &mut Session,
        input: ProposalInput,
        clock: Clock,
    ) -> Option<Vec<Effect>> {
        match self.base()? {
            Base::Read(focus) => {
                let state = checked(focus.clone(), input, clock);
                Some(self.enter(state))
            }
            Base::Changed => self.read_again(session, Some(input.into())),
        }
    }

    /// Returns what a change would be proposed for.
    pub(super) fn base(&self) -> Option<Base<'_>> {
        match &self.state {
            State::Current { focus, .. } | State::Editing { focus, .. } => Some(Base::Read(focus)),
            State::ChoosingStage(draft)
            | State::Preview(draft)
            | State::Failed { after: FailedStep::Applying(draft), .. } => Some(Base::Read(&draft.focus)),
            State::Conflict(conflict_state) => Some(Base::Read(&conflict_state.remote)),
            State::Done { .. } | State::Failed { after: FailedStep::Undoing { .. }, .. } => {
                Some(Base::Changed)
            }
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Applying { .. }
            | State::Undoing { .. }
            | State::Failed { .. } => None,
        }
    }

    /// Returns the draft that a confirmation would write.
    pub(super) fn confirmable(&self) -> Option<Box<Draft>> {
        let draft = match &self.state {
            State::Preview(draft) => draft,
            State::Failed { problem, after: FailedStep::Applying(draft) } if problem.retryable => draft,
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Current { .. }
            | State::ChoosingStage(_)
            | State::Editing { .. }
            | State::Applying { .. }
            | State::Conflict(_)
            | State::Undoing { .. }
            | State::Done { .. }
            | State::Failed { .. } => return None,
        };
        let mut draft = draft.clone();
        // The preview shows the warnings next to the button, so pressing it acknowledges them.
        for warning in &mut draft.proposal.verdict.warnings {
            if std::mem::take(&mut warning.acknowledge) {
                draft.proposal.input.acknowledge.extend(warning.rule.as_deref().map(Into::into));
            }
        }
        Some(draft)
    }

    pub(super) fn confirm(&mut self, session: &mut Session, clock: Clock) -> Option<Vec<Effect>> {
        let draft = self.confirmable()?;
        let opportunity = Opportunity::clone(&draft.focus.opportunity);
        let proposal = draft.proposal.clone();
        let Ok((task, step)) = ConfirmTask::start(session, opportunity, proposal, clock) else {
            // The proposal may no longer be allowed, for example because the day has changed.
            let state = checked(draft.focus, draft.input, clock);
            return Some(self.enter(state));
        };
        let Step::Waiting(first) = step else { return None };
        let mut effects = self.enter(State::Applying { task: Box::new(task), draft });
        self.begin(StepCode::UpdateOpportunity);
        effects.extend(first);
        Some(effects)
    }
}

/// Returns the state for a proposal: its verdict determines what the user has to do.
pub(super) fn checked(focus: Subject, input: ProposalInput, clock: Clock) -> State {
    let Some(today) = clock.today() else { return State::Current { focus, note: Message::Stage } };
    match check(&focus.opportunity, &input, today) {
        Err(problem) => State::Editing { focus, input, checked: Some(Err(problem)) },
        Ok(proposal) if asks_for_a_stage(&proposal) => {
            State::ChoosingStage(Box::new(Draft { focus, input, proposal }))
        }
        Ok(proposal) if proposal.verdict.kind == VerdictType::Denied => {
            State::Editing { focus, input, checked: Some(Ok(Box::new(proposal))) }
        }
        Ok(proposal) if proposal.writes.is_empty() => {
            let note =
                if proposal.stage.is_some() { Message::AlreadyThere } else { Message::NothingToChange };
            State::Current { focus, note }
        }
        Ok(proposal) => State::Preview(Box::new(Draft { focus, input, proposal })),
    }
}

fn asks_for_a_stage(proposal: &Proposal) -> bool {
    proposal.verdict.violations.iter().any(|violation| violation.code.asks_for_a_stage())
}
