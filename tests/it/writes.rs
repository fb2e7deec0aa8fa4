//! Writes with every order of faults: never written twice, never reported wrong, always over in time.

mod play;
mod server;

use std::collections::BTreeSet;

use crate::org::CLOCK;
use opportunity_stage::base::FieldValue;
use opportunity_stage::base::error::{Code, Problem};
use opportunity_stage::client::{ConfirmedBy, Notice, Outcome, Receipt, Session, Task};
use opportunity_stage::rest::write::Strategy;
use opportunity_stage::transition::User;
use play::{Play, opened};
use proptest::prelude::*;
use server::{Fate, WANTED};

/// Checks what must hold at the end of every run.
fn judge(play: &Play, result: &Result<Receipt, Problem>, fates: &[Fate]) {
    let server = &play.server;
    // Requests that are still in flight are processed afterwards.
    let mut after = server.clone();
    after.settle(play.clock.now);
    let case = || {
        let said = result.as_ref().map(|receipt| receipt.written).map_err(|problem| problem.code);
        format!("{fates:?}: {said:?}, {:?}, {server:?}", play.task.outcome())
    };
    assert!(after.ours <= 1, "written twice: {}", case());
    assert!(play.elapsed() <= i64::from(play.session.settings.retry.total), "too long: {}", case());
    assert!(server.tries <= 6, "too many tries: {}", case());
    match result {
        Ok(receipt) => {
            let there = server.stage == WANTED || !receipt.unexpected.is_empty() || !receipt.verified;
            assert!(there, "reported as done: {} {result:?}", case());
            let outcome = if receipt.written { Outcome::Written } else { Outcome::NotWritten };
            assert_eq!(play.task.outcome(), outcome, "{}", case());
            assert_eq!(receipt.written, !receipt.already, "{}", case());
            match receipt.confirmed_by {
                Some(ConfirmedBy::Answer) => assert_eq!(server.ours, 1, "{}", case()),
                Some(ConfirmedBy::Reading) => {
                    assert!(server.lost > 0 && (server.ours == 1 || server.same > 0), "{}", case());
                }
                None => assert!(after.ours == 0 && server.same > 0, "another user wrote it: {}", case()),
            }
            if !receipt.verified {
                assert!(server.ours == 1 && server.last_read_failed, "{}", case());
            }
        }
        Err(problem) => {
            match problem.code {
                Code::ChangedMeanwhile => {
                    assert!(server.others > 0, "no other user changed the record: {}", case());
                }
                Code::UnknownOutcome => {
                    let seen = !server.last_read_failed && server.stage == WANTED;
                    assert!(server.lost > 0 && !seen, "the outcome is known: {}", case());
                }
                _ => assert_eq!(after.ours, 0, "reported as failed: {}", case()),
            }
            match play.task.outcome() {
                Outcome::NotSent => assert_eq!(after.ours, 0, "{}", case()),
                Outcome::NotWritten => assert!(after.ours == 0 || server.others > 0, "{}", case()),
                Outcome::Unknown => assert_eq!(problem.code, Code::UnknownOutcome, "{}", case()),
                Outcome::Written => panic!("{}", case()),
            }
        }
    }
}

/// Runs every order of faults up to a depth, after which all requests succeed. Returns the number of runs.
fn explore(mut play: Play, depth: usize, fates: &mut Vec<Fate>) -> usize {
    if let Some(result) = play.advance() {
        judge(&play, &result, fates);
        return 1;
    }
    if depth == 0 {
        let mut last = play.clone();
        let result = last.play(&[]);
        judge(&last, &result, fates);
        return 1;
    }
    let mut games = 0;
    for fate in Fate::ALL {
        let mut next = play.clone();
        fates.push(fate);
        next.answer(fate);
        games += explore(next, depth - 1, fates);
        fates.pop();
    }
    games
}

#[test]
fn every_order_of_outcomes_ends_honestly_composite() {
    assert!(explore(Play::new(Strategy::Composite), 3, &mut Vec::new()) > 1_000);
}

