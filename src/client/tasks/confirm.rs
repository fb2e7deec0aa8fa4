//! Writes a confirmed proposal and handles conflicts.

use super::{OpenTask, SaveTask};
use crate::base::error::{Code, Problem};
use crate::base::{Clock, Conflict, Timestamp};
use crate::client::Receipt;
use crate::client::conflict::{compare, narrowed};
use crate::client::effect::{EffectId, Event};
use crate::client::session::Session;
use crate::client::task::{Outcome, Step, Task, Waiting};
use crate::transition::{Opportunity, Proposal, ProposalInput, check};

/// The most merges with other users' changes before the user has to decide. Each takes a read and a write.
const MOST_MERGES: u32 = 3;

/// A confirmed proposal that is being written.
///
/// If the record has changed since it was read, it is read again. If others changed other fields, and rules and
/// consequences still give exactly what was confirmed, it is written on top of theirs. Anything else is a
/// conflict: nothing is written that the user has not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmTask {
    /// The opportunity that the user saw.
    shown: Opportunity,
    proposal: Proposal,
    requested: ProposalInput,
    /// The base of the write: the opportunity that the user saw, or what it was merged with.
    base: Opportunity,
    started_at: Timestamp,
    merges: u32,
    merged: Option<Conflict>,
    /// The record as another user saved it, in a conflict.
    remote: Option<Opportunity>,
    /// What is known about the last write.
    outcome: Outcome,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Writing(Box<SaveTask>),
    /// Reading the other user's changes; the problem is that of the write.
    Reading(Box<OpenTask>, Problem),
    Over,
}

impl ConfirmTask {
    /// Starts to write.
    ///
    /// # Errors
    ///
    /// If the proposal was denied, or one of its warnings was not acknowledged.
    pub fn start(
        session: &mut Session,
        opportunity: Opportunity,
        proposal: Proposal,
        clock: Clock,
    ) -> Result<(Self, Step<Receipt>), Problem> {
        let (task, step) = SaveTask::start(session, opportunity.clone(), proposal.clone(), clock)?;
        let mut this = Self {
            base: opportunity.clone(),
            shown: opportunity,
            requested: acknowledging(narrowed(&proposal.input, &proposal.writes), &proposal),
            proposal,
            started_at: clock.now,
            merges: 0,
            merged: None,
            remote: None,
            outcome: Outcome::NotSent,
            state: State::Writing(Box::new(task)),
        };
        let step = this.wrote(session, step, clock);
        Ok((this, step))
    }

