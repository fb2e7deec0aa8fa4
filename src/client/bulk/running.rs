//! Carries a plan out: several requests side by side, each for its own records.

use super::in_flight::{Deferred, InFlight, JobStep, Operation, Transition};
use super::item::State;
use super::machine::{BACKOFF, BulkStep, Effect, Event, Machine, again};
use super::plan::Plan;
use crate::base::Clock;
use crate::base::error::Problem;
use crate::client::effect::{Answer, EffectId};
use crate::client::session::Session;
use crate::rest::record_rows::{self, Pages};
use crate::rest::{HttpRequest, bulk_ingest, collections, conditional, retry};

/// How many records a job has: as many as Salesforce itself takes in one go.
const JOB: usize = 10_000;

/// A plan being carried out.
#[derive(Debug)]
pub struct Running {
    way: WriteMode,
    units: Vec<InFlight>,
    /// Records that have their turn before those that have not been sent.
    queue: Vec<Vec<u32>>,
    /// Records to be read, since they may have been written.
    looks: Vec<Vec<u32>>,
    /// The first record that has not been looked at for sending.
    next: usize,
    /// Why nothing more is sent.
    stopped: Option<Problem>,
}

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WriteMode {
    Collections,
    Conditional,
    Jobs,
}

impl Running {
    /// Nothing sent yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let ready = plan.items.iter().filter(|item| item.state == State::Ready).count();
        let way = if plan.options.check_conflicts {
            WriteMode::Conditional
        } else if ready > plan.options.bulk_above as usize {
            WriteMode::Jobs
        } else {
            WriteMode::Collections
        };
        let mut in_jobs = vec![false; plan.len()];
        for place in plan.jobs.iter().flat_map(|(_, places)| places) {
            if let Some(in_job) = in_jobs.get_mut(*place as usize) {
                *in_job = true;
            }
        }
        let mut running =
            Self { way, units: Vec::new(), queue: Vec::new(), looks: Vec::new(), next: 0, stopped: None };
        for ((item, in_job), place) in plan.items.iter().zip(in_jobs).zip(0..) {
            if item.state != State::Sent || in_job {
                continue;
            }
            match running.looks.last_mut().filter(|places| places.len() < record_rows::MOST) {
                Some(places) => places.push(place),
                None => running.looks.push(vec![place]),
            }
        }
        running
    }

    /// How many records go into a request, and whether it has preconditions.
    fn write(&self) -> (usize, Operation) {
        let conditional = self.way == WriteMode::Conditional;
        (if conditional { conditional::MOST } else { collections::MOST }, Operation::Write { conditional })
    }

    /// The next records that may be sent, and how.
    fn pick(&mut self, plan: &Plan) -> Option<(Vec<u32>, Operation)> {
        if let Some(places) = self.looks.pop() {
            return Some((places, Operation::Look { because: None, pages: Pages::default() }));
        }
        let (most, write) = self.write();
        if let Some(places) = self.queue.pop() {
            return Some((places, write));
        }
        let jobs = self.way == WriteMode::Jobs;
        let most = if jobs { JOB } else { most };
        let mut places = Vec::new();
        while places.len() < most
            && let Some(item) = plan.items.get(self.next)
        {
            let place = u32::try_from(self.next).ok()?;
            self.next += 1;
            if item.state != State::Ready {
                continue;
            }
            // A file has no way to say a text that means “empty” there: such a record goes by itself.
            if jobs && plan.writes(place).iter().any(|(_, value)| value.as_text() == Some(bulk_ingest::NULL))
            {
                self.queue.push(vec![place]);
                continue;
            }
            places.push(place);
        }
        if places.is_empty() {
            return self.queue.pop().map(|places| (places, write));
        }
        let doing = if jobs { Operation::Job(JobStep::Create) } else { write };
        Some((places, doing))
    }

    fn fill(&mut self, plan: &mut Plan, session: &mut Session, mut asked: Effect) -> BulkStep {
        while self.stopped.is_none() && self.units.len() < plan.options.concurrency.max(1) as usize {
            let Some((places, doing)) = self.pick(plan) else { break };
            let unit = InFlight { waiting: session.effect(), places, doing, retries: 0 };
            self.post(plan, session, unit, &mut asked);
        }
        if self.units.is_empty() {
            return BulkStep::Done(self.stopped.take().map_or(Ok(()), Err));
        }
        BulkStep::Going(asked)
    }

    /// Sends what a unit asks for.
    fn post(&mut self, plan: &mut Plan, session: &mut Session, mut unit: InFlight, asked: &mut Effect) {
        let request = request(plan, session, &unit);
        if let Operation::Write { .. } = unit.doing {
            for place in &unit.places {
                plan.settle(*place, State::Sent, None);
            }
        }
        let send = session.send(request);
        unit.waiting = send.id;
        asked.sends.push(send);
        self.units.push(unit);
    }

    fn wait(&mut self, session: &mut Session, mut unit: InFlight, milliseconds: u32, asked: &mut Effect) {
        unit.waiting = session.effect();
        asked.waits.push((unit.waiting, milliseconds));
        self.units.push(unit);
    }

    fn take(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        mut unit: InFlight,
        answer: &Answer,
        clock: Clock,
    ) -> BulkStep {
        let (mut aside, mut asked) = (Deferred::default(), Effect::default());
        let next = match unit.doing.clone() {
            Operation::Write { conditional } => {
                super::write::answered(plan, session, &unit, conditional, answer, &mut aside)
            }
            Operation::Look { because, pages } => {
                super::look::answered(plan, session, &unit, because, pages, answer, &mut aside)
            }
            Operation::Job(step) => super::job::answered(plan, session, &unit, step, answer, &mut aside),
        };
        // What a job leaves over is sent otherwise, and the stored plan has to know before.
        asked.save = matches!(unit.doing, Operation::Job(_))
            && (matches!(next, Transition::Over) || !aside.locked.is_empty() || !aside.looks.is_empty());
        if aside.no_jobs {
            self.way = WriteMode::Collections;
        }
        let (most, write) = self.write();
        self.queue.extend(aside.queue.iter().flat_map(|places| places.chunks(most)).map(Into::into));
        if !aside.locked.is_empty() && self.stopped.is_none() {
            for places in aside.locked.chunks(most) {
                let unit = InFlight {
                    waiting: unit.waiting,
                    places: places.into(),
                    doing: write.clone(),
                    retries: 0,
                };
                self.wait(session, unit, BACKOFF.wait(3, clock.random[0]), &mut asked);
            }
        }
        for (places, because) in aside.looks {
            let doing = Operation::Look { because: Some(because), pages: Pages::default() };
            let unit = InFlight { waiting: unit.waiting, places, doing, retries: 0 };
            self.post(plan, session, unit, &mut asked);
        }
        match next {
            Transition::Over => {}
            Transition::Then(doing, save) => {
                // What comes again after it went wrong is counted; what goes on is not.
                unit.retries = match (&unit.doing, &doing) {
                    (Operation::Job(JobStep::Abort(..)), Operation::Job(JobStep::Create))
                    | (Operation::Job(_), Operation::Job(JobStep::Close(_))) => unit.retries + 1,
                    (Operation::Job(_), Operation::Job(JobStep::Upload(_) | JobStep::Abort(..)))
                    | (Operation::Job(JobStep::Close(_)), Operation::Job(JobStep::Poll { .. })) => {
                        unit.retries
                    }
                    _ => 0,
                };
                unit.doing = doing;
                asked.save |= save;
                match &unit.doing {
                    Operation::Job(JobStep::Create) => {
                        let milliseconds = BACKOFF.wait(unit.retries + 1, clock.random[0]);
                        self.wait(session, unit, milliseconds, &mut asked);
                    }
                    Operation::Look { because: Some(because), .. } => {
                        let because = because.clone();
                        match self.pause_before_look(answer, because, clock) {
                            Some(milliseconds) => self.wait(session, unit, milliseconds, &mut asked),
                            None => self.post(plan, session, unit, &mut asked),
                        }
                    }
                    // A look at a job that runs is worth nothing at once.
                    Operation::Job(JobStep::Poll { looks: looks @ 1.., .. }) => {
                        let milliseconds = super::job::pause(*looks, clock.random[0]);
                        self.wait(session, unit, milliseconds, &mut asked);
                    }
                    Operation::Write { .. } | Operation::Look { .. } | Operation::Job(_) => {
                        self.post(plan, session, unit, &mut asked);
                    }
                }
            }
            Transition::Again(problem) => match again(answer, unit.retries, clock) {
                Some(milliseconds) => {
                    unit.retries += 1;
                    self.wait(session, unit, milliseconds, &mut asked);
                }
                None => self.stop(problem),
            },
            Transition::Stop(problem) => self.stop(problem),
        }
        self.fill(plan, session, asked)
    }

    /// The pause that an answer asks for before the records are read. Where it is too long, nothing more is written.
    fn pause_before_look(&mut self, answer: &Answer, because: Problem, clock: Clock) -> Option<u32> {
        match answer.as_ref().map(|response| retry::retry_after(response, clock.now)) {
            Ok(retry::RetryAfter::For(milliseconds)) => Some(milliseconds),
            Ok(retry::RetryAfter::TooLong) => {
                self.stop(because);
                None
            }
            Ok(retry::RetryAfter::Nothing) | Err(_) => None,
        }
    }

    /// The first reason counts. What is under way comes to its end; nothing more is sent.
    fn stop(&mut self, problem: Problem) {
        self.stopped.get_or_insert(problem);
    }
}

