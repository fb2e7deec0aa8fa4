//! Values across the boundary: arguments are validated, results are plain objects.

use crate::js::{
    WIDGETS, calls, eval, fetch, find, get, json, rejected, resolved, salesforce, salesforce_with, set, text,
};
use js_sys::{Array, Object};
use opportunity_stage::wasm::bindings::{
    Proposal, StageUpdate, connect, requests_find, requests_record, requests_stages, requests_update,
    responses_find, responses_record, responses_update,
};
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

async fn open(fetch: &js_sys::Function) -> StageUpdate {
    let opened = resolved(salesforce(fetch).open(WIDGETS.into(), JsValue::UNDEFINED)).await;
    StageUpdate::try_from_js_value(opened).unwrap_or_else(|_| panic!("not a StageUpdate"))
}

#[wasm_bindgen_test]
async fn returns_matches_as_an_array_of_plain_objects() {
    let found = resolved(find(&salesforce(&fetch("")))).await;
    assert!(Array::is_array(&found));
    assert_eq!(get(&found, "more"), JsValue::FALSE);
    assert_eq!(get(&found, "0.account"), JsValue::NULL);
    assert_eq!(get(&found, "0.amount").as_f64(), Some(0.1));
    assert_eq!(text(&found, "0.closeDate"), "2030-01-01");
    assert!(get(&found, "0.ownerId").is_undefined(), "what is ours alone stays here");
}

