//! The exchange of one request: token, renewal and retries.
//!
//! A read is retried by the rules of `rest::retry`. A write is sent once, and repeated only after an expired
//! session, which Salesforce reports before doing anything. Other responses are for the task to interpret.

use super::effect::{Answer, Send};
use super::notice::Notice;
use super::session::Session;
use crate::base::error::Code;
use crate::base::{Clock, Timestamp};
use crate::rest::retry::{RetryAfter, reads_again, retry_after};
use crate::rest::{HttpResponse, NoAnswer, TokenRenewal, read_refusal, token_renewal};

/// The next step. Times are limits in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExchangeStep {
    /// Get the current token, or ask for the first one.
    Token(u32),
    /// Get a newer token than the one that was sent.
    Renew(u32),
    /// Send the request.
    Send(u32),
    /// Wait for exactly this long.
    Wait(u32),
    /// Probe whether the org is reachable, without a token and without a readable response.
    Probe(u32),
    /// The exchange has ended with this response.
    Done(Answer),
}

/// The result of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExchangeEvent {
    /// There is a token, or none is needed; or the problem.
    Token(Result<(), crate::base::error::Problem>),
    /// Whether there is a newer token.
    Renewed(bool),
    /// The response to the request.
    Answer(Answer),
    /// The delay has elapsed.
    Waited,
    /// The result of the probe; `None` if no probe is possible here.
    Probed(Option<NoAnswer>),
}

/// A request in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    writes: bool,
    /// The host can supply another token.
    renewable: bool,
    ends: Timestamp,
    tries: u32,
    probed: Option<NoAnswer>,
    /// The response that made a newer token necessary.
    before_renewal: Option<Answer>,
}

impl Exchange {
    /// Starts the exchange.
    pub fn start(session: &Session, send: &Send, renewable: bool, clock: Clock) -> (Self, ExchangeStep) {
        let ends = Timestamp(clock.now.0.saturating_add(i64::from(send.within)));
        let writes = send.request.writes;
        let exchange = Self { writes, renewable, ends, tries: 0, probed: None, before_renewal: None };
        let next = exchange.limited(session, clock, ExchangeStep::Token);
        (exchange, next)
    }

    /// Handles the result of a step.
    pub fn handle(&mut self, session: &mut Session, event: ExchangeEvent, clock: Clock) -> ExchangeStep {
        match event {
            ExchangeEvent::Token(Ok(())) => {
                self.tries += 1;
                self.limited(session, clock, ExchangeStep::Send)
            }
            // Before a retry, the earlier response is more specific.
            ExchangeEvent::Token(Err(problem)) => ExchangeStep::Done(Err(NoAnswer::NotSent(problem))),
            ExchangeEvent::Waited => self.limited(session, clock, ExchangeStep::Token),
            ExchangeEvent::Renewed(newer) => self.renewed(session, newer, clock),
            ExchangeEvent::Answer(Ok(response)) => {
                session.response_readable = true;
                self.answered(session, response, clock)
            }
            ExchangeEvent::Answer(Err(reason)) => self.unanswered(session, reason, clock),
            ExchangeEvent::Probed(found) => self.probed(session, found, clock),
        }
    }

    /// Returns a step with its limit: the timeout of an attempt, or the remaining time.
    fn limited(&self, session: &Session, clock: Clock, step: impl Fn(u32) -> ExchangeStep) -> ExchangeStep {
        match self.left(clock).min(session.settings.retry.each) {
            0 => ExchangeStep::Done(Err(NoAnswer::TimedOut)),
            limit => step(limit),
        }
    }

    fn left(&self, clock: Clock) -> u32 {
        u32::try_from(self.ends.0.saturating_sub(clock.now.0).max(0)).unwrap_or(u32::MAX)
    }

    fn answered(&mut self, session: &mut Session, response: HttpResponse, clock: Clock) -> ExchangeStep {
        // A write is repeated only if Salesforce itself reported the expired session: a gateway may report it
        // late.
        let may_replay = || !self.writes || read_refusal(&response).from_salesforce;
        if token_renewal(&response) == TokenRenewal::Useful && self.may_renew() && may_replay() {
            return self.renew(session, Ok(response), clock);
        }
        if self.writes || !reads_again(&response, self.tries) {
            return ExchangeStep::Done(Ok(response));
        }
        let wait = retry_after(&response, clock.now);
        let because = read_refusal(&response).code;
        self.retry(session, Ok(response), wait, because, clock)
    }

