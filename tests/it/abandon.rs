//! Callers that abort what they started.

use crate::conversation::{Talk, labels};
use crate::org::{CLOCK, ok};
use opportunity_stage::base::error::Code;
use opportunity_stage::client::{Event, Outcome, UserEvent, View};
use serde_json::{Value as Json, json};

impl Talk {
    /// Abandons what the turn started. Returns false if that is over.
    fn abandon(&mut self, turn: u32, known: Outcome) -> bool {
        let effects = self.machine.abandon(&mut self.session, turn, known, CLOCK);
        let taken = effects.is_some();
        self.take(effects.unwrap_or_default());
        taken
    }

    fn view(&self) -> View {
        self.machine.view(&self.session)
    }

    /// A conversation after "Confirm Update".
    fn confirmed() -> Self {
        let mut talk = Self::new();
        talk.say("Update the Acme opportunity to Closed Won");
        assert!(talk.start(UserEvent::Confirm));
        talk
    }
}

#[test]
fn an_aborted_search_ends_like_a_cancelled_one() {
    let mut talk = Talk::new();
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    let sent: Vec<_> = talk.waiting.iter().map(|send| send.id).collect();
    assert!(talk.abandon(talk.machine.turn(), Outcome::NotSent));
    assert_eq!((talk.view().state, talk.aborted), ("idle", sent));
}

#[test]
fn later_work_continues_after_an_abort() {
    let mut talk = Talk::new();
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    let first = talk.machine.turn();
    talk.start(UserEvent::Say { text: "Find Widgets".into() });
    assert!(!talk.abandon(first, Outcome::NotSent));
    assert_eq!(talk.settle().state, "current");
    let over = talk.machine.turn();
    assert!(!talk.abandon(over, Outcome::NotSent), "it has settled");
    assert_eq!(talk.view().state, "current");
}

#[test]
fn an_aborted_write_that_was_not_sent_returns_to_the_preview() {
    for known in [Outcome::NotSent, Outcome::NotWritten] {
        let mut talk = Talk::confirmed();
        assert!(talk.abandon(talk.machine.turn(), known));
        assert_eq!((talk.view().state, talk.machine.outcome()), ("preview", known));
        assert!(talk.waiting.is_empty(), "its request is aborted");
        assert_eq!(talk.event(UserEvent::Confirm).state, "done", "it can be confirmed once more");
        assert_eq!(talk.org.written().len(), 1);

        talk.start(UserEvent::Undo);
        assert!(talk.abandon(talk.machine.turn(), known));
        assert_eq!((talk.view().state, labels(&talk.view())), ("done", vec!["Undo"]));
    }
}

#[test]
fn an_aborted_write_with_unknown_outcome_says_so() {
    let mut talk = Talk::confirmed();
    assert!(talk.abandon(talk.machine.turn(), Outcome::Unknown));
    let view = talk.view();
    assert_eq!((view.state, talk.machine.outcome()), ("failed", Outcome::Unknown));
    assert_eq!(view.problem.as_ref().unwrap().code, Code::UnknownOutcome);
    assert_eq!(labels(&view), ["Open Again", "Cancel"]);
    assert_eq!(talk.aborted.len(), 1);
    assert!(!talk.start(UserEvent::Confirm), "it is looked at first");
    assert_eq!(talk.event(view.buttons[0].event.clone()).state, "preview");
}

#[test]
fn an_aborted_write_that_succeeded_is_done_without_a_read_back() {
    let mut talk = Talk::confirmed();
    let write = talk.waiting.remove(0);
    let answer = ok(&json!({ "compositeResponse": [
        { "body": null, "httpHeaders": {}, "httpStatusCode": 204, "referenceId": "update" },
        { "body": Json::Null, "httpHeaders": {}, "httpStatusCode": 500, "referenceId": "readBack" },
    ] }));
    let effects = talk.machine.handle(&mut talk.session, write.id, Event::Answer(answer), CLOCK);
    talk.take(effects.unwrap());
    assert_eq!((talk.view().state, talk.waiting.len()), ("applying", 1), "it is being read back");
    assert!(talk.abandon(talk.machine.turn(), Outcome::Written));
    let view = talk.view();
    assert_eq!((view.state, talk.machine.outcome()), ("done", Outcome::Written));
    assert!(view.receipt.is_some_and(|receipt| receipt.written && !receipt.verified));
    assert_eq!((talk.waiting.len(), talk.aborted.len()), (0, 1));
}
