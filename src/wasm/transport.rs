//! Sends a request with the browser's `fetch` and reads the response. Decides nothing.
//!
//! gloo-net builds the request, but this module calls `fetch`: gloo-net's own `send` hits an `unreachable!` if
//! `fetch` rejects with something other than an `Error`, and the promise would never settle.

mod deadline;
mod policy;

use js_sys::{Function, JsString, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReferrerPolicy, RequestCredentials, RequestInit, RequestMode, RequestRedirect, Url,
};

use crate::rest::{AccessToken, HttpRequest, HttpResponse, InstanceUrl, Method, NoAnswer};
use crate::wasm::convert::adopted;
pub(crate) use deadline::Deadline;
use policy::PolicyWatch;

/// The longest response body, in UTF-16 code units: far more than Salesforce sends.
const LONGEST_BODY: u32 = 1 << 25;

/// Sends requests to one org.
pub(crate) struct Transport {
    /// The host's own `fetch`, or the page's.
    pub(crate) fetch: Option<Function>,
}

impl Transport {
    /// Sends a request and waits for the whole response. It settles even if `fetch` rejects with any value or
    /// never settles.
    pub(crate) async fn send(
        &self,
        instance: &InstanceUrl,
        request: &HttpRequest,
        token: Option<&AccessToken>,
        deadline: &Deadline,
    ) -> Result<HttpResponse, NoAnswer> {
        if is_offline() {
            return Err(NoAnswer::Offline);
        }
        let why = || if deadline.is_over() { NoAnswer::TimedOut } else { NoAnswer::Failed };
        let sent = self.start(instance, request, token, &deadline.signal()).ok_or(NoAnswer::Failed)?;
        let response = JsFuture::from(deadline.race(&sent)).await.map_err(|_| why())?;
        let status = status(&response);
        let response: web_sys::Response = response.unchecked_into();
        let (Some(status), Some(body)) = (status, response.text().ok()) else { return Err(NoAnswer::Failed) };
        // The token must not follow a redirect, and the target's page is not a response of the org.
        if matches!(status, 301..=303 | 307 | 308) {
            return Err(NoAnswer::Failed);
        }
        let body = JsFuture::from(deadline.race(&body)).await.map_err(|_| why())?;
        // Copying a longer text could exhaust the memory, which would end the instance.
        if body.dyn_ref::<JsString>().is_some_and(|text| text.length() > LONGEST_BODY) {
            return Err(NoAnswer::Failed);
        }
        let header = |name: &str| read_header(&response, name);
        Ok(HttpResponse {
            status,
            body: body.as_string().unwrap_or_default(),
            retry_after: header("Retry-After"),
            request_id: header("X-SFDC-Request-Id"),
        })
    }