#[test]
fn every_order_of_outcomes_ends_honestly_ui_api() {
    assert!(explore(Play::new(Strategy::UiApi), 3, &mut Vec::new()) > 1_000);
}

#[test]
fn every_order_of_outcomes_ends_honestly_row() {
    assert!(explore(Play::new(Strategy::Row), 3, &mut Vec::new()) > 1_000);
}

#[test]
fn every_order_of_outcomes_ends_honestly_with_renewal_and_strict_preflights() {
    for strategy in Strategy::ALL {
        let mut play = Play::new(strategy);
        play.renewable = false;
        explore(play.clone(), 2, &mut Vec::new());
        play.server.strict = true;
        explore(play, 2, &mut Vec::new());
    }
}

proptest! {
    #[test]
    fn long_orders_of_outcomes_end_honestly(
        strategy in proptest::sample::select(Strategy::ALL.to_vec()),
        fates in proptest::collection::vec(proptest::sample::select(Fate::ALL.to_vec()), 4..16),
    ) {
        let mut play = Play::new(strategy);
        let result = play.play(&fates);
        judge(&play, &result, &fates);
    }
}

fn code(result: Result<Receipt, Problem>) -> Code {
    result.unwrap_err().code
}

#[test]
fn requests_and_receipts_of_each_strategy() {
    for (strategy, requests) in [(Strategy::Composite, 1), (Strategy::UiApi, 1), (Strategy::Row, 2)] {
        let mut play = Play::new(strategy);
        let receipt = play.play(&[]).unwrap();
        assert_eq!((receipt.strategy, receipt.attempts, receipt.written), (Some(strategy), 1, true));
        assert_eq!(play.elapsed(), 40 * requests, "{strategy:?}");
        assert_eq!(play.session.take_notices(), []);
    }
}

#[test]
fn a_receipt_has_the_members_that_typescript_declares() {
    let types = include_str!("../../pkg-template/types/receipt.d.ts");
    let (_, body) = types.split_once("export interface Receipt {").expect("the interface is declared");
    let (body, _) = body.split_once("\n}").expect("the interface ends");
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let declared: BTreeSet<_> = body
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_once(':'))
        .map(|(name, _)| name)
        .filter(|name| is_name(name))
        .collect();
    let receipt = serde_json::to_value(Play::new(Strategy::Composite).play(&[]).unwrap()).unwrap();
    let ours: BTreeSet<_> = receipt.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(ours, declared);
}

#[test]
fn retries_after_a_lock_and_shows_it() {
    let mut play = Play::new(Strategy::Composite);
    assert_eq!(play.advance(), None);
    play.answer(Fate::Locked);
    assert_eq!(play.advance(), None);
    let waiting = play.task.waiting().unwrap();
    assert_eq!((waiting.because, waiting.attempts), (Code::RecordLocked, 1));
    assert!(waiting.until > CLOCK.now);
    assert_eq!(play.task.outcome(), Outcome::NotWritten);
    let notices = play.session.take_notices();
    assert!(
        matches!(notices[..], [Notice::Retry { because: Code::RecordLocked, attempts: 1, .. }]),
        "{notices:?}"
    );
    let receipt = play.play(&[Fate::Locked]).unwrap();
    assert_eq!((receipt.attempts, play.server.ours), (3, 1));
    assert_eq!(play.task.waiting(), None);

    let mut play = Play::new(Strategy::Row);
    assert_eq!(code(play.play(&[Fate::Locked; 3])), Code::RecordLocked, "three tries, and no more");
    assert_eq!(play.server.tries, 3);
}

