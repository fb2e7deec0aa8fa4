//! With any faults: no record is written twice, and each is reported correctly.

use super::model::{Fate, World, id, states, wanted};
use opportunity_stage::base::FieldValue;
use opportunity_stage::base::error::Code;
use opportunity_stage::base::json::Map;
use opportunity_stage::client::bulk::{Plan, PlanOptions, State};
use proptest::prelude::*;
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq)]
enum WriteMode {
    Collections,
    Conditional,
    Jobs,
}

impl WriteMode {
    const ALL: [Self; 3] = [Self::Collections, Self::Conditional, Self::Jobs];

    fn options(self) -> PlanOptions {
        PlanOptions {
            check_conflicts: self == Self::Conditional,
            bulk_above: if self == Self::Jobs { 0 } else { 2_000 },
            ..PlanOptions::default()
        }
    }
}

/// A rule of the org refuses every third record.
fn third(id: &str) -> bool {
    id[..15].parse::<u64>().unwrap() % 3 == 2
}

fn check(world: &World, plan: &Plan, stopped: Option<Code>, case: &str) {
    for (index, state) in states(plan).into_iter().enumerate() {
        let record = &world.records[&id(index)];
        let case =
            || format!("{case}: record {index} {state:?}, {} writes, {:?}", record.writes, world.asked);
        assert_eq!(plan.id(index), id(index), "the order stays");
        assert!(record.writes <= 1, "written twice: {}", case());
        let written = record.values["StageName"] == json!("Closed Won");
        assert_eq!(written, record.writes == 1, "{}", case());
        match state {
            State::Updated | State::Confirmed => assert!(written, "{}", case()),
            State::Failed => {
                assert!(!written, "{}", case());
                let problem = &plan.problems()[plan.problem_of(index).unwrap()];
                let why = [
                    Code::ValidationRule,
                    Code::ServerError,
                    Code::RecordLocked,
                    Code::Refused,
                    Code::RequestRejected,
                ];
                assert!(why.contains(&problem.code), "{problem:?} {}", case());
            }
            State::Unknown => {
                let problem = &plan.problems()[plan.problem_of(index).unwrap()];
                assert_eq!(problem.code, Code::UnknownOutcome, "{}", case());
            }
            State::Ready | State::Sent => assert!(stopped.is_some(), "{}", case()),
            other => panic!("{other:?} {}", case()),
        }
    }
}

fn planned(way: WriteMode, count: usize) -> Plan {
    let plan = World::new(count).plan(wanted((0..count).map(id), "Closed Won", way.options()));
    assert!(states(&plan).iter().all(|state| *state == State::Ready), "{:?}", plan.problems());
    plan
}

fn play(way: WriteMode, mut plan: Plan, fates: &[Fate]) {
    let mut world = World::new(plan.len());
    world.refused = third;
    world.fates = fates.iter().copied().collect();
    let stopped = world.finish(&mut plan).map(|problem| problem.code);
    check(&world, &plan, stopped, &format!("{way:?} {fates:?}"));
    // If it was stopped, the next run finishes it.
    if stopped.is_some() {
        assert_eq!(world.finish(&mut plan), None);
        check(&world, &plan, None, &format!("{way:?} {fates:?}, again"));
    }
}

#[test]
fn every_sequence_of_three_faults_in_each_mode() {
    let mut played = 0;
    for way in WriteMode::ALL {
        let plan = planned(way, 3);
        for first in Fate::ALL {
            for second in Fate::ALL {
                for third in Fate::ALL.into_iter().step_by(5) {
                    play(way, plan.clone(), &[first, second, third]);
                    played += 1;
                }
            }
        }
    }
    assert_eq!(played, 3 * 20 * 20 * 4);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn handles_many_chunks_and_longer_sequences(
        way in prop::sample::select(WriteMode::ALL.to_vec()),
        count in 1_usize..450,
        fates in prop::collection::vec(prop::sample::select(Fate::ALL.to_vec()), 0..16),
    ) {
        play(way, planned(way, count), &fates);
    }
}

