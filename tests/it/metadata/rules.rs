//! The org's own validation rules and Paths, read if the user may.

use super::{later, open_with, settle_background};
use crate::org::{CLOCK, Org, WIDGETS, ok, sent, session, status};
use opportunity_stage::base::RecordId;
use opportunity_stage::client::{Answer, OpenTask, Send, Session, Settings};
use opportunity_stage::org::OrgDocument;
use opportunity_stage::rest::NoAnswer;
use opportunity_stage::transition::{
    Document, Opportunity, ProposalInput, Rules, UndecidedReason, Verdict, VerdictType, check, offers,
};
use serde_json::{Value as Json, json};

/// An org whose user may read Setup.
pub(super) struct Setup {
    pub(super) org: Org,
    /// Name and formula; `None` if the formula is withheld.
    rules: Vec<(&'static str, Option<&'static str>)>,
    modified: &'static str,
    pub(super) asked: Vec<Json>,
}

impl Setup {
    pub(super) fn new(rules: &[(&'static str, Option<&'static str>)]) -> Self {
        Self {
            org: Org::new(),
            rules: rules.to_vec(),
            modified: "2026-01-01T00:00:00.000+0000",
            asked: Vec::new(),
        }
    }

    fn answer(&mut self, send: &Send) -> Answer {
        if !send.request.path.ends_with("/tooling/composite") {
            return self.org.answer(&send.request);
        }
        let body: Json = serde_json::from_str(send.request.body.as_ref().unwrap()).unwrap();
        let parts = body["compositeRequest"].as_array().unwrap().iter().map(|part| {
            let url = part["url"].as_str().unwrap();
            let body = if url.contains("FROM%20ValidationRule") {
                let rows = self.rules.iter().enumerate().map(|(n, (name, _))| {
                    json!({ "Id": id("03d", n), "ValidationName": name, "ErrorMessage": format!("{name}!"),
                        "ErrorDisplayField": "Amount", "LastModifiedDate": self.modified })
                });
                json!({ "records": rows.collect::<Vec<_>>() })
            } else if url.contains("FROM%20PathAssistant") {
                json!({ "records": [{ "Id": id("0an", 0), "DeveloperName": "Path" }] })
            } else if url.contains("/PathAssistant/") {
                json!({ "Metadata": { "fieldName": "StageName", "recordTypeName": "__Master__", "pathAssistantSteps": [
                    { "fieldNames": ["Amount"], "info": "Ask.", "picklistValueName": "Closed Won" }] } })
            } else {
                let n = (0..self.rules.len()).find(|n| url.ends_with(&id("03d", *n))).unwrap();
                let (name, formula) = self.rules[n];
                json!({ "Metadata": { "errorConditionFormula": formula, "errorMessage": format!("{name}!"),
                    "errorDisplayField": "Amount" } })
            };
            json!({ "referenceId": part["referenceId"], "httpStatusCode": 200, "httpHeaders": {}, "body": body })
        });
        let answer = ok(&json!({ "compositeResponse": parts.collect::<Vec<_>>() }));
        self.asked.push(body);
        answer
    }

    pub(super) fn open(&mut self, session: &mut Session) -> Opportunity {
        open_with(session, CLOCK, |send| self.answer(send)).unwrap()
    }
}

fn id(prefix: &str, n: usize) -> String {
    opportunity_stage::base::RecordId::new(&format!("{prefix}0000000000{n:02}")).unwrap().to_string()
}

pub(super) fn asking() -> Session {
    let mut settings = session().settings;
    settings.org_rules = true;
    Session::new(settings)
}

pub(super) fn verdict(opportunity: &Opportunity, stage: &str) -> Verdict {
    let input = ProposalInput { stage: Some(stage.into()), ..ProposalInput::default() };
    check(opportunity, &input, CLOCK.today().unwrap()).unwrap().verdict
}

const WON_NEEDS_MORE: &str = "ISPICKVAL(StageName, \"Closed Won\") && Amount < 50000";

#[test]
fn the_orgs_rules_are_in_the_first_verdict() {
    let mut session = asking();
    let mut setup = Setup::new(&[("More", Some(WON_NEEDS_MORE)), ("Packaged", None)]);
    let opportunity = setup.open(&mut session);
    assert_eq!(setup.asked.len(), 2, "which there are, and what they say");
    assert_eq!(setup.org.asked.len(), 4, "and the rest as ever");
    let won = verdict(&opportunity, "Closed Won");
    assert_eq!(won.kind, VerdictType::Denied);
    assert_eq!(
        (won.violations[0].rule.as_deref(), won.violations[0].message.as_str()),
        (Some("More"), "More!")
    );
    let lost = verdict(&opportunity, "Closed Lost");
    assert_eq!(lost.kind, VerdictType::Undecided);
    let [open] = lost.undecided.as_slice() else { panic!("{lost:?}") };
    assert_eq!(
        (&*open.rule, open.reason, open.about.as_str()),
        ("Packaged", UndecidedReason::OnlySalesforce, "Packaged!")
    );
    let offered = offers(&opportunity, CLOCK.today().unwrap()).unwrap();
    let guided = offered.iter().find(|offer| offer.stage.value == "Closed Won").unwrap();
    assert_eq!(guided.key_fields.guidance.as_deref(), Some("Ask."));

    setup.open(&mut session);
    assert_eq!((setup.asked.len(), setup.org.asked.len()), (2, 5), "a second opportunity takes one request");
}

