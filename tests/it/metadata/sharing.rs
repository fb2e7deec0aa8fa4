//! Shared requests: who sends, who waits, who aborts, and what is sent again.

use super::{later, open, open_with, settle_background};
use crate::org::{CLOCK, Org, WIDGETS, ok, sent, session, status};
use opportunity_stage::base::RecordId;
use opportunity_stage::base::error::Code;
use opportunity_stage::client::{Event, OpenTask, Send, Session, Settings, Step, Task};
use opportunity_stage::rest::NoAnswer;
use opportunity_stage::transition::Opportunity;
use serde_json::{Value as Json, json};

/// Several opportunities that are opened at once.
struct Many {
    tasks: Vec<Option<OpenTask>>,
    waiting: Vec<(usize, Send)>,
    opened: Vec<Option<Opportunity>>,
}

impl Many {
    fn start(session: &mut Session, count: usize) -> Self {
        let mut many = Self { tasks: Vec::new(), waiting: Vec::new(), opened: vec![None; count] };
        for index in 0..count {
            let (task, effects) = OpenTask::start(session, &RecordId::opportunity(WIDGETS).unwrap());
            many.tasks.push(Some(task));
            many.waiting.extend(sent(effects).into_iter().map(|send| (index, send)));
        }
        many
    }

    /// Aborts a task, as the runtime does: shared requests continue.
    fn give_up(&mut self, session: &Session, index: usize) {
        self.tasks[index] = None;
        self.waiting.retain(|(owner, send)| *owner != index || session.is_shared(send.id));
    }

    /// Responds to the `n`th request in flight.
    fn answer(&mut self, session: &mut Session, org: &mut Org, n: usize) {
        let (owner, send) = self.waiting.remove(n);
        let answer = org.answer(&send.request);
        let shared = session.is_shared(send.id);
        let follow = session.apply_response(send.id, &answer, CLOCK);
        self.waiting.extend(follow.into_iter().map(|send| (owner, send)));
        for index in 0..self.tasks.len() {
            if index != owner && !shared {
                continue;
            }
            let Some(task) = &mut self.tasks[index] else { continue };
            match task.handle(session, send.id, Event::Answer(answer.clone()), CLOCK) {
                Step::Waiting(effects) => {
                    self.waiting.extend(sent(effects).into_iter().map(|send| (index, send)))
                }
                Step::Done(opened) => {
                    self.opened[index] = Some(opened.unwrap());
                    self.tasks[index] = None;
                }
            }
        }
    }

    fn settle(&mut self, session: &mut Session, org: &mut Org, mut pick: impl FnMut(usize) -> usize) {
        while !self.waiting.is_empty() {
            self.answer(session, org, pick(self.waiting.len()));
        }
    }
}

fn asked(org: &Org, part: &str) -> usize {
    org.asked.iter().filter(|request| request.path.contains(part)).count()
}

#[test]
fn ten_concurrent_opens_read_the_metadata_once() {
    // In any order of responses.
    let orders: [fn(usize) -> usize; 4] =
        [|_| 0, |count| count - 1, |count| count / 2, |count| count * 7 / 11];
    for order in orders {
        let (mut session, mut org) = (session(), Org::new());
        let mut many = Many::start(&mut session, 10);
        many.settle(&mut session, &mut org, order);
        assert!(many.opened.iter().all(Option::is_some));
        assert_eq!(asked(&org, "/ui-api/records/"), 10);
        assert_eq!(asked(&org, "/picklist-values/"), 1);
        assert_eq!(org.asked.len(), 10 + 3);
    }
}

#[test]
fn an_aborted_task_does_not_affect_the_others() {
    let (mut session, mut org) = (session(), Org::new());
    let mut many = Many::start(&mut session, 2);
    // The first task, which made every request, is aborted before and after a response.
    many.answer(&mut session, &mut org, 1);
    many.give_up(&session, 0);
    many.settle(&mut session, &mut org, |_| 0);
    assert!(many.opened[0].is_none() && many.opened[1].is_some());
    assert_eq!(org.asked.len(), 1 + 3);
    // All tasks are aborted: late responses serve the next one.
    let (mut session, mut org) = (Session::new(session.settings), Org::new());
    let mut many = Many::start(&mut session, 2);
    many.give_up(&session, 0);
    many.give_up(&session, 1);
    many.settle(&mut session, &mut org, |_| 0);
    open(&mut session, &mut org, CLOCK);
    assert_eq!(org.asked.len(), 2 + 2, "the picklists were not asked for yet");
}

#[test]
fn requests_failed_metadata_again() {
    for failing in ["/object-info/Opportunity", "OpportunityStage", "/picklist-values/"] {
        for answer in [Err(NoAnswer::Failed), status(503, &Json::Null), ok(&json!({}))] {
            let (mut session, mut org) = (session(), Org::new());
            let problem = open_with(&mut session, CLOCK, |send| {
                let fails = send.request.path.contains(failing)
                    && !(failing.starts_with("/object") && send.request.path.contains("/picklist-values/"));
                if fails { answer.clone() } else { org.answer(&send.request) }
            })
            .unwrap_err();
            let expected = [Code::Network, Code::ServerUnavailable, Code::UnreadableAnswer];
            assert!(expected.contains(&problem.code), "{failing}: {problem}");
            open(&mut session, &mut org, CLOCK);
        }
    }
}

