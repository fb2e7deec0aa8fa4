//! Planning: what is read and checked before anything is written.

use opportunity_stage::base::json::Map;

use super::model::{Fate, World, id, states, wanted};
use opportunity_stage::base::FieldValue;
use opportunity_stage::base::error::{Code, Problem};
use opportunity_stage::client::bulk::{Plan, PlanOptions, State};
use opportunity_stage::client::{Session, Settings};
use opportunity_stage::org::OrgDocument;
use opportunity_stage::transition::{Document, Rules};
use serde_json::json;

type Change = Result<(Option<String>, Map<String, FieldValue>), Problem>;

fn change(stage: Option<&str>, fields: &[(&str, FieldValue)]) -> Change {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Ok((stage.map(Into::into), fields))
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.into())
}

#[test]
fn returns_a_result_for_each_record_in_order() {
    let mut world = World::new(7);
    let rules = json!({ "version": 1, "closedIsFinal": true,
        "rules": [{ "id": "soon", "when": "Discount__c > 0.2", "message": "Ask first.", "severity": "acknowledge" }] });
    let document = Document::parse(&rules.to_string()).unwrap();
    world.session = Session::new(Settings {
        rules: Rules::new(document, OrgDocument::default()).into(),
        ..crate::org::session().settings
    });
    let stage = |world: &mut World, number: usize, stage: &str, closed: bool| {
        let record = world.records.get_mut(&id(number)).unwrap();
        record.values.insert("StageName".into(), json!(stage));
        record.values.insert("IsClosed".into(), json!(closed));
    };
    stage(&mut world, 3, "Closed Lost", true);
    stage(&mut world, 4, "Closed Won", true);
    let mut plan = Plan::new(PlanOptions::default());
    plan.add("nonsense", change(Some("Closed Won"), &[]));
    plan.add(&id(0), change(Some("won"), &[]));
    plan.add(&id(99), change(Some("Closed Won"), &[]));
    plan.add(&id(3), change(Some("Closed Won"), &[]));
    plan.add(&id(4), change(Some("Closed Won"), &[]));
    plan.add(&id(1), change(Some("Nirgends"), &[]));
    plan.add(&id(2), change(None, &[("Gone__c", text("x"))]));
    plan.add(&id(5), change(Some("closed won"), &[("Discount__c", text("30"))]));
    plan.add(&id(6), change(None, &[("Discount__c", text("abc"))]));
    let mut plan = world.plan(plan);
    use State::{Denied, Invalid, Ready, Unchanged};
    assert_eq!(
        states(&plan),
        [Invalid, Denied, Invalid, Denied, Unchanged, Denied, Invalid, Denied, Invalid],
        "{:?}",
        plan.problems()
    );
    let code = |index: usize| plan.problem_of(index).map(|at| plan.problems()[at].code);
    assert_eq!(code(0), Some(Code::InvalidRecordId));
    assert_eq!(code(1), Some(Code::NotAllowed), "`won` begins no stage");
    assert_eq!(code(2), Some(Code::NotFound));
    assert_eq!((code(4), code(6), code(8)), (None, Some(Code::UnknownField), Some(Code::InvalidValue)));
    assert_eq!(plan.id(0), "nonsense");
    assert!(
        plan.problems()[plan.problem_of(7).unwrap()].message.starts_with("a warning was not acknowledged")
    );
    let preview = plan.preview();
    assert_eq!(
        (preview.total, preview.allowed, preview.denied, preview.unchanged, preview.invalid),
        (9, 0, 4, 1, 4)
    );
    let closed = preview.groups.iter().find(|group| group.code == "closed_is_final").unwrap();
    assert_eq!((closed.kind, closed.count, closed.first.as_slice()), ("denied", 1, &[3][..]));
    assert_eq!(world.finish(&mut plan), None);
    assert!(world.asked.iter().all(|asked| !asked.starts_with("PATCH")), "nothing was sent");
    assert!(states(&plan).iter().all(|state| *state != Ready));
}

#[test]
fn rejects_a_record_that_occurs_twice() {
    let mut plan = wanted([0, 1, 2, 1].map(id).into_iter(), "Closed Won", PlanOptions::default());
    let problem = plan.seal().unwrap_err();
    assert_eq!(problem.code, Code::InvalidOptions);
    assert_eq!(problem.errors[0].message, format!("`{}` is at index 1 and at index 3", id(1)));
    // Two invalid ids are two errors, each reported for its record.
    let mut plan = wanted(["x", "x"].map(Into::into).into_iter(), "Closed Won", PlanOptions::default());
    assert_eq!(plan.seal(), Ok(()));
    assert_eq!(states(&plan), [State::Invalid, State::Invalid]);
}

