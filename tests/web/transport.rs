//! Whatever `fetch` does, the promise settles, and with a code.

use std::rc::Rc;

use crate::js::{
    TOKEN, calls, eval, fetch, find, get, json, rejected, resolved, salesforce, salesforce_with, set, text,
};
use js_sys::{Array, Function};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn any_rejection_of_fetch_becomes_a_problem_with_a_code() {
    for (what, code) in [
        ("throw new TypeError('Failed to fetch')", "network"),
        ("throw 'a text'", "network"),
        ("throw undefined", "network"),
        ("throw { some: 'object' }", "network"),
        ("return undefined", "network"),
        ("return {}", "network"),
        ("return Response.error()", "network"),
        ("return { status: 200, text() { throw 1 } }", "cors_not_allowed"),
        ("return { status: 200, text: () => Promise.reject('half way') }", "cors_not_allowed"),
        ("if (request.mode !== 'no-cors') throw 1; return { type: 'opaque', status: 0 }", "cors_not_allowed"),
    ] {
        let error = rejected(find(&salesforce(&fetch(what)))).await;
        assert_eq!(text(&error, "code"), code, "{what}");
        assert_eq!(text(&error, "name"), "OpportunityStageError");
        assert_eq!(text(&error, "help").contains("CORS"), code == "cors_not_allowed", "{what}");
        assert!(error.is_instance_of::<js_sys::Error>());
    }
    let throws: Function = eval("() => { throw new Error('at once') }").unchecked_into();
    assert_eq!(text(&rejected(find(&salesforce(&throws))).await, "code"), "network");
}

#[wasm_bindgen_test]
async fn a_request_without_a_response_times_out() {
    for what in ["await new Promise(() => {})", "return { status: 200, text: () => new Promise(() => {}) }"] {
        let salesforce = salesforce_with(&fetch(what), |options| set(options, "timeout", 30));
        assert_eq!(text(&rejected(find(&salesforce)).await, "code"), "timeout", "{what}");
    }
}