#[test]
fn every_waiting_task_gets_the_failure() {
    let (mut session, mut org) = (session(), Org::new());
    let id = RecordId::opportunity(WIDGETS).unwrap();
    let (mut first, effects) = OpenTask::start(&mut session, &id);
    let sends = sent(effects);
    let (mut second, more) = OpenTask::start(&mut session, &id);
    assert_eq!((sends.len(), more.len()), (3, 1));
    let info = sends.iter().find(|send| send.request.path.ends_with("object-info/Opportunity")).unwrap();
    for task in [&mut first, &mut second] {
        let Step::Done(Err(problem)) =
            task.handle(&mut session, info.id, Event::Answer(Err(NoAnswer::TimedOut)), CLOCK)
        else {
            panic!("it goes on")
        };
        assert_eq!(problem.code, Code::Timeout);
    }
    assert!(!session.is_shared(info.id));
    // The request for the stages is still in flight and serves the next task.
    let (mut third, effects) = OpenTask::start(&mut session, &id);
    assert_eq!(effects.len(), 2, "the record, and the fields once more");
    let late = sent(more.into_iter().chain(effects).collect())
        .into_iter()
        .map(|send| (send.id, org.answer(&send.request)));
    for (id, answer) in late.collect::<Vec<_>>() {
        assert!(matches!(third.handle(&mut session, id, Event::Answer(answer), CLOCK), Step::Waiting(_)));
    }
}

/// A revalidation with or without a change.
fn revalidated(status: u16, stages: Json) -> opportunity_stage::client::Answer {
    ok(&json!({ "compositeResponse": [
        { "referenceId": "describe", "httpStatusCode": status, "body": null,
          "httpHeaders": { "Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT" } },
        { "referenceId": "stages", "httpStatusCode": 200, "httpHeaders": {}, "body": stages },
    ] }))
}

fn stages(org: &mut Org, session: &Session) -> Json {
    let request = opportunity_stage::rest::opportunity_stages::request(session.settings.version);
    let answer = org.answer(&request).unwrap();
    org.asked.pop();
    serde_json::from_str(&answer.body).unwrap()
}

#[test]
fn revalidates_with_one_request_after_a_while() {
    let (mut session, mut org) = (session(), Org::new());
    open(&mut session, &mut org, CLOCK);
    open(&mut session, &mut org, later(Settings::METADATA_MAX_AGE - 1));
    assert!(session.take_background().is_empty(), "it is fresh");
    let now = later(Settings::METADATA_MAX_AGE);
    let before = org.asked.len();
    open(&mut session, &mut org, now);
    assert_eq!(org.asked.len() - before, 1, "who opens one waits for the record alone");
    let known = stages(&mut org, &session);
    let mut since = Vec::new();
    let mut settle = |session: &mut Session, clock| {
        settle_background(session, clock, |send| {
            let body: Json = serde_json::from_str(send.request.body.as_ref().unwrap()).unwrap();
            since.push(body["compositeRequest"][0]["httpHeaders"]["If-Modified-Since"].clone());
            revalidated(304, known.clone())
        })
    };
    assert_eq!(settle(&mut session, now), 1);
    open(&mut session, &mut org, later(2 * Settings::METADATA_MAX_AGE - 1));
    assert!(session.take_background().is_empty());
    let again = later(2 * Settings::METADATA_MAX_AGE);
    open(&mut session, &mut org, again);
    assert_eq!(settle(&mut session, again), 1);
    // A day of tolerance for the client's clock, then Salesforce's own date.
    assert_eq!(since, ["Sat, 21 Nov 2026 07:36:00 GMT", "Sat, 21 Nov 2026 10:00:00 GMT"]);
}

#[test]
fn changed_metadata_applies_from_the_next_opportunity_on() {
    for (describe, renamed) in [(200, true), (304, false)] {
        let (mut session, mut org) = (session(), Org::new());
        let before = open(&mut session, &mut org, CLOCK);
        let now = later(Settings::METADATA_MAX_AGE);
        let during = open(&mut session, &mut org, now);
        assert_eq!(during.info, before.info);
        let mut stages = stages(&mut org, &session);
        if !renamed {
            stages["records"][0]["IsActive"] = json!(false);
        }
        let mut asked = Vec::new();
        settle_background(&mut session, now, |send| {
            asked.push(send.request.path.clone());
            if send.request.path.ends_with("/composite") {
                return revalidated(describe, stages.clone());
            }
            let mut answer = org.answer(&send.request).unwrap();
            if renamed {
                answer.body = answer.body.replace("\"label\":\"CloseDate\"", "\"label\":\"Ende\"");
            }
            Ok(answer)
        });
        assert_eq!(asked.len(), 3, "{asked:?}");
        let after = open(&mut session, &mut org, now);
        let name = crate::org::field("CloseDate");
        assert_eq!(after.info.label(&name), if renamed { "Ende" } else { "CloseDate" });
        assert_eq!(after.process.len(), if renamed { 4 } else { 3 });
        assert_eq!(during.process.len(), 4);
    }
}

#[test]
fn a_failed_revalidation_changes_nothing() {
    let (mut session, mut org) = (session(), Org::new());
    let before = open(&mut session, &mut org, CLOCK);
    let now = later(Settings::METADATA_MAX_AGE);
    open(&mut session, &mut org, now);
    assert_eq!(settle_background(&mut session, now, |_| Err(NoAnswer::Offline)), 1);
    open(&mut session, &mut org, now);
    assert!(session.take_background().is_empty(), "it is not tried at each open");
    // A refusal proves nothing: everything is read again, and if that is refused too, the known metadata stays.
    let again = later(2 * Settings::METADATA_MAX_AGE);
    open(&mut session, &mut org, again);
    assert_eq!(settle_background(&mut session, again, |_| status(403, &json!([]))), 3);
    assert_eq!(open(&mut session, &mut org, again).info, before.info);
}
