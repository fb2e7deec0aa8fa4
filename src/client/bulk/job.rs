//! Records in a file: a job of Bulk API 2.0.
//!
//! Nothing is written before the job is closed. After a failure before that, the job is aborted and another one
//! started. Once closed, the job is polled until it ends, and never started again.

use super::batch::{JobStep, Operation, Poll, Received, Transition};
use super::item::State;
use super::plan::Plan;
use super::retries::{MOST_RETRIES, passes};
use crate::base::error::{Code, Detail, Problem};
use crate::base::text::line_feeds;
use crate::base::{FieldValue, RecordId};
use crate::rest::bulk_ingest::{self, JobState, Results};
use crate::rest::retry::Backoff;
use crate::rest::{ApiVersion, HttpRequest, HttpResponse, csv};

/// The delays between two polls of a job.
const POLL: Backoff = Backoff { base: 500, longest: 15_000 };

/// Returns the delay before the next poll of a job: longer each time, up to 15 seconds.
pub(super) fn poll_delay(polls: u32, random: u32) -> u32 {
    POLL.wait_at_least_half(polls + 1, random)
}

pub(super) fn request(plan: &Plan, version: ApiVersion, indices: &[u32], step: &JobStep) -> HttpRequest {
    match step {
        JobStep::Create => bulk_ingest::create(version),
        JobStep::Upload(job) => bulk_ingest::upload(version, job, csv_file(plan, indices)),
        JobStep::Close(job) => bulk_ingest::close(version, job),
        JobStep::Poll(Poll { job, .. }) => bulk_ingest::poll(version, job),
        JobStep::Abort(job, _) => bulk_ingest::abort(version, job),
        JobStep::Rows(job, which, _) => bulk_ingest::results(version, job, *which),
    }
}

