//! What a machine of many steps asks for, and hears.

use super::plan::Plan;
use crate::base::Clock;
use crate::base::error::{Code, Problem};
use crate::client::effect::{Answer, EffectId, Send};
use crate::client::session::Session;
use crate::rest::NoAnswer;
use crate::rest::retry::{self, Backoff};

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The answer to a request.
    Answer(Answer),
    /// The time of a wait is over.
    Waited,
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Store the plan first: what follows must not be forgotten.
    pub save: bool,
    /// Send these.
    pub sends: Vec<Send>,
    /// Wait so many milliseconds.
    pub waits: Vec<(EffectId, u32)>,
}

/// Where a machine stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkStep {
    /// This is to be done, and answers are still to come.
    Going(Effect),
    /// It is over. The plan says what became of each record.
    Done(Result<(), Problem>),
}

/// Several requests, side by side and one after the other, and work between them that is cut into slices.
pub trait Machine {
    /// Begins.
    fn start(&mut self, plan: &mut Plan, session: &mut Session, clock: Clock) -> BulkStep;

    /// Takes what came back; what belongs to nothing changes nothing.
    fn hear(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        id: EffectId,
        heard: Event,
        clock: Clock,
    ) -> BulkStep;

    /// True where there is work that waits for nothing.
    fn has_work(&self) -> bool;

    /// Does a slice of it, short enough for a page that is to stay alive.
    fn work(&mut self, plan: &mut Plan, session: &mut Session, clock: Clock) -> BulkStep;
}

/// How long to wait before the same is asked again; nothing where it was asked often enough, or the server wants more
/// time than anybody gives it.
pub(super) fn again(answer: &Answer, retries: u32, clock: Clock) -> Option<u32> {
    let usual = BACKOFF.wait(retries + 1, clock.random[0]);
    let wait = match answer.as_ref().map(|response| retry::retry_after(response, clock.now)) {
        Ok(retry::RetryAfter::TooLong) => None,
        // Never sooner than without.
        Ok(retry::RetryAfter::For(asked)) => Some(asked.max(usual)),
        Ok(retry::RetryAfter::Nothing) | Err(_) => Some(usual),
    };
    wait.filter(|_| retries < MOST_RETRIES)
}

/// The delays between attempts. Bulk jobs and locked records take longer than single requests.
pub(super) const BACKOFF: Backoff = Backoff { base: 500, longest: 16_000 };

/// How often one request is sent again.
pub(super) const MOST_RETRIES: u32 = 4;

/// Whether what is wrong passes while one waits.
pub(super) fn may_pass(problem: &Problem) -> bool {
    problem.retryable && (problem.code != Code::RequestLimit || retry::crowded(problem))
}

/// Whether asking again, later, may help. Writes are asked again only where they were surely not carried out.
pub(super) fn passes(answer: &Answer, problem: &Problem) -> bool {
    match answer {
        Ok(_) => may_pass(problem),
        Err(
            NoAnswer::Offline
            | NoAnswer::Failed
            | NoAnswer::Unreachable
            | NoAnswer::Withheld
            | NoAnswer::TimedOut,
        ) => true,
        Err(NoAnswer::NotSent(_) | NoAnswer::NotListed | NoAnswer::Blocked) => false,
    }
}
