//! What a machine of many steps asks for, and hears.

use super::plan::Plan;
use crate::base::error::{Code, Problem};
use crate::client::effect::{Answer, EffectId, Send};
use crate::client::session::{Clock, Session};
use crate::rest::{NoAnswer, retry};

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The answer to a request.
    Answer(Answer),
    /// The time of a wait is over.
    Waited,
}

/// The time, and chance.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The time.
    pub clock: Clock,
    /// From 0 to 999, each as likely: waits differ, so that clients do not come back all at once.
    pub chance: u32,
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
    fn start(&mut self, plan: &mut Plan, session: &mut Session, moment: Moment) -> BulkStep;

    /// Takes what came back; what belongs to nothing changes nothing.
    fn hear(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        id: EffectId,
        heard: Event,
        moment: Moment,
    ) -> BulkStep;

    /// True where there is work that waits for nothing.
    fn has_work(&self) -> bool;

    /// Does a slice of it, short enough for a page that is to stay alive.
    fn work(&mut self, plan: &mut Plan, session: &mut Session, moment: Moment) -> BulkStep;
}

/// How long to wait before the same is asked again; nothing where it was asked often enough, or the server wants more
/// time than anybody gives it.
pub(super) fn again(answer: &Answer, retries: u32, moment: Moment) -> Option<u32> {
    let usual = backoff(retries, moment.chance);
    let wait = match answer.as_ref().map(|response| retry::retry_after(response, moment.clock.now)) {
        Ok(retry::RetryAfter::TooLong) => None,
        // Never sooner than without.
        Ok(retry::RetryAfter::For(asked)) => Some(asked.max(usual)),
        Ok(retry::RetryAfter::Nothing) | Err(_) => Some(usual),
    };
    wait.filter(|_| retries < MOST_RETRIES)
}

/// How often one request is sent again.
pub(super) const MOST_RETRIES: u32 = 4;

/// Full jitter: from nothing to twice as long each time.
pub(super) fn backoff(retries: u32, chance: u32) -> u32 {
    (500 << retries.min(5)) * (chance % 1_000 + 1) / 1_000
}

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
