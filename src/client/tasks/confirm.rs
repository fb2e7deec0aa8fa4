//! A confirmed proposal on its way: written, and where somebody else came first, compared with what they did.

use super::{OpenTask, SaveTask};
use crate::base::error::{Code, Problem};
use crate::base::{Clock, Conflict, Timestamp};
use crate::client::Receipt;
use crate::client::conflict::{compare, narrowed};
use crate::client::effect::{Answer, EffectId};
use crate::client::session::Session;
use crate::client::task::{Outcome, Step, Task, Waiting};
use crate::transition::{Opportunity, Proposal, ProposalInput, check};

/// How often changes of others are merged before it is left to the person. Each time takes a read and a write.
const MOST_MERGES: u32 = 3;

/// A confirmed proposal being written.
///
/// Where the record is no longer as it was read, it is read again. If others changed other fields, and rules and
/// consequences still say exactly what was confirmed, it is written on top of theirs. Anything else is a conflict:
/// nobody has something written that was not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmTask {
    /// What the person looked at.
    shown: Opportunity,
    proposal: Proposal,
    wish: ProposalInput,
    /// What is written upon: what was looked at, or what it was merged with.
    base: Opportunity,
    started_at: Timestamp,
    merges: u32,
    merged: Option<Conflict>,
    /// The record as somebody else left it, once that is a conflict.
    theirs: Option<Opportunity>,
    /// What is known of the last write.
    outcome: Outcome,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Writing(Box<SaveTask>),
    /// Reading what somebody else did; the problem is what the write met.
    Reading(Box<OpenTask>, Problem),
    Over,
}

impl ConfirmTask {
    /// Starts to write.
    ///
    /// # Errors
    /// Where the proposal was denied, or a warning of it was not acknowledged.
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
            wish: acknowledging(narrowed(&proposal.input, &proposal.writes), &proposal),
            proposal,
            started_at: clock.now,
            merges: 0,
            merged: None,
            theirs: None,
            outcome: Outcome::NotSent,
            state: State::Writing(Box::new(task)),
        };
        let step = this.wrote(session, step, clock);
        Ok((this, step))
    }

    /// True while it is read what somebody else did.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        matches!(self.state, State::Reading(..))
    }

    /// What was wanted, of the fields that it changes alone.
    #[must_use]
    pub fn wish(&self) -> &ProposalInput {
        &self.wish
    }

    /// The opportunity that was written upon.
    #[must_use]
    pub fn base(&self) -> &Opportunity {
        &self.base
    }

    /// The opportunity as somebody else left it, where that ended the task.
    #[must_use]
    pub fn theirs(&self) -> Option<&Opportunity> {
        self.theirs.as_ref()
    }

    fn wrote(&mut self, session: &mut Session, step: Step<Receipt>, clock: Clock) -> Step<Receipt> {
        match step {
            Step::Waiting(sends) => Step::Waiting(sends),
            Step::Done(Ok(receipt)) => {
                self.state = State::Over;
                Step::Done(Ok(self.complete(session, receipt)))
            }
            Step::Done(Err(problem)) if problem.code == Code::ChangedMeanwhile => {
                let (task, sends) = OpenTask::start(session, &self.shown.record.id);
                self.state = State::Reading(Box::new(task), problem);
                self.read(session, Step::Waiting(sends), clock)
            }
            Step::Done(Err(problem)) => {
                self.state = State::Over;
                Step::Done(Err(problem))
            }
        }
    }

    fn read(&mut self, session: &mut Session, step: Step<Opportunity>, clock: Clock) -> Step<Receipt> {
        let result = match step {
            Step::Waiting(sends) => return Step::Waiting(sends),
            Step::Done(result) => result,
        };
        let State::Reading(_, problem) = std::mem::replace(&mut self.state, State::Over) else {
            return Step::Waiting(Vec::new());
        };
        // Where it cannot be read, or stands as it stood, there is nothing to show.
        let Ok(now) = result else { return Step::Done(Err(problem)) };
        if now.record.last_modified == self.base.record.last_modified {
            return Step::Done(Err(problem));
        }
        let conflict = compare(&self.shown, &self.proposal.writes, &now);
        if self.merges < MOST_MERGES
            && let Some(proposal) = self.still(&conflict, &now, clock)
            && let Ok((task, step)) = SaveTask::start(session, now.clone(), proposal, clock)
        {
            self.merges += 1;
            self.merged = Some(conflict);
            self.base = now;
            self.state = State::Writing(Box::new(task));
            return self.wrote(session, step, clock);
        }
        self.theirs = Some(now);
        Step::Done(Err(Problem { conflict: Some(Box::new(conflict)), ..problem }))
    }

    /// The proposal on top of what others did, where it is still the one that was confirmed.
    fn still(&self, conflict: &Conflict, now: &Opportunity, clock: Clock) -> Option<Proposal> {
        if conflict.clashes() {
            return None;
        }
        let again = check(now, &self.wish, clock.today()?).ok()?;
        let same = again.verdict == self.proposal.verdict
            && again.changes == self.proposal.changes
            && again.writes == self.proposal.writes;
        same.then_some(again)
    }

    fn complete(&self, session: &Session, mut receipt: Receipt) -> Receipt {
        receipt.started_at = self.started_at;
        // Who made the same change before is what a look at the record tells, and later than this.
        receipt.merged = receipt.merged.or_else(|| self.merged.clone());
        receipt.acknowledged = self.wish.acknowledge.clone();
        receipt.allow_undo(session.settings.undo_window);
        receipt
    }
}

/// The wish with the rules acknowledged that the proposal has warnings of.
fn acknowledging(mut wish: ProposalInput, proposal: &Proposal) -> ProposalInput {
    let mut rules: Vec<String> = Vec::new();
    for rule in proposal.verdict.warnings.iter().filter_map(|warning| warning.rule.as_deref()) {
        if wish.acknowledge.iter().any(|id| id == rule) && !rules.iter().any(|id| id == rule) {
            rules.push(rule.into());
        }
    }
    wish.acknowledge = rules;
    wish
}

impl Task for ConfirmTask {
    type Output = Receipt;

    fn answer(&mut self, session: &mut Session, id: EffectId, answer: Answer, clock: Clock) -> Step<Receipt> {
        match &mut self.state {
            State::Writing(task) => {
                let step = task.answer(session, id, answer, clock);
                self.outcome = task.outcome();
                self.wrote(session, step, clock)
            }
            State::Reading(task, _) => {
                let step = task.answer(session, id, answer, clock);
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
