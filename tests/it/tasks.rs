//! The tasks on their own: the number of requests, and every outcome of a write.

use crate::org::{CLOCK, Org, WIDGETS, field, sent, session, status};
use opportunity_stage::base::error::{Code, Problem};
use opportunity_stage::base::{FieldValue, RecordId};
use opportunity_stage::client::{
    Answer, CurrentOpportunity, Effect, Event, OpenTask, SaveTask, SearchTask, Session, Step, Task,
};
use opportunity_stage::rest::query::OpportunityQuery;
use opportunity_stage::rest::{InstanceUrl, NoAnswer};
use opportunity_stage::transition::{Opportunity, Proposal, ProposalInput, check};
use serde_json::json;

fn run<T: Task>(
    session: &mut Session,
    org: &mut Org,
    mut task: T,
    effects: Vec<Effect>,
) -> Result<T::Output, Problem> {
    let mut answers = org.answer_all(effects);
    loop {
        assert!(!answers.is_empty(), "the task waits for a response that never comes");
        let (id, answer) = answers.remove(0);
        match task.handle(session, id, Event::Answer(answer), CLOCK) {
            Step::Waiting(effects) => answers.extend(org.answer_all(effects)),
            Step::Done(result) => return result,
        }
    }
}

fn open(session: &mut Session, org: &mut Org) -> Opportunity {
    let id = RecordId::opportunity(WIDGETS).unwrap();
    let (task, effects) = OpenTask::start(session, &id);
    run(session, org, task, effects).unwrap()
}

/// Opens the record; requests whose path contains `path` are refused.
fn open_refusing(org: &mut Org, path: &str, refusal: impl Fn() -> Answer) -> Result<Opportunity, Problem> {
    let mut session = session();
    let (mut task, effects) = OpenTask::start(&mut session, &RecordId::opportunity(WIDGETS).unwrap());
    let mut waiting = sent(effects);
    loop {
        let send = waiting.remove(0);
        let answer = if send.request.path.contains(path) { refusal() } else { org.answer(&send.request) };
        match task.handle(&mut session, send.id, Event::Answer(answer), CLOCK) {
            Step::Waiting(effects) => waiting.extend(sent(effects)),
            Step::Done(result) => return result,
        }
    }
}

fn to_stage(opportunity: &Opportunity, stage: &str) -> Proposal {
    let input = ProposalInput { stage: Some(stage.into()), ..ProposalInput::default() };
    check(opportunity, &input, CLOCK.today().unwrap()).unwrap()
}

fn start(session: &mut Session, org: &mut Org) -> (SaveTask, Vec<Effect>) {
    let opportunity = open(session, org);
    let proposal = to_stage(&opportunity, "Closed Won");
    let (task, step) = SaveTask::start(session, opportunity, proposal, CLOCK).unwrap();
    match step {
        Step::Waiting(effects) => (task, effects),
        Step::Done(result) => panic!("{result:?}"),
    }
}

#[test]
fn counts_the_requests_of_each_step() {
    let (mut session, mut org) = (session(), Org::new());
    let count = |org: &mut Org| std::mem::take(&mut org.asked).len();
    let find = |session: &mut Session, org: &mut Org| {
        let query = OpportunityQuery { account: Some("Acme".into()), ..OpportunityQuery::default() };
        let (task, effects) = SearchTask::start(session, query).unwrap();
        run(session, org, task, effects).unwrap();
    };
    find(&mut session, &mut org);
    assert_eq!(count(&mut org), 2, "find, cold: the query, and who the user is");
    find(&mut session, &mut org);
    assert_eq!(count(&mut org), 1, "find, warm");
    open(&mut session, &mut org);
    assert_eq!(count(&mut org), 4, "open, cold");
    let (task, effects) = start(&mut session, &mut org);
    assert_eq!(count(&mut org), 1, "open, warm");
    run(&mut session, &mut org, task, effects).unwrap();
    assert_eq!(count(&mut org), 1, "confirm");
}

const RECORD_TYPE: &str = "012000000000000AAA";

