//! Records with more fields than fit into one URL, and queries with a long URL: an org or a proxy that responds
//! with 414 above its limit gets shorter requests.

use opportunity_stage::base::error::{Code, Problem};
use opportunity_stage::base::{FieldName, FieldValue, RecordId};
use opportunity_stage::client::{Answer, Effect, Event, OpenTask, SaveTask, SearchTask, Session, Step, Task};
use opportunity_stage::rest::query::OpportunityQuery;
use opportunity_stage::rest::{HttpRequest, HttpResponse, Method};
use opportunity_stage::transition::{ProposalInput, check};
use serde_json::{Value as Json, json};

use crate::org::{CLOCK, Org, WIDGETS, sent, session};

/// An org that refuses long URLs, and returns the requested fields of a record.
struct Limited {
    org: Org,
    longest: usize,
    status: u16,
    /// The record's `LastModifiedDate`, per read.
    saved: Vec<&'static str>,
}

impl Limited {
    fn new(longest: usize) -> Self {
        let mut org = Org::new();
        for name in names() {
            org.record["fields"][name.as_str()] = json!({ "displayValue": null, "value": name.as_str() });
            org.more_fields.push(json!({
                "apiName": name.as_str(), "label": name.as_str(), "dataType": "String", "updateable": true,
                "length": 255,
            }));
        }
        Self { org, longest, status: 414, saved: Vec::new() }
    }

    fn answer(&mut self, request: &HttpRequest) -> Answer {
        if request.path.len() > self.longest {
            return Ok(HttpResponse::new(self.status, "<html>414</html>"));
        }
        let answer = self.org.answer(request)?;
        let Some((_, asked)) = request.path.split_once("/ui-api/records/") else { return Ok(answer) };
        let mut record: Json = serde_json::from_str(&answer.body).unwrap();
        if !self.saved.is_empty() {
            record["lastModifiedDate"] = self.saved.remove(0).into();
        }
        let asked: Vec<_> = asked.split(['?', ',', '=', '&']).collect();
        let wanted = |name: &String| asked.iter().any(|part| part.split('.').nth(1) == Some(name));
        record["fields"].as_object_mut().unwrap().retain(|name, _| wanted(name));
        Ok(HttpResponse::new(200, record.to_string()))
    }

    fn run<T: Task>(
        &mut self,
        session: &mut Session,
        mut task: T,
        effects: Vec<Effect>,
    ) -> Result<T::Output, Problem> {
        let mut waiting = sent(effects);
        loop {
            let send = waiting.remove(0);
            let answer = self.answer(&send.request);
            match task.handle(session, send.id, Event::Answer(answer), CLOCK) {
                Step::Waiting(effects) => waiting.extend(sent(effects)),
                Step::Done(result) => return result,
            }
        }
    }
}

/// 300 names of 40 letters.
fn names() -> Vec<FieldName> {
    (0..300).map(|n| FieldName::new(&format!("{}{n:03}__c", "F".repeat(37))).unwrap()).collect()
}

fn with_many_fields() -> Session {
    let mut session = session();
    session.settings.fields = names();
    session
}

fn open(
    limited: &mut Limited,
    session: &mut Session,
) -> Result<opportunity_stage::transition::Opportunity, Problem> {
    let (task, effects) = OpenTask::start(session, &RecordId::opportunity(WIDGETS).unwrap());
    limited.run(session, task, effects)
}

#[test]
fn reads_every_field_within_whatever_limit_the_org_has() {
    for (longest, status) in [(16_384, 414), (8_000, 414), (4_096, 431), (2_048, 414), (1_200, 414)] {
        let (mut limited, mut session) = (Limited { status, ..Limited::new(longest) }, with_many_fields());
        let opened = open(&mut limited, &mut session).unwrap();
        for name in names() {
            assert_eq!(opened.record.text(name.as_str()), Some(name.as_str()), "{longest}");
        }
        assert_eq!(opened.record.text("Name"), Some("Acme - 200 Widgets"));
        limited.org.asked.clear();
        open(&mut limited, &mut session).unwrap();
        let asked = limited.org.asked.iter();
        assert!(asked.filter(|it| it.path.contains("/records/")).count() > 1, "{longest}");
    }
}