#[test]
fn tries_an_unsupported_strategy_once() {
    let cases: [(Strategy, &'static [&'static str], Strategy); 3] = [
        (Strategy::Composite, &["/composite"], Strategy::Row),
        (Strategy::UiApi, &["/ui-api/"], Strategy::Composite),
        (Strategy::Row, &["/sobjects/"], Strategy::Composite),
    ];
    for (strategy, absent, then) in cases {
        let (session, opportunity) = opened(strategy);
        let mut play = Play::of(session, opportunity.clone(), CLOCK);
        play.server.absent = absent;
        let receipt = play.play(&[]).unwrap();
        assert_eq!((receipt.strategy, receipt.attempts), (Some(then), 2), "{strategy:?}");
        let notices = play.session.take_notices();
        assert!(
            matches!(&notices[..], [Notice::WriteFallback { from, to, .. }] if (*from, *to) == (strategy, then)),
            "{notices:?}"
        );
        // The next write of this session uses the fallback at once, without a notice.
        let mut next = Play::of(play.session.clone(), opportunity, CLOCK);
        assert_eq!(next.play(&[]).unwrap().attempts, 1);
        assert_eq!(next.session.take_notices(), []);
    }
    let mut play = Play::new(Strategy::Composite);
    play.server.absent = &["/"];
    let problem = play.play(&[]).unwrap_err();
    assert_eq!(play.server.tries, 3, "each way once");
    // The record was readable, so it is not the record that is missing.
    assert_eq!((problem.code, problem.status), (Code::RequestRejected, Some(404)));
    assert_eq!(problem.message, "the org serves no way to write the record");
    assert_eq!(problem.errors[0].code, "NOT_FOUND");
    let help = problem.help.unwrap();
    assert!(
        Strategy::ALL.iter().all(|strategy| help.contains(&format!("`{}`", strategy.as_str()))),
        "{help}"
    );
}

#[test]
fn falls_back_if_preflights_refuse_a_header() {
    for strategy in [Strategy::UiApi, Strategy::Row] {
        let (session, opportunity) = opened(strategy);
        let strict = |session: Session| {
            let mut play = Play::of(session, opportunity.clone(), CLOCK);
            play.server.strict = true;
            let receipt = play.play(&[]).unwrap();
            (receipt, play.session)
        };
        // A single failure may have been the network.
        let (receipt, mut session) = strict(session);
        assert_eq!((receipt.strategy, receipt.attempts), (Some(Strategy::Composite), 2));
        assert!(matches!(session.take_notices()[..], [Notice::Retry { .. }]));
        let (receipt, mut session) = strict(session);
        assert_eq!((receipt.strategy, receipt.attempts), (Some(Strategy::Composite), 2));
        assert!(matches!(session.take_notices()[..], [_, Notice::WriteFallback { .. }]));
        let (receipt, mut session) = strict(session);
        assert_eq!((receipt.strategy, receipt.attempts), (Some(Strategy::Composite), 1));
        assert_eq!(session.take_notices(), []);
    }
}

#[test]
fn a_single_network_failure_does_not_change_the_strategy() {
    for strategy in [Strategy::UiApi, Strategy::Row] {
        let (mut session, opportunity) = opened(strategy);
        for _ in 0..3 {
            let mut blip = Play::of(session, opportunity.clone(), CLOCK);
            let receipt = blip.play(&[Fate::LostUndone]).unwrap();
            assert_eq!(receipt.attempts, 2);
            assert!(matches!(blip.session.take_notices()[..], [Notice::Retry { .. }]));
            let mut next = Play::of(blip.session, opportunity.clone(), CLOCK);
            let receipt = next.play(&[]).unwrap();
            assert_eq!((receipt.strategy, receipt.attempts), (Some(strategy), 1), "its own way again");
            session = next.session;
        }
    }
}

#[test]
fn reuses_the_key_only_while_the_first_attempt_may_be_processed() {
    let keys = |fates: &[Fate]| {
        let mut play = Play::new(Strategy::UiApi);
        let mut keys = Vec::new();
        let mut fates = fates.iter();
        while play.advance().is_none() {
            play.clock.random[0] = play.clock.random[0].wrapping_add(1);
            if let Some(key) = play.key() {
                keys.push(key);
            }
            play.answer(*fates.next().unwrap_or(&Fate::Served));
        }
        keys
    };
    let lost = keys(&[Fate::TimedOutUndone]);
    assert!(lost.len() == 2 && lost[0] == lost[1], "{lost:?}");
    let locked = keys(&[Fate::Locked]);
    assert!(locked.len() == 2 && locked[0] != locked[1], "{locked:?}");
}