#[wasm_bindgen_test]
async fn an_abort_rejects_with_the_callers_own_reason() {
    let never = fetch("await new Promise(() => {})");
    let options = eval(
        "(() => { const c = new AbortController(); setTimeout(() => c.abort('left'), 5); return { signal: c.signal } })()",
    );
    let reason = rejected(salesforce(&never).find(json(r#"{"name":"x"}"#), options)).await;
    assert_eq!(reason.as_string().as_deref(), Some("left"));
    let options = eval("({ signal: AbortSignal.abort({ why: 'before' }) })");
    let fetch = fetch("");
    let reason = rejected(salesforce(&fetch).find(json(r#"{"name":"x"}"#), options)).await;
    assert_eq!(text(&reason, "why"), "before");
    assert_eq!(Array::from(&calls(&fetch)).length(), 0, "nothing was sent");
}

#[wasm_bindgen_test]
async fn aborts_the_request_when_the_caller_does() {
    let watched = fetch(
        "if (count === 1) { fetch.ended = new Promise((r) => request.signal.addEventListener('abort', () => r('ended'))) } \
         await new Promise(() => {})",
    );
    let options = eval(
        "(() => { const c = new AbortController(); setTimeout(() => c.abort(), 5); return { signal: c.signal } })()",
    );
    rejected(salesforce(&watched).find(json(r#"{"name":"x"}"#), options)).await;
    assert_eq!(resolved(get(&watched, "ended").unchecked_into()).await.as_string().as_deref(), Some("ended"));
}

#[wasm_bindgen_test]
async fn a_request_has_exactly_the_necessary_headers() {
    let fetch = fetch("");
    resolved(find(&salesforce(&fetch))).await;
    let call = get(&calls(&fetch), "0");
    assert_eq!(text(&call, "method"), "GET");
    assert_eq!(text(&call, "headers.authorization"), format!("Bearer {TOKEN}"));
    assert_eq!(text(&call, "headers.accept"), "application/json");
    assert_eq!(text(&call, "credentials"), "omit");
    assert_eq!(text(&call, "redirect"), "error");
    assert_eq!(text(&call, "referrerPolicy"), "no-referrer");
    assert!(text(&call, "path").starts_with("/services/data/v66.0/query?q=SELECT%20Id"));
}

#[wasm_bindgen_test]
async fn a_proxy_gets_no_token() {
    let fetch = fetch("");
    let salesforce = salesforce_with(&fetch, |options| set(options, "accessToken", JsValue::UNDEFINED));
    resolved(find(&salesforce)).await;
    assert!(get(&calls(&fetch), "0.headers.authorization").is_undefined());
}

const EXPIRED: &str = "new Response('[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]', { status: 401 })";

#[wasm_bindgen_test]
async fn renews_an_expired_session_once_for_concurrent_requests() {
    let before = format!("if (request.headers.get('authorization') !== 'Bearer T2') return {EXPIRED}");
    let fetch = fetch(&before);
    let provider: Function =
        eval("(() => { const p = async () => `T${p.asked += 1}`; p.asked = 0; return p })()")
            .unchecked_into();
    let salesforce = salesforce_with(&fetch, |options| set(options, "accessToken", provider.clone()));
    let id = JsValue::from_str(crate::js::WIDGETS);
    // The first `open` sends three requests at once, and the session has expired for all of them.
    resolved(salesforce.open(id, JsValue::UNDEFINED)).await;
    assert_eq!(get(&provider, "asked").as_f64(), Some(2.0));
}

#[wasm_bindgen_test]
async fn requests_a_forgotten_token_again_and_never_sends_it() {
    let fetch = fetch("");
    let provider: Function = eval(
        "(() => { const p = () => { p.asked += 1; return p.before?.() ?? `T${p.asked}` }; p.asked = 0; return p })()",
    )
    .unchecked_into();
    let salesforce =
        Rc::new(salesforce_with(&fetch, |options| set(options, "accessToken", provider.clone())));
    // The first call also starts requests for the org's metadata, which take their own time.
    let sent = || {
        let searches = |call: &JsValue| text(call, "path").contains("FROM%20Opportunity%20");
        let calls: Vec<JsValue> = Array::from(&calls(&fetch)).iter().filter(searches).collect();
        text(calls.last().unwrap(), "headers.authorization")
    };
    resolved(find(&salesforce)).await;
    resolved(find(&salesforce)).await;
    assert_eq!((sent(), get(&provider, "asked").as_f64()), ("Bearer T1".into(), Some(1.0)));
    salesforce.forget_access_token();
    resolved(find(&salesforce)).await;
    assert_eq!(sent(), "Bearer T2");

    // A token that was forgotten while it was on its way is not used, and its promise may reject.
    let forgetful = Rc::clone(&salesforce);
    let forget = Closure::<dyn Fn()>::new(move || forgetful.forget_access_token());
    set(&provider, "forget", forget.as_ref().clone());
    for (before, token) in [
        ("p.asked === 3 ? (p.forget(), 'old') : undefined", "Bearer T4"),
        ("p.asked === 5 ? (p.forget(), Promise.reject(new Error('gone'))) : undefined", "Bearer T6"),
        // If it is forgotten each time, the last one is used, for this request only.
        ("p.asked < 10 ? (p.forget(), `late${p.asked}`) : undefined", "Bearer late9"),
        ("undefined", "Bearer T10"),
    ] {
        salesforce.forget_access_token();
        let before: Function = eval(&format!("(p) => {{ p.before = () => {before}; }}")).unchecked_into();
        before.call1(&JsValue::UNDEFINED, &provider).unwrap();
        resolved(find(&salesforce)).await;
        assert_eq!(sent(), token);
    }

    // A fixed token cannot be replaced.
    let fixed = salesforce_with(&fetch, |_| {});
    fixed.forget_access_token();
    resolved(find(&fixed)).await;
    assert_eq!(sent(), format!("Bearer {}", TOKEN));
}

#[wasm_bindgen_test]
async fn a_token_that_stays_refused_does_not_loop() {
    let count = |fetch: &Function| Array::from(&calls(fetch)).length();
    let before = format!("calls.push(1); return {EXPIRED}");
    let provider: Function =
        eval("(() => { const p = () => (p.asked += 1, 'same'); p.asked = 0; return p })()").unchecked_into();
    let refused = fetch(&before);
    let salesforce_asked = salesforce_with(&refused, |options| set(options, "accessToken", provider.clone()));
    let error = rejected(find(&salesforce_asked)).await;
    assert_eq!(
        (text(&error, "code"), text(&error, "message")),
        ("session_expired".into(), "the Salesforce session has expired".into())
    );
    assert!(get(&provider, "asked").as_f64() <= Some(3.0));
    assert!(count(&refused) <= 4);

    // A fixed token cannot be renewed, and neither can a session that is not valid for the API.
    let once = fetch(&before);
    assert_eq!(text(&rejected(find(&salesforce(&once))).await, "code"), "session_expired");
    assert_eq!(count(&once), 2, "the query, and who the user is");
    let hopeless = fetch(
        "calls.push(1); return new Response('[{\"message\":\"This session is not valid for use with the REST API\",\"errorCode\":\"INVALID_SESSION_ID\"}]', { status: 401 })",
    );
    let provider: Function =
        eval("(() => { const p = () => (p.asked += 1, 'T'); p.asked = 0; return p })()").unchecked_into();
    let salesforce = salesforce_with(&hopeless, |options| set(options, "accessToken", provider.clone()));
    assert_eq!(text(&rejected(find(&salesforce)).await, "code"), "session_not_accepted");
    assert_eq!(get(&provider, "asked").as_f64(), Some(1.0));
}

#[wasm_bindgen_test]
async fn a_failing_provider_reveals_no_secret() {
    let fetch = fetch("");
    for (provider, code) in [
        ("() => { throw new Error('00D!secret') }", "session_expired"),
        ("() => Promise.reject('00D!secret')", "session_expired"),
        ("() => Promise.reject(undefined)", "session_expired"),
        ("() => Promise.reject({ code: '00D!secret' })", "session_expired"),
        ("() => Promise.reject({ code: 'network', message: '00D!secret' })", "network"),
        ("() => { throw { code: 'server_unavailable', secret: 1 } }", "server_unavailable"),
        ("() => ({ token: '00D!secret' })", "invalid_access_token"),
        ("() => '00D!secret\\n'", "invalid_access_token"),
    ] {
        let provider: Function = eval(provider).unchecked_into();
        let salesforce = salesforce_with(&fetch, |options| set(options, "accessToken", provider));
        let error = rejected(find(&salesforce)).await;
        assert_eq!(text(&error, "code"), code);
        let whole = js_sys::JSON::stringify(&error).unwrap();
        assert!(!String::from(whole).contains("secret") && !text(&error, "message").contains("secret"));
    }
    assert_eq!(Array::from(&calls(&fetch)).length(), 0, "nothing was sent");
}

#[wasm_bindgen_test]
async fn a_temporary_renewal_failure_is_not_an_expired_session() {
    let before = format!("if (request.headers.get('authorization') !== 'Bearer T3') return {EXPIRED}");
    let fetch = fetch(&before);
    let provider: Function = eval(
        "(() => { const p = async () => { if ((p.asked += 1) === 2) throw { code: 'network' }; return `T${p.asked}` };
            p.asked = 0; return p })()",
    )
    .unchecked_into();
    let salesforce = salesforce_with(&fetch, |options| set(options, "accessToken", provider.clone()));
    let error = rejected(find(&salesforce)).await;
    assert_eq!((text(&error, "code"), get(&error, "retryable").as_bool()), ("network".into(), Some(true)));
    resolved(find(&salesforce)).await;
    assert_eq!(get(&provider, "asked").as_f64(), Some(3.0));
}

#[wasm_bindgen_test]
async fn a_provider_that_never_settles_times_out() {
    let fetch = fetch("");
    let provider: Function = eval("() => new Promise(() => {})").unchecked_into();
    let salesforce = salesforce_with(&fetch, |options| {
        set(options, "accessToken", provider);
        set(options, "timeout", 30);
    });
    for _ in 0..2 {
        assert_eq!(text(&rejected(find(&salesforce)).await, "code"), "timeout");
    }
    assert_eq!(Array::from(&calls(&fetch)).length(), 0, "nothing was sent");
}

#[wasm_bindgen_test]
async fn calls_a_slow_provider_once_and_keeps_its_token() {
    let fetch = fetch("");
    let provider: Function = eval(
        "(() => { const p = () => (p.asked += 1, new Promise((give) => { p.give = give })); p.asked = 0; return p })()",
    )
    .unchecked_into();
    let salesforce = salesforce_with(&fetch, |options| {
        set(options, "accessToken", provider.clone());
        set(options, "timeout", 30);
    });
    // Two callers give up, one because of its timeout and one by aborting.
    assert_eq!(text(&rejected(find(&salesforce)).await, "code"), "timeout");
    let options = eval(
        "(() => { const c = new AbortController(); setTimeout(() => c.abort('enough'), 5); return { signal: c.signal } })()",
    );
    let query = crate::js::json(r#"{"account":"Acme"}"#);
    assert_eq!(rejected(salesforce.find(query, options)).await, JsValue::from("enough"));
    assert_eq!(text(&rejected(find(&salesforce)).await, "code"), "timeout");
    assert_eq!(get(&provider, "asked").as_f64(), Some(1.0));
    let give: Function = get(&provider, "give").unchecked_into();
    give.call1(&JsValue::UNDEFINED, &"late".into()).unwrap();
    resolved(find(&salesforce)).await;
    assert_eq!(get(&provider, "asked").as_f64(), Some(1.0));
    assert_eq!(text(&calls(&fetch), "0.headers.authorization"), "Bearer late");
}