/// Returns the rows as CSV. A column that a record does not change stays empty, which leaves the field
/// unchanged.
fn csv_file(plan: &Plan, indices: &[u32]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for index in indices {
        for (name, _) in plan.writes(*index) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let mut text = String::new();
    csv::write_cell(&mut text, "Id");
    for name in &names {
        text.push(',');
        csv::write_cell(&mut text, name);
    }
    for (index, id) in indices.iter().zip(plan.ids(indices)) {
        text.push('\n');
        csv::write_cell(&mut text, id);
        let writes = plan.writes(*index);
        for name in &names {
            text.push(',');
            match writes.iter().find(|(known, _)| known == name).map(|(_, value)| value) {
                None => {}
                Some(FieldValue::Null) => text.push_str(bulk_ingest::NULL),
                Some(FieldValue::Bool(value)) => text.push_str(if *value { "true" } else { "false" }),
                Some(FieldValue::Number(number)) => text.push_str(&number.to_string()),
                // A file with two kinds of line ends fails as a whole, even if they are within cells.
                Some(FieldValue::Text(value)) => csv::write_cell(&mut text, &line_feeds(value)),
            }
        }
    }
    text.push('\n');
    text
}

/// Handles the response to a step of a job.
pub(super) fn answered(received: Received<'_>, step: JobStep) -> Transition {
    match step {
        JobStep::Create => created(received),
        JobStep::Upload(job) => match received.read(bulk_ingest::read_upload) {
            Ok(()) => then(JobStep::Close(job)),
            Err(problem) => then(JobStep::Abort(job, problem)),
        },
        // Whatever the response: the job's state shows whether it was closed.
        JobStep::Close(job) => then(JobStep::Poll(Poll { job, uploaded: true, polls: 0 })),
        JobStep::Poll(poll) => polled(received, poll),
        JobStep::Abort(job, because) => aborted(received, job, because),
        JobStep::Rows(job, which, ended) => rows(received, job, which, ended),
    }
}

fn then(step: JobStep) -> Transition {
    Transition::Then(Operation::Job(step), false)
}

fn created(received: Received<'_>) -> Transition {
    let described = received.read(bulk_ingest::read);
    let Received { plan, batch, answer, deferred, .. } = received;
    match described {
        Ok(job) => {
            plan.jobs.push((job.id.clone(), batch.indices.clone()));
            for index in &batch.indices {
                plan.settle(*index, State::Sent, None);
            }
            // From here on, a resumed plan has to know the job.
            Transition::Then(Operation::Job(JobStep::Upload(job.id)), true)
        }
        // Nothing was uploaded: a job whose creation response was lost is empty.
        Err(problem) if passes(answer, &problem) => Transition::Again(problem),
        Err(problem) => match problem.code {
            Code::SessionExpired | Code::SessionNotAccepted | Code::RequestLimit => Transition::Stop(problem),
            // This user, or this org, has no Bulk API.
            _ if answer.is_ok() => {
                deferred.no_jobs = true;
                deferred.queue.push(batch.indices.clone());
                Transition::Over
            }
            _ => Transition::Stop(problem),
        },
    }
}

fn polled(received: Received<'_>, Poll { job, uploaded, polls }: Poll) -> Transition {
    match received.read(bulk_ingest::read) {
        Ok(found) if found.id != job => {
            Transition::Stop(Problem::new(Code::UnreadableAnswer, "the response describes another job"))
        }
        Ok(found) => match found.state {
            JobState::Open if uploaded && received.batch.retries < MOST_RETRIES => then(JobStep::Close(job)),
            JobState::Open => {
                let message = "the job was not closed";
                then(JobStep::Abort(job, Problem::new(Code::ServerUnavailable, message)))
            }
            JobState::Running => then(JobStep::Poll(Poll { job, uploaded, polls: polls + 1 })),
            JobState::Complete => then(JobStep::Rows(job, Results::Successful, None)),
            JobState::Ended => {
                then(JobStep::Rows(job, Results::Successful, Some(found.error.unwrap_or_default())))
            }
        },
        Err(problem) if problem.code == Code::NotFound && problem.from_salesforce => {
            over(received, &job, &problem)
        }
        // The job may be running.
        Err(problem) if received.proves_nothing(&problem) => Transition::Again(problem),
        Err(problem) => Transition::Stop(problem),
    }
}

fn aborted(received: Received<'_>, job: RecordId, because: Problem) -> Transition {
    let described = received.read(bulk_ingest::read);
    match described {
        // Closed all the same, by a request that arrived late: its results contain what it wrote before it was
        // aborted.
        Ok(found) if found.state != JobState::Ended || found.processed > 0 || found.id != job => {
            then(JobStep::Poll(Poll { job, uploaded: true, polls: 1 }))
        }
        Ok(_) => {
            let Received { plan, batch, .. } = received;
            plan.jobs.retain(|(known, _)| *known != job);
            for index in &batch.indices {
                plan.settle(*index, State::Ready, None);
            }
            if batch.retries >= MOST_RETRIES || !because.retryable {
                return Transition::Stop(because);
            }
            then(JobStep::Create)
        }
        Err(problem) if received.proves_nothing(&problem) => Transition::Again(problem),
        // It cannot be aborted, so it is running, or gone.
        Err(_) => then(JobStep::Poll(Poll { job, uploaded: true, polls: 1 })),
    }
}

fn rows(mut received: Received<'_>, job: RecordId, which: Results, ended: Option<String>) -> Transition {
    let read = match received.answer {
        Ok(response) => settle_rows(&mut received, response, &job, which, ended.as_deref()),
        Err(reason) => Err(received.session.no_answer(reason)),
    };
    match (read, which) {
        (Err(problem), _) if passes(received.answer, &problem) => Transition::Again(problem),
        (Err(problem), _) => Transition::Stop(problem),
        (Ok(()), Results::Successful) => then(JobStep::Rows(job, Results::Failed, ended)),
        (Ok(()), Results::Failed) if ended.is_some() => then(JobStep::Rows(job, Results::Unprocessed, ended)),
        (Ok(()), Results::Failed | Results::Unprocessed) => {
            let problem =
                Problem::new(Code::UnreadableAnswer, "the job's results do not contain this record");
            over(received, &job, &problem)
        }
    }
}

/// Settles the records that a job's results contain.
fn settle_rows(
    received: &mut Received<'_>,
    response: &HttpResponse,
    job: &RecordId,
    which: Results,
    ended: Option<&str>,
) -> Result<(), Problem> {
    let Received { plan, deferred, .. } = received;
    let mut each = |id: &str, problem: Option<Problem>| {
        let Some(index) = plan.find(id) else { return };
        let sent = plan.items.get(index as usize).is_some_and(|it| it.state == State::Sent);
        match (which, problem) {
            _ if !sent => {}
            (Results::Successful, _) => plan.settle(index, State::Updated, None),
            (_, Some(problem)) => super::write::refused(plan, index, problem, deferred),
            (_, None) => {
                let problem = unprocessed(ended.unwrap_or_default());
                plan.settle(index, State::Failed, Some(problem));
            }
        }
    };
    let read = bulk_ingest::read_rows(response, which, &mut each);
    // Records that are sent in another way no longer belong to the job: a resumed plan must not ask the job
    // about them.
    let Plan { jobs, items, .. } = &mut **plan;
    for (_, indices) in jobs.iter_mut().filter(|(known, _)| known == job) {
        indices.retain(|index| items.get(*index as usize).is_none_or(|item| item.state != State::Ready));
    }
    read
}

/// Returns why a job did not process a record: `InvalidBatch : Field name not found : NextStep`. The same job
/// would end the same way again.
fn unprocessed(why: &str) -> Problem {
    let (code, reason) = why.split_once(" : ").unwrap_or(("", why));
    let known = if reason.is_empty() { "no reason given" } else { reason };
    let message = ["the job ended before it processed this record: ", known].concat();
    let mut problem = Problem::new(Code::Refused, message);
    if !code.is_empty() {
        problem.errors.push(Detail { code: code.into(), message: reason.into(), fields: Vec::new() });
    }
    problem
}

/// Ends a job. Records without a result are read.
fn over(received: Received<'_>, job: &RecordId, because: &Problem) -> Transition {
    let Received { plan, batch, deferred, .. } = received;
    plan.jobs.retain(|(known, _)| known != job);
    for indices in plan.standing(&batch.indices, State::Sent).chunks(crate::rest::record_rows::MOST) {
        deferred.verifications.push((indices.into(), because.clone()));
    }
    Transition::Over
}
