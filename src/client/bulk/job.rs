//! Records in a file: a job of Bulk API 2.0.
//!
//! Nothing is written before the job is closed. What goes wrong before that gives the job up and starts another one;
//! from then on the job is asked after, however often, and never started again.

use super::in_flight::{Deferred, InFlight, JobStep, Operation, Transition};
use super::item::State;
use super::machine::{MOST_RETRIES, passes};
use super::plan::Plan;
use crate::base::error::{Code, Detail, Problem};
use crate::base::text::line_feeds;
use crate::base::{FieldValue, RecordId};
use crate::client::effect::Answer;
use crate::client::session::Session;
use crate::rest::bulk_ingest::{self, JobState, Results};
use crate::rest::retry::Backoff;
use crate::rest::{ApiVersion, HttpRequest, csv};

/// The delays between two polls of a job.
const POLL: Backoff = Backoff { base: 500, longest: 15_000 };

/// How long to wait before the next look at a job: longer each time, up to a quarter of a minute.
pub(super) fn pause(looks: u32, random: u32) -> u32 {
    POLL.wait_at_least_half(looks + 1, random)
}

pub(super) fn request(plan: &Plan, version: ApiVersion, places: &[u32], step: &JobStep) -> HttpRequest {
    match step {
        JobStep::Create => bulk_ingest::create(version),
        JobStep::Upload(job) => bulk_ingest::upload(version, job, file(plan, places)),
        JobStep::Close(job) => bulk_ingest::close(version, job),
        JobStep::Poll { job, .. } => bulk_ingest::look(version, job),
        JobStep::Abort(job, _) => bulk_ingest::abort(version, job),
        JobStep::Rows(job, which, _) => bulk_ingest::results(version, job, *which),
    }
}

