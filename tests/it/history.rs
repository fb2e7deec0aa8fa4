//! The history of an opportunity.

use crate::conversation::Talk;
use crate::org::{CLOCK, WIDGETS, ok, sent};
use opportunity_stage::base::RecordId;
use opportunity_stage::base::error::Code;
use opportunity_stage::client::{Event, HistoryTask, Step, Task};
use serde_json::{Value as Json, json};

#[test]
fn history_takes_one_request() {
    let mut talk = Talk::new();
    let (mut task, effects) = HistoryTask::start(&mut talk.session, &RecordId::opportunity(WIDGETS).unwrap());
    let sends = sent(effects);
    let answer = ok(&json!({ "records": [{
        "StageName": "Prospecting", "Amount": 5.0, "Probability": 10.0, "CloseDate": "2026-12-24",
        "ForecastCategory": "Pipeline", "CreatedDate": "2026-11-20T09:00:00.000+0000",
        "CreatedBy": { "Name": "Jo Colleague" },
    }] }));
    let step = task.handle(&mut talk.session, sends[0].id, Event::Answer(answer), CLOCK);
    let Step::Done(Ok(rows)) = step else { panic!("{step:?}") };
    assert_eq!((rows[0].stage.as_str(), rows[0].by.as_deref()), ("Prospecting", Some("Jo Colleague")));
}

#[test]
fn reads_all_pages_of_a_history() {
    let mut talk = Talk::new();
    let (mut task, effects) = HistoryTask::start(&mut talk.session, &RecordId::opportunity(WIDGETS).unwrap());
    let sends = sent(effects);
    let page = |stage: &str, next: Json| {
        let row = json!({ "StageName": stage, "CreatedDate": "2026-11-20T09:00:00.000+0000" });
        ok(&json!({ "totalSize": 2, "done": next.is_null(), "nextRecordsUrl": next, "records": [row] }))
    };
    let path = "/services/data/v66.0/query/01g-1";
    let step =
        task.handle(&mut talk.session, sends[0].id, Event::Answer(page("Closed Won", json!(path))), CLOCK);
    let Step::Waiting(effects) = step else { panic!("{step:?}") };
    let more = sent(effects);
    assert_eq!(more[0].request.path, path);
    let step =
        task.handle(&mut talk.session, more[0].id, Event::Answer(page("Prospecting", Json::Null)), CLOCK);
    let Step::Done(Ok(rows)) = step else { panic!("{step:?}") };
    let stages: Vec<_> = rows.iter().map(|row| row.stage.as_str()).collect();
    assert_eq!(stages, ["Closed Won", "Prospecting"]);
}

#[test]
fn a_history_reads_each_page_once_and_no_other_resource() {
    let one = "/services/data/v66.0/query/01g-1";
    let other = "/services/data/v66.0/query/01g-2";
    for (pages, requests) in [
        (&[one, one][..], 2),
        (&[one, other, one], 3),
        (&["/services/data/v66.0/../../../../services/oauth2/revoke?token=x"], 1),
        (&[one, "/services/data/v66.0/sobjects/Opportunity"], 2),
        (&["https://evil.example/services/data/v66.0/query/01g-1"], 1),
    ] {
        let mut talk = Talk::new();
        let (mut task, effects) =
            HistoryTask::start(&mut talk.session, &RecordId::opportunity(WIDGETS).unwrap());
        let mut sends = sent(effects);
        let mut made = 0;
        let problem = loop {
            let row = json!({ "StageName": "x", "CreatedDate": "2026-11-20T09:00:00.000+0000" });
            let next = pages[made];
            let answer = ok(&json!({ "done": false, "nextRecordsUrl": next, "records": [row] }));
            made += 1;
            match task.handle(&mut talk.session, sends[0].id, Event::Answer(answer), CLOCK) {
                Step::Waiting(effects) => sends = sent(effects),
                Step::Done(result) => break result.unwrap_err(),
            }
        };
        assert_eq!((problem.code, made), (Code::UnreadableAnswer, requests), "{pages:?}");
    }
}
