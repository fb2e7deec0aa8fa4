//! Writes records in calls that have a result for each of them.

use super::batch::{Deferred, Operation, Received, Transition};
use super::item::State;
use super::plan::Plan;
use crate::base::Timestamp;
use crate::base::error::{Code, Problem};
use crate::rest::record_rows::Pages;
use crate::rest::write::WriteFailure;
use crate::rest::{ApiVersion, HttpDate, HttpRequest, NoAnswer, collections, conditional};

/// The most retries of a record that another transaction has locked.
const MOST_LOCKED: u8 = 3;

pub(super) fn request(plan: &Plan, version: ApiVersion, indices: &[u32], conditional: bool) -> HttpRequest {
    let mut records = Vec::with_capacity(indices.len());
    for index in indices {
        let Some(item) = plan.items.get(*index as usize) else { continue };
        let since = HttpDate::new(&Timestamp(item.modified).to_string()).filter(|_| conditional);
        records.push((item.id(), plan.body(*index), since));
    }
    if conditional { conditional::request(version, records) } else { collections::request(version, records) }
}

/// Handles the response to a write.
pub(super) fn answered(received: Received<'_>, conditional: bool) -> Transition {
    let Received { plan, session, batch, answer, deferred } = received;
    let back = |plan: &mut Plan| {
        for index in &batch.indices {
            plan.settle(*index, State::Ready, None);
        }
    };
    let response = match answer {
        Ok(response) => response,
        Err(NoAnswer::NotSent(problem)) => {
            back(plan);
            return Transition::Stop(problem.clone());
        }
        // It is unknown how far the request came.
        Err(reason) => return verify(session.no_answer(reason)),
    };
    let count = batch.indices.len();
    let results =
        if conditional { conditional::read(response, count) } else { collections::read(response, count) };
    let problem = match results {
        Ok(results) => {
            let mut stale = Vec::new();
            for (index, result) in batch.indices.iter().zip(results) {
                match result {
                    Ok(()) => plan.settle(*index, State::Updated, None),
                    // Another user was first, or an earlier attempt of this write whose response was lost.
                    Err(problem) if problem.code == Code::ChangedMeanwhile => stale.push((*index, problem)),
                    Err(problem) => refused(plan, *index, problem, deferred),
                }
            }
            if let Some((_, because)) = stale.first().cloned() {
                deferred.verifications.push((stale.into_iter().map(|(index, _)| index).collect(), because));
            }
            return Transition::Over;
        }
        Err(problem) => problem,
    };
    match (WriteFailure::of(response, &problem), response.status) {
        // A response that is not Salesforce's own proves nothing about the records.
        (WriteFailure::Unknown | WriteFailure::AsStale | WriteFailure::OnTheWay, _) => verify(problem),
        _ if !problem.from_salesforce => verify(problem),
        // One record fails the whole call, so the halves are sent separately.
        (_, 400 | 413) if count > 1 => {
            back(plan);
            let (first, second) = batch.indices.split_at(count / 2);
            deferred.queue.extend([second.into(), first.into()]);
            Transition::Over
        }
        (_, 400 | 413) => {
            for index in &batch.indices {
                plan.settle(*index, State::Failed, Some(problem.clone()));
            }
            Transition::Over
        }
        (WriteFailure::ForLoad, _) => {
            back(plan);
            Transition::Again(problem)
        }
        (WriteFailure::Finally | WriteFailure::AsSuch, _) => {
            back(plan);
            Transition::Stop(problem)
        }
    }
}

fn verify(because: Problem) -> Transition {
    Transition::Then(Operation::Verify { because: Some(because), pages: Pages::default() }, false)
}

/// Settles a record that was refused. A locked one is sent again.
pub(super) fn refused(plan: &mut Plan, index: u32, problem: Problem, deferred: &mut Deferred) {
    let locked = plan.at(index).filter(|_| problem.code == Code::RecordLocked);
    if let Some(item) = locked.filter(|item| item.locked < MOST_LOCKED) {
        item.locked += 1;
        item.state = State::Ready;
        deferred.locked.push(index);
        return;
    }
    // The lock may be held by an earlier attempt of this update.
    if plan.at(index).is_some_and(|item| item.outcome_unknown && problem.code == Code::RecordLocked) {
        match deferred.verifications.last_mut().filter(|(_, because)| because.code == Code::RecordLocked) {
            // A call never has more records than a read.
            Some((indices, _)) => indices.push(index),
            None => deferred.verifications.push((vec![index], problem)),
        }
        return;
    }
    plan.settle(index, State::Failed, Some(problem));
}
