//! An unexpected refusal by Salesforce becomes a warning for the next proposal, and a confirmation is checked
//! on its own day.

use super::{later, open};
use crate::org::{CLOCK, Org, sent, session};
use opportunity_stage::base::error::Code;
use opportunity_stage::base::{Clock, FieldValue};
use opportunity_stage::client::{Event, SaveTask, Session, Step, Task};
use opportunity_stage::transition::{Document, Opportunity, Proposal, ProposalInput, Rules, Warning, check};
use serde_json::json;

fn propose(opportunity: &Opportunity, stage: &str) -> Proposal {
    let input = ProposalInput { stage: Some(stage.into()), ..ProposalInput::default() };
    check(opportunity, &input, CLOCK.today().unwrap()).unwrap()
}

fn hints(opportunity: &Opportunity, stage: &str) -> Vec<Warning> {
    let warnings = propose(opportunity, stage).verdict.warnings;
    warnings.into_iter().filter(|warning| warning.code.as_str() == "refused_before").collect()
}

/// Confirms a move.
fn confirm(session: &mut Session, org: &mut Org, opportunity: &Opportunity, stage: &str) -> Result<(), Code> {
    let proposal = propose(opportunity, stage);
    let (mut task, mut step) = SaveTask::start(session, opportunity.clone(), proposal, CLOCK).unwrap();
    loop {
        match step {
            Step::Done(ended) => return ended.map(|_| ()).map_err(|problem| problem.code),
            Step::Waiting(effects) => {
                let sends = sent(effects);
                let answer = org.answer(&sends[0].request);
                step = task.handle(session, sends[0].id, Event::Answer(answer), CLOCK);
            }
        }
    }
}

fn refusing(message: &str) -> Org {
    let mut org = Org::new();
    org.write = (
        400,
        json!([
            { "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": message, "fields": ["Amount"] },
            { "errorCode": "STRING_TOO_LONG", "message": "too long", "fields": ["Name"] },
        ]),
    );
    org
}

#[test]
fn warns_of_a_refusal_at_the_same_stage_until_an_update_succeeds() {
    let (mut session, mut org) = (session(), refusing("Say why."));
    let opportunity = open(&mut session, &mut org, CLOCK);
    assert_eq!(confirm(&mut session, &mut org, &opportunity, "Closed Lost"), Err(Code::ValidationRule));
    assert_eq!(confirm(&mut session, &mut org, &opportunity, "Closed Lost"), Err(Code::ValidationRule));
    // For an update that is already open, and for one opened later.
    for opened in [&opportunity, &open(&mut session, &mut org, CLOCK)] {
        let [hint] = hints(opened, "Closed Lost").try_into().unwrap();
        assert_eq!(hint.message, "Salesforce refused Closed Lost before: Say why.");
        assert_eq!(hint.parameters.get("message"), Some(&FieldValue::Text("Say why.".into())));
        assert_eq!(hint.field, Some(crate::org::field("Amount")));
        assert!(!hint.acknowledge, "it blocks no user");
        assert_eq!(hints(opened, "Closed Won"), []);
        assert_eq!(hints(opened, "Proposal/Price Quote"), [], "nothing is to be saved");
    }
    let mut elsewhere = opportunity.clone();
    elsewhere.record.record_type = opportunity_stage::base::RecordId::new("012000000000001").unwrap();
    assert_eq!(hints(&elsewhere, "Closed Lost"), []);
    assert_eq!(confirm(&mut session, &mut Org::new(), &opportunity, "Closed Won"), Ok(()));
    assert_eq!(hints(&opportunity, "Closed Lost").len(), 1);
    assert_eq!(confirm(&mut session, &mut Org::new(), &opportunity, "Closed Lost"), Ok(()));
    assert_eq!(hints(&opportunity, "Closed Lost"), []);
}

#[test]
fn does_not_warn_of_predicted_refusals() {
    let rule = json!({ "version": 1, "validationRules": [
        { "name": "R", "formula": "VLOOKUP($ObjectType.A.Fields.B, $ObjectType.A.Fields.C, Name) = \"x\"", "message": "Ask finance." }] });
    let mut settings = session().settings;
    let org = opportunity_stage::org::OrgDocument::from_json(&rule.to_string()).unwrap();
    settings.rules = Rules::new(Document::default(), org).into();
    let (mut session, mut org) = (Session::new(settings), refusing("Ask finance."));
    let opportunity = open(&mut session, &mut org, CLOCK);
    assert_eq!(propose(&opportunity, "Closed Won").verdict.undecided.len(), 1);
    assert_eq!(confirm(&mut session, &mut org, &opportunity, "Closed Won"), Err(Code::ValidationRule));
    assert_eq!(hints(&opportunity, "Closed Won"), []);
}

/// A month later.
fn next_month() -> Clock {
    later(35 * 86_400_000)
}

#[test]
fn checks_a_confirmation_on_its_own_day() {
    let rules = Document::parse(&json!({ "version": 1, "closeDate": true }).to_string()).unwrap();
    let mut settings = session().settings;
    settings.rules = Rules::new(rules, opportunity_stage::org::OrgDocument::default()).into();
    let (mut session, mut org) = (Session::new(settings), Org::new());
    let opportunity = open(&mut session, &mut org, CLOCK);
    let shown = propose(&opportunity, "Prospecting");
    assert!(shown.verdict.violations.is_empty());
    assert!(SaveTask::start(&mut session, opportunity.clone(), shown.clone(), CLOCK).is_ok());
    let problem = SaveTask::start(&mut session, opportunity, shown, next_month()).unwrap_err();
    assert_eq!(problem.code, Code::NotAllowed);
    assert!(problem.message.contains("is in the past"), "{problem}");
}

#[test]
fn the_receipt_uses_the_day_of_the_confirmation() {
    let (mut session, mut org) = (session(), Org::new());
    let opportunity = open(&mut session, &mut org, CLOCK);
    let shown = propose(&opportunity, "Closed Won");
    let tomorrow = later(86_400_000);
    let (mut task, step) = SaveTask::start(&mut session, opportunity, shown, tomorrow).unwrap();
    let Step::Waiting(effects) = step else { panic!("{step:?}") };
    let sends = sent(effects);
    org.after["CloseDate"] = json!("2026-11-23");
    let answer = org.answer(&sends[0].request);
    let Step::Done(Ok(receipt)) = task.handle(&mut session, sends[0].id, Event::Answer(answer), tomorrow)
    else {
        panic!()
    };
    assert_eq!(receipt.unexpected, []);
}

#[test]
fn an_acknowledged_warning_stays_acknowledged() {
    let rules = json!({ "version": 1,
        "rules": [{ "id": "sure", "when": "ISPICKVAL(StageName, \"Closed Won\")", "message": "Sure?", "severity": "acknowledge" }] });
    let mut settings = session().settings;
    let document = Document::parse(&rules.to_string()).unwrap();
    settings.rules = Rules::new(document, opportunity_stage::org::OrgDocument::default()).into();
    let (mut session, mut org) = (Session::new(settings), Org::new());
    let opportunity = open(&mut session, &mut org, CLOCK);
    let mut shown = propose(&opportunity, "Closed Won");
    assert!(SaveTask::start(&mut session, opportunity.clone(), shown.clone(), CLOCK).is_err());
    // Like the card's button, which is pressed with the warning visible.
    for warning in &mut shown.verdict.warnings {
        warning.acknowledge = false;
    }
    assert!(SaveTask::start(&mut session, opportunity, shown, CLOCK).is_ok());
}