/// Responds to all requests of a round at once.
fn wave(
    session: &mut Session,
    org: &mut Org,
    task: &mut OpenTask,
    effects: Vec<Effect>,
) -> (Vec<Effect>, Option<Result<Opportunity, Problem>>) {
    let (mut next, mut result) = (Vec::new(), None);
    for (id, answer) in org.answer_all(effects) {
        match task.handle(session, id, Event::Answer(answer), CLOCK) {
            Step::Waiting(effects) => next.extend(effects),
            Step::Done(done) => result = Some(done),
        }
    }
    (next, result)
}

/// A session whose search has found the opportunity with this record type.
fn found(record_type: &str) -> (Session, Org) {
    let (mut session, mut org) = (session(), Org::new());
    org.found[0]["RecordTypeId"] = record_type.into();
    let query = OpportunityQuery { account: Some("Acme".into()), ..OpportunityQuery::default() };
    let (task, effects) = SearchTask::start(&mut session, query).unwrap();
    assert!(sent(effects.clone())[0].request.path.contains("RecordTypeId"));
    run(&mut session, &mut org, task, effects).unwrap();
    org.asked.clear();
    (session, org)
}

#[test]
fn opens_a_search_result_in_one_round() {
    let (mut session, mut org) = found(RECORD_TYPE);
    let (mut task, effects) = OpenTask::start(&mut session, &RecordId::opportunity(WIDGETS).unwrap());
    let (next, result) = wave(&mut session, &mut org, &mut task, effects);
    assert_eq!(next, Vec::new());
    assert_eq!(result.unwrap().unwrap().process, open(&mut session, &mut org).process);
    let picklists = org.asked.iter().filter(|request| request.path.contains("/picklist-values/"));
    assert_eq!(picklists.count(), 1);
}

#[test]
fn opens_a_record_whose_type_has_changed_since_the_search() {
    let (mut session, mut org) = found("012000000000009AAA");
    let opportunity = open(&mut session, &mut org);
    assert_eq!(opportunity.record.record_type.as_str(), RECORD_TYPE);
    assert!(!opportunity.process.is_empty());
}

#[test]
fn requests_stages_again_that_failed_before_the_record_arrived() {
    let (mut session, mut org) = found(RECORD_TYPE);
    let (mut task, effects) = OpenTask::start(&mut session, &RecordId::opportunity(WIDGETS).unwrap());
    let is_early = |effect: &Effect| sent(vec![effect.clone()])[0].request.path.contains("/picklist-values/");
    let (early, effects): (Vec<_>, Vec<_>) = effects.into_iter().partition(is_early);
    let early = sent(early);
    let [early] = &early[..] else { panic!("{early:?}") };
    let step = task.handle(&mut session, early.id, Event::Answer(status(503, &json!([]))), CLOCK);
    assert_eq!(step, Step::Waiting(Vec::new()), "the record is still to come");
    assert!(run(&mut session, &mut org, task, effects).is_ok());
}

#[test]
fn prefetches_metadata_once() {
    let mut session = session();
    session.prefetch();
    let ahead = session.take_background();
    let asked = |path: &str| ahead.iter().filter(|send| send.request.path.contains(path)).count();
    assert_eq!((asked("/object-info/Opportunity"), asked("FROM%20OpportunityStage")), (1, 1));
    session.prefetch();
    assert_eq!(session.take_background(), Vec::new());
    let (_, effects) = OpenTask::start(&mut session, &RecordId::opportunity(WIDGETS).unwrap());
    assert_eq!(effects.len(), 1, "the record alone");
}

