//! The caller of an event no longer waits: what it began is given up.

use super::view::StepStatus;
use super::{Conversation, Effect, FailedStep, State};
use crate::base::Clock;
use crate::base::error::{Code, Problem};
use crate::client::session::Session;
use crate::client::task::Outcome;
use crate::rest::NoAnswer;

impl Conversation {
    /// Gives up what this turn began. `None` where it is over, or something else was begun since: that goes on.
    ///
    /// A reading ends as if it were cancelled. Of a write, `known` says what is known at this moment: where nothing was
    /// written, it stands as before the confirmation; where it may have been, that is what the view says.
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
            // Only the reading back is missing.
            (Outcome::Written, _) => {
                for id in &under_way {
                    self.answered(session, *id, Err(NoAnswer::Failed), clock);
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
            let message = "the call was aborted while it was under way: it may have been made";
            self.state = State::Failed { problem: Problem::new(Code::UnknownOutcome, message), after };
        }
        Some(under_way.into_iter().map(Effect::Abort).collect())
    }
}
