//! Tasks: several steps with one result.

use super::effect::{Effect, EffectId, Event};
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
    /// Perform these effects; empty if other events are outstanding.
    Waiting(Vec<Effect>),
    /// The task has ended. Outstanding events have no effect.
    Done(Result<T, Problem>),
}

/// A task: several steps with one result.
pub trait Task {
    /// The result.
    type Output;

    /// Handles the event of one of the task's effects; others have no effect.
    fn handle(
        &mut self,
        session: &mut Session,
        id: EffectId,
        event: Event,
        clock: Clock,
    ) -> Step<Self::Output>;

    /// Returns the effects whose events are outstanding.
    fn outstanding(&self) -> Vec<EffectId>;

    /// Does a slice of the work that waits for no event, short enough to keep a page responsive; `None` without
    /// such work.
    fn work(&mut self, _session: &mut Session, _clock: Clock) -> Option<Step<Self::Output>> {
        None
    }

    /// Returns the retry that the task waits for.
    fn waiting(&self) -> Option<Waiting> {
        None
    }

    /// Returns what is known about the task's write, not counting a request in flight.
    fn outcome(&self) -> Outcome {
        Outcome::NotSent
    }
}