#[test]
fn does_not_report_a_possible_write_as_failed() {
    for way in [WriteMode::Collections, WriteMode::Conditional] {
        for fates in [
            [Fate::Late, Fate::LostBefore],
            [Fate::LostBefore, Fate::Late],
            [Fate::Late, Fate::ErrorBefore],
            [Fate::ErrorBefore, Fate::Late],
        ] {
            let (mut plan, mut world) = (planned(way, 3), World::new(3));
            world.fates = fates.into_iter().collect();
            assert_eq!(world.finish(&mut plan), None);
            let problem = &plan.problems()[plan.problem_of(0).unwrap()];
            assert_eq!(
                (states(&plan), problem.code),
                (vec![State::Unknown; 3], Code::UnknownOutcome),
                "{way:?} {fates:?}"
            );
            world.land();
            assert!(world.records.values().all(|record| record.writes == 1), "{way:?} {fates:?}");
        }
        // Any response, even an ambiguous one, settles it.
        let (mut plan, mut world) = (planned(way, 3), World::new(3));
        world.fates = [Fate::ErrorBefore, Fate::ErrorBefore].into_iter().collect();
        assert_eq!(world.finish(&mut plan), None);
        assert_eq!(states(&plan), [State::Failed; 3], "{way:?}");
    }
}

#[test]
fn a_lock_by_an_earlier_attempt_is_not_a_failure() {
    let (mut plan, mut world) = (planned(WriteMode::Collections, 3), World::new(3));
    world.fates = std::iter::once(Fate::Late).chain([Fate::Locked; 4]).collect();
    assert_eq!(world.finish(&mut plan), None);
    assert_eq!(states(&plan), [State::Unknown; 3]);
}

#[test]
fn handles_a_locked_record_of_an_abandoned_job() {
    play(
        WriteMode::Jobs,
        planned(WriteMode::Jobs, 1),
        &[Fate::Fine, Fate::Fine, Fate::Locked, Fate::GiveUpAfter],
    );
}

#[test]
fn counts_requests() {
    let requests = |way: WriteMode, count: usize| {
        let mut world = World::new(count);
        let mut plan = world.plan(wanted((0..count).map(id), "Closed Won", way.options()));
        let planned = std::mem::take(&mut world.asked).len();
        assert_eq!(world.finish(&mut plan), None);
        (planned, world.asked.len())
    };
    // One request for an id, four to open it, and one for each thousand.
    assert_eq!(requests(WriteMode::Collections, 1_000), (6, 5));
    assert_eq!(requests(WriteMode::Conditional, 1_000), (6, 40));
    assert_eq!(requests(WriteMode::Jobs, 2_500), (8, 7), "create, upload, close, two looks, two lists");
}

#[test]
fn renews_a_session_that_expires_half_way_without_cors_headers() {
    for (way, fate) in [
        (WriteMode::Collections, 1),
        (WriteMode::Conditional, 3),
        (WriteMode::Jobs, 0),
        (WriteMode::Jobs, 1),
        (WriteMode::Jobs, 2),
    ] {
        let count = 401;
        let mut world = World::new(count);
        let mut plan = world.plan(wanted((0..count).map(id), "Closed Won", way.options()));
        world.fates = std::iter::repeat_n(Fate::Fine, fate).chain([Fate::Expired]).collect();
        assert_eq!(world.run(&mut plan), Some(Ok(())), "{way:?} {fate}");
        assert_eq!(states(&plan), vec![State::Updated; count], "{way:?} {fate}");
        assert_eq!(world.renewals, 1, "{way:?} {fate}");
        assert!(world.records.values().all(|record| record.writes == 1), "{way:?} {fate}");
    }
}

#[test]
fn honors_retry_after() {
    for way in [WriteMode::Collections, WriteMode::Conditional] {
        let (mut plan, mut world) = (planned(way, 3), World::new(3));
        world.fates = [Fate::Busy(20), Fate::Busy(4), Fate::Busy(0)].into();
        assert_eq!(world.run(&mut plan), Some(Ok(())));
        assert_eq!(states(&plan), [State::Updated; 3]);
        assert_eq!(world.waits, [20_000, 4_000, 1_000], "never sooner than without");
        // Longer than the client waits: the problem contains the delay, and the plan can be resumed.
        let (mut plan, mut world) = (planned(way, 3), World::new(3));
        world.fates = [Fate::Busy(31)].into();
        let problem = world.run(&mut plan).unwrap().unwrap_err();
        assert_eq!(problem.help.as_deref(), Some("wait 31 seconds, then try again"));
        assert_eq!((problem.code, world.waits.len()), (Code::ServerUnavailable, 0));
        assert_eq!(states(&plan), [State::Ready; 3]);
    }
    // The read after a lost write.
    let (mut plan, mut world) = (planned(WriteMode::Collections, 3), World::new(3));
    world.fates = [Fate::LostAfter].into();
    world.reads = [Fate::Busy(20), Fate::Busy(31)].into();
    let problem = world.run(&mut plan).unwrap().unwrap_err();
    assert_eq!((problem.code, states(&plan)), (Code::ServerUnavailable, vec![State::Sent; 3]));
    assert_eq!(world.waits, [20_000]);
}

