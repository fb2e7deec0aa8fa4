//! A task: several requests that come to one result.

use super::effect::{Answer, EffectId, Send};
use super::session::Session;
use crate::base::codes::codes;
use crate::base::error::{Code, Problem};
use crate::base::{Clock, Timestamp};

/// A request that was refused for the moment, and is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Why: `record_locked`, say.
    pub because: Code,
    /// Until when nothing is sent.
    pub until: Timestamp,
    /// How often it was sent so far.
    pub attempts: u32,
}

codes! {
    /// What is known of a write.
    #[derive(Default)]
    Outcome:
    /// It was not sent.
    #[default]
    NotSent = "not_sent";
    /// It was sent, and it is known that nothing was written.
    NotWritten = "not_written";
    /// It was sent, and nothing more is known.
    Unknown = "unknown";
    /// It was written.
    Written = "written";
}

/// Where a task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// These are to be sent; none of them where other answers are still to come.
    Waiting(Vec<Send>),
    /// The task is over. Answers that are still to come concern nobody.
    Done(Result<T, Problem>),
}

/// Several requests that come to one result.
pub trait Task {
    /// The result.
    type Output;

    /// Takes the answer to one of the task's requests; another's changes nothing.
    fn answer(
        &mut self,
        session: &mut Session,
        id: EffectId,
        answer: Answer,
        clock: Clock,
    ) -> Step<Self::Output>;

    /// The requests that are still without an answer.
    fn outstanding(&self) -> Vec<EffectId>;

    /// What is waited for before a request is sent again.
    fn waiting(&self) -> Option<Waiting> {
        None
    }

    /// What is known of the task's write, a request that is under way at this moment left aside.
    fn outcome(&self) -> Outcome {
        Outcome::NotSent
    }
}
