//! Writes a confirmed proposal and verifies it.

mod recheck;
mod send;
mod verify;

use crate::base::error::{Code, Problem};
use crate::base::{Clock, FieldValues, Snapshot, Timestamp};
use crate::client::effect::{Answer, Effect, EffectId, Event, Send};
use crate::client::receipt::{ConfirmedBy, Receipt};
use crate::client::record_read::RecordRead;
use crate::client::session::Session;
use crate::client::task::{Outcome, Step, Task, Waiting};
use crate::rest::composite::Written;
use crate::rest::retry::{RetryAfter, retry_after};
use crate::rest::write::{Strategy, WriteFailure};
use crate::rest::{HttpResponse, NoAnswer};
use crate::transition::{Opportunity, Proposal};
use recheck::recheck;
use verify::Verification;

/// A proposal that is being written.
///
/// A write is sent once. If its outcome is unknown (no response, or one without a Salesforce error body), the
/// record is read: if it holds the requested values, the write is done; if it is unchanged, the write may be
/// sent once more; otherwise another user saved first. The same read tells a failed precondition from an
/// earlier attempt of this write, and a missing record from a write strategy that the org does not support,
/// which another one replaces. A write that was refused because of load is sent again after a delay, as long as
/// there is time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveTask {
    opportunity: Opportunity,
    proposal: Proposal,
    started_at: Timestamp,
    ends_at: Timestamp,
    state: State,
    strategy: Strategy,
    /// The strategies that the org refused, and the problem of the last one.
    refused: Vec<Strategy>,
    fell_back: Option<Problem>,
    /// The idempotency key, the same for all attempts of which one may still be processed.
    key: String,
    tries: u32,
    /// The number of attempts that were refused because of load.
    loaded: u32,
    /// The outcome of an attempt is unknown.
    outcome_unknown: bool,
    /// A gateway refused an attempt after which the write may have happened.
    doubtful: bool,
    resent: bool,
    request_id: Option<String>,
    waiting: Option<Waiting>,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// The write is in flight.
    Writing(EffectId),
    /// Written; the record is being read.
    ReadingBack(RecordRead),
    /// The record is being read, for this reason.
    Verifying(RecordRead, Verification),
    Over,
}

impl SaveTask {
    /// Starts to write.
    ///
    /// # Errors
    ///
    /// If the proposal was denied.
    pub fn start(
        session: &mut Session,
        opportunity: Opportunity,
        proposal: Proposal,
        clock: Clock,
    ) -> Result<(Self, Step<Receipt>), Problem> {
        let proposal = Self::check(&opportunity, proposal, clock)?;
        let mut task = Self {
            opportunity,
            proposal,
            started_at: clock.now,
            ends_at: Timestamp(clock.now.0.saturating_add(i64::from(session.settings.retry.total))),
            state: State::Over,
            strategy: session.strategy(),
            refused: Vec::new(),
            fell_back: None,
            key: String::new(),
            tries: 0,
            loaded: 0,
            outcome_unknown: false,
            doubtful: false,
            resent: false,
            request_id: None,
            waiting: None,
            outcome: Outcome::NotSent,
        };
        let step = if task.proposal.writes.is_empty() {
            Step::Done(Ok(task.receipt(session, Some(task.opportunity.record.values.clone()), clock)))
        } else {
            task.write(session, 0, clock)
        };
        Ok((task, step))
    }

    /// Returns the proposal as it would be written now.
    ///
    /// # Errors
    ///
    /// If the proposal was denied, or one of its warnings was not acknowledged.
    pub fn check(opportunity: &Opportunity, proposal: Proposal, clock: Clock) -> Result<Proposal, Problem> {
        let proposal = recheck(opportunity, proposal, clock)?;
        if let Some(violation) = proposal.verdict.violations.first() {
            let problem =
                Problem::new(Code::NotAllowed, format!("the proposal is denied: {}", violation.message));
            return Err(problem);
        }
        if let Some(warning) = proposal.verdict.unacknowledged() {
            let message = format!("a warning was not acknowledged: {}", warning.message);
            let rule = warning.rule.as_deref().unwrap_or_default();
            return Err(Problem::new(Code::NotAllowed, message)
                .with_help(format!("propose it again with `{rule}` in `acknowledge`")));
        }
        Ok(proposal)
    }

    fn receipt(&self, session: &Session, after: Option<FieldValues>, clock: Clock) -> Receipt {
        let link = session.settings.link(&self.opportunity.record.id);
        let mut receipt =
            Receipt::new(&self.opportunity, &self.proposal, after, link, self.started_at, clock.now);
        receipt.strategy = receipt.written.then_some(self.strategy);
        receipt.confirmed_by = receipt.written.then_some(ConfirmedBy::Answer);
        receipt.attempts = self.tries;
        receipt.request_id.clone_from(&self.request_id);
        receipt
    }

    fn fail(&mut self, problem: Problem) -> Step<Receipt> {
        self.outcome = match (problem.code, self.tries) {
            (Code::UnknownOutcome, _) => Outcome::Unknown,
            (_, 0) => Outcome::NotSent,
            (..) => Outcome::NotWritten,
        };
        Step::Done(Err(problem))
    }