/// The org reports that it computes the field, but not how.
#[test]
fn computed_fields_without_a_formula_are_unknown_after_a_change() {
    let (mut first, mut setup) = (asking(), Setup::new(&[("Five", Some("Discount__c > 0.04"))]));
    setup.org.calculated = Some("Discount__c");
    let opportunity = setup.open(&mut first);
    let won = verdict(&opportunity, "Closed Won");
    assert_eq!(won.kind, VerdictType::Undecided);
    let message = "Salesforce alone knows the value of `Discount__c` after this change";
    assert_eq!(
        (won.undecided[0].reason, &*won.undecided[0].message),
        (UndecidedReason::MissingValue, message)
    );
    // If the org document describes the field, its formula is known too: this one is a roll-up.
    let mut settings = session().settings;
    let org = json!({ "version": 1, "fields": [{ "name": "Discount__c", "type": "Percent" }],
        "validationRules": [{ "name": "Five", "formula": "Discount__c > 0.04", "message": "No." }] });
    let org = OrgDocument::from_json(&org.to_string()).unwrap();
    settings.rules = Rules::new(Document::standard(), org).into();
    let opportunity = setup.open(&mut Session::new(settings));
    assert_eq!(verdict(&opportunity, "Closed Won").kind, VerdictType::Denied);
}

#[test]
fn a_rule_that_needs_more_fields_costs_one_more_read_once() {
    let mut session = asking();
    let mut setup =
        Setup::new(&[("Five", Some("Discount__c > 0.04")), ("Owner", Some("Account.Owner.Name = \"x\""))]);
    setup.org.record["fields"]["Account"]["value"]["fields"]["Owner"] =
        json!({ "value": { "fields": { "Name": { "value": "x" } } } });
    let opportunity = setup.open(&mut session);
    let reads = |setup: &Setup| -> Vec<String> {
        let paths = setup.org.asked.iter().map(|request| request.path.clone());
        paths.filter(|path| path.contains("/ui-api/records/")).collect()
    };
    assert_eq!(reads(&setup).len(), 2);
    assert!(reads(&setup)[1].contains("Opportunity.Account.Owner.Name"));
    assert_eq!(verdict(&opportunity, "Closed Won").violations.len(), 2);
    setup.open(&mut session);
    assert_eq!(reads(&setup).len(), 3, "now it is known what they look at");
}

#[test]
fn works_without_rules_after_a_refusal_and_does_not_ask_again() {
    let refusal = json!([{ "errorCode": "INSUFFICIENT_ACCESS", "message": "no" }]);
    for answer in [status(403, &refusal), status(404, &Json::Null), Err(NoAnswer::Failed)] {
        let (mut session, mut org) = (asking(), Org::new());
        let mut tooling = 0;
        for _ in 0..2 {
            let opportunity = open_with(&mut session, CLOCK, |send| {
                let asks = send.request.path.contains("/tooling/");
                tooling += usize::from(asks);
                if asks { answer.clone() } else { org.answer(&send.request) }
            })
            .unwrap();
            assert_eq!(verdict(&opportunity, "Closed Won").kind, VerdictType::Allowed);
        }
        assert_eq!(tooling, 1, "{answer:?}");
    }
}

#[test]
fn only_requests_for_rules_are_optional() {
    let mut session = asking();
    let (_, effects) = OpenTask::start(&mut session, &RecordId::opportunity(WIDGETS).unwrap());
    for send in sent(effects) {
        assert_eq!(session.is_optional(send.id), send.request.path.contains("/tooling/"));
        assert_eq!(session.is_shared(send.id), !send.request.path.contains("/ui-api/records/"));
    }
}

fn temporary_failures() -> [Answer; 4] {
    [
        status(401, &Json::Null),
        status(503, &Json::Null),
        Err(NoAnswer::Offline),
        // As on a slow connection: without another try, no opportunity would be judged by the org's rules.
        Err(NoAnswer::TimedOut),
    ]
}

#[test]
fn asks_again_after_a_temporary_failure() {
    for answer in temporary_failures() {
        let (mut session, mut setup) = (asking(), Setup::new(&[("More", Some(WON_NEEDS_MORE))]));
        open_with(&mut session, CLOCK, |send| {
            if send.request.path.contains("/tooling/") { answer.clone() } else { setup.answer(send) }
        })
        .unwrap();
        let opportunity = setup.open(&mut session);
        assert_eq!(verdict(&opportunity, "Closed Won").kind, VerdictType::Denied, "{answer:?}");
    }
}

