//! Runs a write against the server step by step. Everything can be cloned, so that a run can branch.

use super::server::{Fate, Server, WANTED};
use crate::org::{CLOCK, Org, WIDGETS, sent, session};
use opportunity_stage::base::error::Problem;
use opportunity_stage::base::{Clock, RecordId, Timestamp};
use opportunity_stage::client::{
    Event, Exchange, ExchangeEvent, ExchangeStep, OpenTask, Receipt, SaveTask, Send, Session, Step, Task,
};
use opportunity_stage::rest::NoAnswer;
use opportunity_stage::rest::write::Strategy;
use opportunity_stage::transition::{Opportunity, ProposalInput, check};

#[derive(Clone)]
pub struct Play {
    pub session: Session,
    pub task: SaveTask,
    pub server: Server,
    pub clock: Clock,
    pub renewable: bool,
    pub renewals: u32,
    send: Send,
    exchange: Exchange,
    next: ExchangeStep,
}

/// An opportunity, and the session that opened it.
pub fn opened(strategy: Strategy) -> (Session, Opportunity) {
    let (mut session, mut org) = (session(), Org::new());
    session.settings.write = strategy;
    let id = RecordId::opportunity(WIDGETS).unwrap();
    let (mut task, effects) = OpenTask::start(&mut session, &id);
    let mut answers = org.answer_all(effects);
    loop {
        let (id, answer) = answers.remove(0);
        match task.handle(&mut session, id, Event::Answer(answer), CLOCK) {
            Step::Waiting(effects) => answers.extend(org.answer_all(effects)),
            Step::Done(result) => return (session, result.unwrap()),
        }
    }
}

impl Play {
    pub fn new(strategy: Strategy) -> Self {
        let (session, opportunity) = opened(strategy);
        Self::of(session, opportunity, CLOCK)
    }

    pub fn of(mut session: Session, opportunity: Opportunity, clock: Clock) -> Self {
        let input = ProposalInput { stage: Some(WANTED.into()), ..ProposalInput::default() };
        let proposal = check(&opportunity, &input, clock.today().unwrap()).unwrap();
        let (task, step) = SaveTask::start(&mut session, opportunity, proposal, clock).unwrap();
        let Step::Waiting(effects) = step else { panic!("{step:?}") };
        let send = sent(effects).remove(0);
        let (exchange, next) = Exchange::start(&session, &send, true, clock);
        Self {
            session,
            task,
            server: Server::new(),
            clock,
            renewable: true,
            renewals: 0,
            send,
            exchange,
            next,
        }
    }

    pub fn elapsed(&self) -> i64 {
        self.clock.now.0 - CLOCK.now.0
    }

    fn pass(&mut self, milliseconds: u32) {
        self.clock.now = Timestamp(self.clock.now.0 + i64::from(milliseconds));
    }

    fn handle(&mut self, event: ExchangeEvent) {
        self.next = self.exchange.handle(&mut self.session, event, self.clock);
    }

    /// Advances until a request is sent, or the write is over.
    pub fn advance(&mut self) -> Option<Result<Receipt, Problem>> {
        loop {
            match self.next.clone() {
                ExchangeStep::Token(_) => self.handle(ExchangeEvent::Token(Ok(()))),
                ExchangeStep::Renew(_) => {
                    self.pass(20);
                    self.renewals += 1;
                    self.handle(ExchangeEvent::Renewed(self.renewable));
                }
                ExchangeStep::Wait(time) => {
                    self.pass(time);
                    self.handle(ExchangeEvent::Waited);
                }
                ExchangeStep::Probe(_) => {
                    self.pass(20);
                    self.handle(ExchangeEvent::Probed(Some(NoAnswer::Withheld)));
                }
                ExchangeStep::Send(_) => return None,
                ExchangeStep::Done(answer) => {
                    match self.task.handle(&mut self.session, self.send.id, Event::Answer(answer), self.clock)
                    {
                        Step::Done(result) => return Some(result),
                        Step::Waiting(effects) => {
                            assert_eq!(effects.len(), 1, "one thing at a time");
                            self.send = sent(effects).remove(0);
                            self.pass(self.send.after);
                            (self.exchange, self.next) =
                                Exchange::start(&self.session, &self.send, true, self.clock);
                        }
                    }
                }
            }
        }
    }

    /// Returns the key of the current write.
    pub fn key(&self) -> Option<String> {
        let mut headers = self.send.request.headers.iter();
        headers.find(|(name, _)| *name == "Idempotency-Key").map(|(_, key)| key.clone())
    }

    /// Lets the server respond to the current request.
    pub fn answer(&mut self, fate: Fate) {
        let ExchangeStep::Send(limit) = self.next else { panic!("nothing is being sent: {:?}", self.next) };
        let (answer, time) = self.server.answer(&self.send.request, fate, self.clock.now, limit);
        self.pass(time);
        self.handle(ExchangeEvent::Answer(answer));
    }

    /// Runs with these faults, after which all requests succeed.
    pub fn play(&mut self, fates: &[Fate]) -> Result<Receipt, Problem> {
        let mut fates = fates.iter().copied();
        loop {
            if let Some(result) = self.advance() {
                return result;
            }
            self.answer(fates.next().unwrap_or(Fate::Served));
        }
    }
}