    fn start(
        &self,
        instance: &InstanceUrl,
        request: &HttpRequest,
        token: Option<&AccessToken>,
        signal: &AbortSignal,
    ) -> Option<Promise> {
        // The token is sent to the checked origin only.
        let url = format!("{}{}", instance.as_str(), request.path);
        if Url::new(&url).ok()?.origin() != instance.as_str() {
            return None;
        }
        // A proxy of the portal identifies its users by cookie.
        let own = token.is_none() && page_origin().is_some_and(|origin| origin == instance.as_str());
        let method = match request.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
            Method::Patch => gloo_net::http::Method::PATCH,
            Method::Put => gloo_net::http::Method::PUT,
        };
        let build = |is_reduced: bool| {
            let mut builder =
                gloo_net::http::RequestBuilder::new(&url).method(method.clone()).abort_signal(Some(signal));
            builder = if is_reduced {
                builder.redirect(RequestRedirect::Manual)
            } else {
                builder
                    .credentials(if own { RequestCredentials::SameOrigin } else { RequestCredentials::Omit })
                    .redirect(RequestRedirect::Error)
                    .referrer_policy(ReferrerPolicy::NoReferrer)
            };
            for (name, value) in &request.headers {
                builder = builder.header(name, value);
            }
            if own {
                // A page of another origin cannot send this without a preflight, which the proxy refuses.
                builder = builder.header("X-Requested-With", "opportunity-stage");
            }
            if let Some(token) = token {
                builder = builder.header("Authorization", &token.authorization());
            }
            match &request.body {
                Some(body) => builder.body(body.as_str()),
                None => builder.build(),
            }
        };
        // Runtimes without pages, such as Cloudflare Workers, have neither cookies nor referrers and reject
        // options about them. They do not follow redirects either: `send` treats the status as a failure.
        let request =
            build(false).or_else(|error| if page_origin().is_none() { build(true) } else { Err(error) });
        self.fetch(&web_sys::Request::from(request.ok()?))
    }

    /// Probes the org with an opaque request without a token. It fails if the page's policy or the network
    /// blocks it, and succeeds if only CORS did.
    pub(crate) async fn probe(&self, instance: &InstanceUrl, deadline: &Deadline) -> Option<NoAnswer> {
        page_origin()?;
        if is_offline() {
            return Some(NoAnswer::Offline);
        }
        let watch = PolicyWatch::new(instance.as_str().to_owned());
        let init = RequestInit::new();
        init.set_method("HEAD");
        init.set_mode(RequestMode::NoCors);
        init.set_credentials(RequestCredentials::Omit);
        init.set_referrer_policy(ReferrerPolicy::NoReferrer);
        init.set_signal(Some(&deadline.signal()));
        let url = format!("{}/services/data/", instance.as_str());
        let request = web_sys::Request::new_with_str_and_init(&url, &init).ok()?;
        let answer = match self.fetch(&request) {
            Some(sent) => JsFuture::from(deadline.race(&sent)).await.ok(),
            None => None,
        };
        let opaque = |answer: &JsValue| {
            Reflect::get(answer, &"type".into())
                .is_ok_and(|kind| kind.as_string().as_deref() == Some("opaque"))
        };
        if answer.is_some_and(|answer| opaque(&answer) || status(&answer).is_some()) {
            return Some(NoAnswer::Withheld);
        }
        // The violation event is a separate task, which may come after the rejection.
        if let Some(turn) = Deadline::new(&deadline.signal(), 0) {
            turn.passed().await;
        }
        Some(if watch.seen() { NoAnswer::Blocked } else { NoAnswer::Unreachable })
    }

    /// The host's `fetch` may throw, or return something other than a promise.
    fn fetch(&self, request: &web_sys::Request) -> Option<Promise> {
        let fetch = match &self.fetch {
            Some(fetch) => fetch.clone(),
            None => global("fetch")?.dyn_into().ok()?,
        };
        Some(adopted(&fetch.call1(&JsValue::UNDEFINED, request).ok()?))
    }
}

/// Returns the status; `None` for 0, which is `Response.error()`.
fn status(response: &JsValue) -> Option<u16> {
    let status = Reflect::get(response, &"status".into()).ok()?.as_f64().filter(|status| *status >= 100.0)?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an HTTP status has three digits; `as` saturates on anything else"
    )]
    Some(status as u16)
}

/// Returns a header that the browser exposes. The response of a host's `fetch` may have no headers.
fn read_header(response: &web_sys::Response, name: &str) -> Option<String> {
    let headers = Reflect::get(response, &"headers".into()).ok()?;
    let get: Function = Reflect::get(&headers, &"get".into()).ok()?.dyn_into().ok()?;
    get.call1(&headers, &name.into()).ok()?.as_string()
}

fn is_offline() -> bool {
    let online = global("navigator").and_then(|navigator| Reflect::get(&navigator, &"onLine".into()).ok());
    online.is_some_and(|online| online == JsValue::FALSE)
}

/// Returns the page's origin; `None` outside a page.
pub(crate) fn page_origin() -> Option<String> {
    let location = global("location")?;
    Reflect::get(&location, &"origin".into()).ok()?.as_string().filter(|origin| origin != "null")
}

/// Returns a property of the global object, in a page, a worker or Node.
fn global(name: &str) -> Option<JsValue> {
    Reflect::get(&js_sys::global(), &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}