/// The request of what a unit does.
fn request(plan: &Plan, session: &Session, unit: &InFlight) -> HttpRequest {
    let version = session.settings.version;
    match &unit.doing {
        Operation::Write { conditional } => super::write::request(plan, version, &unit.places, *conditional),
        Operation::Look { pages, .. } => match pages.request(version) {
            Some(page) => page,
            None => super::look::request(plan, version, &unit.places),
        },
        Operation::Job(step) => super::job::request(plan, version, &unit.places, step),
    }
}

impl Machine for Running {
    fn start(&mut self, plan: &mut Plan, session: &mut Session, _: Clock) -> BulkStep {
        let mut asked = Effect { save: true, ..Effect::default() };
        // Jobs that Salesforce has already are asked after, not created again.
        for (job, places) in plan.jobs.clone() {
            let doing = Operation::Job(JobStep::Poll { job, uploaded: false, looks: 0 });
            let unit = InFlight { waiting: session.effect(), places, doing, retries: 0 };
            self.post(plan, session, unit, &mut asked);
        }
        self.fill(plan, session, asked)
    }

    fn hear(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        id: EffectId,
        heard: Event,
        clock: Clock,
    ) -> BulkStep {
        let Some(place) = self.units.iter().position(|unit| unit.waiting == id) else {
            return BulkStep::Going(Effect::default());
        };
        let unit = self.units.swap_remove(place);
        match heard {
            Event::Answer(answer) => self.take(plan, session, unit, &answer, clock),
            Event::Waited => {
                let mut asked = Effect::default();
                // What has stopped meanwhile is not gone on with; a job that runs is seen to its end next time.
                if self.stopped.is_none() {
                    self.post(plan, session, unit, &mut asked);
                }
                self.fill(plan, session, asked)
            }
        }
    }

    fn has_work(&self) -> bool {
        false
    }

    fn work(&mut self, plan: &mut Plan, session: &mut Session, _: Clock) -> BulkStep {
        self.fill(plan, session, Effect::default())
    }
}
