//! Writes records in calls that have a result for each of them.

use super::in_flight::{Deferred, InFlight, Operation, Transition};
use super::item::State;
use super::plan::Plan;
use crate::base::Timestamp;
use crate::base::error::{Code, Problem};
use crate::client::effect::Answer;
use crate::client::session::Session;
use crate::rest::record_rows::Pages;
use crate::rest::write::WriteFailure;
use crate::rest::{ApiVersion, HttpDate, HttpRequest, NoAnswer, collections, conditional};

/// The most retries of a record that another transaction has locked.
const MOST_LOCKED: u8 = 3;

pub(super) fn request(plan: &Plan, version: ApiVersion, places: &[u32], conditional: bool) -> HttpRequest {
    let mut records = Vec::with_capacity(places.len());
    for place in places {
        let Some(item) = plan.items.get(*place as usize) else { continue };
        let since = HttpDate::new(&Timestamp(item.modified).to_string()).filter(|_| conditional);
        records.push((item.id(), plan.body(*place), since));
    }
    if conditional { conditional::request(version, records) } else { collections::request(version, records) }
}

/// Handles the response to a write.
pub(super) fn answered(
    plan: &mut Plan,
    session: &Session,
    unit: &InFlight,
    conditional: bool,
    answer: &Answer,
    aside: &mut Deferred,
) -> Transition {
    let back = |plan: &mut Plan| {
        for place in &unit.places {
            plan.settle(*place, State::Ready, None);
        }
    };
    let response = match answer {
        Ok(response) => response,
        Err(NoAnswer::NotSent(problem)) => {
            back(plan);
            return Transition::Stop(problem.clone());
        }
        // It is unknown how far the request came.
        Err(reason) => return look(session.no_answer(reason)),
    };
    let count = unit.places.len();
    let results =
        if conditional { conditional::read(response, count) } else { collections::read(response, count) };
    let problem = match results {
        Ok(results) => {
            let mut lost = Vec::new();
            for (place, result) in unit.places.iter().zip(results) {
                match result {
                    Ok(()) => plan.settle(*place, State::Updated, None),
                    // Another user was first, or an earlier attempt of this write whose response was lost.
                    Err(problem) if problem.code == Code::ChangedMeanwhile => lost.push((*place, problem)),
                    Err(problem) => refused(plan, *place, problem, aside),
                }
            }
            if let Some((_, because)) = lost.first().cloned() {
                aside.looks.push((lost.into_iter().map(|(place, _)| place).collect(), because));
            }
            return Transition::Over;
        }
        Err(problem) => problem,
    };
    match (WriteFailure::of(response, &problem), response.status) {
        // A response that is not Salesforce's own proves nothing about the records.
        (WriteFailure::Unknown | WriteFailure::AsStale | WriteFailure::OnTheWay, _) => look(problem),
        _ if !problem.from_salesforce => look(problem),
        // One record fails the whole call, so the halves are sent separately.
        (_, 400 | 413) if count > 1 => {
            back(plan);
            let (first, second) = unit.places.split_at(count / 2);
            aside.queue.extend([second.into(), first.into()]);
            Transition::Over
        }
        (_, 400 | 413) => {
            for place in &unit.places {
                plan.settle(*place, State::Failed, Some(problem.clone()));
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

fn look(because: Problem) -> Transition {
    Transition::Then(Operation::Look { because: Some(because), pages: Pages::default() }, false)
}

/// Settles a record that was refused. A locked one is sent again.
pub(super) fn refused(plan: &mut Plan, place: u32, problem: Problem, aside: &mut Deferred) {
    let locked = plan.at(place).filter(|_| problem.code == Code::RecordLocked);
    if let Some(item) = locked.filter(|item| item.locked < MOST_LOCKED) {
        item.locked += 1;
        item.state = State::Ready;
        aside.locked.push(place);
        return;
    }
    // The lock may be held by an earlier attempt of this update.
    if plan.at(place).is_some_and(|item| item.lost && problem.code == Code::RecordLocked) {
        match aside.looks.last_mut().filter(|(_, because)| because.code == Code::RecordLocked) {
            // A call never has more records than a read.
            Some((places, _)) => places.push(place),
            None => aside.looks.push((vec![place], problem)),
        }
        return;
    }
    plan.settle(place, State::Failed, Some(problem));
}
