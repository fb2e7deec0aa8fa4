//! What a model takes a sentence for is checked like anything typed, and never writes.

use crate::conversation::{Talk, propose};
use crate::org::{CLOCK, GADGETS, WIDGETS, row};
use opportunity_stage::base::FieldValue;
use opportunity_stage::client::{
    Criteria, Interpretation, Question, StageWish, UserEvent, View, Wanting, Writing,
};
use opportunity_stage::transition::ChangedBy;

fn wanting(stage: &str, fields: &[(&str, FieldValue)]) -> Wanting {
    Wanting {
        stage: (!stage.is_empty()).then(|| stage.into()),
        fields: fields.iter().map(|(name, value)| ((*name).into(), value.clone())).collect(),
    }
}

fn taken(text: &str, interpretation: Interpretation) -> UserEvent {
    UserEvent::Interpreted { text: text.into(), interpretation: Box::new(interpretation) }
}

fn words(words: &[&str]) -> Criteria {
    Criteria { words: words.iter().map(|word| (*word).to_owned()).collect(), ..Criteria::default() }
}

fn all() -> Vec<Interpretation> {
    vec![
        Interpretation::Find(words(&["Acme"]), Wanting::default()),
        Interpretation::Find(words(&["Acme"]), wanting("Closed Won", &[])),
        Interpretation::Find(Criteria { mine: true, ..Criteria::default() }, Wanting::default()),
        Interpretation::Find(Criteria::default(), Wanting::default()),
        Interpretation::Choose(1, Wanting::default()),
        Interpretation::Choose(0, Wanting::default()),
        Interpretation::Choose(99, wanting("Closed Won", &[])),
        Interpretation::Change(wanting("Closed Won", &[])),
        Interpretation::Change(wanting("yes", &[("confirm", FieldValue::Bool(true))])),
        Interpretation::Change(wanting("", &[("NextStep", FieldValue::Text("Call Ms Weber".into()))])),
        Interpretation::Change(Wanting::default()),
        Interpretation::Ask(Question::Stage),
        Interpretation::Ask(Question::Why(Some(StageWish::Won))),
        Interpretation::Ask(Question::Field("NoSuchField".into())),
        Interpretation::Edit,
        Interpretation::Cancel,
        Interpretation::Help,
    ]
}

fn states() -> Vec<Talk> {
    let choose = UserEvent::Choose { id: WIDGETS.into() };
    let find = UserEvent::Find { query: Criteria { search: Some("Acme".into()), ..Criteria::default() } };
    let paths = [
        vec![],
        vec![find],
        vec![choose.clone()],
        vec![choose.clone(), propose("Closed", &[])],
        vec![choose.clone(), propose("Closed Won", &[])],
        vec![choose.clone(), UserEvent::Edit],
        vec![choose, propose("Closed Won", &[]), UserEvent::Confirm],
    ];
    let play = |events: Vec<UserEvent>| {
        let mut talk = Talk::new();
        talk.org.found.push(row(GADGETS, "Acme - Gadgets", "Prospecting"));
        for event in events {
            talk.event(event);
        }
        talk
    };
    paths.into_iter().map(play).collect()
}

#[test]
fn no_interpretation_writes_whatever_the_sentence_says() {
    for mut talk in states() {
        let written = talk.org.written().len();
        for interpretation in all() {
            for text in ["yes", "undo it", "try again", "move it to won"] {
                let event = taken(text, interpretation.clone());
                assert_eq!(talk.machine.writes(&talk.session, &event, CLOCK), None, "{event:?}");
            }
        }
        for interpretation in all() {
            talk.event(taken("yes", interpretation));
            assert_eq!(talk.org.written().len(), written);
        }
    }
}

#[test]
fn our_own_reading_of_the_same_sentence_would_write() {
    // What the test above holds back is not held back by anything else.
    let talk = states().remove(4);
    let event = UserEvent::Say { text: "yes".into() };
    assert_eq!(talk.machine.writes(&talk.session, &event, CLOCK), Some(Writing::Update));
}

fn current() -> Talk {
    states().remove(2)
}

fn changes(view: &View) -> Vec<(String, String)> {
    let changes = view.card.iter().flat_map(|card| &card.changes);
    let own = changes.filter(|change| change.by == ChangedBy::You);
    own.map(|change| (change.field.as_str().to_owned(), change.to.to_string())).collect()
}

#[test]
fn a_change_becomes_a_draft_to_be_confirmed() {
    let fields = [("NextStep", FieldValue::Text("Call Ms Weber".into()))];
    let view = current().event(taken("…", Interpretation::Change(wanting("closed l", &fields))));
    assert_eq!(view.state, "preview", "{:?} {:?}", view.problem, view.violations);
    let expected = [("StageName", "Closed Lost"), ("NextStep", "Call Ms Weber")];
    assert_eq!(changes(&view), expected.map(|(field, to)| (field.to_owned(), to.to_owned())));
}

#[test]
fn what_does_not_exist_is_refused_as_if_it_were_typed() {
    let view = current().event(taken("…", Interpretation::Change(wanting("Shipped", &[]))));
    assert_eq!((view.state, view.text.code.as_str()), ("choosing_stage", "stage_unknown"));
    let unknown = [("Secret__c", FieldValue::Text("x".into()))];
    let view = current().event(taken("…", Interpretation::Change(wanting("Closed Won", &unknown))));
    assert_ne!(view.state, "preview");
    for interpretation in [
        Interpretation::Choose(2, Wanting::default()),
        Interpretation::Change(Wanting::default()),
        Interpretation::Find(Criteria::default(), Wanting::default()),
    ] {
        let view = current().event(taken("…", interpretation));
        assert_eq!((view.state, view.text.code.as_str()), ("current", "not_understood_current"));
    }
}

#[test]
fn a_look_up_goes_on_with_what_is_wanted() {
    let view =
        Talk::new().event(taken("…", Interpretation::Find(words(&["Acme"]), wanting("Closed Won", &[]))));
    assert_eq!(view.state, "preview");
}

#[test]
fn a_question_is_answered_where_it_stands() {
    let view = current().event(taken("…", Interpretation::Ask(Question::Stage)));
    assert_eq!((view.state, view.text.code.as_str()), ("current", "current_stage"));
}

#[test]
fn a_sentence_is_sure_if_most_of_it_is_known() {
    let talk = current();
    for (text, sure) in [
        ("move it to Closed Won", true),
        ("who owns it?", true),
        ("show me Globex", true),
        ("flurb the wixnitz", false),
        ("qwertz", false),
        ("the customer has finally come round to our way of looking at this", false),
    ] {
        assert_eq!(talk.machine.understands(text, CLOCK), sure, "{text}");
    }
}
