//! Sentences of any length, said in a conversation.

use std::rc::Rc;

use opportunity_stage::base::{Clock, TimeZone, Timestamp};
use opportunity_stage::client::{Conversation, Lexicons, Session, Settings, UserEvent};
use opportunity_stage::rest::retry::Retry;
use opportunity_stage::rest::write::Strategy;
use opportunity_stage::rest::{ApiVersion, InstanceUrl};
use opportunity_stage::transition::{Rules, User};

use super::grows_linearly;

const CLOCK: Clock =
    Clock { now: Timestamp(1_795_332_960_000), time_zone: TimeZone::of_offset(0), random: [7; 4] };

fn session() -> Session {
    Session::new(Settings {
        instance: InstanceUrl::new("https://acme.my.salesforce.com", &[]).unwrap(),
        links: None,
        version: ApiVersion::DEFAULT,
        fields: Settings::default_fields(),
        rules: Rules::default().into(),
        org_rules: false,
        metadata_max_age: Settings::METADATA_MAX_AGE,
        user: User::default().into(),
        undo_window: Settings::UNDO_WINDOW,
        page_origin: None,
        write: Strategy::Composite,
        retry: Retry::default(),
    })
}

#[test]
fn sentences() {
    let english = include_str!("../../pkg-template/lexicon/en.txt");
    let lexicons: Rc<Lexicons> = Lexicons::new([("en", english)].into_iter()).into();
    for part in
        ["stage of acme ", "move it to closed won and ", "20 million ", "tomorrow ", "? ", "yes ", "商談"]
    {
        let text = |n: usize| part.repeat(n);
        grows_linearly(part, 500, text, |text| {
            let mut session = session();
            let mut conversation = Conversation::default();
            conversation.set_lexicons(lexicons.clone());
            let _ = conversation.user(&mut session, UserEvent::Say { text: text.clone() }, CLOCK);
            let _ = conversation.view(&session);
        });
    }
}