#[test]
fn honors_a_gateways_retry_after_and_reads_first() {
    for way in [WriteMode::Collections, WriteMode::Conditional] {
        let (mut plan, mut world) = (planned(way, 3), World::new(3));
        world.fates = [Fate::BusyGateway(20)].into();
        assert_eq!(world.run(&mut plan), Some(Ok(())));
        assert_eq!((states(&plan), world.waits.clone()), (vec![State::Updated; 3], vec![20_000]));
        let (mut plan, mut world) = (planned(way, 3), World::new(3));
        world.fates = [Fate::BusyGateway(31)].into();
        let problem = world.run(&mut plan).unwrap().unwrap_err();
        assert_eq!((problem.code, states(&plan)), (Code::ServerUnavailable, vec![State::Ready; 3]));
        // With repeated faults the outcome stays open: the gateway may still forward the write.
        let (mut plan, mut world) = (planned(way, 3), World::new(3));
        world.fates = [Fate::BusyGateway(0), Fate::GatewayBefore(429)].into();
        assert_eq!(world.finish(&mut plan), None);
        assert_eq!(states(&plan), [State::Unknown; 3]);
    }
}

#[test]
fn a_gateways_response_about_a_job_does_not_restart_the_writes() {
    for code in [404, 403, 400, 200, 503] {
        let (mut plan, mut world) = (planned(WriteMode::Jobs, 3), World::new(3));
        world.reads = [Fate::GatewayBefore(code)].into();
        assert_eq!(world.run(&mut plan), Some(Ok(())), "{code}");
        assert_eq!(states(&plan), [State::Updated; 3], "{code}");
        assert!(world.records.values().all(|record| record.writes == 1), "{code}");
    }
}

#[test]
fn retries_after_too_many_concurrent_calls_but_not_after_the_daily_limit() {
    for way in WriteMode::ALL {
        let (mut plan, mut world) = (planned(way, 3), World::new(3));
        world.fates = [Fate::Crowded, Fate::Crowded].into();
        assert_eq!(world.run(&mut plan), Some(Ok(())), "{way:?}");
        assert_eq!(states(&plan), [State::Updated; 3], "{way:?}");
        // Jobs are polled as well.
        assert_eq!(world.waits.len(), if way == WriteMode::Jobs { 3 } else { 2 }, "{way:?}");
        let (mut plan, mut world) = (planned(way, 3), World::new(3));
        world.fates = [Fate::Exhausted].into();
        let problem = world.run(&mut plan).unwrap().unwrap_err();
        assert_eq!((problem.code, world.waits.len()), (Code::RequestLimit, 0), "{way:?}");
        assert_eq!(states(&plan), [State::Ready; 3], "{way:?}");
    }
    // The read after a lost write.
    let (mut plan, mut world) = (planned(WriteMode::Collections, 3), World::new(3));
    world.fates = [Fate::LostAfter].into();
    world.reads = [Fate::Crowded].into();
    assert_eq!(world.run(&mut plan), Some(Ok(())));
    assert_eq!(states(&plan), [State::Confirmed; 3]);
}

#[test]
fn reports_a_conflict_if_another_user_saved_first() {
    for (way, expected) in
        [(WriteMode::Conditional, State::Conflict), (WriteMode::Collections, State::Updated)]
    {
        let mut world = World::new(60);
        let mut plan = world.plan(wanted((0..60).map(id), "Closed Won", way.options()));
        let record = world.records.get_mut(&id(41)).unwrap();
        record.values.insert("StageName".into(), json!("Closed Lost"));
        record.modified = "2026-11-22T07:00:00.000+0000";
        assert_eq!(world.finish(&mut plan), None);
        for (index, state) in states(&plan).into_iter().enumerate() {
            assert_eq!(state, if index == 41 { expected } else { State::Updated }, "{way:?} {index}");
        }
        if way == WriteMode::Conditional {
            let problem = &plan.problems()[plan.problem_of(41).unwrap()];
            assert_eq!(
                problem.message,
                "Olga Other changed the record at 2026-11-22T07:00:00.000Z, after it was read here"
            );
        }
    }
}

