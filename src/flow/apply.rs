//! Writing a confirmed proposal, and making sure of it.

use super::receipt::{Receipt, concerned, means_the_same};
use super::session::{Clock, Session};
use super::task::{Answer, EffectId, Send, Step, Task};
use crate::error::{Code, Problem};
use crate::record::{FieldValues, Snapshot, Timestamp};
use crate::rest::composite::{self, Written};
use crate::rest::{HttpDate, HttpResponse, NoAnswer, record};
use crate::transition::{Opportunity, Proposal, Warning, check};

/// A proposal being written.
///
/// A write is sent once. Where nobody can say whether it was carried out (no answer, or one from a gateway), the
/// record is read: as wanted means done, unchanged means that it may be sent once more, and anything else that
/// somebody else came first. The same look tells a lost precondition from this very write, made before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applying {
    opportunity: Opportunity,
    proposal: Proposal,
    started_at: Timestamp,
    state: State,
    resent: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// The write is under way.
    Writing(EffectId),
    /// Written; the record is being read.
    ReadingBack(EffectId),
    /// Nobody knows: the record is being read, and this is what made it necessary.
    Looking(EffectId, Problem),
    Over,
}

impl Applying {
    /// Starts to write.
    ///
    /// # Errors
    /// Where the proposal was denied.
    pub fn start(
        session: &mut Session,
        opportunity: Opportunity,
        proposal: Proposal,
        clock: Clock,
    ) -> Result<(Self, Step<Receipt>), Problem> {
        let proposal = again(&opportunity, proposal, clock)?;
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
        let mut task =
            Self { opportunity, proposal, started_at: clock.now, state: State::Over, resent: false };
        let step = if task.proposal.writes.is_empty() {
            Step::Done(Ok(task.receipt(session, Some(task.opportunity.record.values.clone()), clock)))
        } else {
            Step::Waiting(vec![task.write(session)])
        };
        Ok((task, step))
    }

    fn write(&mut self, session: &mut Session) -> Send {
        let record = &self.opportunity.record;
        let read_back = concerned(&self.opportunity, &self.proposal);
        let send = session.send(composite::request(
            session.settings.version,
            &record.id,
            &self.proposal.writes,
            HttpDate::new(&record.last_modified).as_ref(),
            &read_back,
        ));
        self.state = State::Writing(send.id);
        send
    }

    fn read(&self, session: &mut Session) -> Send {
        let fields: Vec<_> = self.proposal.writes.keys().cloned().collect();
        session.send(record::request(session.settings.version, &self.opportunity.record.id, &fields))
    }

    fn look(&mut self, session: &mut Session, because: Problem) -> Step<Receipt> {
        let send = self.read(session);
        self.state = State::Looking(send.id, because);
        Step::Waiting(vec![send])
    }

    fn receipt(&self, session: &Session, after: Option<FieldValues>, clock: Clock) -> Receipt {
        let link = session.settings.instance.record_link("Opportunity", &self.opportunity.record.id);
        Receipt::new(&self.opportunity, &self.proposal, after, link, self.started_at, clock.now)
    }

    fn wrote(&mut self, session: &mut Session, answer: Answer, clock: Clock) -> Step<Receipt> {
        let response = match answer {
            Ok(response) => response,
            Err(NoAnswer::NotSent(problem)) => return Step::Done(Err(problem)),
            Err(reason) => {
                let because = session.no_answer(&reason);
                return self.look(session, because);
            }
        };
        match composite::read(&response) {
            Ok(Written::ReadBack(values)) => Step::Done(Ok(self.receipt(session, Some(values), clock))),
            Ok(Written::Unread) => {
                let send = self.read(session);
                self.state = State::ReadingBack(send.id);
                Step::Waiting(vec![send])
            }
            // Somebody else came first, or it was this very write, whose answer was lost.
            Err(problem) if problem.code == Code::ChangedMeanwhile => self.look(session, problem),
            Err(problem) if leaves_the_outcome_open(&response, &problem) => self.look(session, problem),
            Err(problem) => Step::Done(Err(problem)),
        }
    }

