//! Searches in sentences, and the choice among their results.

use super::*;

#[test]
fn the_user_chooses_from_several_opportunities() {
    let mut talk = Talk::new();
    talk.org.found.push(row(GADGETS, "Acme - Gadgets", "Prospecting"));
    let view = talk.say("What's the current stage of the Acme opportunity?");
    assert_eq!((view.state, view.choices.len()), ("choosing", 2));
    assert_eq!(view.choices[0].detail, "Acme · Proposal/Price Quote · closes 2026-12-24 · Sam Seller");
    // By number, by a part of the name, or by choosing.
    for pick in ["1", "widgets"] {
        let mut other = Talk { machine: talk.machine.clone(), session: talk.session.clone(), ..Talk::new() };
        let view = other.say(pick);
        let message = "The current stage of the Acme - 200 Widgets opportunity is Proposal/Price Quote.";
        assert_eq!(view.message, message);
    }
    let view = talk.event(view.choices[0].event.clone());
    assert_eq!(view.state, "current");
}

#[test]
fn a_sentence_may_contain_search_and_change() {
    let mut talk = Talk::new();
    let view = talk.say("Move the Acme opportunity to Closed Lost");
    assert_eq!(view.state, "preview");
    assert_eq!(view.card.unwrap().rows[2].value, "Closed Lost");
}

#[test]
fn a_sentence_may_set_the_next_step_in_the_same_write() {
    let mut talk = Talk::new();
    talk.say("Update the Acme opportunity to Closed Won and set the next step to 'Hand over to delivery'");
    talk.say("Update it to Closed Lost");
    let view = talk.event(UserEvent::Confirm);
    assert_eq!(view.state, "done");
    let body = json!({ "NextStep": "Hand over to delivery", "StageName": "Closed Lost" });
    assert_eq!(talk.org.written(), [body]);
    let view = talk.say("Set next step to “send flowers”");
    let change = &view.card.unwrap().changes[0];
    assert_eq!((view.state, change.field.as_str()), ("preview", "NextStep"));
}

#[test]
fn short_answers_choose_from_the_list() {
    let mut talk = Talk::new();
    talk.say("Find Acme");
    for answer in ["Won", "1", "the first one"] {
        talk.say("Update it to Closed");
        assert_eq!(talk.say(answer).card.unwrap().rows[2].value, "Closed Won", "{answer}");
    }
    let view = talk.say("What is the stage?");
    // A question is answered in the current state.
    assert_eq!((view.state, view.message.starts_with("The current stage of")), ("preview", true));
}

#[test]
fn cancelling_a_search_aborts_it_and_ignores_its_response() {
    let mut talk = Talk::new();
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    let sent = talk.waiting.clone();
    talk.start(UserEvent::Cancel);
    assert_eq!(talk.aborted, sent.iter().map(|send| send.id).collect::<Vec<_>>());
    let before = talk.machine.clone();
    for send in sent {
        let answer = talk.org.answer(&send.request);
        assert_eq!(talk.machine.handle(&mut talk.session, send.id, Event::Answer(answer), CLOCK), None);
    }
    assert_eq!(talk.machine, before);
}

#[test]
fn reports_no_matches_and_unknown_sentences() {
    let mut talk = Talk::new();
    let view = talk.say("Update it to Closed");
    assert!(view.message.starts_with("Ask for an opportunity"));
    talk.org.found.clear();
    assert_eq!(talk.say("Find Nobody").message, "I found no opportunity for “Nobody”.");
    assert!(!talk.start(UserEvent::Say { text: " ".into() }));
    assert!(
        !talk.start(UserEvent::Choose { id: "001000000000001AAA".into() }),
        "not the id of an opportunity"
    );
}

#[test]
fn a_failed_search_can_be_retried_with_the_requested_change() {
    let mut talk = Talk::new();
    talk.start(UserEvent::Say { text: "Update the Acme opportunity to Closed Won".into() });
    let send = talk.waiting.remove(0);
    let lost = Event::Answer(Err(NoAnswer::NotListed));
    let effects = talk.machine.handle(&mut talk.session, send.id, lost, CLOCK);
    talk.take(effects.unwrap());
    let view = talk.machine.view(&talk.session);
    assert_eq!(view.state, "failed");
    assert!(view.problem.unwrap().help.unwrap().contains("`https://portal.example`"));
    assert!(talk.waiting.is_empty(), "the other request is aborted");
    let view = talk.event(view.buttons[0].event.clone());
    assert_eq!(view.state, "preview");
}
