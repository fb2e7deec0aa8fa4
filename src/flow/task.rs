//! A task: several requests that come to one result.

use super::session::{Clock, Session};
use crate::error::Problem;
use crate::rest::{HttpRequest, HttpResponse, NoAnswer};

/// Tells which request an answer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EffectId(pub(super) u64);

/// A request to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send {
    /// Comes back with the answer.
    pub id: EffectId,
    /// What to send.
    pub request: HttpRequest,
}

/// What came back.
pub type Answer = Result<HttpResponse, NoAnswer>;

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
}