    /// Returns true while the other user's changes are being read.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        matches!(self.state, State::Reading(..))
    }

    /// Returns the requested change, reduced to fields that it changes.
    #[must_use]
    pub fn requested(&self) -> &ProposalInput {
        &self.requested
    }

    /// Returns the base of the write.
    #[must_use]
    pub fn base(&self) -> &Opportunity {
        &self.base
    }

    /// Returns the opportunity as the other user saved it, if the task ended in a conflict.
    #[must_use]
    pub fn remote(&self) -> Option<&Opportunity> {
        self.remote.as_ref()
    }

    fn wrote(&mut self, session: &mut Session, step: Step<Receipt>, clock: Clock) -> Step<Receipt> {
        match step {
            Step::Waiting(effects) => Step::Waiting(effects),
            Step::Done(Ok(receipt)) => {
                self.state = State::Over;
                Step::Done(Ok(self.complete(session, receipt)))
            }
            Step::Done(Err(problem)) if problem.code == Code::ChangedMeanwhile => {
                let (task, effects) = OpenTask::start(session, &self.shown.record.id);
                self.state = State::Reading(Box::new(task), problem);
                self.read(session, Step::Waiting(effects), clock)
            }
            Step::Done(Err(problem)) => {
                self.state = State::Over;
                Step::Done(Err(problem))
            }
        }
    }

    fn read(&mut self, session: &mut Session, step: Step<Opportunity>, clock: Clock) -> Step<Receipt> {
        let result = match step {
            Step::Waiting(effects) => return Step::Waiting(effects),
            Step::Done(result) => result,
        };
        let State::Reading(_, problem) = std::mem::replace(&mut self.state, State::Over) else {
            return Step::Waiting(Vec::new());
        };
        let now = match result {
            Ok(now) => now,
            // The record was read, but not judged. Another attempt loads what is missing.
            Err(missing) if missing.code.is_about_the_package() => return Step::Done(Err(missing)),
            // If it cannot be read, or is unchanged, there is nothing to show.
            Err(_) => return Step::Done(Err(problem)),
        };
        if now.record.last_modified == self.base.record.last_modified {
            return Step::Done(Err(problem));
        }
        let conflict = compare(&self.shown, &self.proposal.writes, &now);
        if self.merges < MOST_MERGES
            && let Some(proposal) = self.merged_proposal(&conflict, &now, clock)
            && let Ok((task, step)) = SaveTask::start(session, now.clone(), proposal, clock)
        {
            self.merges += 1;
            self.merged = Some(conflict);
            self.base = now;
            self.state = State::Writing(Box::new(task));
            return self.wrote(session, step, clock);
        }
        self.remote = Some(now);
        Step::Done(Err(Problem { conflict: Some(Box::new(conflict)), ..problem }))
    }

    /// Returns the proposal on top of the other user's changes, if it is still the one that was confirmed.
    fn merged_proposal(&self, conflict: &Conflict, now: &Opportunity, clock: Clock) -> Option<Proposal> {
        if conflict.clashes() {
            return None;
        }
        let again = check(now, &self.requested, clock.today()?).ok()?;
        let same = again.verdict == self.proposal.verdict
            && again.changes == self.proposal.changes
            && again.writes == self.proposal.writes;
        same.then_some(again)
    }

    fn complete(&self, session: &Session, mut receipt: Receipt) -> Receipt {
        receipt.started_at = self.started_at;
        // A read that found the same change by another user is later than this.
        receipt.merged = receipt.merged.or_else(|| self.merged.clone());
        receipt.acknowledged = self.requested.acknowledge.clone();
        receipt.allow_undo(session.settings.undo_window);
        receipt
    }
}

/// Acknowledges the rules of the proposal's warnings.
fn acknowledging(mut requested: ProposalInput, proposal: &Proposal) -> ProposalInput {
    let mut rules: Vec<String> = Vec::new();
    for rule in proposal.verdict.warnings.iter().filter_map(|warning| warning.rule.as_deref()) {
        if requested.acknowledge.iter().any(|id| id == rule) && !rules.iter().any(|id| id == rule) {
            rules.push(rule.into());
        }
    }
    requested.acknowledge = rules;
    requested
}

impl Task for ConfirmTask {
    type Output = Receipt;

    fn handle(&mut self, session: &mut Session, id: EffectId, event: Event, clock: Clock) -> Step<Receipt> {
        match &mut self.state {
            State::Writing(task) => {
                let step = task.handle(session, id, event, clock);
                self.outcome = task.outcome();
                self.wrote(session, step, clock)
            }
            State::Reading(task, _) => {
                let step = task.handle(session, id, event, clock);
                self.read(session, step, clock)
            }
            State::Over => Step::Waiting(Vec::new()),
        }
    }

    fn outstanding(&self) -> Vec<EffectId> {
        match &self.state {
            State::Writing(task) => task.outstanding(),
            State::Reading(task, _) => task.outstanding(),
            State::Over => Vec::new(),
        }
    }

    fn waiting(&self) -> Option<Waiting> {
        match &self.state {
            State::Writing(task) => task.waiting(),
            State::Reading(..) | State::Over => None,
        }
    }

    fn outcome(&self) -> Outcome {
        match &self.state {
            State::Writing(task) => task.outcome(),
            State::Reading(..) | State::Over => self.outcome,
        }
    }
}