    fn looked(
        &mut self,
        session: &mut Session,
        because: Problem,
        answer: Answer,
        clock: Clock,
    ) -> Step<Receipt> {
        let Ok(snapshot) =
            answer.map_err(|_| ()).and_then(|response| record::read(&response).map_err(|_| ()))
        else {
            let message = format!("it is not known whether the update was made: {}", because.message);
            return Step::Done(Err(Problem::new(Code::UnknownOutcome, message)));
        };
        let as_wanted = self.proposal.writes.iter().all(|(name, wanted)| {
            snapshot.value(name.as_str()).is_some_and(|found| means_the_same(wanted, found))
        });
        if as_wanted {
            return Step::Done(Ok(self.receipt(session, Some(snapshot.values), clock)));
        }
        if snapshot.last_modified != self.opportunity.record.last_modified {
            return Step::Done(Err(changed_by(&snapshot)));
        }
        if self.resent || because.code == Code::ChangedMeanwhile {
            return Step::Done(Err(because));
        }
        self.resent = true;
        Step::Waiting(vec![self.write(session)])
    }
}

/// The proposal as it is at the moment of the confirmation: today may be another day than it was in the preview. The
/// warnings that were seen stay seen.
fn again(opportunity: &Opportunity, shown: Proposal, clock: Clock) -> Result<Proposal, Problem> {
    let Some(today) = clock.today() else { return Ok(shown) };
    let mut now = check(opportunity, &shown.input, today)?;
    // One that was made otherwise than by a check is taken as it is.
    if now.writes != shown.writes || now.stage != shown.stage {
        return Ok(shown);
    }
    let seen = |code, rule: &Option<Box<str>>| {
        let same = |other: &&Warning| other.code == code && other.rule == *rule;
        shown.verdict.warnings.iter().find(same).is_some_and(|warning| !warning.acknowledge)
    };
    for warning in &mut now.verdict.warnings {
        warning.acknowledge = warning.acknowledge && !seen(warning.code, &warning.rule);
    }
    Ok(now)
}

/// What is not Salesforce's own refusal does not say how far the request came: an error inside Salesforce or of a
/// gateway, a redirect, an answer that tells nothing of the write. Refusals for load come before any work.
fn leaves_the_outcome_open(response: &HttpResponse, problem: &Problem) -> bool {
    match response.status {
        408 | 300..=399 => true,
        503 => false,
        500.. => true,
        _ => problem.code == Code::UnreadableAnswer,
    }
}

/// Who changed it, and when.
fn changed_by(now: &Snapshot) -> Problem {
    let who = now.text("LastModifiedBy.Name").unwrap_or("somebody else");
    let message = format!("{who} changed the opportunity at {}, after it was read here", now.last_modified);
    Problem::new(Code::ChangedMeanwhile, message)
}

impl Task for Applying {
    type Output = Receipt;

    fn answer(&mut self, session: &mut Session, id: EffectId, answer: Answer, clock: Clock) -> Step<Receipt> {
        let state = std::mem::replace(&mut self.state, State::Over);
        let step = match state {
            State::Writing(waiting) if waiting == id => self.wrote(session, answer, clock),
            State::ReadingBack(waiting) if waiting == id => {
                let values = answer.ok().and_then(|response| record::read(&response).ok());
                Step::Done(Ok(self.receipt(session, values.map(|snapshot| snapshot.values), clock)))
            }
            State::Looking(waiting, because) if waiting == id => self.looked(session, because, answer, clock),
            state @ (State::Writing(_) | State::ReadingBack(_) | State::Looking(..) | State::Over) => {
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
        match self.state {
            State::Writing(id) | State::ReadingBack(id) | State::Looking(id, _) => vec![id],
            State::Over => Vec::new(),
        }
    }
}
