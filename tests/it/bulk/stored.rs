//! A restored plan is the same plan, but it reads the records before writing.

use super::model::{BEFORE, Fate, World, id, restore, states, wanted};
use opportunity_stage::base::error::Code;
use opportunity_stage::client::bulk::{Plan, PlanOptions, Restoring, State, Stored};
use opportunity_stage::rest::InstanceUrl;
use opportunity_stage::transition::ApprovalState;

fn instance() -> InstanceUrl {
    InstanceUrl::new("https://acme.my.salesforce.com", &[]).unwrap()
}

#[test]
fn restores_a_plan_and_reads_open_records_first() {
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
    let text = plan.store(&instance(), false);
    let mut restored = restore(&text, &instance());
    assert_eq!(states(&restored), [State::Sent, State::Invalid, State::Sent, State::Sent]);
    assert_eq!((restored.id(1), restored.options.clone()), ("no; \"id\"", plan.options.clone()));
    let again = restored.store(&instance(), false);
    assert_eq!(again.document, text.document);
    assert_eq!(again.items.replace('s', "r"), text.items.replace('s', "r"));
    assert_eq!(world.finish(&mut restored), None);
    assert_eq!(states(&restored), [State::Updated, State::Invalid, State::Failed, State::Updated]);
    // The plan was stored and resumed, so it reads before writing too.
    plan = restore(&text, &instance());
    assert_eq!(world.finish(&mut plan), None);
    assert_eq!(states(&plan), [State::Confirmed, State::Invalid, State::Failed, State::Confirmed]);
    assert!(world.records.values().all(|record| record.writes <= 1));
    let finished = restore(&restored.store(&instance(), false), &instance());
    assert_eq!(finished.problems(), restored.problems());
    assert_eq!(states(&finished), states(&restored));
}

#[test]
fn rejects_a_text_that_is_not_a_plan_for_this_org() {
    let mut world = World::new(2);
    let plan = world.plan(wanted((0..2).map(id), "Closed Won", PlanOptions::default()));
    let text = plan.store(&instance(), false);
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
    assert_eq!(document("acme", "ajax"), "`instanceUrl` belongs to another org");
    assert_eq!(items("AAAr", "AAAz"), "`items` is malformed");
    assert_eq!(items("AAAr", "AAEr"), "`items` is malformed");
    assert_eq!(
        document("\"version\":1", "\"version\":2"),
        "`version` is not supported by this version of the package"
    );
    assert!(!format!("{text:?}").to_lowercase().contains("token"));
}

#[test]
fn restores_many_records_in_slices() {
    let mut world = World::new(200);
    let plan = world.plan(wanted((0..200).map(id), "Closed Won", PlanOptions::default()));
    let mut restoring = Restoring::new(plan.store(&instance(), false), &instance()).unwrap();
    let mut slices = 1;
    while restoring.more().unwrap() {
        slices += 1;
    }
    let restored = restoring.finish().unwrap();
    assert_eq!((slices, restored.len()), (4, 200));
    assert!((0..200).all(|index| restored.id(index) == plan.id(index)));
}

/// Another user edits a field that the plan does not change.
fn edit(world: &mut World, number: usize) {
    let record = world.records.get_mut(&id(number)).unwrap();
    record.modified = "2026-11-22T07:00:00.000+0000";
}

fn planned(check_conflicts: bool) -> (World, Plan) {
    let mut world = World::new(3);
    let options = PlanOptions { check_conflicts, ..PlanOptions::default() };
    let plan = world.plan(wanted((0..3).map(id), "Closed Won", options));
    (world, plan)
}

#[test]
fn writes_unsent_records_as_without_an_interruption() {
    for (check_conflicts, expected) in [(false, State::Updated), (true, State::Conflict)] {
        let (mut world, plan) = planned(check_conflicts);
        edit(&mut world, 1);
        // Storing a restored plan gives the same text.
        let stored = restore(&plan.store(&instance(), false), &instance()).store(&instance(), false);
        let mut restored = restore(&stored, &instance());
        assert_eq!(world.finish(&mut restored), None);
        assert_eq!(states(&restored), [State::Updated, expected, State::Updated], "{check_conflicts}");
    }
    // Stopped before the first write.
    let (mut world, mut plan) = planned(false);
    world.fates = [Fate::Exhausted].into();
    world.run(&mut plan).unwrap().unwrap_err();
    let mut restored = restore(&plan.store(&instance(), false), &instance());
    edit(&mut world, 1);
    // The next response is lost, and no other user has saved since the last read.
    world.fates = [Fate::LostBefore].into();
    assert_eq!(world.finish(&mut restored), None);
    assert_eq!(states(&restored), [State::Updated; 3]);
}

#[test]
fn does_not_overwrite_another_users_change_with_a_possibly_sent_write() {
    let (_, plan) = planned(false);
    let mut run = plan.clone();
    let mut lost = World::new(3);
    lost.fates = [Fate::LostBefore].into();
    lost.reads = [Fate::Exhausted].into();
    lost.run(&mut run).unwrap().unwrap_err();
    // The stored text at the start of a run, after a lost write, and in the format of earlier versions.
    let mut older = plan.store(&instance(), false);
    older.items = older.items.replace(",16,0,;", ",0,0,;");
    let under_way = plan.store(&instance(), true);
    assert_eq!(older, under_way);
    for stored in [under_way, run.store(&instance(), false)] {
        let mut world = World::new(3);
        edit(&mut world, 1);
        assert_ne!(world.records[&id(1)].modified, BEFORE);
        let mut restored = restore(&stored, &instance());
        assert_eq!(world.finish(&mut restored), None);
        assert_eq!(states(&restored), [State::Updated, State::Conflict, State::Updated]);
    }
}
