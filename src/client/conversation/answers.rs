//! Handles the events of effects. They belong to the turn of their effect and do not start a new one.

use super::messages::StepCode;
use super::propose::checked;
use super::reply::Reply;
use super::state::ConflictState;
use super::view::StepStatus;
use super::{Conversation, FailedStep, Message, State, Subject, UserEvent, Wanted};
use crate::base::error::Problem;
use crate::base::text::fold;
use crate::base::{Clock, RecordId};
use crate::client::effect::{Effect, EffectId, Event};
use crate::client::session::Session;
use crate::client::task::{Step, Task};
use crate::client::{ConfirmTask, OpenTask, Receipt, SearchTask, UndoTask};
use crate::rest::query::{Matches, OpportunityQuery};
use crate::transition::{Opportunity, ProposalInput};

impl Conversation {
    /// Handles the event of an effect. `None` if it has no effect in this state, for example a late one.
    pub fn handle(
        &mut self,
        session: &mut Session,
        id: EffectId,
        event: Event,
        clock: Clock,
    ) -> Option<Vec<Effect>> {
        if !self.outstanding().contains(&id) {
            return None;
        }
        let before = self.outstanding();
        let mut effects = match &mut self.state {
            State::Finding { task, words, wanted, back } => match task.handle(session, id, event, clock) {
                Step::Waiting(effects) => effects,
                Step::Done(result) => {
                    let (query, words, wanted) = (task.query().clone(), words.clone(), wanted.take());
                    let back = back.take();
                    self.found(session, result, query, words, wanted, back)
                }
            },
            State::Opening { task, id: record, words, wanted, known: _ } => {
                match task.handle(session, id, event, clock) {
                    Step::Waiting(effects) => effects,
                    Step::Done(result) => {
                        let (record, words, wanted) = (record.clone(), words.take(), wanted.take());
                        self.opened(session, result, &record, words, wanted, clock)
                    }
                }
            }
            State::Applying { task, .. } => {
                let (step, reading) =
                    handled(&mut **task, ConfirmTask::is_reading, session, id, event, clock);
                self.outcome = task.outcome();
                match (step, reading) {
                    (Step::Done(result), _) => self.applied(session, result, clock),
                    (Step::Waiting(effects), reading) => {
                        match reading {
                            (false, true) => self.next(StepStatus::Failed, StepCode::ReadChanges),
                            (true, false) => self.next(StepStatus::Done, StepCode::UpdateOpportunity),
                            (true, true) | (false, false) => {}
                        }
                        effects
                    }
                }
            }
            State::Undoing { task, .. } => {
                let (step, reading) = handled(&mut **task, UndoTask::is_reading, session, id, event, clock);
                self.outcome = task.outcome();
                match step {
                    Step::Done(result) => self.undone(session, result, clock),
                    Step::Waiting(effects) => {
                        if reading == (true, false) {
                            self.next(StepStatus::Done, StepCode::UndoUpdate);
                        }
                        effects
                    }
                }
            }
            State::Idle { .. }
            | State::Choosing { .. }
            | State::Current { .. }
            | State::ChoosingStage(_)
            | State::Preview(_)
            | State::Editing { .. }
            | State::Conflict(_)
            | State::Done { .. }
            | State::Failed { .. } => return None,
        };
        // A finished task may leave requests in flight.
        let still = self.outstanding();
        let left = before.into_iter().filter(|other| *other != id && !still.contains(other));
        effects.extend(left.map(Effect::Abort));
        Some(effects)
    }

    fn found(
        &mut self,
        session: &mut Session,
        result: Result<Matches, Problem>,
        query: OpportunityQuery,
        words: String,
        wanted: Option<Wanted>,
        back: Option<Box<State>>,
    ) -> Vec<Effect> {
        let mut matches = match result {
            Ok(matches) => matches,
            Err(problem) => {
                self.end(StepStatus::Failed);
                self.state = State::Failed {
                    problem,
                    after: FailedStep::Reading(UserEvent::Find { query }, wanted.map(Box::new)),
                };
                return Vec::new();
            }
        };
        if let Some(understanding) = self.understanding.as_ref().filter(|_| !query.words.is_empty()) {
            understanding.rank(&query, &mut matches);
        }
        if matches.opportunities.is_empty()
            && let Some((task, effects)) =
                query.looser().and_then(|query| SearchTask::start(session, query).ok())
        {
            self.state = State::Finding { task, words, wanted, back };
            return effects;
        }
        self.end(StepStatus::Done);
        match (matches.opportunities.len(), back) {
            (0, Some(back)) => {
                self.state = *back;
                self.reply = Some(Reply::FoundNone { words });
                Vec::new()
            }
            (0, None) => {
                self.state = State::Idle { note: Message::FoundNone { words } };
                Vec::new()
            }
            (1, _) => {
                let found = matches.opportunities.remove(0);
                let (task, effects) = OpenTask::start(session, &found.id);
                let words = Some(spelled(&words, [Some(&found.name), found.account.as_ref()]));
                self.state = State::Opening { task, id: found.id, words, wanted, known: None };
                self.begin(StepCode::ReadOpportunity);
                effects
            }
            (_, _) => {
                self.state = State::Choosing { matches, words, wanted };
                Vec::new()
            }
        }
    }