/// The rows. A column that a record does not change stays empty, which means just that.
fn file(plan: &Plan, places: &[u32]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for place in places {
        for (name, _) in plan.writes(*place) {
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
    for (place, id) in places.iter().zip(plan.ids(places)) {
        text.push('\n');
        csv::write_cell(&mut text, id);
        let writes = plan.writes(*place);
        for name in &names {
            text.push(',');
            match writes.iter().find(|(known, _)| known == name).map(|(_, value)| value) {
                None => {}
                Some(FieldValue::Null) => text.push_str(bulk_ingest::NULL),
                Some(FieldValue::Bool(value)) => text.push_str(if *value { "true" } else { "false" }),
                Some(FieldValue::Number(number)) => text.push_str(&number.to_string()),
                // A job fails as a whole where lines end in two ways, also within a cell.
                Some(FieldValue::Text(value)) => csv::write_cell(&mut text, &line_feeds(value)),
            }
        }
    }
    text.push('\n');
    text
}

/// Takes the answer to what was asked of a job.
pub(super) fn answered(
    plan: &mut Plan,
    session: &Session,
    unit: &InFlight,
    step: JobStep,
    answer: &Answer,
    aside: &mut Deferred,
) -> Transition {
    let described = || match answer {
        Ok(response) => bulk_ingest::read(response),
        Err(reason) => Err(session.no_answer(reason)),
    };
    let then = |step| Transition::Then(Operation::Job(step), false);
    match step {
        JobStep::Create => match described() {
            Ok(job) => {
                plan.jobs.push((job.id.clone(), unit.places.clone()));
                for place in &unit.places {
                    plan.settle(*place, State::Sent, None);
                }
                // From here on, who goes on with the plan has to know of the job.
                Transition::Then(Operation::Job(JobStep::Upload(job.id)), true)
            }
            // Nothing was uploaded: a job that was created without a word is an empty one.
            Err(problem) if passes(answer, &problem) => Transition::Again(problem),
            Err(problem) => match problem.code {
                Code::SessionExpired | Code::SessionNotAccepted | Code::RequestLimit => {
                    Transition::Stop(problem)
                }
                // This user, or this org, has no Bulk API.
                _ if answer.is_ok() => {
                    aside.no_jobs = true;
                    aside.queue.push(unit.places.clone());
                    Transition::Over
                }
                _ => Transition::Stop(problem),
            },
        },
        JobStep::Upload(job) => match answer {
            Ok(response) => match bulk_ingest::read_upload(response) {
                Ok(()) => then(JobStep::Close(job)),
                Err(problem) => then(JobStep::Abort(job, problem)),
            },
            Err(reason) => then(JobStep::Abort(job, session.no_answer(reason))),
        },
        // Whatever the answer: the job itself tells whether it was closed.
        JobStep::Close(job) => then(JobStep::Poll { job, uploaded: true, looks: 0 }),
        JobStep::Poll { job, uploaded, looks } => match described() {
            Ok(found) if found.id != job => {
                Transition::Stop(Problem::new(Code::UnreadableAnswer, "it describes another job"))
            }
            Ok(found) => match found.state {
                JobState::Open if uploaded && unit.retries < MOST_RETRIES => then(JobStep::Close(job)),
                JobState::Open => {
                    let message = "the job was not closed";
                    then(JobStep::Abort(job, Problem::new(Code::ServerUnavailable, message)))
                }
                JobState::Running => then(JobStep::Poll { job, uploaded, looks: looks + 1 }),
                JobState::Complete => then(JobStep::Rows(job, Results::Successful, None)),
                JobState::Ended => {
                    then(JobStep::Rows(job, Results::Successful, Some(found.error.unwrap_or_default())))
                }
            },
            Err(problem) if problem.code == Code::NotFound && problem.from_salesforce => {
                over(plan, unit, &job, &problem, aside)
            }
            // What is not Salesforce's own says nothing of the job, which may be at work.
            Err(problem) if passes(answer, &problem) || (answer.is_ok() && !problem.from_salesforce) => {
                Transition::Again(problem)
            }
            Err(problem) => Transition::Stop(problem),
        },
        JobStep::Abort(job, because) => match described() {
            // Closed all the same, by a request that came late: what it wrote before it was given up stands in its rows.
            Ok(found) if found.state != JobState::Ended || found.processed > 0 || found.id != job => {
                then(JobStep::Poll { job, uploaded: true, looks: 1 })
            }
            Ok(_) => {
                plan.jobs.retain(|(known, _)| *known != job);
                for place in &unit.places {
                    plan.settle(*place, State::Ready, None);
                }
                if unit.retries >= MOST_RETRIES || !because.retryable {
                    return Transition::Stop(because);
                }
                then(JobStep::Create)
            }
            Err(problem) if passes(answer, &problem) || (answer.is_ok() && !problem.from_salesforce) => {
                Transition::Again(problem)
            }
            // It cannot be given up: then it runs, or is gone.
            Err(_) => then(JobStep::Poll { job, uploaded: true, looks: 1 }),
        },
        JobStep::Rows(job, which, ended) => {
            let read = match answer {
                Ok(response) => {
                    let mut each = |id: &str, problem: Option<Problem>| {
                        let Some(place) = plan.find(id) else { return };
                        let sent = plan.items.get(place as usize).is_some_and(|it| it.state == State::Sent);
                        match (which, problem) {
                            _ if !sent => {}
                            (Results::Successful, _) => plan.settle(place, State::Updated, None),
                            (_, Some(problem)) => super::write::refused(plan, place, problem, aside),
                            (_, None) => {
                                let problem = unprocessed(ended.as_deref().unwrap_or_default());
                                plan.settle(place, State::Failed, Some(problem));
                            }
                        }
                    };
                    let read = bulk_ingest::read_rows(response, which, &mut each);
                    // What is sent otherwise is the job's no longer: whoever goes on must not ask it about that again.
                    let Plan { jobs, items, .. } = &mut *plan;
                    for (_, places) in jobs.iter_mut().filter(|(known, _)| *known == job) {
                        places.retain(|place| {
                            items.get(*place as usize).is_none_or(|item| item.state != State::Ready)
                        });
                    }
                    read
                }
                Err(reason) => Err(session.no_answer(reason)),
            };
            match (read, which) {
                (Err(problem), _) if passes(answer, &problem) => Transition::Again(problem),
                (Err(problem), _) => Transition::Stop(problem),
                (Ok(()), Results::Successful) => then(JobStep::Rows(job, Results::Failed, ended)),
                (Ok(()), Results::Failed) if ended.is_some() => {
                    then(JobStep::Rows(job, Results::Unprocessed, ended))
                }
                (Ok(()), Results::Failed | Results::Unprocessed) => {
                    let problem =
                        Problem::new(Code::UnreadableAnswer, "the job does not tell of this record");
                    over(plan, unit, &job, &problem, aside)
                }
            }
        }
    }
}

/// Why a job did not come to a record: `InvalidBatch : Field name not found : NextStep`. The same job would end the same
/// way again.
fn unprocessed(why: &str) -> Problem {
    let (code, said) = why.split_once(" : ").unwrap_or(("", why));
    let known = if said.is_empty() { "no reason given" } else { said };
    let message = ["the job ended before it came to this record: ", known].concat();
    let mut problem = Problem::new(Code::Refused, message);
    if !code.is_empty() {
        problem.errors.push(Detail { code: code.into(), message: said.into(), fields: Vec::new() });
    }
    problem
}

/// The job is done with. What it did not tell of is looked at.
fn over(
    plan: &mut Plan,
    unit: &InFlight,
    job: &RecordId,
    because: &Problem,
    aside: &mut Deferred,
) -> Transition {
    plan.jobs.retain(|(known, _)| known != job);
    for places in plan.standing(&unit.places, State::Sent).chunks(crate::rest::record_rows::MOST) {
        aside.looks.push((places.into(), because.clone()));
    }
    Transition::Over
}
