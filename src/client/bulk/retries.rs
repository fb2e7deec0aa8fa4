//! Which responses are followed by a retry, and after which delay.

use crate::base::Clock;
use crate::base::error::{Code, Problem};
use crate::client::effect::Answer;
use crate::rest::NoAnswer;
use crate::rest::retry::{self, Backoff};

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
