//! Runs a plan: concurrent requests, each for its own records.

use std::cell::RefCell;
use std::rc::Rc;

use super::batch::{Batch, Deferred, JobStep, Operation, Poll, Received, Transition};
use super::item::State;
use super::plan::Plan;
use super::retries::{BACKOFF, retry_delay};
use crate::base::Clock;
use crate::base::error::Problem;
use crate::client::effect::{Answer, Effect, EffectId, Event};
use crate::client::session::Session;
use crate::client::task::{Step, Task};
use crate::rest::record_rows::{self, Pages};
use crate::rest::{HttpRequest, bulk_ingest, collections, conditional, retry};

/// The most records in a job, which is also the size of Salesforce's own batches.
const JOB: usize = 10_000;

/// Runs a plan. It starts with its first slice of work.
#[derive(Debug)]
pub struct RunTask {
    plan: Rc<RefCell<Plan>>,
    run: Run,
}

/// A plan that is running.
#[derive(Debug)]
struct Run {
    started: bool,
    mode: WriteMode,
    in_flight: Vec<(EffectId, Batch)>,
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

/// What the handling of an event works with, and the effects so far.
struct Context<'a> {
    plan: &'a mut Plan,
    session: &'a mut Session,
    clock: Clock,
    effects: Vec<Effect>,
}

impl RunTask {
    /// Creates it; nothing has been sent.
    #[must_use]
    pub fn new(plan: Rc<RefCell<Plan>>) -> Self {
        let run = Run::new(&plan.borrow());
        Self { plan, run }
    }
}

impl Run {
    fn new(plan: &Plan) -> Self {
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
        let mut run = Self {
            started: false,
            mode,
            in_flight: Vec::new(),
            queue: Vec::new(),
            verifications: Vec::new(),
            next: 0,
            stopped: None,
        };
        for ((item, in_job), index) in plan.items.iter().zip(in_jobs).zip(0..) {
            if item.state != State::Sent || in_job {
                continue;
            }
            match run.verifications.last_mut().filter(|indices| indices.len() < record_rows::MOST) {
                Some(indices) => indices.push(index),
                None => run.verifications.push(vec![index]),
            }
        }
        run
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
        let operation = if jobs { Operation::Job(JobStep::Create) } else { write };
        Some((indices, operation))
    }

    /// Polls the jobs of an earlier run, and sends requests up to the limit.
    fn start(&mut self, mut context: Context<'_>) -> Step<()> {
        self.started = true;
        context.effects.push(Effect::Save);
        for (job, indices) in context.plan.jobs.clone() {
            let operation = Operation::Job(JobStep::Poll(Poll { job, uploaded: false, polls: 0 }));
            self.post(&mut context, Batch::new(indices, operation));
        }
        self.fill(context)
    }

    /// Sends requests up to the limit.
    fn fill(&mut self, mut context: Context<'_>) -> Step<()> {
        while self.stopped.is_none()
            && self.in_flight.len() < context.plan.options.concurrency.max(1) as usize
        {
            let Some((indices, operation)) = self.pick(context.plan) else { break };
            self.post(&mut context, Batch::new(indices, operation));
        }
        if self.in_flight.is_empty() {
            return Step::Done(self.stopped.take().map_or(Ok(()), Err));
        }
        Step::Waiting(context.effects)
    }

    /// Sends the request of a batch.
    fn post(&mut self, context: &mut Context<'_>, batch: Batch) {
        let request = request(context.plan, context.session, &batch);
        if let Operation::Write { .. } = batch.operation {
            for index in &batch.indices {
                context.plan.settle(*index, State::Sent, None);
            }
        }
        let send = context.session.send(request);
        self.in_flight.push((send.id, batch));
        context.effects.push(Effect::Send(send));
    }

    /// Sends the request of a batch after a delay in milliseconds.
    fn wait(&mut self, context: &mut Context<'_>, batch: Batch, milliseconds: u32) {
        let id = context.session.effect();
        self.in_flight.push((id, batch));
        context.effects.push(Effect::Wait(id, milliseconds));
    }

    fn answered(&mut self, mut context: Context<'_>, mut batch: Batch, answer: &Answer) -> Step<()> {
        let mut deferred = Deferred::default();
        let Context { plan, session, clock, .. } = &mut context;
        let clock = *clock;
        let received = Received { plan, session, batch: &batch, answer, deferred: &mut deferred };
        let next = match batch.operation.clone() {
            Operation::Write { conditional } => super::write::answered(received, conditional),
            Operation::Verify { because, pages } => super::verify::answered(received, because, pages),
            Operation::Job(step) => super::job::answered(received, step),
        };
        if saves_first(&batch, &next, &deferred) {
            context.effects.push(Effect::Save);
        }
        self.defer(&mut context, deferred);
        match next {
            Transition::Over => {}
            Transition::Then(operation, _) => self.proceed(&mut context, batch, operation, answer),
            Transition::Again(problem) => match retry_delay(answer, batch.retries, clock) {
                Some(milliseconds) => {
                    batch.retries += 1;
                    self.wait(&mut context, batch, milliseconds);
                }
                None => self.stop(problem),
            },
            Transition::Stop(problem) => self.stop(problem),
        }
        self.fill(context)
    }