    fn opened(
        &mut self,
        session: &Session,
        result: Result<Opportunity, Problem>,
        id: &RecordId,
        words: Option<String>,
        wanted: Option<Wanted>,
        clock: Clock,
    ) -> Vec<Effect> {
        self.state = match result {
            Ok(opportunity) => {
                self.end(StepStatus::Done);
                let name = opportunity.record.text("Name").unwrap_or_default().to_owned();
                let focus = Subject::new(opportunity, words.unwrap_or(name), session, clock);
                match wanted {
                    Some(wanted) => {
                        let input = self.requested(wanted, &focus.opportunity);
                        checked(focus, input, clock)
                    }
                    None => State::Current { focus, note: Message::Stage },
                }
            }
            Err(problem) => {
                self.end(StepStatus::Failed);
                State::Failed {
                    problem,
                    after: FailedStep::Reading(
                        UserEvent::Choose { id: id.to_string() },
                        wanted.map(Box::new),
                    ),
                }
            }
        };
        Vec::new()
    }

    fn requested(&self, Wanted { input, wish }: Wanted, opportunity: &Opportunity) -> ProposalInput {
        match self.understanding.as_ref().filter(|_| !wish.is_empty()) {
            Some(understanding) => understanding.input(&wish, input, opportunity),
            None => input,
        }
    }

    fn applied(&mut self, session: &Session, result: Result<Receipt, Problem>, clock: Clock) -> Vec<Effect> {
        let State::Applying { task, draft } = self.take_state() else { return Vec::new() };
        let subject = draft.focus.subject.clone();
        match (result, task.remote()) {
            (Ok(receipt), _) => {
                self.end(StepStatus::Done);
                let focus = Subject::new(receipt.updated(task.base()), subject, session, clock);
                self.state = State::Done { focus, receipt: Box::new(receipt) };
            }
            (Err(problem), remote) => {
                if let (Some(conflict), Some(remote)) = (problem.conflict(), remote) {
                    self.end(StepStatus::Done);
                    let remote = Subject::new(remote.clone(), subject, session, clock);
                    let (requested, conflict) = (task.requested().clone(), conflict.clone());
                    self.state = State::Conflict(Box::new(ConflictState { requested, conflict, remote }));
                } else {
                    self.end(StepStatus::Failed);
                    self.state = State::Failed { problem, after: FailedStep::Applying(draft) };
                }
            }
        }
        Vec::new()
    }

    fn undone(&mut self, session: &Session, result: Result<Receipt, Problem>, clock: Clock) -> Vec<Effect> {
        let State::Undoing { task, focus, receipt } = self.take_state() else { return Vec::new() };
        match result {
            Ok(receipt) => {
                self.end(StepStatus::Done);
                let base = task.base().unwrap_or(&focus.opportunity);
                let focus = Subject::new(receipt.updated(base), focus.subject, session, clock);
                self.state = State::Done { focus, receipt: Box::new(receipt) };
            }
            Err(problem) => {
                self.end(StepStatus::Failed);
                self.state = State::Failed { problem, after: FailedStep::Undoing { focus, receipt } };
            }
        }
        Vec::new()
    }

    /// Takes the state, to be replaced by the next one.
    fn take_state(&mut self) -> State {
        std::mem::replace(&mut self.state, State::Idle { note: Message::Stage })
    }

    fn next(&mut self, status: StepStatus, code: StepCode) {
        self.end(status);
        self.begin(code);
    }
}

/// Returns the user's words in the record's spelling, if they are its name or the account's.
fn spelled(words: &str, names: [Option<&String>; 2]) -> String {
    let letters = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let same = names.into_iter().flatten().find(|name| letters(name) == letters(words));
    same.map_or_else(|| words.to_owned(), Clone::clone)
}

/// Passes an event to a task that reads the record around its write. Returns the step, and whether the task was reading
/// before it and is reading now.
fn handled<T: Task>(
    task: &mut T,
    is_reading: impl Fn(&T) -> bool,
    session: &mut Session,
    id: EffectId,
    event: Event,
    clock: Clock,
) -> (Step<T::Output>, (bool, bool)) {
    let was_reading = is_reading(task);
    let step = task.handle(session, id, event, clock);
    (step, (was_reading, is_reading(task)))
}
