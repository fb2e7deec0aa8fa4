//! Undoes an update.

use super::{OpenTask, SaveTask};
use crate::base::error::{Code, Problem};
use crate::base::{Clock, FieldName, FieldValue, FieldValues, RecordId, Timestamp};
use crate::client::Receipt;
use crate::client::conflict::compare;
use crate::client::effect::{Effect, EffectId, Event};
use crate::client::session::Session;
use crate::client::task::{Outcome, Step, Task, Waiting};
use crate::transition::{ChangedBy, Opportunity, known_stage, list_change, restore};

/// The part of a receipt that an undo needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undoable {
    /// The record.
    pub id: RecordId,
    /// The values that were written.
    pub sent: FieldValues,
    /// The values before the update.
    pub before: FieldValues,
    /// The values after the update; empty if they could not be read.
    pub after: FieldValues,
    /// The end of the window; `None` if there is no limit.
    pub until: Option<Timestamp>,
}

impl From<&Receipt> for Undoable {
    fn from(receipt: &Receipt) -> Self {
        Self {
            id: receipt.opportunity.id.clone(),
            sent: receipt.sent.clone(),
            before: receipt.before.clone(),
            after: receipt.after.clone(),
            until: receipt.undo_until,
        }
    }
}

impl Undoable {
    /// Returns the values to write: the fields that were sent, and a close date that Salesforce moved with the
    /// stage.
    fn values(&self, now: &Opportunity) -> Result<FieldValues, Problem> {
        let mut values = FieldValues::new();
        for name in self.sent.keys() {
            let may = name.as_str() == "StageName" || now.editable.contains(name);
            let before = self.before.get(name).filter(|_| may).ok_or_else(|| {
                let message = format!("the receipt has no earlier value of `{name}`");
                Problem::new(Code::InvalidValue, message)
                    .with_help("give the original receipt, from a connection with the same `fields`")
                    .about(name)
            })?;
            values.insert(name.clone(), before.clone());
        }
        if let Some(name) = FieldName::new("CloseDate").filter(|name| !values.contains_key(name))
            && let (Some(before), Some(after)) = (self.before.get(&name), self.after.get(&name))
            && !now.info.stores_the_same(&name, before, after)
            && now
                .record
                .value("CloseDate")
                .is_some_and(|found| now.info.stores_the_same(&name, after, found))
            && now.info.field(&name).is_some_and(|field| field.updateable)
        {
            values.insert(name, before.clone());
        }
        Ok(values)
    }

    /// Returns the final values of fields that the stage sets: the earlier ones, or what a user has set since.
    fn hold(&self, now: &Opportunity) -> FieldValues {
        let Some(sent) = self.sent.get(&FieldName::known("StageName")).and_then(FieldValue::as_text) else {
            return FieldValues::new();
        };
        let brought = known_stage(now, sent);
        let mut held = FieldValues::new();
        for name in ["Probability", "ForecastCategoryName"].map(FieldName::known) {
            if self.sent.contains_key(&name) {
                continue;
            }
            let (Some(before), Some(found)) = (self.before.get(&name), now.record.value(name.as_str()))
            else {
                continue;
            };
            let brought = || brought.as_ref().and_then(|stage| stage.brings(name.as_str()));
            let left = self.after.get(&name).cloned().or_else(brought);
            let as_left = left.is_none_or(|left| now.info.stores_the_same(&name, &left, found));
            let wanted = if as_left { before } else { found };
            held.insert(name, wanted.clone());
        }
        held
    }

    /// Returns the record as the update left it.
    fn left(&self, now: &Opportunity) -> Opportunity {
        let mut left = now.clone();
        left.record.values.extend(self.sent.clone());
        left.record.values.extend(self.after.clone());
        left
    }
}

/// An undo: reads the record, and restores its earlier values if it still holds those of the update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoTask {
    what: Undoable,
    /// The base of the write, once it was read.
    base: Option<Opportunity>,
    /// The final values of fields that the stage sets.
    hold: FieldValues,
    started_at: Timestamp,
    /// Another user saved between read and write, so the record is read again.
    read_twice: bool,
    /// What is known about the write.
    outcome: Outcome,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Reading(Box<OpenTask>),
    Writing(Box<SaveTask>),
    Over,
}

