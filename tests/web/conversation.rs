//! The conversation as a JavaScript object.

use crate::js::{calls, eval, fetch, get, json, rejected, resolved, salesforce, text};
use js_sys::{Array, Function, Promise};
use opportunity_stage::wasm::bindings::{Conversation, learn};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// The loader passes the lexicons to the core, as a page does before the first sentence.
fn taught(conversation: Conversation) -> Conversation {
    let text = include_str!("../../pkg-template/lexicon/en.txt");
    learn("en", text).expect("nothing is loaded in parts here");
    conversation
}

fn send(conversation: &Conversation, event: JsValue) -> Promise {
    conversation.send(event, JsValue::UNDEFINED)
}

async fn say(conversation: &Conversation, words: &str) -> JsValue {
    let event = js_sys::Object::new();
    crate::js::set(&event, "type", "say");
    crate::js::set(&event, "text", words);
    resolved(send(conversation, event.into())).await
}

#[wasm_bindgen_test]
async fn runs_from_the_search_to_the_receipt() {
    let conversation = salesforce(&fetch("")).converse(JsValue::UNDEFINED).map(taught).unwrap();
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
    let view = resolved(send(&conversation, get(&view, "choices.0.event"))).await;
    assert_eq!(text(&view, "card.title"), "Please confirm the details");
    assert_eq!(conversation.can(json(r#"{"type":"confirm"}"#)), Ok(true));
    let view = resolved(send(&conversation, get(&view, "buttons.0.event"))).await;
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
async fn rejects_invalid_events() {
    let conversation = salesforce(&fetch("")).converse(JsValue::UNDEFINED).map(taught).unwrap();
    for event in [
        r#"{"type":"confrm"}"#,
        r#"{"type":"confirm","stage":1}"#,
        "null",
        r#"{"type":"find","query":{"acount":"x"}}"#,
    ] {
        let error = rejected(send(&conversation, json(event))).await;
        assert_eq!(text(&error, "code"), "invalid_options", "{event}");
    }
    for (event, code) in [
        (r#"{"type":"choose","id":"001000000000001AAA"}"#, "invalid_record_id"),
        (r#"{"type":"find","query":{}}"#, "invalid_query"),
        (r#"{"type":"find"}"#, "invalid_query"),
    ] {
        assert_eq!(text(&rejected(send(&conversation, json(event))).await, "code"), code, "{event}");
    }
    // An event without effect changes nothing.
    let view = resolved(send(&conversation, json(r#"{"type":"confirm"}"#))).await;
    assert_eq!((text(&view, "state"), get(&view, "turn").as_f64()), ("idle".into(), Some(0.0)));
}

#[wasm_bindgen_test]
async fn cancelling_aborts_the_requests() {
    let fetch = fetch(
        "request.signal.addEventListener('abort', () => { fetch.ended = (fetch.ended ?? 0) + 1 }); calls.push(1); await new Promise(() => {})",
    );
    let conversation = salesforce(&fetch).converse(JsValue::UNDEFINED).map(taught).unwrap();
    let _ = send(&conversation, json(r#"{"type":"say","text":"Find Acme"}"#));
    // Requests are sent in separate tasks.
    resolved(Promise::resolve(&JsValue::NULL)).await;
    let view = resolved(send(&conversation, json(r#"{"type":"cancel"}"#))).await;
    assert_eq!(text(&view, "message"), "OK. Nothing was changed.");
    let sent = Array::from(&calls(&fetch)).length();
    assert!(sent > 0, "the requests were under way");
    assert_eq!(get(&fetch, "ended").as_f64(), Some(f64::from(sent)));
}

#[wasm_bindgen_test]
async fn closing_rejects_waiting_callers_and_further_events() {
    let fetch = fetch("await new Promise(() => {})");
    let conversation = salesforce(&fetch).converse(JsValue::UNDEFINED).map(taught).unwrap();
    let waiting = send(&conversation, json(r#"{"type":"say","text":"Find Acme"}"#));
    conversation.close();
    resolved(waiting).await;
    let error = rejected(send(&conversation, json(r#"{"type":"cancel"}"#))).await;
    assert_eq!(text(&error, "code"), "closed");
}

#[wasm_bindgen_test]
async fn closing_during_a_write_reports_its_outcome() {
    // The update is sent and gets no response.
    let fetch = fetch("if (request.method === 'POST') { fetch.sent(); await new Promise(() => {}) }");
    let sent = Promise::new(&mut |resolve, _| {
        js_sys::Reflect::set(&fetch, &"sent".into(), &resolve).unwrap();
    });
    let conversation = salesforce(&fetch).converse(JsValue::UNDEFINED).map(taught).unwrap();
    say(&conversation, "Update the Acme opportunity to Closed Won").await;
    assert_eq!(text(&conversation.view(), "state"), "preview");
    assert_eq!(conversation.outcome(), "not_sent");
    let waiting = send(&conversation, json(r#"{"type":"confirm"}"#));
    resolved(sent).await;
    assert_eq!(conversation.outcome(), "unknown");
    conversation.close();
    let error = rejected(waiting).await;
    assert_eq!(
        (text(&error, "code"), text(&error, "message")),
        (
            "closed".into(),
            "the conversation was closed during the update, which may have been written".into()
        )
    );
    assert_eq!(conversation.outcome(), "unknown");
}

#[wasm_bindgen_test]
async fn closing_before_a_write_reports_that_nothing_was_sent() {
    let conversation = salesforce(&fetch("")).converse(JsValue::UNDEFINED).map(taught).unwrap();
    say(&conversation, "Update the Acme opportunity to Closed Won").await;
    let waiting = send(&conversation, json(r#"{"type":"confirm"}"#));
    conversation.close();
    let error = rejected(waiting).await;
    assert_eq!(text(&error, "message"), "the conversation was closed before the update was sent");
    assert_eq!(conversation.outcome(), "not_sent");
}

/// A signal with `abort`, in the options of a call.
fn leaving() -> JsValue {
    eval(
        "(() => { const c = new AbortController(); return { abort: (why) => c.abort(why), options: { signal: c.signal } } })()",
    )
}

fn leave(leaving: &JsValue) {
    let abort: Function = get(leaving, "abort").unchecked_into();
    abort.call1(&JsValue::UNDEFINED, &"left".into()).unwrap();
}

#[wasm_bindgen_test]
async fn an_aborted_caller_starts_nothing() {
    let fetch = fetch("");
    let conversation = salesforce(&fetch).converse(JsValue::UNDEFINED).map(taught).unwrap();
    let options = eval("({ signal: AbortSignal.abort('early') })");
    let reason = rejected(conversation.send(json(r#"{"type":"say","text":"Find Acme"}"#), options)).await;
    assert_eq!(reason, "early");
    assert_eq!(get(&conversation.view(), "turn").as_f64(), Some(0.0));
    assert_eq!(Array::from(&calls(&fetch)).length(), 0);
    let wrong = conversation.send(json(r#"{"type":"cancel"}"#), eval("({ signal: {} })"));
    assert_eq!(text(&rejected(wrong).await, "code"), "invalid_options");
    let none = conversation.send(json(r#"{"type":"say","text":"Find Acme"}"#), eval("({ signal: null })"));
    assert_eq!(text(&resolved(none).await, "state"), "current");
}

#[wasm_bindgen_test]
async fn an_abort_ends_the_search_with_the_callers_reason() {
    let fetch = fetch(
        "request.signal.addEventListener('abort', () => { fetch.ended = (fetch.ended ?? 0) + 1 }); calls.push(1); await new Promise(() => {})",
    );
    let conversation = salesforce(&fetch).converse(JsValue::UNDEFINED).map(taught).unwrap();
    let leaving = leaving();
    let finding = conversation.send(json(r#"{"type":"say","text":"Find Acme"}"#), get(&leaving, "options"));
    resolved(Promise::resolve(&JsValue::NULL)).await;
    leave(&leaving);
    assert_eq!(rejected(finding).await, "left");
    assert_eq!(text(&conversation.view(), "message"), "OK. Nothing was changed.");
    let sent = Array::from(&calls(&fetch)).length();
    assert!(sent > 0, "the requests were under way");
    assert_eq!(get(&fetch, "ended").as_f64(), Some(f64::from(sent)));
}

#[wasm_bindgen_test]
async fn an_abort_does_not_affect_later_events() {
    let conversation = salesforce(&fetch("")).converse(JsValue::UNDEFINED).map(taught).unwrap();
    let leaving = leaving();
    let first = conversation.send(json(r#"{"type":"say","text":"Find Acme"}"#), get(&leaving, "options"));
    let second = send(&conversation, json(r#"{"type":"say","text":"Find Widgets"}"#));
    leave(&leaving);
    assert_eq!(rejected(first).await, "left");
    assert_eq!(text(&resolved(second).await, "state"), "current");
    // It has no effect once everything has settled.
    let leaving = self::leaving();
    let view =
        conversation.send(json(r#"{"type":"propose","stage":"Closed Won"}"#), get(&leaving, "options"));
    assert_eq!(text(&resolved(view).await, "state"), "preview");
    leave(&leaving);
    assert_eq!(text(&conversation.view(), "state"), "preview");
}

#[wasm_bindgen_test]
async fn an_abort_of_a_write_reports_its_outcome() {
    // The first update gets no response; the next ones succeed.
    let fetch = fetch(
        "if (request.method === 'POST' && !fetch.once) { fetch.once = true; fetch.sent(); await new Promise(() => {}) }",
    );
    let sent = Promise::new(&mut |resolve, _| {
        js_sys::Reflect::set(&fetch, &"sent".into(), &resolve).unwrap();
    });
    let conversation = salesforce(&fetch).converse(JsValue::UNDEFINED).map(taught).unwrap();
    say(&conversation, "Update the Acme opportunity to Closed Won").await;
    let confirm = || json(r#"{"type":"confirm"}"#);

    let early = leaving();
    let waiting = conversation.send(confirm(), get(&early, "options"));
    leave(&early);
    assert_eq!(rejected(waiting).await, "left");
    assert_eq!(
        (conversation.outcome(), text(&conversation.view(), "state")),
        ("not_sent".into(), "preview".into())
    );

    let late = leaving();
    let waiting = conversation.send(confirm(), get(&late, "options"));
    resolved(sent).await;
    leave(&late);
    assert_eq!(rejected(waiting).await, "left");
    assert_eq!(conversation.outcome(), "unknown");
    let view = conversation.view();
    assert_eq!(
        (text(&view, "state"), text(&view, "problem.code"), text(&view, "buttons.0.code")),
        ("failed".into(), "unknown_outcome".into(), "open_again".into())
    );
    // The conversation continues from there.
    let view = resolved(send(&conversation, get(&view, "buttons.0.event"))).await;
    assert_eq!(text(&view, "state"), "preview");
    assert_eq!(text(&resolved(send(&conversation, confirm())).await, "state"), "done");
    assert_eq!(conversation.outcome(), "written");
}

#[wasm_bindgen_test]
fn rejects_a_listener_that_is_not_a_function() {
    let conversation = salesforce(&fetch("")).converse(JsValue::UNDEFINED).map(taught).unwrap();
    for listener in [JsValue::UNDEFINED, JsValue::from(5)] {
        assert_eq!(text(&conversation.subscribe(listener).unwrap_err(), "code"), "invalid_options");
    }
}
