//! Runs a plan: concurrent requests, each for its own records.

use super::in_flight::{Deferred, InFlight, JobStep, Operation, Transition};
use super::item::State;
use super::machine::{BACKOFF, BulkStep, Effect, Event, Machine, retry_delay};
use super::plan::Plan;
use crate::base::Clock;
use crate::base::error::Problem;
use crate::client::effect::{Answer, EffectId};
use crate::client::session::Session;
use crate::rest::record_rows::{self, Pages};
use crate::rest::{HttpRequest, bulk_ingest, collections, conditional, retry};

/// The most records in a job, which is also the size of Salesforce's own batches.
const JOB: usize = 10_000;

/// A plan that is running.
#[derive(Debug)]
pub struct Running {
    mode: WriteMode,
    units: Vec<InFlight>,
    /// Records to send before those that were never sent.
    queue: Vec<Vec<u32>>,
    /// Records to read, because they may have been written.
    verifications: Vec<Vec<u32>>,
    /// The first record that was not considered for sending yet.
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
    /// Creates it; nothing has been sent.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let ready = plan.items.iter().filter(|item| item.state == State::Ready).count();
        let mode = if plan.options.check_conflicts {
            WriteMode::Conditional
        } else if ready > plan.options.bulk_above as usize {
            WriteMode::Jobs
        } else {
            WriteMode::Collections
        };
        let mut in_jobs = vec![false; plan.len()];
        for index in plan.jobs.iter().flat_map(|(_, indices)| indices) {
            if let Some(in_job) = in_jobs.get_mut(*index as usize) {
                *in_job = true;
            }
        }
        let mut running = Self {
            mode,
            units: Vec::new(),
            queue: Vec::new(),
            verifications: Vec::new(),
            next: 0,
            stopped: None,
        };
        for ((item, in_job), index) in plan.items.iter().zip(in_jobs).zip(0..) {
            if item.state != State::Sent || in_job {
                continue;
            }
            match running.verifications.last_mut().filter(|indices| indices.len() < record_rows::MOST) {
                Some(indices) => indices.push(index),
                None => running.verifications.push(vec![index]),
            }
        }
        running
    }

    /// Returns the number of records in a request, and whether it has preconditions.
    fn write(&self) -> (usize, Operation) {
        let conditional = self.mode == WriteMode::Conditional;
        (if conditional { conditional::MOST } else { collections::MOST }, Operation::Write { conditional })
    }

    /// Returns the next records to send, and how.
    fn pick(&mut self, plan: &Plan) -> Option<(Vec<u32>, Operation)> {
        if let Some(indices) = self.verifications.pop() {
            return Some((indices, Operation::Verify { because: None, pages: Pages::default() }));
        }
        let (most, write) = self.write();
        if let Some(indices) = self.queue.pop() {
            return Some((indices, write));
        }
        let jobs = self.mode == WriteMode::Jobs;
        let most = if jobs { JOB } else { most };
        let mut indices = Vec::new();
        while indices.len() < most
            && let Some(item) = plan.items.get(self.next)
        {
            let index = u32::try_from(self.next).ok()?;
            self.next += 1;
            if item.state != State::Ready {
                continue;
            }
            // In a file this text clears a field, so such a record is sent separately.
            if jobs && plan.writes(index).iter().any(|(_, value)| value.as_text() == Some(bulk_ingest::NULL))
            {
                self.queue.push(vec![index]);
                continue;
            }
            indices.push(index);
        }
        if indices.is_empty() {
            return self.queue.pop().map(|indices| (indices, write));
        }
        let doing = if jobs { Operation::Job(JobStep::Create) } else { write };
        Some((indices, doing))
    }

    fn fill(&mut self, plan: &mut Plan, session: &mut Session, mut asked: Effect) -> BulkStep {
        while self.stopped.is_none() && self.units.len() < plan.options.concurrency.max(1) as usize {
            let Some((indices, doing)) = self.pick(plan) else { break };
            let unit = InFlight { waiting: session.effect(), indices, doing, retries: 0 };
            self.post(plan, session, unit, &mut asked);
        }
        if self.units.is_empty() {
            return BulkStep::Done(self.stopped.take().map_or(Ok(()), Err));
        }
        BulkStep::Waiting(asked)
    }

    /// Sends the request of a unit.
    fn post(&mut self, plan: &mut Plan, session: &mut Session, mut unit: InFlight, asked: &mut Effect) {
        let request = request(plan, session, &unit);
        if let Operation::Write { .. } = unit.doing {
            for index in &unit.indices {
                plan.settle(*index, State::Sent, None);
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
        let (mut deferred, mut asked) = (Deferred::default(), Effect::default());
        let next = match unit.doing.clone() {
            Operation::Write { conditional } => {
                super::write::answered(plan, session, &unit, conditional, answer, &mut deferred)
            }
            Operation::Verify { because, pages } => {
                super::verify::answered(plan, session, &unit, because, pages, answer, &mut deferred)
            }
            Operation::Job(step) => super::job::answered(plan, session, &unit, step, answer, &mut deferred),
        };
        // The stored plan has to know which records no longer belong to the job, before they are sent in
        // another way.
        asked.save = matches!(unit.doing, Operation::Job(_))
            && (matches!(next, Transition::Over)
                || !deferred.locked.is_empty()
                || !deferred.verifications.is_empty());
        if deferred.no_jobs {
            self.mode = WriteMode::Collections;
        }
        let (most, write) = self.write();
        self.queue.extend(deferred.queue.iter().flat_map(|indices| indices.chunks(most)).map(Into::into));
        if !deferred.locked.is_empty() && self.stopped.is_none() {
            for indices in deferred.locked.chunks(most) {
                let unit = InFlight {
                    waiting: unit.waiting,
                    indices: indices.into(),
                    doing: write.clone(),
                    retries: 0,
                };
                self.wait(session, unit, BACKOFF.wait(3, clock.random[0]), &mut asked);
            }
        }
        for (indices, because) in deferred.verifications {
            let doing = Operation::Verify { because: Some(because), pages: Pages::default() };
            let unit = InFlight { waiting: unit.waiting, indices, doing, retries: 0 };
            self.post(plan, session, unit, &mut asked);
        }
        match next {
            Transition::Over => {}
            Transition::Then(doing, save) => {
                // Only repeated operations count as retries.
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
                    Operation::Verify { because: Some(because), .. } => {
                        let because = because.clone();
                        match self.pause_before_look(answer, because, clock) {
                            Some(milliseconds) => self.wait(session, unit, milliseconds, &mut asked),
                            None => self.post(plan, session, unit, &mut asked),
                        }
                    }
                    // A running job is not polled immediately.
                    Operation::Job(JobStep::Poll { polls: polls @ 1.., .. }) => {
                        let milliseconds = super::job::pause(*polls, clock.random[0]);
                        self.wait(session, unit, milliseconds, &mut asked);
                    }
                    Operation::Write { .. } | Operation::Verify { .. } | Operation::Job(_) => {
                        self.post(plan, session, unit, &mut asked);
                    }
                }
            }
            Transition::Again(problem) => match retry_delay(answer, unit.retries, clock) {
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

    /// Returns the delay that a response asks for before the records are read. If it is too long, nothing more
    /// is written.
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

    /// Stops. The first reason counts. Requests in flight are completed; nothing more is sent.
    fn stop(&mut self, problem: Problem) {
        self.stopped.get_or_insert(problem);
    }
}

/// Returns the request of a unit's operation.
fn request(plan: &Plan, session: &Session, unit: &InFlight) -> HttpRequest {
    let version = session.settings.version;
    match &unit.doing {
        Operation::Write { conditional } => super::write::request(plan, version, &unit.indices, *conditional),
        Operation::Verify { pages, .. } => match pages.request(version) {
            Some(page) => page,
            None => super::verify::request(plan, version, &unit.indices),
        },
        Operation::Job(step) => super::job::request(plan, version, &unit.indices, step),
    }
}

impl Machine for Running {
    fn start(&mut self, plan: &mut Plan, session: &mut Session, _: Clock) -> BulkStep {
        let mut asked = Effect { save: true, ..Effect::default() };
        // Existing jobs are polled, not created again.
        for (job, indices) in plan.jobs.clone() {
            let doing = Operation::Job(JobStep::Poll { job, uploaded: false, polls: 0 });
            let unit = InFlight { waiting: session.effect(), indices, doing, retries: 0 };
            self.post(plan, session, unit, &mut asked);
        }
        self.fill(plan, session, asked)
    }

    fn handle(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        id: EffectId,
        event: Event,
        clock: Clock,
    ) -> BulkStep {
        let Some(index) = self.units.iter().position(|unit| unit.waiting == id) else {
            return BulkStep::Waiting(Effect::default());
        };
        let unit = self.units.swap_remove(index);
        match event {
            Event::Answer(answer) => self.take(plan, session, unit, &answer, clock),
            Event::Waited => {
                let mut asked = Effect::default();
                // After a stop nothing more is sent. A running job is completed by the next run.
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