impl UndoTask {
    /// Starts to undo.
    ///
    /// # Errors
    ///
    /// If the undo window has passed.
    pub fn start(
        session: &mut Session,
        what: Undoable,
        clock: Clock,
    ) -> Result<(Self, Vec<Effect>), Problem> {
        match what.until {
            Some(until) if clock.now <= until => {}
            Some(until) => {
                return Err(Problem::new(
                    Code::UndoExpired,
                    format!("the update could be undone until {until}"),
                ));
            }
            None => return Err(Problem::new(Code::UndoExpired, "this update cannot be undone")),
        }
        let (task, effects) = OpenTask::start(session, &what.id);
        let state = State::Reading(Box::new(task));
        let outcome = Outcome::NotSent;
        let hold = FieldValues::new();
        Ok((
            Self { what, base: None, hold, started_at: clock.now, read_twice: false, outcome, state },
            effects,
        ))
    }

    /// Returns true until the record has been read.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        matches!(self.state, State::Reading(_))
    }

    /// Returns the base of the write, once it was read.
    #[must_use]
    pub fn base(&self) -> Option<&Opportunity> {
        self.base.as_ref()
    }

    fn read(
        &mut self,
        session: &mut Session,
        now: Opportunity,
        clock: Clock,
    ) -> Result<Step<Receipt>, Problem> {
        let values = self.what.values(&now)?;
        let left = self.what.left(&now);
        let as_left = |name: &FieldName| {
            let found = now.record.value(name.as_str());
            let then = left.record.value(name.as_str());
            found.zip(then).is_some_and(|(found, then)| now.info.stores_the_same(name, then, found))
        };
        if !self.what.sent.keys().all(as_left) {
            let who = now.record.text("LastModifiedBy.Name").unwrap_or("another user");
            let message =
                format!("{who} changed the record at {}, after the update", now.record.last_modified);
            let conflict = compare(&left, &values, &now);
            let problem = Problem::new(Code::ChangedMeanwhile, message);
            return Err(Problem { conflict: Some(Box::new(conflict)), ..problem });
        }
        let today = clock.today().ok_or_else(|| Problem::new(Code::Internal, "the clock is out of range"))?;
        self.hold = self.what.hold(&now);
        let proposal = restore(&now, &values, &self.hold, today);
        self.base = Some(now.clone());
        let (task, step) = SaveTask::start(session, now, proposal, clock)?;
        self.state = State::Writing(Box::new(task));
        Ok(self.wrote(session, step))
    }

    fn wrote(&mut self, session: &mut Session, step: Step<Receipt>) -> Step<Receipt> {
        let Step::Done(result) = step else { return step };
        // The other user's changes determine whether the undo is still possible.
        if matches!(&result, Err(problem) if problem.code == Code::ChangedMeanwhile) && !self.read_twice {
            self.read_twice = true;
            let (task, effects) = OpenTask::start(session, &self.what.id);
            self.state = State::Reading(Box::new(task));
            return Step::Waiting(effects);
        }
        self.state = State::Over;
        Step::Done(result.map(|receipt| self.complete(receipt)))
    }

    /// Adds what could not be restored: values that Salesforce sets with the stage and this user may not edit.
    fn complete(&self, mut receipt: Receipt) -> Receipt {
        for (name, wanted) in &self.hold {
            if let Some(found) = receipt.after.get(name)
                && let Some(base) = &self.base
                && !base.info.stores_the_same(name, wanted, found)
                && !receipt.unexpected.iter().any(|change| change.field == *name)
            {
                let other = list_change(base, name, wanted.clone(), found.clone(), ChangedBy::Salesforce);
                receipt.unexpected.push(other);
            }
        }
        Receipt { undo: true, started_at: self.started_at, ..receipt }
    }
}

impl Task for UndoTask {
    type Output = Receipt;

    fn handle(&mut self, session: &mut Session, id: EffectId, event: Event, clock: Clock) -> Step<Receipt> {
        match &mut self.state {
            State::Reading(task) => match task.handle(session, id, event, clock) {
                Step::Waiting(effects) => Step::Waiting(effects),
                Step::Done(result) => {
                    self.state = State::Over;
                    match result.and_then(|now| self.read(session, now, clock)) {
                        Ok(step) => step,
                        Err(problem) => Step::Done(Err(problem)),
                    }
                }
            },
            State::Writing(task) => {
                let step = task.handle(session, id, event, clock);
                self.outcome = task.outcome();
                self.wrote(session, step)
            }
            State::Over => Step::Waiting(Vec::new()),
        }
    }

    fn outstanding(&self) -> Vec<EffectId> {
        match &self.state {
            State::Reading(task) => task.outstanding(),
            State::Writing(task) => task.outstanding(),
            State::Over => Vec::new(),
        }
    }

    fn waiting(&self) -> Option<Waiting> {
        match &self.state {
            State::Writing(task) => task.waiting(),
            State::Reading(_) | State::Over => None,
        }
    }

    fn outcome(&self) -> Outcome {
        match &self.state {
            State::Writing(task) => task.outcome(),
            State::Reading(_) | State::Over => self.outcome,
        }
    }
}
