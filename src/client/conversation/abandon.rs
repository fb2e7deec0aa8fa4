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
        let nothing_written = matches!(known, Outcome::NotSent | Outcome::NotWritten);
        let before = match &self.state {
            State::Applying { draft, .. } if nothing_written => Some(State::Preview(draft.clone())),
            State::Undoing { focus, receipt, .. } if nothing_written => {
                Some(State::Done { focus: focus.clone(), receipt: receipt.clone() })
            }
            _ => None,
        };
        if let Some(before) = before {
            return Some(self.enter(before));
        }
        if known == Outcome::Written {
            // Only the read-back is missing.
            for id in &under_way {
                self.handle(session, *id, Event::Answer(Err(NoAnswer::Failed)), clock);
            }
        }
        let after = match &self.state {
            State::Applying { draft, .. } => Some(FailedStep::Applying(draft.clone())),
            State::Undoing { focus, receipt, .. } => {
                Some(FailedStep::Undoing { focus: focus.clone(), receipt: receipt.clone() })
            }
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