#[test]
fn asks_again_for_formulas_after_a_temporary_failure() {
    for answer in temporary_failures() {
        let (mut session, mut setup) = (asking(), Setup::new(&[("More", Some(WON_NEEDS_MORE))]));
        let mut is_list = true;
        let opportunity = open_with(&mut session, CLOCK, |send| {
            if send.request.path.contains("/tooling/") && !std::mem::take(&mut is_list) {
                return answer.clone();
            }
            setup.answer(send)
        })
        .unwrap();
        assert_eq!(verdict(&opportunity, "Closed Won").kind, VerdictType::Undecided, "{answer:?}");
        let opportunity = setup.open(&mut session);
        assert_eq!(verdict(&opportunity, "Closed Won").kind, VerdictType::Denied, "{answer:?}");
    }
}

#[test]
fn known_rules_stay_if_the_formulas_of_changed_ones_cannot_be_read() {
    for answer in temporary_failures() {
        let (mut session, mut setup) = (asking(), Setup::new(&[("More", Some(WON_NEEDS_MORE))]));
        setup.open(&mut session);
        setup.rules.push(("Less", Some("Amount > 5")));
        setup.modified = "2026-11-22T00:00:00.000+0000";
        let now = later(Settings::METADATA_MAX_AGE);
        open_with(&mut session, now, |send| setup.answer(send)).unwrap();
        let mut is_list = true;
        settle_background(&mut session, now, |send| {
            if !send.request.path.contains("/tooling/") {
                return Err(NoAnswer::Failed);
            }
            if std::mem::take(&mut is_list) { setup.answer(send) } else { answer.clone() }
        });
        let opportunity = setup.open(&mut session);
        assert_eq!(verdict(&opportunity, "Closed Won").kind, VerdictType::Denied, "{answer:?}");
    }
}

#[test]
fn rules_with_withheld_formulas_are_left_to_salesforce() {
    let (mut session, mut setup) = (asking(), Setup::new(&[("More", Some(WON_NEEDS_MORE))]));
    let mut first = true;
    let opportunity = open_with(&mut session, CLOCK, |send| {
        if send.request.path.contains("/tooling/") && !std::mem::take(&mut first) {
            return Err(NoAnswer::Failed);
        }
        setup.answer(send)
    })
    .unwrap();
    let won = verdict(&opportunity, "Closed Won");
    assert_eq!(
        (won.kind, won.undecided[0].reason),
        (VerdictType::Undecided, UndecidedReason::OnlySalesforce)
    );
}

#[test]
fn does_not_read_rules_if_the_host_supplies_or_disables_them() {
    let org = OrgDocument::from_json(
        &json!({ "version": 1, "validationRules": [
            { "name": "Own", "formula": "ISPICKVAL(StageName, \"Closed Won\")", "message": "Own!" }] })
        .to_string(),
    )
    .unwrap();
    let mut settings = session().settings;
    settings.rules = Rules::new(Document::standard(), org).into();
    let (mut session, mut setup) = (Session::new(settings), Setup::new(&[("More", Some(WON_NEEDS_MORE))]));
    let opportunity = setup.open(&mut session);
    assert!(setup.asked.is_empty());
    assert_eq!(verdict(&opportunity, "Closed Won").violations[0].rule.as_deref(), Some("Own"));
}

#[test]
fn changed_rules_apply_from_the_next_opportunity_on() {
    let (mut session, mut setup) = (asking(), Setup::new(&[("More", Some(WON_NEEDS_MORE))]));
    setup.open(&mut session);
    let now = later(Settings::METADATA_MAX_AGE);
    let look = |session: &mut Session, setup: &mut Setup, clock| {
        open_with(session, clock, |send| setup.answer(send)).unwrap();
        settle_background(session, clock, |send| {
            if send.request.path.contains("/tooling/") { setup.answer(send) } else { Err(NoAnswer::Failed) }
        })
    };
    assert_eq!(look(&mut session, &mut setup, now), 2, "the same rules are not read again");
    setup.rules = vec![("Less", Some("Amount > 5"))];
    setup.modified = "2026-11-22T00:00:00.000+0000";
    let again = later(2 * Settings::METADATA_MAX_AGE);
    assert_eq!(look(&mut session, &mut setup, again), 3);
    let opportunity = setup.open(&mut session);
    assert_eq!(verdict(&opportunity, "Closed Lost").violations[0].rule.as_deref(), Some("Less"));
    // If they can no longer be read, the known ones stay.
    let once_more = later(3 * Settings::METADATA_MAX_AGE);
    open_with(&mut session, once_more, |send| setup.answer(send)).unwrap();
    settle_background(&mut session, once_more, |_| Err(NoAnswer::Failed));
    let opportunity = setup.open(&mut session);
    assert_eq!(verdict(&opportunity, "Closed Lost").violations[0].rule.as_deref(), Some("Less"));
}
