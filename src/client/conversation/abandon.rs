//! Handles a caller's abort of an event.

use super::view::StepStatus;
use super::{Conversation, Effect, FailedStep, State};
use crate::base::Clock;
use crate::base::error::{Code, Problem};
use crate::client::effect::Event;
use crate::client::session::Session;
use crate::client::task::Outcome;
use crate::rest::NoAnswer;

impl Conversation {
    /// Abandons what this turn started. `None` if it is over, or if another turn has started since, which
    /// continues.
    ///
    /// A read ends like a cancellation. For a write, `known` says what is known now: if nothing was written,
    /// the state is that before the confirmation; if it may have been, the view says so.
    pub fn abandon(
        &mut self,
        session: &mut Session,
        turn: u32,
        known: Outcome,
        clock: Clock,
    ) -> Option<Vec<Effect>> {
        let under_way = self.outstanding();
        if turn != self.turn || under_way.is_empty() {
            return None;
        }
        if !self.is_writing() {
            return self.cancel();
        }
        self.outcome = known;
        match (known, self.state.clone()) {
            (Outcome::NotSent | Outcome::NotWritten, State::Applying { draft, .. }) => {
                return Some(self.enter(State::Preview(draft)));
            }
            (Outcome::NotSent | Outcome::NotWritten, State::Undoing { focus, receipt, .. }) => {
                return Some(self.enter(State::Done { focus, receipt }));
            }
            // Only the read-back is missing.
            (Outcome::Written, _) => {
                for id in &under_way {
                    self.handle(session, *id, Event::Answer(Err(NoAnswer::Failed)), clock);
                }
            }
            (Outcome::Unknown | Outcome::NotSent | Outcome::NotWritten, _) => {}
        }
        let after = match self.state.clone() {
            State::Applying { draft, .. } => Some(FailedStep::Applying(draft)),
            State::Undoing { focus, receipt, .. } => Some(FailedStep::Undoing { focus, receipt }),
            _ => None,
        };
        if let Some(after) = after {
            self.end(StepStatus::Failed);
            let message = "the call was aborted during the write: the update may have been made";
            self.state = State::Failed { problem: Problem::new(Code::UnknownOutcome, message), after };
        }
        Some(under_way.into_iter().map(Effect::Abort).collect())
    }
}
