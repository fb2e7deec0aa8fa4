//! Tasks: several requests with one result.

use super::effect::{Answer, EffectId, Send};
use super::session::Session;
use crate::base::codes::codes;
use crate::base::error::{Code, Problem};
use crate::base::{Clock, Timestamp};

/// A request that is sent again after a temporary refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The reason, such as `record_locked`.
    pub because: Code,
    /// The time of the next attempt.
    pub until: Timestamp,
    /// The number of attempts so far.
    pub attempts: u32,
}

codes! {
    /// What is known about a write.
    #[derive(Default)]
    Outcome:
    /// It was not sent.
    #[default]
    NotSent = "not_sent";
    /// It was sent, and nothing was written.
    NotWritten = "not_written";
    /// It was sent, and nothing more is known.
    Unknown = "unknown";
    /// It was written.
    Written = "written";
}

/// The state of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// Send these requests; empty if other responses are outstanding.
    Waiting(Vec<Send>),
    /// The task has ended. Outstanding responses have no effect.
    Done(Result<T, Problem>),
}

/// A task: several requests with one result.
pub trait Task {
    /// The result.
    type Output;

    /// Handles the response to one of the task's requests; others have no effect.
    fn answer(
        &mut self,
        session: &mut Session,
        id: EffectId,
        answer: Answer,
        clock: Clock,
    ) -> Step<Self::Output>;

    /// Returns the requests without a response.
    fn outstanding(&self) -> Vec<EffectId>;

    /// Returns the retry that the task waits for.
    fn waiting(&self) -> Option<Waiting> {
        None
    }

    /// Returns what is known about the task's write, not counting a request in flight.
    fn outcome(&self) -> Outcome {
        Outcome::NotSent
    }
}