#[test]
fn a_hidden_column_costs_a_second_query() {
    let (mut session, mut org) = (session(), Org::new());
    let query = OpportunityQuery { name: Some("Widgets".into()), ..OpportunityQuery::default() };
    let (mut task, effects) = SearchTask::start(&mut session, query).unwrap();
    let sends = sent(effects);
    let hidden = json!([{ "errorCode": "INVALID_FIELD", "message": "No such column 'Amount' on entity 'Opportunity'." }]);
    let Step::Waiting(again) =
        task.handle(&mut session, sends[0].id, Event::Answer(status(400, &hidden)), CLOCK)
    else {
        panic!("it gave up")
    };
    let again = sent(again);
    assert!(!again[0].request.path.contains("Amount"));
    assert!(
        again[0].request.path.contains("Owner.Name,%20Account.Name"),
        "what is not hidden is still asked for"
    );
    let who = task.handle(&mut session, sends[1].id, Event::Answer(Err(NoAnswer::Failed)), CLOCK);
    assert_eq!(who, Step::Waiting(Vec::new()), "who the user is matters little");
    let answer = org.answer(&again[0].request);
    let Step::Done(Ok(found)) = task.handle(&mut session, again[0].id, Event::Answer(answer), CLOCK) else {
        panic!("nothing found")
    };
    let [found] = &found.opportunities[..] else { panic!("{found:?}") };
    assert_eq!((found.account.as_deref(), found.owner.as_deref()), (Some("Acme"), Some("Sam Seller")));

    let query = OpportunityQuery { name: Some("Gadgets".into()), ..OpportunityQuery::default() };
    let (_, effects) = SearchTask::start(&mut session, query).unwrap();
    let sends = sent(effects);
    assert!(!sends[0].request.path.contains("Amount"), "the connection remembers");
    assert!(sends[0].request.path.contains("Owner.Name"));
}

#[test]
fn a_refusal_without_a_column_name_drops_columns_step_by_step() {
    let mut session = session();
    let query = OpportunityQuery { account: Some("Acme".into()), ..OpportunityQuery::default() };
    let (mut task, effects) = SearchTask::start(&mut session, query.clone()).unwrap();
    let mut sends = sent(effects);
    let refused = json!([{ "errorCode": "INVALID_FIELD", "message": "Something is not there." }]);
    let mut asked = Vec::new();
    let problem = loop {
        let send = sends.remove(0);
        asked.push(send.request.path.clone());
        match task.handle(&mut session, send.id, Event::Answer(status(400, &refused)), CLOCK) {
            Step::Waiting(effects) => sends = sent(effects),
            Step::Done(result) => break result.unwrap_err(),
        }
    };
    assert_eq!(problem.code, Code::FieldNotFound);
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(asked[1].contains("OwnerId") && !asked[1].contains("Owner.Name"));
    assert!(asked[2].contains("CloseDate%20FROM"), "{}", asked[2]);
    let (_, effects) = SearchTask::start(&mut session, query).unwrap();
    let sends = sent(effects);
    assert!(sends[0].request.path.contains("Amount"), "it was none of these, and nothing is remembered");
}

#[test]
fn links_behind_a_proxy_lead_to_the_named_org_only() {
    let opened = |named: Option<&str>| {
        let (mut session, mut org) = (session(), Org::new());
        let proxy = "https://portal.example";
        session.settings.instance = InstanceUrl::new(proxy, &[proxy.to_owned()]).unwrap();
        session.settings.links = named.map(|url| InstanceUrl::new(url, &[]).unwrap());
        let query = OpportunityQuery { account: Some("Acme".into()), ..OpportunityQuery::default() };
        let (task, effects) = SearchTask::start(&mut session, query).unwrap();
        let found = run(&mut session, &mut org, task, effects).unwrap().opportunities.remove(0).link;
        let opportunity = open(&mut session, &mut org);
        let current = CurrentOpportunity::of(&opportunity, &session).link;
        let (task, effects) = start(&mut session, &mut org);
        let receipt = run(&mut session, &mut org, task, effects).unwrap().link;
        assert_eq!((&found, &found), (&current, &receipt));
        found
    };
    assert_eq!(opened(None), None);
    let link = format!("https://acme.lightning.force.com/lightning/r/Opportunity/{WIDGETS}/view");
    assert_eq!(opened(Some("https://acme.my.salesforce.com")), Some(link));
}