#[test]
fn reports_an_invalid_change_for_its_record_only() {
    let mut plan = Plan::new(PlanOptions::default());
    plan.add(&id(0), Err(Problem::new(Code::InvalidOptions, "`change` has no key `Stage`")));
    plan.add(&id(1), change(None, &[]));
    assert_eq!(states(&plan), [State::Invalid, State::Invalid]);
    assert_eq!(plan.problems().len(), 2);
}

#[test]
fn writes_only_differences_in_the_orgs_spelling() {
    let mut world = World::new(3);
    world.records.get_mut(&id(1)).unwrap().values.insert("Discount__c".into(), json!(12.5));
    world.records.get_mut(&id(2)).unwrap().values.insert("StageName".into(), json!("Closed Won"));
    let mut plan = world.plan(wanted((0..3).map(id), "closed won", PlanOptions::default()));
    assert_eq!(world.finish(&mut plan), None);
    for number in 0..3 {
        let record = &world.records[&id(number)];
        assert_eq!(
            (&record.values["StageName"], &record.values["Discount__c"]),
            (&json!("Closed Won"), &json!(12.5))
        );
        assert!(!record.values.contains_key("discount__C"));
    }
}

#[test]
fn follows_pages_that_are_smaller_than_requested() {
    let mut world = World::new(1_200);
    world.page = 300;
    let plan = world.plan(wanted((0..1_200).map(id), "Closed Won", PlanOptions::default()));
    assert!(states(&plan).iter().all(|state| *state == State::Ready));
    assert_eq!(world.count("GET /query/page"), 3);
}

#[test]
fn opens_nothing_if_no_record_exists() {
    let mut world = World::new(0);
    let plan = world.plan(wanted((0..1_500).map(id), "Closed Won", PlanOptions::default()));
    assert!(states(&plan).iter().all(|state| *state == State::Invalid));
    assert_eq!(world.asked, ["POST /composite", "POST /composite"]);
    let mut empty = world.plan(Plan::new(PlanOptions::default()));
    assert_eq!(world.finish(&mut empty), None);
}

#[test]
fn the_first_request_renews_the_token_or_reports_the_cors_allowlist() {
    let plan = || wanted((0..2).map(id), "Closed Won", PlanOptions::default());
    let mut world = World::new(2);
    world.expired = true;
    assert_eq!(states(&world.plan(plan())), [State::Ready; 2]);
    assert_eq!(world.renewals, 1);
    let mut world = World::new(2);
    world.unlisted = true;
    assert_eq!(world.try_plan(plan()).unwrap_err().code, Code::CorsNotAllowed);
    assert_eq!(world.renewals, 1);
}

#[test]
fn reads_honor_retry_after() {
    // The user, the four requests that open a record, the rows.
    for before in [0, 1, 5] {
        let mut world = World::new(2);
        world.reads = vec![Fate::Fine; before].into();
        world.reads.extend([Fate::Busy(20), Fate::Busy(4)]);
        let plan = world.plan(wanted((0..2).map(id), "Closed Won", PlanOptions::default()));
        assert_eq!(states(&plan), [State::Ready; 2]);
        assert_eq!(world.waits, [20_000, 4_000]);
        let mut world = World::new(2);
        world.reads = vec![Fate::Fine; before].into();
        world.reads.push_back(Fate::Busy(31));
        let plan = wanted((0..2).map(id), "Closed Won", PlanOptions::default());
        let problem = world.try_plan(plan).unwrap_err();
        assert_eq!(problem.help.as_deref(), Some("wait 31 seconds, then try again"), "{before}");
        assert_eq!((problem.code, world.waits.len()), (Code::ServerUnavailable, 0));
    }
}

#[test]
fn skips_values_that_the_org_holds_and_limits_dates() {
    let mut world = World::new(4);
    world.records.get_mut(&id(0)).unwrap().values.insert("CloseDate".into(), json!("2026-12-24"));
    let mut plan = Plan::new(PlanOptions::default());
    plan.add(&id(0), change(None, &[("Discount__c", text(" 5.00 "))]));
    plan.add(&id(1), change(None, &[("CloseDate", text("0026-12-01"))]));
    plan.add(&id(2), change(None, &[("Discount__c", text("5.125"))]));
    plan.add(&id(3), change(None, &[("CloseDate", text("4000-12-31"))]));
    let plan = world.plan(plan);
    use State::{Denied, Ready, Unchanged};
    assert_eq!(states(&plan), [Unchanged, Denied, Ready, Ready], "{:?}", plan.problems());
}