#[test]
fn renews_an_expired_session_once_and_repeats_the_write() {
    let mut play = Play::new(Strategy::Row);
    let receipt = play.play(&[Fate::Expired]).unwrap();
    assert_eq!((receipt.attempts, play.renewals, play.server.ours), (1, 1, 1));
    let mut play = Play::new(Strategy::Row);
    assert_eq!(code(play.play(&[Fate::Expired, Fate::Expired])), Code::SessionExpired);
    assert_eq!(play.renewals, 1);
}

#[test]
fn detects_a_change_within_the_same_second_by_its_values() {
    let (session, opportunity) = opened(Strategy::Composite);
    let mut play = Play::of(session, opportunity, CLOCK);
    play.server.stage = "Prospecting";
    assert_eq!(code(play.play(&[Fate::LostUndone])), Code::ChangedMeanwhile);
    assert_eq!(play.server.ours, 0);
}

#[test]
fn a_lost_write_may_be_processed_after_the_end() {
    let mut play = Play::new(Strategy::Composite);
    let problem = play.play(&[Fate::LostLast, Fate::Served, Fate::GatewayUndone]).unwrap_err();
    assert_eq!((problem.code, play.task.outcome()), (Code::UnknownOutcome, Outcome::Unknown));
    assert!(problem.message.starts_with("it is unknown whether the update will be made: "), "{problem}");
    assert_eq!((problem.status, problem.retryable), (Some(502), false));
    play.server.settle(play.clock.now);
    assert_eq!((play.server.stage, play.server.ours), (WANTED, 1));

    // A rule that refuses the second attempt refuses the first one too.
    let mut play = Play::new(Strategy::Composite);
    let result = play.play(&[Fate::LostLast, Fate::Served, Fate::Rule]);
    assert_eq!((code(result), play.task.outcome()), (Code::ValidationRule, Outcome::NotWritten));
}

#[test]
fn does_not_claim_the_same_change_of_another_user() {
    let mut play = Play::new(Strategy::Composite);
    let receipt = play.play(&[Fate::OtherUserSameChange]).unwrap();
    assert_eq!((receipt.written, receipt.already, receipt.confirmed_by), (false, true, None));
    assert_eq!((receipt.undo_until, receipt.strategy, receipt.verified), (None, None, true));
    let theirs = receipt.merged.unwrap();
    assert_eq!(theirs.fields[0].theirs, FieldValue::Text(WANTED.into()), "the receipt names who did it");
    assert_eq!(play.task.outcome(), Outcome::NotWritten);
    // A browser repeats by itself a request that a dead connection swallowed; then the other user is this user.
    for (id, written) in [("005R0000000gvQvIAI", true), ("005R0000000gvQwIAI", false)] {
        let (mut session, opportunity) = opened(Strategy::Composite);
        let user = User { id: Some(id.into()), ..User::default() };
        session.settings.user = user.into();
        let mut play = Play::of(session, opportunity, CLOCK);
        play.server.by = Some("005R0000000gvQv");
        let receipt = play.play(&[Fate::OtherUserSameChange]).unwrap();
        assert_eq!((receipt.written, receipt.already), (written, !written));
        assert_eq!(receipt.confirmed_by, written.then_some(ConfirmedBy::Reading));
    }
    // An attempt was lost, and the record holds the requested values: that is known from a read.
    let mut play = Play::new(Strategy::Row);
    let receipt = play.play(&[Fate::LostDone]).unwrap();
    assert_eq!((receipt.written, receipt.confirmed_by), (true, Some(ConfirmedBy::Reading)));
}

#[test]
fn verification_reads_every_field_of_the_receipt() {
    for fates in [&[][..], &[Fate::LostDone]] {
        let mut play = Play::new(Strategy::Row);
        play.server.discount = Some(9);
        let receipt = play.play(fates).unwrap();
        let unexpected: Vec<_> = receipt.unexpected.iter().map(|change| change.field.as_str()).collect();
        assert!(unexpected.contains(&"Discount__c"), "{unexpected:?}");
        let read = play.server.read.as_deref().unwrap();
        assert!(receipt.before.keys().all(|name| read.contains(&format!("Opportunity.{name}"))), "{read}");
    }
}