#[test]
fn no_url_comes_near_salesforces_limit() {
    let (mut limited, mut session) = (Limited::new(usize::MAX), with_many_fields());
    open(&mut limited, &mut session).unwrap();
    assert!(limited.org.asked.iter().all(|request| request.path.len() <= 7_500));
}

#[test]
fn remembers_the_limit() {
    let (mut limited, mut session) = (Limited::new(2_048), with_many_fields());
    open(&mut limited, &mut session).unwrap();
    limited.org.asked.clear();
    let (_, effects) = OpenTask::start(&mut session, &RecordId::opportunity(WIDGETS).unwrap());
    assert!(sent(effects).iter().all(|send| send.request.path.len() <= 2_048));
}

#[test]
fn a_refusal_of_short_urls_is_final() {
    let (mut limited, mut session) = (Limited::new(10), with_many_fields());
    let problem = open(&mut limited, &mut session).unwrap_err();
    assert_eq!((problem.code, problem.status), (Code::RequestRejected, Some(414)));
}

#[test]
fn reads_parts_of_different_versions_again() {
    let (mut limited, mut session) = (Limited::new(usize::MAX), with_many_fields());
    let (early, late) = ("2026-11-20T09:00:00.000Z", "2026-11-20T09:00:05.000Z");
    limited.saved = vec![early, late];
    assert_eq!(open(&mut limited, &mut session).unwrap().record.last_modified, "2026-11-20T09:00:00.000Z");
    limited.saved = [early, late].repeat(20);
    let problem = open(&mut limited, &mut session).unwrap_err();
    assert_eq!((problem.code, problem.retryable), (Code::RecordLocked, true));
}

#[test]
fn reads_a_write_of_many_fields_back_in_parts() {
    let (mut limited, mut session) = (Limited::new(4_096), with_many_fields());
    let opportunity = open(&mut limited, &mut session).unwrap();
    let fields = names().into_iter().map(|name| (name.as_str().to_owned(), FieldValue::Text("x".into())));
    let input = ProposalInput { fields: fields.collect(), ..ProposalInput::default() };
    let proposal = check(&opportunity, &input, CLOCK.today().unwrap()).unwrap();
    // The response to the write is lost, so that the record is read.
    limited.org.first_writes = vec![(500, json!([{ "errorCode": "UNKNOWN_EXCEPTION", "message": "x" }]))];
    for name in names() {
        limited.org.record["fields"][name.as_str()]["value"] = "x".into();
    }
    let (task, step) = SaveTask::start(&mut session, opportunity, proposal, CLOCK).unwrap();
    let Step::Waiting(effects) = step else { panic!("{step:?}") };
    let receipt = limited.run(&mut session, task, effects).unwrap();
    assert!(receipt.written);
}

#[test]
fn sends_a_search_in_a_body_after_its_url_was_refused() {
    let (mut limited, mut session) = (Limited::new(1_500), session());
    let query = OpportunityQuery { search: Some("\u{1F600}".repeat(60)), ..OpportunityQuery::default() };
    let (mut task, effects) = SearchTask::start(&mut session, query).unwrap();
    let mut waiting = sent(effects);
    let found = loop {
        let send = waiting.remove(0);
        let answer = if send.request.method == Method::Post {
            assert!(send.request.path.ends_with("/composite") && !send.request.writes);
            let records = json!({ "totalSize": 1, "done": true, "records": limited.org.found });
            let part = json!({ "body": records, "httpStatusCode": 200, "referenceId": "rows" });
            Ok(HttpResponse::new(200, json!({ "compositeResponse": [part] }).to_string()))
        } else {
            limited.answer(&send.request)
        };
        match task.handle(&mut session, send.id, Event::Answer(answer), CLOCK) {
            Step::Waiting(effects) => waiting.extend(sent(effects)),
            Step::Done(result) => break result.unwrap(),
        }
    };
    assert_eq!(found.opportunities.len(), 1);
}
