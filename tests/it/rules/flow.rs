//! Rules on a connection: the client reads the fields that they need, and sends nothing that they deny.

use std::rc::Rc;

use crate::org::{CLOCK, Org, WIDGETS, session};
use opportunity_stage::base::error::Code;
use opportunity_stage::base::{Clock, RecordId};
use opportunity_stage::client::{Event, OpenTask, SaveTask, Session, Step, Task};
use opportunity_stage::org::OrgDocument;
use opportunity_stage::transition::{
    Document, Opportunity, ProposalInput, Rules, VerdictType, check, offers,
};
use serde_json::{Value as Json, json};

fn session_with(rules: &Json, org: &Json) -> Session {
    let mut settings = session().settings;
    let document = Document::parse(&rules.to_string()).unwrap();
    settings.rules = Rules::new(document, OrgDocument::from_json(&org.to_string()).unwrap()).into();
    Session::new(settings)
}

fn open(session: &mut Session, org: &mut Org, clock: Clock) -> Opportunity {
    let (mut task, effects) = OpenTask::start(session, &RecordId::opportunity(WIDGETS).unwrap());
    let mut answers = org.answer_all(effects);
    loop {
        let (id, answer) = answers.remove(0);
        match task.handle(session, id, Event::Answer(answer), clock) {
            Step::Waiting(effects) => answers.extend(org.answer_all(effects)),
            Step::Done(opened) => return opened.unwrap(),
        }
    }
}

fn to(stage: &str, acknowledge: &[&str]) -> ProposalInput {
    ProposalInput {
        stage: Some(stage.into()),
        acknowledge: acknowledge.iter().map(|id| (*id).into()).collect(),
        ..ProposalInput::default()
    }
}

#[test]
fn reads_the_fields_that_rules_need() {
    let rules = json!({ "version": 1, "required": [{ "fields": ["Budget__c"], "to": "Closed Won" }],
        "rules": [{ "id": "a", "when": "Owner.Title = \"x\" && NOT($Permission.P)", "message": "No." }] });
    let org_rules = json!({ "version": 1, "recordTypes": [{ "developerName": "A" }], "validationRules": [
        { "name": "R", "formula": "ISPICKVAL(Opportunity.Type, \"x\")", "message": "No." }] });
    let (mut session, mut org) = (session_with(&rules, &org_rules), Org::new());
    open(&mut session, &mut org, CLOCK);
    let asked = &org.asked[0].path;
    for name in ["Budget__c", "Owner.Title", "Type", "RecordType.DeveloperName"] {
        assert!(asked.contains(&format!("Opportunity.{name}")), "{name} in {asked}");
    }
    assert!(!asked.contains('$'), "{asked}");
}

#[test]
fn sends_nothing_denied_or_not_acknowledged() {
    let rules = json!({ "version": 1,
        "noMovingBack": true,
        "rules": [{ "id": "sure", "when": "ISPICKVAL(StageName, \"Closed Won\")", "message": "Sure?", "severity": "acknowledge" }] });
    let (mut session, mut org) = (session_with(&rules, &json!({ "version": 1 })), Org::new());
    let opportunity = open(&mut session, &mut org, CLOCK);
    let today = CLOCK.today().unwrap();
    let offered = offers(&opportunity, today).unwrap();
    let denied = offered.iter().filter(|offer| offer.verdict.kind == VerdictType::Denied);
    assert_eq!(denied.map(|offer| offer.stage.value.as_str()).collect::<Vec<_>>(), ["Prospecting"]);
    let mut start = |input: &ProposalInput| {
        let proposal = check(&opportunity, input, today).unwrap();
        SaveTask::start(&mut session, opportunity.clone(), proposal, CLOCK).map(|_| ())
    };
    assert_eq!(start(&to("Prospecting", &[])).unwrap_err().code, Code::NotAllowed);
    let problem = start(&to("Closed Won", &[])).unwrap_err();
    assert_eq!(problem.code, Code::NotAllowed);
    assert!(problem.help.unwrap().contains("`sure`"));
    assert_eq!(start(&to("Closed Won", &["sure"])), Ok(()));
}

#[test]
fn checks_the_input_again_on_fresh_data_before_saving() {
    let rules = json!({ "version": 1, "noMovingBack": true });
    let (mut session, mut org) = (session_with(&rules, &json!({ "version": 1 })), Org::new());
    let today = CLOCK.today().unwrap();
    let input = to("Proposal/Price Quote", &[]);
    org.record = crate::org::record("Prospecting");
    let before = open(&mut session, &mut org, CLOCK);
    assert_eq!(check(&before, &input, today).unwrap().verdict.kind, VerdictType::Allowed);
    // Another user has closed it: with the fresh record the same input reopens it, with a warning.
    org.record = crate::org::record("Closed Lost");
    let after = open(&mut session, &mut org, CLOCK);
    let again = check(&after, &input, today).unwrap();
    assert_eq!(again.kind.as_str(), "reopen");
    assert!(Rc::ptr_eq(before.rules.as_ref().unwrap(), after.rules.as_ref().unwrap()), "compiled once");
}
