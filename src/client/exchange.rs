//! One request and all that it takes to get its answer: the token, a newer one, another try.
//!
//! A read is tried again by the rules of `rest::retry`. A write is sent once, and again only where the session had
//! expired, which is said before anything is done: what else its answer means is for the task to say.

use super::effect::{Answer, Send};
use super::notice::Notice;
use super::session::Session;
use crate::base::error::Code;
use crate::base::{Clock, Timestamp};
use crate::rest::retry::{RetryAfter, reads_again, retry_after};
use crate::rest::{HttpResponse, NoAnswer, TokenRenewal, read_refusal, token_renewal};

/// What is to be done next. Times are milliseconds: nothing may take longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExchangeStep {
    /// Get the token that is held, or ask for the first one.
    Token(u32),
    /// Ask for a newer token than the one that was sent, unless there is one by now.
    Renew(u32),
    /// Send the request.
    Send(u32),
    /// Wait exactly so long.
    Wait(u32),
    /// See whether the org is there at all, without a token and without an answer to read.
    Probe(u32),
    /// That is the answer.
    Done(Answer),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExchangeEvent {
    /// There is a token, or none is needed; or why there is none.
    Token(Result<(), crate::base::error::Problem>),
    /// Whether there is a newer token.
    Renewed(bool),
    /// The answer to the request.
    Answer(Answer),
    /// The wait is over.
    Waited,
    /// What the probe found; nothing where this is no place for one.
    Probed(Option<NoAnswer>),
}

/// A request under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    writes: bool,
    /// There is somebody who can give another token.
    renewable: bool,
    ends: Timestamp,
    tries: u32,
    probed: Option<NoAnswer>,
    /// What there was when a newer token was asked for.
    before_renewal: Option<Answer>,
}

impl Exchange {
    /// Starts it.
    pub fn start(session: &Session, send: &Send, renewable: bool, clock: Clock) -> (Self, ExchangeStep) {
        let ends = Timestamp(clock.now.0.saturating_add(i64::from(send.within)));
        let writes = send.request.writes;
        let exchange = Self { writes, renewable, ends, tries: 0, probed: None, before_renewal: None };
        let next = exchange.limited(session, clock, ExchangeStep::Token);
        (exchange, next)
    }

    /// Goes on.
    pub fn heard(&mut self, session: &mut Session, heard: ExchangeEvent, clock: Clock) -> ExchangeStep {
        match heard {
            ExchangeEvent::Token(Ok(())) => {
                self.tries += 1;
                self.limited(session, clock, ExchangeStep::Send)
            }
            // Where this was to be another try, the one before says more.
            ExchangeEvent::Token(Err(problem)) => ExchangeStep::Done(Err(NoAnswer::NotSent(problem))),
            ExchangeEvent::Waited => self.limited(session, clock, ExchangeStep::Token),
            ExchangeEvent::Renewed(newer) => self.renewed(session, newer, clock),
            ExchangeEvent::Answer(Ok(response)) => {
                session.heard = true;
                self.answered(session, response, clock)
            }
            ExchangeEvent::Answer(Err(reason)) => self.unanswered(session, reason, clock),
            ExchangeEvent::Probed(found) => self.probed(session, found, clock),
        }
    }

    /// A step that takes time: never more than one try may, nor than is left.
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
        // A write is replayed only where Salesforce itself said that the session is over: a gateway may say so late.
        let may_replay = || !self.writes || read_refusal(&response).from_salesforce;
        if token_renewal(&response) == TokenRenewal::Useful && self.may_renew() && may_replay() {
            return self.renew(session, Ok(response), clock);
        }
        if self.writes || !reads_again(&response, self.tries) {
            return ExchangeStep::Done(Ok(response));
        }
        let wait = retry_after(&response, clock.now);
        let because = read_refusal(&response).code;
        self.again(session, Ok(response), wait, because, clock)
    }

    fn unanswered(&mut self, session: &mut Session, reason: NoAnswer, clock: Clock) -> ExchangeStep {
        match reason {
            _ if self.writes => ExchangeStep::Done(Err(reason)),
            NoAnswer::NotSent(_) | NoAnswer::Offline | NoAnswer::Blocked | NoAnswer::NotListed => {
                ExchangeStep::Done(Err(reason))
            }
            NoAnswer::TimedOut => self.again(session, Err(reason), RetryAfter::Nothing, Code::Timeout, clock),
            // Once is enough: the same request fails for the same reason.
            NoAnswer::Failed | NoAnswer::Unreachable | NoAnswer::Withheld => match self.probed.take() {
                Some(found) => self.known(session, found, clock),
                None => self.limited(session, clock, ExchangeStep::Probe),
            },
        }
    }

    fn probed(&mut self, session: &mut Session, found: Option<NoAnswer>, clock: Clock) -> ExchangeStep {
        // The org is there and nothing was ever read: its list of origins, or a session that has expired, whose
        // refusal comes without CORS headers.
        let found = match found {
            Some(NoAnswer::Withheld) if !session.heard => NoAnswer::NotListed,
            Some(found) => found,
            None => NoAnswer::Failed,
        };
        self.known(session, found, clock)
    }

    /// The request failed, and as much is known of it as a browser tells.
    fn known(&mut self, session: &mut Session, found: NoAnswer, clock: Clock) -> ExchangeStep {
        let expired = matches!(found, NoAnswer::Withheld | NoAnswer::NotListed | NoAnswer::Failed);
        self.probed = Some(found.clone());
        if expired && self.may_renew() {
            return self.renew(session, Err(found), clock);
        }
        self.give_up_or_again(session, found, clock)
    }

    fn give_up_or_again(&mut self, session: &mut Session, found: NoAnswer, clock: Clock) -> ExchangeStep {
        match found {
            NoAnswer::Blocked | NoAnswer::NotListed | NoAnswer::NotSent(_) | NoAnswer::Offline => {
                ExchangeStep::Done(Err(found))
            }
            NoAnswer::Failed | NoAnswer::Unreachable | NoAnswer::Withheld | NoAnswer::TimedOut => {
                self.again(session, Err(found), RetryAfter::Nothing, Code::Network, clock)
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
            // The refusal came before any work, so a write may be replayed too.
            _ if newer => self.limited(session, clock, ExchangeStep::Token),
            // No better token: what there was says it best.
            Some(Ok(response)) => ExchangeStep::Done(Ok(response.clone())),
            Some(Err(found)) => self.give_up_or_again(session, found.clone(), clock),
            None => ExchangeStep::Done(Err(NoAnswer::Failed)),
        }
    }

    /// Another try of a read, if there is one to be had.
    fn again(
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
