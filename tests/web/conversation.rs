//! The conversation as an object of JavaScript.

use crate::js::{calls, eval, fetch, get, json, rejected, resolved, salesforce, text};
use js_sys::{Array, Function};
use opportunity_stage::bindings::Conversation;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

async fn say(conversation: &Conversation, words: &str) -> JsValue {
    let event = js_sys::Object::new();
    crate::js::set(&event, "type", "say");
    crate::js::set(&event, "text", words);
    resolved(conversation.send(event.into())).await
}

#[wasm_bindgen_test]
async fn it_is_played_from_the_question_to_the_receipt() {
    let conversation = salesforce(&fetch("")).converse();
    let seen: Function =
        eval("(() => { const f = (view) => f.states.push(view.state); f.states = []; return f })()")
            .unchecked_into();
    let end: Function = conversation.subscribe(seen.clone().into()).unwrap().unchecked_into();
    eval("addEventListener('error', (event) => event.preventDefault())");
    conversation.subscribe(eval("() => { throw 'a listener that fails' }")).unwrap();

    let view = say(&conversation, "What's the current stage of the Acme opportunity?").await;
    assert_eq!(text(&view, "message"), "The current stage of the Acme opportunity is Prospecting.");
    assert_eq!(get(&view, "parts.1.strong"), JsValue::TRUE);
    let view = say(&conversation, "Update the stage to Closed.").await;
    assert_eq!(text(&view, "message"), "Closed Won or Closed Lost?");
    let view = resolved(conversation.send(get(&view, "choices.0.event"))).await;
    assert_eq!(text(&view, "card.title"), "Please confirm the details");
    assert_eq!(conversation.can(json(r#"{"type":"confirm"}"#)), Ok(true));
    let view = resolved(conversation.send(get(&view, "buttons.0.event"))).await;
    assert_eq!(text(&view, "message"), "OK. I've updated the opportunity.");
    assert_eq!(conversation.can(json(r#"{"type":"confirm"}"#)), Ok(false));

    let states: Vec<_> =
        Array::from(&get(&seen, "states")).iter().filter_map(|state| state.as_string()).collect();
    assert_eq!(states.first().map(String::as_str), Some("finding"));
    assert_eq!(states.last().map(String::as_str), Some("done"));
    end.call0(&JsValue::UNDEFINED).unwrap();
    say(&conversation, "Find Acme").await;
    assert_eq!(get(&seen, "states.length").as_f64(), u32::try_from(states.len()).ok().map(f64::from));
}

#[wasm_bindgen_test]
async fn an_event_that_is_none_is_refused() {
    let conversation = salesforce(&fetch("")).converse();
    for event in [
        r#"{"type":"confrm"}"#,
        r#"{"type":"confirm","stage":1}"#,
        "null",
        r#"{"type":"find","query":{"acount":"x"}}"#,
    ] {
        let error = rejected(conversation.send(json(event))).await;
        assert_eq!(text(&error, "code"), "invalid_options", "{event}");
    }
    for (event, code) in [
        (r#"{"type":"choose","id":"001000000000001AAA"}"#, "invalid_record_id"),
        (r#"{"type":"find","query":{}}"#, "invalid_query"),
        (r#"{"type":"find"}"#, "invalid_query"),
    ] {
        assert_eq!(text(&rejected(conversation.send(json(event))).await, "code"), code, "{event}");
    }
    // One that means nothing now changes nothing.
    let view = resolved(conversation.send(json(r#"{"type":"confirm"}"#))).await;
    assert_eq!((text(&view, "state"), get(&view, "turn").as_f64()), ("idle".into(), Some(0.0)));
}

#[wasm_bindgen_test]
async fn cancelling_aborts_the_requests() {
    let fetch = fetch(
        "request.signal.addEventListener('abort', () => { fetch.ended = (fetch.ended ?? 0) + 1 }); calls.push(1); await new Promise(() => {})",
    );
    let conversation = salesforce(&fetch).converse();
    let _ = conversation.send(json(r#"{"type":"say","text":"Find Acme"}"#));
    // The requests are sent in tasks of their own.
    resolved(js_sys::Promise::resolve(&JsValue::NULL)).await;
    let view = resolved(conversation.send(json(r#"{"type":"cancel"}"#))).await;
    assert_eq!(text(&view, "message"), "OK. Nothing was changed.");
    let sent = Array::from(&calls(&fetch)).length();
    assert!(sent > 0, "the requests were under way");
    assert_eq!(get(&fetch, "ended").as_f64(), Some(f64::from(sent)));
}

#[wasm_bindgen_test]
async fn closing_lets_everybody_go_and_takes_nothing_more() {
    let fetch = fetch("await new Promise(() => {})");
    let conversation = salesforce(&fetch).converse();
    let waiting = conversation.send(json(r#"{"type":"say","text":"Find Acme"}"#));
    conversation.close();
    resolved(waiting).await;
    let error = rejected(conversation.send(json(r#"{"type":"cancel"}"#))).await;
    assert_eq!(text(&error, "code"), "closed");
}

#[wasm_bindgen_test]
async fn closing_during_a_write_tells_whether_it_may_have_been_made() {
    // The update goes out and nobody answers.
    let fetch = fetch("if (request.method === 'POST') { fetch.sent(); await new Promise(() => {}) }");
    let sent = js_sys::Promise::new(&mut |resolve, _| {
        js_sys::Reflect::set(&fetch, &"sent".into(), &resolve).unwrap();
    });
    let conversation = salesforce(&fetch).converse();
    say(&conversation, "Update the Acme opportunity to Closed Won").await;
    assert_eq!(text(&conversation.view(), "state"), "preview");
    assert_eq!(conversation.outcome(), "not_sent");
    let waiting = conversation.send(json(r#"{"type":"confirm"}"#));
    resolved(sent).await;
    assert_eq!(conversation.outcome(), "unknown");
    conversation.close();
    let error = rejected(waiting).await;
    assert_eq!(
        (text(&error, "code"), text(&error, "message")),
        (
            "closed".into(),
            "the conversation was closed while the update was under way: it may have been made".into()
        )
    );
    assert_eq!(conversation.outcome(), "unknown");
}

#[wasm_bindgen_test]
async fn closing_before_a_write_is_sent_tells_so() {
    let conversation = salesforce(&fetch("")).converse();
    say(&conversation, "Update the Acme opportunity to Closed Won").await;
    let waiting = conversation.send(json(r#"{"type":"confirm"}"#));
    conversation.close();
    let error = rejected(waiting).await;
    assert_eq!(text(&error, "message"), "the conversation was closed before the update was sent");
    assert_eq!(conversation.outcome(), "not_sent");
}

#[wasm_bindgen_test]
fn a_listener_is_a_function() {
    let conversation = salesforce(&fetch("")).converse();
    for listener in [JsValue::UNDEFINED, JsValue::from(5)] {
        assert_eq!(text(&conversation.subscribe(listener).unwrap_err(), "code"), "invalid_options");
    }
}
