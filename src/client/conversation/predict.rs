//! Predicts what an event would do, without doing it.

use super::{Conversation, FailedStep, State, UserEvent};
use crate::base::codes::codes;
use crate::base::{Clock, RecordId};
use crate::client::SaveTask;
use crate::client::session::Session;

codes! {
    /// A write that an event starts.
    Writing:
    /// An update, or a retry of one.
    Update = "update";
    /// The undo of the last update.
    Undo = "undo";
}

/// What an event would do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prediction {
    /// Nothing.
    Nothing,
    /// Something, but it writes nothing.
    Effect,
    /// It starts a write.
    Write(Writing),
}

impl Prediction {
    fn effect_if(is_possible: bool) -> Self {
        if is_possible { Self::Effect } else { Self::Nothing }
    }
}

impl Conversation {
    /// Returns true if the event would have an effect now.
    #[must_use]
    pub fn can(&self, session: &Session, event: &UserEvent, clock: Clock) -> bool {
        self.predict(session, event, clock) != Prediction::Nothing
    }

    /// Returns the write that the event would start now. For a sentence, the result follows from its intent.
    #[must_use]
    pub fn writes(&self, session: &Session, event: &UserEvent, clock: Clock) -> Option<Writing> {
        match self.predict(session, event, clock) {
            Prediction::Write(writing) => Some(writing),
            Prediction::Nothing | Prediction::Effect => None,
        }
    }

    fn predict(&self, session: &Session, event: &UserEvent, clock: Clock) -> Prediction {
        if self.is_writing() {
            return Prediction::Nothing;
        }
        Prediction::effect_if(match event {
            UserEvent::Say { text } if text.trim().is_empty() => false,
            UserEvent::Say { .. } | UserEvent::Interpreted { .. } => match &self.understanding {
                Some(understanding) => return understanding.predict(self, session, event, clock),
                // The reply says that it was not understood.
                None => true,
            },
            UserEvent::Find { query } => query.check().is_ok(),
            UserEvent::Choose { id } => RecordId::opportunity(id).is_ok(),
            UserEvent::Propose(_) => self.base().is_some(),
            UserEvent::Confirm => return self.predict_confirmation(clock),
            UserEvent::Edit => self.form().is_some(),
            UserEvent::Cancel => self.before().is_some(),
            UserEvent::Retry => return self.predict_retry(session, clock),
            UserEvent::Resolve(how) => self.resolution(how, clock).is_some(),
            UserEvent::Undo => return self.predict_undo(clock),
        })
    }

    fn predict_confirmation(&self, clock: Clock) -> Prediction {
        let Some(draft) = self.confirmable() else { return Prediction::Nothing };
        match SaveTask::check(&draft.focus.opportunity, draft.proposal, clock) {
            Ok(proposal) if proposal.writes.is_empty() => Prediction::Nothing,
            Ok(_) => Prediction::Write(Writing::Update),
            Err(_) => Prediction::Effect,
        }
    }

    fn predict_undo(&self, clock: Clock) -> Prediction {
        match self.undoable() {
            Some((_, receipt)) if receipt.undo_until.is_some_and(|until| clock.now <= until) => {
                Prediction::Write(Writing::Undo)
            }
            Some(_) => Prediction::Effect,
            None => Prediction::Nothing,
        }
    }

    fn predict_retry(&self, session: &Session, clock: Clock) -> Prediction {
        match &self.state {
            State::Failed { after: FailedStep::Reading(event, _), .. } => self.predict(session, event, clock),
            State::Failed { problem, after: FailedStep::Applying(_) } if problem.retryable => {
                self.predict_confirmation(clock)
            }
            State::Failed { problem, after: FailedStep::Undoing { .. } } if problem.retryable => {
                self.predict_undo(clock)
            }
            _ => Prediction::Nothing,
        }
    }

    /// Returns the write that is under way.
    pub(super) fn writing(&self) -> Option<Writing> {
        match self.state {
            State::Applying { .. } => Some(Writing::Update),
            State::Undoing { .. } => Some(Writing::Undo),
            _ => None,
        }
    }
}