#[test]
fn opens_without_access_to_the_stages() {
    let mut org = Org::new();
    let opportunity = open_refusing(&mut org, "OpportunityStage", || {
        let message = "sObject type 'OpportunityStage' is not supported.";
        status(400, &json!([{ "errorCode": "INVALID_TYPE", "message": message }]))
    })
    .unwrap();
    assert_eq!(opportunity.process.len(), 5, "the picklist's stages, whether active or not");
}

#[test]
fn opportunity_stage_supplies_attributes_that_the_picklist_lacks() {
    let (mut session, mut org) = (session(), Org::new());
    let whole = open(&mut session, &mut org);
    let (mut session, mut org) = (crate::org::session(), Org::new());
    org.bare_picklists = true;
    let bare = open(&mut session, &mut org);
    assert_eq!(bare.process, whole.process);
    assert!(bare.process.iter().any(|stage| stage.won && stage.probability == "100".parse().ok()));
    let follows = to_stage(&bare, "Closed Won").changes;
    assert_eq!(follows, to_stage(&whole, "Closed Won").changes);
}

#[test]
fn a_closed_record_is_closed_whatever_its_stage_says() {
    let mut org = Org::new();
    org.bare_picklists = true;
    org.record = crate::org::record("Closed Won");
    org.record["fields"]["IsClosed"]["value"] = json!(true);
    org.record["fields"]["IsWon"]["value"] = json!(true);
    let opportunity = open_refusing(&mut org, "OpportunityStage", || {
        status(400, &json!([{ "errorCode": "INVALID_TYPE", "message": "not supported" }]))
    })
    .unwrap();
    assert!(opportunity.stage.closed && opportunity.stage.won);
}

#[test]
fn missing_picklists_are_not_a_missing_record() {
    let mut org = Org::new();
    let problem = open_refusing(&mut org, "/picklist-values/", || {
        status(
            404,
            &json!([{ "errorCode": "NOT_FOUND", "message": "The requested resource does not exist" }]),
        )
    })
    .unwrap_err();
    assert_eq!((problem.code, problem.status), (Code::RequestRejected, Some(404)));
    assert_eq!(problem.message, "the org did not return the stages of the record type `012000000000000AAA`");
    assert!(problem.help.unwrap().contains("`ui-api/object-info`"));
    assert_eq!(problem.errors[0].code, "NOT_FOUND");
}

#[test]
fn shows_a_stage_that_the_org_never_had() {
    let (mut session, mut org) = (session(), Org::new());
    org.record = crate::org::record("Closed");
    let opportunity = open(&mut session, &mut org);
    assert_eq!(opportunity.stage.label, "Closed");
    assert!(!opportunity.stage.closed);
    assert_eq!(opportunity.stage.probability, "75".parse().ok());
}

#[test]
fn reports_what_a_trigger_changed() {
    let (mut session, mut org) = (session(), Org::new());
    let (task, effects) = start(&mut session, &mut org);
    org.after["Probability"] = json!(90.0);
    let receipt = run(&mut session, &mut org, task, effects).unwrap();
    assert!(receipt.verified);
    let [change] = receipt.unexpected.as_slice() else { panic!("{:?}", receipt.unexpected) };
    assert_eq!(change.field, field("Probability"));
    assert_eq!(change.to, FieldValue::Number("90".parse().unwrap()));
}

#[test]
fn sends_neither_denied_nor_unchanged_values() {
    let (mut session, mut org) = (session(), Org::new());
    let opportunity = open(&mut session, &mut org);
    let denied = to_stage(&opportunity, "Closed");
    let problem = SaveTask::start(&mut session, opportunity.clone(), denied, CLOCK).unwrap_err();
    assert_eq!(problem.code, Code::NotAllowed);
    let same = to_stage(&opportunity, "Proposal/Price Quote");
    let (_, step) = SaveTask::start(&mut session, opportunity, same, CLOCK).unwrap();
    let Step::Done(Ok(receipt)) = step else { panic!("{step:?}") };
    assert!(!receipt.written && receipt.sent.is_empty());
}
