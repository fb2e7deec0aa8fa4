//! Reads records that may have been written before anything else is done with them.

use std::rc::Rc;

use super::batch::{Operation, Received, Transition};
use super::item::State;
use super::plan::Plan;
use super::retries::passes;
use crate::base::error::{Code, Problem};
use crate::base::{FieldName, Snapshot, Timestamp};
use crate::org::{ObjectInfo, stores_the_same};
use crate::rest::record_rows::{self, Pages};
use crate::rest::write::turned_down;
use crate::rest::{ApiVersion, HttpRequest};

pub(super) fn request(plan: &Plan, version: ApiVersion, indices: &[u32]) -> HttpRequest {
    let mut fields = Vec::new();
    let mut add = |name: &str| {
        if let Some(name) = FieldName::new(name).filter(|name| !fields.contains(name)) {
            fields.push(name);
        }
    };
    add("LastModifiedDate");
    add("LastModifiedBy.Name");
    for index in indices {
        for (name, _) in plan.writes(*index) {
            add(name);
        }
    }
    record_rows::request(version, &plan.ids(indices), &fields, indices.len())
}

const MAY_COME: &str = "the outcome of the update is unknown: the record does not have it yet, and the write may still be processed";

/// Handles the response with the records' values.
pub(super) fn answered(received: Received<'_>, because: Option<Problem>, mut pages: Pages) -> Transition {
    let page = received.read(record_rows::read);
    let Received { plan, session, batch, answer, deferred } = received;
    let page = match page.and_then(|page| pages.turn(&page).map(|more| (page, more))) {
        Ok(page) => page,
        Err(problem) if passes(answer, &problem) => return Transition::Again(problem),
        // The records stay as they are: a later read may settle them.
        Err(problem) => return Transition::Stop(problem),
    };
    let (page, more) = page;
    let mut resend = Vec::new();
    for record in page.rows.iter().filter_map(record_rows::snapshot) {
        let Some(index) = plan.find(record.id.as_str()) else { continue };
        if decide(plan, index, &record, session.metadata.info().map(Rc::as_ref), because.as_ref()) {
            resend.push(index);
        }
    }
    let refused = because.as_ref().filter(|because| refused_on_the_way(because));
    match refused.and_then(|because| because.status) {
        // One record may fail the whole call, so the halves are read separately.
        Some(400 | 413) if resend.len() > 1 => {
            let (first, second) = resend.split_at(resend.len() / 2);
            deferred.queue.extend([second.into(), first.into()]);
        }
        Some(400 | 413) => {
            for index in resend {
                let may_come = plan.at(index).is_some_and(|item| item.outcome_unknown);
                let (state, problem) = if may_come {
                    (State::Unknown, Some(Problem::new(Code::UnknownOutcome, MAY_COME)))
                } else {
                    (State::Failed, refused.cloned())
                };
                plan.settle(index, state, problem);
            }
        }
        _ if resend.is_empty() => {}
        _ => deferred.queue.push(resend),
    }
    if more {
        return Transition::Then(Operation::Verify { because, pages }, false);
    }
    for index in plan.standing(&batch.indices, State::Sent) {
        let message = "the outcome of the update is unknown, and the record can no longer be read";
        plan.settle(index, State::Unknown, Some(Problem::new(Code::UnknownOutcome, message)));
    }
    match refused {
        Some(because)
            if !matches!(because.status, Some(400 | 413))
                && !plan.standing(&batch.indices, State::Ready).is_empty() =>
        {
            Transition::Stop(because.clone())
        }
        _ => Transition::Over,
    }
}

/// Decides the outcome for a record; returns true if it is to be sent again.
fn decide(
    plan: &mut Plan,
    index: u32,
    record: &Snapshot,
    info: Option<&ObjectInfo>,
    because: Option<&Problem>,
) -> bool {
    let field = |name: &str| info?.field(&FieldName::new(name)?);
    let as_wanted = plan.writes(index).iter().all(|(name, wanted)| {
        record.value(name).is_some_and(|found| stores_the_same(field(name), wanted, found))
    });
    let modified = record.last_modified.parse::<Timestamp>().map_or(0, |it| it.0);
    let overwrites = !plan.options.check_conflicts;
    let Some(item) = plan.at(index).filter(|item| item.state == State::Sent) else { return false };
    if as_wanted {
        plan.settle(index, State::Confirmed, None);
        return false;
    }
    if std::mem::take(&mut item.unsent) && overwrites {
        // A later modification follows our own write.
        item.modified = modified;
    }
    if item.modified != modified {
        let who = record.text("LastModifiedBy.Name").unwrap_or("another user");
        let at = Timestamp(modified);
        let message = format!("{who} changed the record at {at}, after it was read here");
        plan.settle(index, State::Conflict, Some(Problem::new(Code::ChangedMeanwhile, message)));
        return false;
    }
    match because {
        Some(because) if because.code == Code::ChangedMeanwhile => {
            plan.settle(index, State::Conflict, Some(because.clone()));
            false
        }
        // Nothing was written, and a repeated request would be refused again.
        Some(because) if refused_on_the_way(because) => {
            item.state = State::Ready;
            matches!(because.status, Some(400 | 413))
        }
        Some(because) => {
            item.outcome_unknown |= may_land(because);
            if !item.resent {
                item.resent = true;
                item.state = State::Ready;
                return true;
            }
            if item.outcome_unknown {
                plan.settle(index, State::Unknown, Some(Problem::new(Code::UnknownOutcome, MAY_COME)));
            } else {
                plan.settle(index, State::Failed, Some(because.clone()));
            }
            false
        }
        None => {
            item.state = State::Ready;
            true
        }
    }
}

/// Returns true if a write that ended like this may be processed after the record was read: there was no
/// response, or one of a gateway that did not wait for Salesforce.
fn may_land(because: &Problem) -> bool {
    because.status.is_none_or(|status| !because.from_salesforce && !turned_down(status))
}

/// Returns true if a gateway refused the request itself.
fn refused_on_the_way(because: &Problem) -> bool {
    !because.from_salesforce
        && because.status.is_some_and(turned_down)
        && because.code != Code::ChangedMeanwhile
}
