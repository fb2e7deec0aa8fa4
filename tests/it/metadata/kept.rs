//! Metadata that the host stores between page loads.

use super::rules::{Setup, asking, verdict};
use super::{later, open, open_with, settle_background};
use crate::org::{CLOCK, Org, session, status};
use opportunity_stage::client::{Session, Settings};
use opportunity_stage::rest::{ApiVersion, InstanceUrl};
use opportunity_stage::transition::{User, VerdictType};
use serde_json::{Value as Json, json};

fn keeping(settings: Settings) -> Session {
    let mut session = Session::new(settings);
    session.keep_metadata();
    session
}

/// Returns the stored text after an opportunity was opened.
fn kept(org: &mut Org) -> String {
    let mut session = keeping(session().settings);
    open(&mut session, org, CLOCK);
    session.take_metadata().unwrap()
}

fn restored(text: &str) -> (Session, Org) {
    let mut session = keeping(session().settings);
    session.restore_metadata(text);
    (session, Org::new())
}

#[test]
fn the_first_open_after_a_reload_is_one_request() {
    let text = kept(&mut Org::new());
    let (mut session, mut org) = restored(&text);
    let opened = open(&mut session, &mut org, later(1_000));
    assert_eq!(org.asked.len(), 1, "{:?}", org.asked);
    assert_eq!(
        opened.process,
        open(&mut Session::new(session.settings.clone()), &mut Org::new(), CLOCK).process
    );
    assert_eq!(session.take_metadata(), None, "nothing new");
    assert_eq!(session.take_background(), Vec::new(), "it is not old yet");
}

#[test]
fn uses_old_metadata_and_revalidates_it() {
    let text = kept(&mut Org::new());
    let (mut session, mut org) = restored(&text);
    open(&mut session, &mut org, later(Settings::METADATA_MAX_AGE));
    assert_eq!(org.asked.len(), 1);
    assert_eq!(session.take_background().len(), 1, "whether it is still so");
}

#[test]
fn stores_the_orgs_rules_too() {
    let mut setup = Setup::new(&[("More", Some("ISPICKVAL(StageName, \"Closed Won\") && Amount < 50000"))]);
    let mut first = keeping(asking().settings);
    setup.open(&mut first);
    let text = first.take_metadata().unwrap();

    let mut session = keeping(asking().settings);
    session.restore_metadata(&text);
    let mut setup = Setup::new(&[]);
    let opportunity = setup.open(&mut session);
    assert_eq!((setup.asked.len(), setup.org.asked.len()), (0, 1));
    assert_eq!(verdict(&opportunity, "Closed Won").kind, VerdictType::Denied);
}

#[test]
fn returns_the_text_once_all_responses_have_arrived() {
    let mut org = Org::new();
    let mut session = keeping(session().settings);
    open_with(&mut session, CLOCK, |send| org.answer(&send.request)).unwrap();
    assert!(session.take_metadata().is_some());
    assert_eq!(session.take_metadata(), None);
    session.prefetch();
    assert_eq!(session.take_background(), Vec::new(), "all of it is known");
    open(&mut session, &mut org, later(Settings::METADATA_MAX_AGE));
    assert_eq!(session.take_metadata(), None, "it is being looked at");
    settle_background(&mut session, later(Settings::METADATA_MAX_AGE), |_| status(500, &json!([])));
}

#[test]
fn keeps_no_responses_without_a_store() {
    let mut session = session();
    open(&mut session, &mut Org::new(), CLOCK);
    assert_eq!(session.take_metadata(), None);
}

#[test]
fn stores_metadata_and_no_records() {
    let text = kept(&mut Org::new());
    let stored: Json = serde_json::from_str(&text).unwrap();
    let topics: Vec<_> =
        stored["responses"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(topics, ["objectInfo", "stages", "012000000000000AAA"]);
    assert!(!text.contains("Widgets"), "the record's name");
}

#[test]
fn ignores_any_other_text() {
    let good = kept(&mut Org::new());
    let cut = &good[..good.len() / 2];
    for text in [
        "",
        "null",
        "[]",
        "{",
        cut,
        r#"{"responses":7}"#,
        r#"{"responses":[{"kind":"objectInfo","body":"<html>"}]}"#,
        r#"{"responses":[{"kind":"nothing","body":"{}"},{"body":"{}"},{"kind":"stages"}]}"#,
    ] {
        let (mut session, mut org) = restored(text);
        open(&mut session, &mut org, CLOCK);
        assert_eq!(org.asked.len(), 4, "{text}");
    }
}

#[test]
fn a_late_restore_does_not_replace_newer_metadata() {
    let mut old = Org::new();
    old.labels = Some(["Deal", "Deals"]);
    let text = kept(&mut old);
    let (mut session, mut org) = (keeping(session().settings), Org::new());
    let before = open(&mut session, &mut org, CLOCK);
    session.restore_metadata(&text);
    assert_eq!(open(&mut session, &mut org, CLOCK).info, before.info);
}

#[test]
fn the_key_differs_by_org_user_and_version() {
    let key = |change: &dyn Fn(&mut Settings)| {
        let mut settings = session().settings;
        change(&mut settings);
        Session::new(settings).metadata_key()
    };
    let usual = key(&|_| {});
    assert!(usual.contains(env!("CARGO_PKG_VERSION")) && usual.contains("66.0"), "{usual}");
    let user = |id: &str| User { id: Some(id.into()), ..User::default() };
    let others = [
        key(&|it| it.user = user("005000000000001AAA").into()),
        key(&|it| it.user = user("005000000000002AAA").into()),
        key(&|it| it.version = ApiVersion::new("65.0").unwrap()),
        key(&|it| it.instance = InstanceUrl::new("https://other.my.salesforce.com", &[]).unwrap()),
    ];
    for (index, other) in others.iter().enumerate() {
        assert_ne!(*other, usual);
        assert!(!others[..index].contains(other), "{other}");
    }
}
