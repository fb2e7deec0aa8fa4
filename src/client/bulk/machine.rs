//! The interface of machines with many steps: events in, effects out.

use super::plan::Plan;
use crate::base::Clock;
use crate::base::error::{Code, Problem};
use crate::client::effect::{Answer, EffectId, Send};
use crate::client::session::Session;
use crate::rest::NoAnswer;
use crate::rest::retry::{self, Backoff};

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The response to a request.
    Answer(Answer),
    /// A delay has elapsed.
    Waited,
}

/// The effects of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Save the plan first: the requests must not be forgotten.
    pub save: bool,
    /// Send these requests.
    pub sends: Vec<Send>,
    /// Wait for these delays, in milliseconds.
    pub waits: Vec<(EffectId, u32)>,
}

/// The state of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkStep {
    /// Perform these effects; events will follow.
    Waiting(Effect),
    /// The machine has ended. The plan has the state of each record.
    Done(Result<(), Problem>),
}

/// A machine with concurrent requests, and work between them that is split into slices.
pub trait Machine {
    /// Starts.
    fn start(&mut self, plan: &mut Plan, session: &mut Session, clock: Clock) -> BulkStep;

    /// Handles an event; unknown ones have no effect.
    fn handle(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        id: EffectId,
        event: Event,
        clock: Clock,
    ) -> BulkStep;

    /// Returns true if there is work that does not wait for an event.
    fn has_work(&self) -> bool;

    /// Does a slice of the work, short enough to keep the page responsive.
    fn work(&mut self, plan: &mut Plan, session: &mut Session, clock: Clock) -> BulkStep;
}

/// Returns the delay before a retry, in milliseconds; `None` if there were enough retries, or the server asks
/// for a longer delay than the client honors.
pub(super) fn retry_delay(answer: &Answer, retries: u32, clock: Clock) -> Option<u32> {
    let usual = BACKOFF.wait(retries + 1, clock.random[0]);
    let wait = match answer.as_ref().map(|response| retry::retry_after(response, clock.now)) {
        Ok(retry::RetryAfter::TooLong) => None,
        // Never shorter than the usual delay.
        Ok(retry::RetryAfter::For(asked)) => Some(asked.max(usual)),
        Ok(retry::RetryAfter::Nothing) | Err(_) => Some(usual),
    };
    wait.filter(|_| retries < MOST_RETRIES)
}

/// The delays between attempts. Bulk jobs and locked records take longer than single requests.
pub(super) const BACKOFF: Backoff = Backoff { base: 500, longest: 16_000 };

/// The most retries of a request.
pub(super) const MOST_RETRIES: u32 = 4;

/// Returns true if the problem may pass with time.
pub(super) fn may_pass(problem: &Problem) -> bool {
    problem.retryable && (problem.code != Code::RequestLimit || retry::crowded(problem))
}

/// Returns true if a retry may help. Writes are retried only if they certainly had no effect.
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