#[wasm_bindgen_test]
async fn opens_proposes_and_confirms() {
    let fetch = fetch("");
    let update = open(&fetch).await;
    assert_eq!(text(&update.current(), "stage.value"), "Prospecting");
    assert_eq!(get(&update.current(), "stage.probability").as_f64(), Some(10.0));
    assert!(get(&update.current(), "fields").is_instance_of::<Object>(), "a map is a plain object");
    assert!(Object::is(&update.stages(), &update.stages()), "the same array each time");
    assert_eq!(text(&update.fields(), "1.name"), "CloseDate");

    let denied = update.propose(json(r#"{"stage":"Closed"}"#)).unwrap_or_else(|_| panic!("it threw"));
    assert_eq!(text(&denied.verdict(), "type"), "denied");
    assert_eq!(text(&denied.verdict(), "violations.0.code"), "stage_ambiguous");
    assert_eq!(get(&denied.verdict(), "violations.0.stages.length").as_f64(), Some(2.0));
    assert_eq!(text(&rejected(denied.confirm(JsValue::UNDEFINED)).await, "code"), "not_allowed");

    let before = Array::from(&calls(&fetch)).length();
    let proposal: Proposal =
        update.propose(json(r#"{"stage":"Closed Lost"}"#)).unwrap_or_else(|_| panic!("it threw"));
    let promise = proposal.confirm(JsValue::UNDEFINED);
    assert!(
        Object::is(&promise, &proposal.confirm(JsValue::UNDEFINED)),
        "a second click gives the same promise"
    );
    let receipt = resolved(promise).await;
    assert_eq!(text(&receipt, "after.StageName"), "Closed Lost");
    assert_eq!(text(&receipt, "opportunity.id"), WIDGETS);
    assert_eq!(get(&receipt, "verified"), JsValue::TRUE);
    assert_eq!(Array::from(&calls(&fetch)).length() - before, 1, "one request writes and reads back");
}

#[wasm_bindgen_test]
async fn names_bad_input_and_sends_nothing() {
    let fetch = fetch("");
    let update = open(&fetch).await;
    let before = Array::from(&calls(&fetch)).length();
    for (input, code, named) in [
        (r#"{"stgae":"x"}"#, "invalid_options", "`stgae`"),
        (r#"{"stage":5}"#, "invalid_options", "`stage`"),
        (r#"[]"#, "invalid_options", "`input`"),
        (r#"{"fields":[]}"#, "invalid_options", "`fields`"),
        (r#"{"fields":{"CloseDate":"2026-02-31"}}"#, "invalid_value", "`2026-02-31`"),
        (r#"{"fields":{"CloseDate":{"a":1}}}"#, "invalid_value", "`CloseDate`"),
        (r#"{"fields":{"Discount__c":1}}"#, "unknown_field", "`Discount__c`"),
        (r#"{"fields":{"Amount":1}}"#, "unknown_field", "`Amount`"),
        (r#"{"fields":{"__proto__":1}}"#, "invalid_field_name", "`__proto__`"),
    ] {
        let Err(error) = update.propose(json(input)) else { panic!("{input} was taken") };
        assert_eq!(text(&error, "code"), code, "{input}");
        assert!(text(&error, "message").contains(named), "{input}: {}", text(&error, "message"));
    }
    assert_eq!(Array::from(&calls(&fetch)).length(), before);
    // Undefined is not null.
    let same =
        update.propose(eval("({ fields: { CloseDate: undefined } })")).unwrap_or_else(|_| panic!("it threw"));
    assert_eq!(get(&same.changes(), "length").as_f64(), Some(0.0));
    let Ok(cleared) = update.propose(json(r#"{"fields":{"CloseDate":null}}"#)) else { panic!("it threw") };
    assert_eq!(text(&cleared.verdict(), "violations.0.code"), "value_required");
}

#[wasm_bindgen_test]
fn validates_options_first() {
    let refused = |options: &str| match connect(&eval(&format!("({options})"))) {
        Ok(_) => panic!("{options} was taken"),
        Err(error) => text(&error, "code"),
    };
    let url = "instanceUrl: 'https://acme.my.salesforce.com'";
    for (options, code) in [
        ("undefined", "invalid_options"),
        ("'https://acme.my.salesforce.com'", "invalid_options"),
        ("{}", "invalid_options"),
        ("{ instanceUrl: 'http://acme.my.salesforce.com' }", "invalid_instance_url"),
        ("{ instanceUrl: 'https://evil.example' }", "host_not_allowed"),
        (&format!("{{ {url}, accesToken: 'x' }}"), "invalid_options"),
        (&format!("{{ {url}, accessToken: 'x\\ny' }}"), "invalid_access_token"),
        (&format!("{{ {url}, accessToken: 5 }}"), "invalid_options"),
        (&format!("{{ {url}, apiVersion: '66' }}"), "invalid_api_version"),
        (&format!("{{ {url}, fields: ['Name', 'a b'] }}"), "invalid_field_name"),
        (&format!("{{ {url}, fields: ['Account.Name'] }}"), "invalid_field_name"),
        (&format!("{{ {url}, fields: 'Name' }}"), "invalid_options"),
        (&format!("{{ {url}, timeout: -1 }}"), "invalid_options"),
        (&format!("{{ {url}, write: 'soap' }}"), "invalid_options"),
        (&format!("{{ {url}, retry: {{ attempts: 0 }} }}"), "invalid_options"),
        (&format!("{{ {url}, retry: {{ tries: 1 }} }}"), "invalid_options"),
        (&format!("{{ {url}, onNotice: 5 }}"), "invalid_options"),
        (&format!("{{ {url}, fetch: {{}} }}"), "invalid_options"),
    ] {
        assert_eq!(refused(options), code, "{options}");
    }
    for option in ["timeout", "metadataMaxAge", "undoWindow"] {
        for value in ["Infinity", "-Infinity", "NaN", "-1", "1e300", "'60000'", "null", "{}", "5n"] {
            assert_eq!(
                refused(&format!("{{ {url}, {option}: {value} }}")),
                "invalid_options",
                "{option}: {value}"
            );
        }
    }
    for option in ["attempts", "base", "longest", "total"] {
        for value in ["Infinity", "NaN", "-1", "0.5", "1e300", "'3'", "5n"] {
            let options = format!("{{ {url}, retry: {{ {option}: {value} }} }}");
            assert_eq!(refused(&options), "invalid_options", "{options}");
        }
    }
    // Options of a prototype do not count.
    assert_eq!(
        refused("Object.create({ instanceUrl: 'https://acme.my.salesforce.com' })"),
        "invalid_options"
    );
}

#[wasm_bindgen_test]
async fn a_failed_confirmation_can_be_repeated() {
    let fetch = fetch(
        "if (request.url.endsWith('/composite') && !request.url.includes('/tooling/') && (fetch.posts = (fetch.posts ?? 0) + 1) <= 3) return new Response('[{\"errorCode\":\"SERVER_UNAVAILABLE\",\"message\":\"x\"}]', { status: 503 })",
    );
    let update = open(&fetch).await;
    let Ok(proposal) = update.propose(json(r#"{"stage":"Closed Won"}"#)) else { panic!("it threw") };
    let error = rejected(proposal.confirm(JsValue::UNDEFINED)).await;
    assert_eq!(
        (text(&error, "code"), get(&error, "retryable")),
        ("server_unavailable".into(), JsValue::TRUE)
    );
    assert_eq!(get(&error, "status").as_f64(), Some(503.0));
    assert_eq!(proposal.outcome(), "not_written");
    resolved(proposal.confirm(JsValue::UNDEFINED)).await;
    assert_eq!(proposal.outcome(), "written");
}

#[wasm_bindgen_test]
async fn a_duplicate_names_the_rule_and_the_records() {
    let fetch = fetch(
        "if (request.url.endsWith('/composite') && !request.url.includes('/tooling/')) return new Response(JSON.stringify(
           { compositeResponse: [{ httpHeaders: {}, httpStatusCode: 400, referenceId: 'update', body: [
             { errorCode: 'DUPLICATES_DETECTED', message: 'x', duplicateResut: { duplicateRule: 'One_Deal', matchResults: [
               { matchRecords: [{ record: { Id: '006000000000002AAA' } }] }] } }] }] }))",
    );
    let Ok(proposal) = open(&fetch).await.propose(json(r#"{"stage":"Closed Won"}"#)) else {
        panic!("it threw")
    };
    let error = rejected(proposal.confirm(JsValue::UNDEFINED)).await;
    assert_eq!(text(&error, "code"), "duplicate");
    assert_eq!(text(&error, "duplicates.rule"), "One_Deal");
    assert_eq!(get(&error, "duplicates.records.length").as_f64(), Some(1.0));
    assert_eq!(text(&error, "duplicates.records.0"), "006000000000002AAA");
}

#[wasm_bindgen_test]
async fn a_confirmation_that_starts_nothing_does_not_block_the_next() {
    for (options, left) in [
        ("({ signal: 5 })", "invalid_options"),
        ("({ signal: {} })", "invalid_options"),
        ("({ abort: true })", "invalid_options"),
        ("({ signal: AbortSignal.abort({ code: 'left' }) })", "left"),
    ] {
        let update = open(&fetch("")).await;
        let Ok(proposal) = update.propose(json(r#"{"stage":"Closed Won"}"#)) else { panic!("it threw") };
        let (first, second) = (proposal.confirm(eval(options)), proposal.confirm(JsValue::UNDEFINED));
        assert_eq!(text(&rejected(first).await, "code"), left, "{options}");
        assert_eq!(get(&resolved(second).await, "written"), JsValue::TRUE, "{options}");
    }
}

#[wasm_bindgen_test]
fn requests_and_responses_work_without_a_connection() {
    let built = requests_find(&json(r#"{"account":"O'Brien"}"#), &JsValue::UNDEFINED).unwrap();
    assert_eq!(text(&built, "method"), "GET");
    assert!(text(&built, "path").contains("O%5C%27Brien"));
    assert_eq!(get(&built, "body"), JsValue::NULL);
    assert_eq!(text(&built, "headers.Accept"), "application/json");

    let options = json(r#"{"strategy":"row","apiVersion":"67.0"}"#);
    let built =
        requests_update(&WIDGETS.into(), &json(r#"{"StageName":"Won","Amount":0.1}"#), &options).unwrap();
    assert_eq!(text(&built, "path"), format!("/services/data/v67.0/sobjects/Opportunity/{WIDGETS}"));
    assert_eq!(text(&built, "body"), r#"{"Amount":0.1,"StageName":"Won"}"#);
    for wrong in [
        requests_update(&WIDGETS.into(), &json("{}"), &JsValue::UNDEFINED),
        requests_update(&WIDGETS.into(), &json(r#"{"Stage Name":1}"#), &JsValue::UNDEFINED),
        requests_update(&WIDGETS.into(), &json(r#"{"A":1}"#), &json(r#"{"strategy":"soap"}"#)),
        requests_record(&"x".into(), &JsValue::UNDEFINED),
        requests_record(&JsValue::NULL, &JsValue::UNDEFINED),
        requests_stages(&WIDGETS.into(), &JsValue::UNDEFINED),
        requests_stages(&JsValue::NULL, &JsValue::UNDEFINED),
        requests_update(&WIDGETS.into(), &json(r#"{"A":1}"#), &json(r#"{"unmodifiedSince":"yesterday"}"#)),
    ] {
        assert!(text(&wrong.unwrap_err(), "code").starts_with("invalid_"));
    }

    let read = responses_record(&json(
        r#"{"status":200,"body":"{\"id\":\"006000000000001AAA\",\"lastModifiedDate\":\"2026-11-20T09:00:00.000Z\",\"fields\":{\"Amount\":{\"value\":1.50}}}"}"#,
    ))
    .unwrap();
    assert_eq!(get(&read, "fields.Amount").as_f64(), Some(1.5));
    assert_eq!(text(&read, "recordTypeId"), "012000000000000AAA");
    assert_eq!(responses_update(&json(r#"{"status":204,"body":null}"#)).unwrap(), JsValue::NULL);
    let refused = responses_update(&json(r#"{"status":412,"body":""}"#)).unwrap_err();
    assert_eq!(text(&refused, "code"), "changed_meanwhile");
    let options = json(r#"{"instanceUrl":"https://acme.my.salesforce.com"}"#);
    let refused = responses_find(&json(r#"{"status":200,"body":"<html>"}"#), &options).unwrap_err();
    assert_eq!(text(&refused, "code"), "unreadable_answer");
}

#[wasm_bindgen_test]
async fn ignores_accents_with_the_browsers_tables() {
    let fetch = fetch(
        "if (request.url.includes('/picklist-values/')) return new Response(JSON.stringify({ values: [{ label: 'Négociation', value: 'Négociation' }, { label: 'Prospecting', value: 'Prospecting' }] }))",
    );
    let update = open(&fetch).await;
    let Ok(proposal) = update.propose(json(r#"{"stage":"NEGOCIATION"}"#)) else { panic!("it threw") };
    assert_eq!(text(&proposal.stage(), "value"), "Négociation");
}

#[wasm_bindgen_test]
async fn a_sandbox_on_localhost_needs_an_exact_opt_in() {
    let fetch = fetch("");
    let salesforce = salesforce_with(&fetch, |options| {
        set(options, "instanceUrl", "http://localhost:8081");
        set(options, "allowedOrigins", Array::of1(&"http://localhost:8081".into()));
    });
    let found = resolved(find(&salesforce)).await;
    assert_eq!(text(&found, "0.link"), format!("http://localhost:8081/{WIDGETS}"));
}

#[wasm_bindgen_test]
async fn concurrent_opens_share_metadata() {
    let fetch = fetch("");
    let salesforce = salesforce(&fetch);
    let opens: Array = (0..10).map(|_| salesforce.open(WIDGETS.into(), JsValue::UNDEFINED)).collect();
    let conversation = salesforce.converse(JsValue::UNDEFINED).unwrap();
    let chosen =
        conversation.send(json(&format!(r#"{{"type":"choose","id":"{WIDGETS}"}}"#)), JsValue::UNDEFINED);
    let opened = resolved(js_sys::Promise::all(&opens)).await;
    assert_eq!(Array::from(&opened).length(), 10);
    assert_eq!(text(&resolved(chosen).await, "state"), "current");
    let asked: Vec<_> = Array::from(&calls(&fetch)).iter().map(|call| text(&call, "path")).collect();
    let count = |part: &str| asked.iter().filter(|path| path.contains(part)).count();
    assert_eq!(count("/ui-api/records/"), 11, "{asked:?}");
    // This org refuses the Tooling API; the client asks for its rules once.
    for part in ["object-info/Opportunity/", "OpportunityStage", "/tooling/composite"] {
        assert_eq!(count(part), 1, "{part} in {asked:?}");
    }
    assert_eq!(asked.len(), 11 + 4);
}

#[wasm_bindgen_test]
async fn an_aborted_call_does_not_affect_the_others() {
    let fetch = fetch(
        "if (request.url.endsWith('object-info/Opportunity')) { request.signal.addEventListener('abort', () => { fetch.ended = true }); await new Promise((go) => { fetch.go = go }) }",
    );
    let salesforce = salesforce(&fetch);
    let controller = web_sys::AbortController::new().unwrap();
    let options = js_sys::Object::new();
    set(&options, "signal", controller.signal());
    let first = salesforce.open(WIDGETS.into(), options.into());
    let second = salesforce.open(WIDGETS.into(), JsValue::UNDEFINED);
    // Requests are sent in separate tasks; the first one stops at the fields.
    while get(&fetch, "go").is_undefined() {
        resolved(js_sys::Promise::resolve(&JsValue::NULL)).await;
    }
    controller.abort_with_reason(&"left".into());
    assert_eq!(rejected(first).await, JsValue::from("left"));
    get(&fetch, "go").unchecked_into::<js_sys::Function>().call0(&JsValue::NULL).unwrap();
    resolved(second).await;
    assert!(get(&fetch, "ended").is_undefined());
}