#[test]
fn a_job_that_ends_early_reports_the_records_it_processed() {
    let mut world = World::new(10);
    world.job_fails_after = Some(7);
    let mut plan = world.plan(wanted((0..10).map(id), "Closed Won", WriteMode::Jobs.options()));
    assert_eq!(world.finish(&mut plan), None);
    let failed = states(&plan).iter().filter(|state| **state == State::Failed).count();
    assert_eq!(failed, 3);
    let problem = plan.problems().first().unwrap();
    assert_eq!(problem.message, "the job ended before it processed this record: out of luck");
    assert_eq!((problem.code, problem.retryable), (Code::Refused, false));
    assert_eq!(world.records.values().filter(|record| record.writes == 1).count(), 7);
}

#[test]
fn a_failed_job_is_a_refusal_with_salesforces_message() {
    let mut world = World::new(3);
    (world.job_fails_after, world.job_error) = (Some(0), "InvalidBatch : Field name not found : NextStep");
    let mut plan = world.plan(wanted((0..3).map(id), "Closed Won", WriteMode::Jobs.options()));
    assert_eq!(world.finish(&mut plan), None);
    assert_eq!(states(&plan), [State::Failed; 3]);
    let problem = &plan.problems()[plan.problem_of(2).unwrap()];
    assert_eq!((problem.code, problem.retryable), (Code::Refused, false));
    assert_eq!(
        problem.message,
        "the job ended before it processed this record: Field name not found : NextStep"
    );
    let error = &problem.errors[0];
    assert_eq!((&*error.code, &*error.message), ("InvalidBatch", "Field name not found : NextStep"));
}

#[test]
fn texts_have_the_files_line_ends() {
    let mut world = World::new(2);
    let mut plan = Plan::new(WriteMode::Jobs.options());
    let text = FieldValue::Text("one\r\ntwo\rthree\nfour".into());
    for number in 0..2 {
        plan.add(&id(number), Ok((None, Map::from([("NextStep".to_owned(), text.clone())]))));
    }
    let mut plan = world.plan(plan);
    // The job is gone before it reports the records, so they are read.
    world.job_forgotten = true;
    assert_eq!(world.finish(&mut plan), None);
    assert_eq!(states(&plan), [State::Confirmed; 2], "{:?}", plan.problems());
    for record in world.records.values() {
        assert_eq!(record.values["NextStep"], json!("one\ntwo\nthree\nfour"));
    }
}

#[test]
fn uses_collections_without_bulk_api() {
    let mut world = World::new(450);
    world.no_bulk = true;
    let mut plan = world.plan(wanted((0..450).map(id), "Closed Won", WriteMode::Jobs.options()));
    assert_eq!(world.finish(&mut plan), None);
    check(&world, &plan, None, "no bulk");
    assert_eq!((world.count("POST /jobs/ingest"), world.count("PATCH /composite/sobjects")), (1, 3));
}

#[test]
fn never_creates_a_job_twice() {
    // The page is left at any point after the job was created.
    for after in 0..8 {
        let mut world = World::new(5);
        let mut plan = world.plan(wanted((0..5).map(id), "Closed Won", WriteMode::Jobs.options()));
        world.fates = std::iter::repeat_n(Fate::Fine, after).chain([Fate::GiveUpAfter]).collect();
        assert_eq!(world.finish(&mut plan), None);
        check(&world, &plan, None, &format!("left after {after}"));
        // A job whose creation response was lost is unknown, and empty; the remaining records are few enough
        // for collections. A job that was open when the page was left is aborted, one that was closed is
        // polled.
        let created = world.count("POST /jobs/ingest");
        let expected = [(1, 1), (2, 0), (1, 0), (1, 0)][after.min(3)];
        assert_eq!(
            (created, world.count("PATCH /composite/sobjects")),
            expected,
            "{after}: {:?}",
            world.asked
        );
    }
}