    fn unanswered(&mut self, session: &mut Session, reason: NoAnswer, clock: Clock) -> ExchangeStep {
        match reason {
            _ if self.writes => ExchangeStep::Done(Err(reason)),
            NoAnswer::NotSent(_) | NoAnswer::Offline | NoAnswer::Blocked | NoAnswer::NotListed => {
                ExchangeStep::Done(Err(reason))
            }
            NoAnswer::TimedOut => self.retry(session, Err(reason), RetryAfter::Nothing, Code::Timeout, clock),
            // One probe is enough: the same request fails for the same reason.
            NoAnswer::Failed | NoAnswer::Unreachable | NoAnswer::Withheld => match self.probed.take() {
                Some(found) => self.known(session, found, clock),
                None => self.limited(session, clock, ExchangeStep::Probe),
            },
        }
    }

    fn probed(&mut self, session: &mut Session, found: Option<NoAnswer>, clock: Clock) -> ExchangeStep {
        // The org is reachable and no response was ever readable: the CORS allowlist, or an expired session,
        // whose refusal has no CORS headers.
        let found = match found {
            Some(NoAnswer::Withheld) if !session.response_readable => NoAnswer::NotListed,
            Some(found) => found,
            None => NoAnswer::Failed,
        };
        self.known(session, found, clock)
    }

    /// Handles a failed request, with what the probe found.
    fn known(&mut self, session: &mut Session, found: NoAnswer, clock: Clock) -> ExchangeStep {
        let expired = matches!(found, NoAnswer::Withheld | NoAnswer::NotListed | NoAnswer::Failed);
        self.probed = Some(found.clone());
        if expired && self.may_renew() {
            return self.renew(session, Err(found), clock);
        }
        self.give_up_or_retry(session, found, clock)
    }

    fn give_up_or_retry(&mut self, session: &mut Session, found: NoAnswer, clock: Clock) -> ExchangeStep {
        match found {
            NoAnswer::Blocked | NoAnswer::NotListed | NoAnswer::NotSent(_) | NoAnswer::Offline => {
                ExchangeStep::Done(Err(found))
            }
            NoAnswer::Failed | NoAnswer::Unreachable | NoAnswer::Withheld | NoAnswer::TimedOut => {
                self.retry(session, Err(found), RetryAfter::Nothing, Code::Network, clock)
            }
        }
    }

    fn may_renew(&self) -> bool {
        self.renewable && self.before_renewal.is_none()
    }

    fn renew(&mut self, session: &Session, had: Answer, clock: Clock) -> ExchangeStep {
        self.before_renewal = Some(had);
        self.limited(session, clock, ExchangeStep::Renew)
    }

    fn renewed(&mut self, session: &mut Session, newer: bool, clock: Clock) -> ExchangeStep {
        match &self.before_renewal {
            // The refusal came before any work, so a write may be repeated too.
            _ if newer => self.limited(session, clock, ExchangeStep::Token),
            // Without a better token the earlier response is the most specific one.
            Some(Ok(response)) => ExchangeStep::Done(Ok(response.clone())),
            Some(Err(found)) => self.give_up_or_retry(session, found.clone(), clock),
            None => ExchangeStep::Done(Err(NoAnswer::Failed)),
        }
    }

    /// Retries a read if possible.
    fn retry(
        &mut self,
        session: &mut Session,
        had: Answer,
        asked: RetryAfter,
        because: Code,
        clock: Clock,
    ) -> ExchangeStep {
        let retry = session.settings.retry;
        let wait = match asked {
            RetryAfter::TooLong => return ExchangeStep::Done(had),
            RetryAfter::For(wait) => wait,
            RetryAfter::Nothing => retry.backoff.wait(self.tries, clock.random[0]),
        };
        if self.tries >= retry.attempts || wait >= self.left(clock) || !session.bucket.take(clock.now) {
            return ExchangeStep::Done(had);
        }
        session.tell(Notice::Retry { because, wait, attempts: self.tries });
        ExchangeStep::Wait(wait)
    }
}
