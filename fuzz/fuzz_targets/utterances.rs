//! A conversation takes any sentence, says beforehand whether it does, and always has a view.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::base::{Clock, TimeZone, Timestamp};
use opportunity_stage::client::{Conversation, Effect, Event, Session, Settings, UserEvent};
use opportunity_stage::rest::retry::Retry;
use opportunity_stage::rest::write::Strategy;
use opportunity_stage::rest::{ApiVersion, InstanceUrl, NoAnswer};
use opportunity_stage::transition::{Rules, User};

const CLOCK: Clock =
    Clock { now: Timestamp(1_795_332_960_000), time_zone: TimeZone::of_offset(0), random: [7; 4] };

fn session() -> Session {
    let instance = InstanceUrl::new("https://acme.my.salesforce.com", &[]).expect("a host of Salesforce");
    Session::new(Settings {
        instance,
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

fuzz_target!(|text: &str| {
    let mut session = session();
    let mut conversation = Conversation::default();
    for sentence in text.split('\0').take(4) {
        let event = UserEvent::Say { text: sentence.into() };
        let can = conversation.can(&session, &event, CLOCK);
        let effects = conversation.user(&mut session, event, CLOCK);
        assert_eq!(can, effects.is_some(), "{sentence}");
        let _ = conversation.view(&session);
        for effect in effects.unwrap_or_default() {
            if let Effect::Send(send) = effect {
                let _ =
                    conversation.handle(&mut session, send.id, Event::Answer(Err(NoAnswer::Offline)), CLOCK);
            }
        }
        let _ = conversation.view(&session);
    }
});