    fn wrote(&mut self, session: &mut Session, answer: Answer, clock: Clock) -> Step<Receipt> {
        self.waiting = None;
        let response = match answer {
            Ok(response) => response,
            Err(reason) => return self.unanswered(session, &reason, clock),
        };
        self.request_id.clone_from(&response.request_id);
        let problem = match self.strategy.read(&response, &self.concerned()) {
            Ok(written) => {
                self.outcome = Outcome::Written;
                self.served(session);
                return match written {
                    Written::ReadBack(values) => Step::Done(Ok(self.receipt(session, Some(values), clock))),
                    Written::Unread => self.read_back(session, clock),
                };
            }
            Err(problem) => problem,
        };
        let refused = WriteFailure::of(&response, &problem);
        if !matches!(refused, WriteFailure::AsSuch | WriteFailure::OnTheWay) {
            self.served(session);
        }
        // Salesforce itself also refuses a precondition without a body.
        self.doubtful |= !problem.from_salesforce && problem.status != Some(412);
        match refused {
            // This says nothing about an earlier lost attempt, so the record is read.
            WriteFailure::Finally if self.outcome_unknown => {
                self.verify(session, Verification::refused(problem), clock)
            }
            WriteFailure::Finally => {
                self.outcome = Outcome::NotWritten;
                self.fail(problem)
            }
            WriteFailure::ForLoad => self.refused_for_load(session, &response, problem, clock),
            // The first attempt with this key is still being processed.
            WriteFailure::AsStale
                if self.outcome_unknown && self.strategy == Strategy::UiApi && response.status == 409 =>
            {
                self.refused_for_load(session, &response, problem, clock)
            }
            WriteFailure::AsStale => self.verify(session, Verification::stale(problem), clock),
            WriteFailure::AsSuch => self.verify(session, Verification::not_served(problem), clock),
            WriteFailure::OnTheWay => self.verify(session, Verification::refused(problem), clock),
            WriteFailure::Unknown => {
                self.outcome_unknown = true;
                let verification = Verification::lost(problem).after(retry_after(&response, clock.now));
                self.verify(session, verification, clock)
            }
        }
    }

    fn unanswered(&mut self, session: &mut Session, reason: &NoAnswer, clock: Clock) -> Step<Receipt> {
        let problem = session.no_answer(reason);
        match reason {
            // It was never sent.
            NoAnswer::NotSent(_) | NoAnswer::Offline | NoAnswer::Blocked => {
                self.tries = self.tries.saturating_sub(1);
                if self.outcome_unknown {
                    self.verify(session, Verification::refused(problem), clock)
                } else {
                    self.fail(problem)
                }
            }
            NoAnswer::TimedOut => {
                self.outcome_unknown = true;
                self.verify(session, Verification::lost(problem), clock)
            }
            NoAnswer::Failed | NoAnswer::Unreachable | NoAnswer::NotListed | NoAnswer::Withheld => {
                self.outcome_unknown = true;
                self.verify(session, Verification::silent(problem), clock)
            }
        }
    }

    fn refused_for_load(
        &mut self,
        session: &mut Session,
        response: &HttpResponse,
        problem: Problem,
        clock: Clock,
    ) -> Step<Receipt> {
        self.outcome = if self.outcome_unknown { Outcome::Unknown } else { Outcome::NotWritten };
        self.loaded += 1;
        let retry = session.settings.retry;
        // Salesforce's edge has no route to the host: one retry is enough.
        let most = if problem.status == Some(420) { retry.attempts.min(2) } else { retry.attempts };
        let wait = match retry_after(response, clock.now) {
            RetryAfter::Nothing => Some(retry.backoff.wait(self.loaded, clock.random[0])),
            RetryAfter::For(wait) => Some(wait),
            RetryAfter::TooLong => None,
        };
        let room = wait.filter(|wait| *wait < self.room(session, clock));
        match room {
            Some(wait) if self.loaded < most && session.bucket.take(clock.now) => {
                self.wait(session, wait, problem.code, clock);
                self.write(session, wait, clock)
            }
            // The earlier lost attempt may have succeeded.
            _ if self.outcome_unknown => self.verify(session, Verification::refused(problem), clock),
            _ => self.fail(problem),
        }
    }
}

impl Task for SaveTask {
    type Output = Receipt;

    fn handle(&mut self, session: &mut Session, id: EffectId, event: Event, clock: Clock) -> Step<Receipt> {
        let Event::Answer(answer) = event else { return Step::Waiting(Vec::new()) };
        let state = std::mem::replace(&mut self.state, State::Over);
        let step = match state {
            State::Writing(waiting) if waiting == id => self.wrote(session, answer, clock),
            State::ReadingBack(mut read) => match read.answer(session, id, &answer) {
                Step::Done(found) => {
                    let values = found.ok().map(|snapshot| snapshot.values);
                    Step::Done(Ok(self.receipt(session, values, clock)))
                }
                Step::Waiting(effects) => {
                    self.state = State::ReadingBack(read);
                    Step::Waiting(effects)
                }
            },
            State::Verifying(mut read, verification) => match read.answer(session, id, &answer) {
                Step::Done(found) => self.looked(session, verification, found, clock),
                Step::Waiting(effects) => {
                    self.state = State::Verifying(read, verification);
                    Step::Waiting(effects)
                }
            },
            state @ (State::Writing(_) | State::Over) => {
                self.state = state;
                Step::Waiting(Vec::new())
            }
        };
        if let Step::Done(ended) = &step {
            session.remember(&self.opportunity, &self.proposal, ended);
        }
        step
    }

    fn outstanding(&self) -> Vec<EffectId> {
        match &self.state {
            State::Writing(id) => vec![*id],
            State::ReadingBack(read) | State::Verifying(read, _) => read.outstanding().to_vec(),
            State::Over => Vec::new(),
        }
    }

    fn waiting(&self) -> Option<Waiting> {
        self.waiting
    }

    fn outcome(&self) -> Outcome {
        self.outcome
    }
}
