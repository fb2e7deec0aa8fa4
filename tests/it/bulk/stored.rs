//! A plan that was stored is the same plan, more careful.

use super::model::{World, id, restore, states, wanted};
use opportunity_stage::error::Code;
use opportunity_stage::flow::bulk::{PlanOptions, Restoring, State, Stored};
use opportunity_stage::rest::InstanceUrl;
use opportunity_stage::transition::ApprovalState;

fn instance() -> InstanceUrl {
    InstanceUrl::new("https://acme.my.salesforce.com", &[]).unwrap()
}

#[test]
fn it_comes_back_as_it_was_and_what_was_open_is_looked_at_first() {
    let mut world = World::new(4);
    world.refused = |text| text == id(2);
    let options = PlanOptions {
        reason: Some("end of; quarter".into()),
        acknowledge: vec!["a".into()],
        approvals: vec![("board".into(), ApprovalState::Granted)],
        ..PlanOptions::default()
    };
    let ids = [id(0), "no; \"id\"".into(), id(2), id(3)];
    let mut plan = world.plan(wanted(ids.into_iter(), "Closed Won", options));
    let text = plan.store(&instance());
    let mut restored = restore(&text, &instance());
    assert_eq!(states(&restored), [State::Sent, State::Invalid, State::Sent, State::Sent]);
    assert_eq!((restored.id(1), restored.options.clone()), ("no; \"id\"", plan.options.clone()));
    let again = restored.store(&instance());
    assert_eq!(again.document, text.document);
    assert_eq!(again.items.replace('s', "r"), text.items.replace('s', "r"));
    assert_eq!(world.finish(&mut restored), None);
    assert_eq!(states(&restored), [State::Updated, State::Invalid, State::Failed, State::Updated]);
    // The first plan knows nothing of it. It looks as well, since it was stored and taken up again.
    plan = restore(&text, &instance());
    assert_eq!(world.finish(&mut plan), None);
    assert_eq!(states(&plan), [State::Confirmed, State::Invalid, State::Failed, State::Confirmed]);
    assert!(world.records.values().all(|record| record.writes <= 1));
    let finished = restore(&restored.store(&instance()), &instance());
    assert_eq!(finished.problems(), restored.problems());
    assert_eq!(states(&finished), states(&restored));
}

#[test]
fn what_is_no_plan_for_this_org_is_refused_with_the_place() {
    let mut world = World::new(2);
    let plan = world.plan(wanted((0..2).map(id), "Closed Won", PlanOptions::default()));
    let text = plan.store(&instance());
    let refused = |document: String, items: String| {
        let read = Restoring::new(Stored { document, items }, &instance());
        let read = read.and_then(|mut restoring| {
            while restoring.more()? {}
            restoring.finish()
        });
        let problem = read.unwrap_err();
        assert_eq!(problem.code, Code::InvalidDocument);
        problem.message
    };
    let document = |from: &str, to: &str| refused(text.document.replace(from, to), text.items.clone());
    let items = |from: &str, to: &str| refused(text.document.clone(), text.items.replace(from, to));
    assert!(refused("{".into(), String::new()).starts_with("the plan is not JSON"));
    assert_eq!(document("acme", "ajax"), "`instanceUrl` is another org's");
    assert_eq!(items("AAAr", "AAAz"), "`items` is not as it was written");
    assert_eq!(items("AAAr", "AAEr"), "`items` is not as it was written");
    assert_eq!(
        document("\"version\":1", "\"version\":2"),
        "`version` is one that this version of the package cannot read"
    );
    assert!(!format!("{text:?}").to_lowercase().contains("token"));
}

#[test]
fn many_records_come_back_in_slices() {
    let mut world = World::new(200);
    let plan = world.plan(wanted((0..200).map(id), "Closed Won", PlanOptions::default()));
    let mut restoring = Restoring::new(plan.store(&instance()), &instance()).unwrap();
    let mut slices = 1;
    while restoring.more().unwrap() {
        slices += 1;
    }
    let restored = restoring.finish().unwrap();
    assert_eq!((slices, restored.len()), (4, 200));
    assert!((0..200).all(|place| restored.id(place) == plan.id(place)));
}
