//! JavaScript helpers for tests: a `fetch` that responds like an org, and access to objects.

use js_sys::{Function, Object, Promise, Reflect};
use opportunity_stage::wasm::bindings::{Salesforce, connect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

pub const WIDGETS: &str = "006000000000001AAA";
pub const TOKEN: &str = "00D000000000001!CANARY.token_that_nobody_may_see";

/// Responds to each request as an org would; `calls` collects the requests. Tests put code before it.
const ORG: &str = r#"
    const json = (body, status = 200) => new Response(JSON.stringify(body), { status });
    const value = (value) => ({ displayValue: null, value });
    const url = new URL(request.url);
    const text = await request.clone().text();
    calls.push({ method: request.method, path: url.pathname + url.search, body: text,
      headers: Object.fromEntries(request.headers), credentials: request.credentials, redirect: request.redirect,
      referrerPolicy: request.referrerPolicy });
    const stages = ["Prospecting", "Closed Won", "Closed Lost"];
    const path = url.pathname;
    if (path.endsWith("/userinfo")) return json({ user_id: "005000000000001AAA" });
    if (path.endsWith("/query") && url.search.includes("OpportunityStage"))
      return json({ records: stages.map((ApiName, SortOrder) => ({ ApiName, MasterLabel: ApiName, IsActive: true,
        IsClosed: SortOrder > 0, IsWon: SortOrder === 1, SortOrder, DefaultProbability: 10.0 })) });
    if (path.endsWith("/query"))
      return json({ records: [{ Id: "006000000000001AAA", Name: "Widgets", StageName: "Prospecting", IsClosed: false,
        IsWon: false, Amount: 0.1, CloseDate: "2030-01-01", Account: null, Owner: null }] });
    if (path.includes("/picklist-values/"))
      return json({ values: stages.map((name, n) => ({ label: name, value: name, attributes: { closed: n > 0, won: n === 1,
        defaultProbability: 10.0, forecastCategoryName: "Pipeline" } })) });
    if (path.endsWith("/object-info/Opportunity"))
      return json({ fields: { Name: { apiName: "Name", label: "Name", dataType: "String", required: true, updateable: true, length: 120 },
        CloseDate: { apiName: "CloseDate", label: "Close Date", dataType: "Date", required: true, updateable: true } } });
    if (path.includes("/ui-api/records/"))
      return json({ id: "006000000000001AAA", recordTypeId: "012000000000000AAA", lastModifiedDate: "2026-11-20T09:00:00.000Z",
        fields: { Name: value("Widgets"), StageName: value("Prospecting"), CloseDate: value("2030-01-01"), Amount: value(null) } });
    if (path.includes("/tooling/")) return json([{ errorCode: "API_DISABLED_FOR_ORG", message: "No Tooling API" }], 403);
    if (path.endsWith("/composite"))
      return json({ compositeResponse: [
        { body: null, httpHeaders: {}, httpStatusCode: 204, referenceId: "update" },
        { body: { Name: "Widgets", StageName: JSON.parse(text).compositeRequest[0].body.StageName }, httpHeaders: {}, httpStatusCode: 200, referenceId: "readBack" } ] });
    return json([{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" }], 404);
"#;

/// Evaluates an expression.
pub fn eval(code: &str) -> JsValue {
    js_sys::eval(code).unwrap()
}

/// A `fetch`: `before` may respond instead of the org. Its `calls` are the requests.
pub fn fetch(before: &str) -> Function {
    let code = format!(
        "(() => {{ const calls = []; let count = 0; const fetch = async (request) => {{ count += 1; {before}; {ORG} }}; \
         fetch.calls = calls; return fetch; }})()"
    );
    eval(&code).unchecked_into()
}

/// A connection whose options can be changed before.
pub fn salesforce_with(fetch: &Function, change: impl FnOnce(&Object)) -> Salesforce {
    let options = Object::new();
    set(&options, "instanceUrl", "https://acme.my.salesforce.com");
    set(&options, "accessToken", TOKEN);
    set(&options, "fetch", fetch.clone());
    // Tests do not wait.
    set(&options, "retry", json(r#"{ "base": 0 }"#));
    change(&options);
    connect(&options).unwrap_or_else(|error| panic!("{}", text(&error, "message")))
}

pub fn salesforce(fetch: &Function) -> Salesforce {
    salesforce_with(fetch, |_| {})
}

pub fn set(object: &Object, key: &str, value: impl Into<JsValue>) {
    Reflect::set(object, &key.into(), &value.into()).unwrap();
}

/// Returns the value at a path such as `verdict.type` or `0.name`.
pub fn get(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, key| Reflect::get(&value, &key.into()).unwrap())
}

pub fn text(value: &JsValue, path: &str) -> String {
    let found = get(value, path);
    found.as_string().unwrap_or_else(|| format!("{found:?}"))
}

/// A JavaScript object, written as JSON.
pub fn json(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap()
}

pub async fn resolved(promise: Promise) -> JsValue {
    JsFuture::from(promise)
        .await
        .unwrap_or_else(|error| panic!("it rejected: {} {error:?}", text(&error, "message")))
}

pub async fn rejected(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.expect_err("it should reject")
}

/// Returns the requests of a `fetch`.
pub fn calls(fetch: &Function) -> JsValue {
    get(fetch, "calls")
}

pub fn find(salesforce: &Salesforce) -> Promise {
    salesforce.find(json(r#"{"account":"Acme"}"#), JsValue::UNDEFINED)
}
