//! Metadata: shared by concurrent tasks, revalidated later, and the org's own rules.

mod glance;
mod kept;
mod picklists;
mod refusals;
mod rules;
mod sharing;
mod standard;
mod stored;

use opportunity_stage::base::error::Problem;
use opportunity_stage::base::{Clock, RecordId, Timestamp};
use opportunity_stage::client::{Answer, Event, OpenTask, Send, Session, Step, Task};
use opportunity_stage::transition::Opportunity;

use crate::org::{CLOCK, Org, WIDGETS, sent};

/// The tests' time, some milliseconds later.
fn later(milliseconds: i64) -> Clock {
    Clock { now: Timestamp(CLOCK.now.0 + milliseconds), ..CLOCK }
}

/// Opens an opportunity with responses that the caller can change; requests are answered in order.
fn open_with(
    session: &mut Session,
    clock: Clock,
    mut answer: impl FnMut(&Send) -> Answer,
) -> Result<Opportunity, Problem> {
    let (mut task, effects) = OpenTask::start(session, &RecordId::opportunity(WIDGETS).unwrap());
    let mut waiting = std::collections::VecDeque::from(sent(effects));
    loop {
        let send = waiting.pop_front().expect("the task waits for a response that never comes");
        match task.handle(session, send.id, Event::Answer(answer(&send)), clock) {
            Step::Waiting(effects) => waiting.extend(sent(effects)),
            Step::Done(result) => {
                // Shared requests continue.
                let shared: Vec<_> = waiting.into_iter().filter(|send| session.is_shared(send.id)).collect();
                for send in shared {
                    let answer = answer(&send);
                    session.apply_response(send.id, &answer, clock);
                }
                return result;
            }
        }
    }
}

fn open(session: &mut Session, org: &mut Org, clock: Clock) -> Opportunity {
    open_with(session, clock, |send| org.answer(&send.request)).unwrap()
}

/// Responds to background requests and those that follow.
fn settle_background(session: &mut Session, clock: Clock, mut answer: impl FnMut(&Send) -> Answer) -> usize {
    let mut waiting = session.take_background();
    let mut count = 0;
    while let Some(send) = waiting.pop() {
        count += 1;
        let answer = answer(&send);
        waiting.extend(session.apply_response(send.id, &answer, clock));
        waiting.extend(session.take_background());
    }
    count
}