    /// Queues, delays or verifies the records that a response has deferred.
    fn defer(&mut self, context: &mut Context<'_>, deferred: Deferred) {
        if deferred.no_jobs {
            self.mode = WriteMode::Collections;
        }
        let (most, write) = self.write();
        self.queue.extend(deferred.queue.iter().flat_map(|indices| indices.chunks(most)).map(Into::into));
        if self.stopped.is_none() {
            for indices in deferred.locked.chunks(most) {
                let milliseconds = BACKOFF.wait(3, context.clock.random[0]);
                self.wait(context, Batch::new(indices.into(), write.clone()), milliseconds);
            }
        }
        for (indices, because) in deferred.verifications {
            let operation = Operation::Verify { because: Some(because), pages: Pages::default() };
            self.post(context, Batch::new(indices, operation));
        }
    }

    /// Continues with another operation on the same records.
    fn proceed(
        &mut self,
        context: &mut Context<'_>,
        mut batch: Batch,
        operation: Operation,
        answer: &Answer,
    ) {
        // Only repeated operations count as retries.
        batch.retries = match (&batch.operation, &operation) {
            (Operation::Job(JobStep::Abort(..)), Operation::Job(JobStep::Create))
            | (Operation::Job(_), Operation::Job(JobStep::Close(_))) => batch.retries + 1,
            (Operation::Job(_), Operation::Job(JobStep::Upload(_) | JobStep::Abort(..)))
            | (Operation::Job(JobStep::Close(_)), Operation::Job(JobStep::Poll(_))) => batch.retries,
            _ => 0,
        };
        batch.operation = operation;
        let random = context.clock.random[0];
        let delay = match &batch.operation {
            Operation::Job(JobStep::Create) => Some(BACKOFF.wait(batch.retries + 1, random)),
            // A running job is not polled immediately.
            Operation::Job(JobStep::Poll(Poll { polls: polls @ 1.., .. })) => {
                Some(super::job::poll_delay(*polls, random))
            }
            Operation::Verify { because: Some(because), .. } => {
                self.delay_before_read(answer, because, context.clock)
            }
            Operation::Write { .. } | Operation::Verify { because: None, .. } | Operation::Job(_) => None,
        };
        match delay {
            Some(milliseconds) => self.wait(context, batch, milliseconds),
            None => self.post(context, batch),
        }
    }

    /// Returns the delay that a response asks for before the records are read. If it is too long, nothing more
    /// is written.
    fn delay_before_read(&mut self, answer: &Answer, because: &Problem, clock: Clock) -> Option<u32> {
        match answer.as_ref().map(|response| retry::retry_after(response, clock.now)) {
            Ok(retry::RetryAfter::For(milliseconds)) => Some(milliseconds),
            Ok(retry::RetryAfter::TooLong) => {
                self.stop(because.clone());
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

/// Returns true if the plan has to be saved before anything else is sent: the stored plan has to know a new job,
/// and which records no longer belong to a job.
fn saves_first(batch: &Batch, next: &Transition, deferred: &Deferred) -> bool {
    match next {
        Transition::Then(_, true) => true,
        _ if !matches!(batch.operation, Operation::Job(_)) => false,
        Transition::Over => true,
        _ => !deferred.locked.is_empty() || !deferred.verifications.is_empty(),
    }
}

/// Returns the request of a batch's operation.
fn request(plan: &Plan, session: &Session, batch: &Batch) -> HttpRequest {
    let version = session.settings.version;
    match &batch.operation {
        Operation::Write { conditional } => {
            super::write::request(plan, version, &batch.indices, *conditional)
        }
        Operation::Verify { pages, .. } => match pages.request(version) {
            Some(page) => page,
            None => super::verify::request(plan, version, &batch.indices),
        },
        Operation::Job(step) => super::job::request(plan, version, &batch.indices, step),
    }
}

impl Task for RunTask {
    type Output = ();

    fn handle(&mut self, session: &mut Session, id: EffectId, event: Event, clock: Clock) -> Step<()> {
        let Self { plan, run } = self;
        let Some(index) = run.in_flight.iter().position(|(waiting, _)| *waiting == id) else {
            return Step::Waiting(Vec::new());
        };
        let (_, batch) = run.in_flight.swap_remove(index);
        let mut context = Context { plan: &mut plan.borrow_mut(), session, clock, effects: Vec::new() };
        match event {
            Event::Answer(answer) => run.answered(context, batch, &answer),
            Event::Waited => {
                // After a stop nothing more is sent. A running job is completed by the next run.
                if run.stopped.is_none() {
                    run.post(&mut context, batch);
                }
                run.fill(context)
            }
        }
    }

    fn outstanding(&self) -> Vec<EffectId> {
        self.run.in_flight.iter().map(|(id, _)| *id).collect()
    }

    fn work(&mut self, session: &mut Session, clock: Clock) -> Option<Step<()>> {
        let Self { plan, run } = self;
        let start = !run.started;
        start
            .then(|| run.start(Context { plan: &mut plan.borrow_mut(), session, clock, effects: Vec::new() }))
    }
}
