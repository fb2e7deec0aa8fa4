//! Sends a request by the browser's `fetch` and reads the answer. Decides nothing.
//!
//! gloo-net builds the request and `fetch` is called here: its own `send` hits an `unreachable!` when `fetch`
//! rejects with something that is no `Error`, and the promise would never settle.

mod deadline;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReferrerPolicy, RequestCredentials, RequestRedirect, Url};

use crate::rest::{AccessToken, HttpRequest, HttpResponse, InstanceUrl, Method, NoAnswer};
pub(crate) use deadline::Deadline;

/// Sends requests to one org.
pub(crate) struct Transport {
    /// The host's own `fetch`, or the page's.
    pub(crate) fetch: Option<Function>,
    /// Milliseconds before a request is given up.
    pub(crate) timeout: i32,
}

impl Transport {
    /// Sends a request and waits for the whole answer. It settles whatever `fetch` does: answers, rejects with
    /// anything, or never comes back.
    pub(crate) async fn send(
        &self,
        instance: &InstanceUrl,
        request: &HttpRequest,
        token: Option<&AccessToken>,
        signal: &AbortSignal,
    ) -> Result<HttpResponse, NoAnswer> {
        let deadline = self.deadline(signal)?;
        let sent = self.start(instance, request, token, &deadline.signal());
        let Some(response) = sent else { return Err(NoAnswer::Failed) };
        match JsFuture::from(deadline.race(&response)).await {
            Ok(value) => {
                let status = Reflect::get(&value, &"status".into()).ok().and_then(|status| status.as_f64());
                let body = value.unchecked_ref::<web_sys::Response>().text().ok();
                // Status 0 is `Response.error()`: no answer at all.
                let status = status.filter(|status| *status >= 100.0);
                let (Some(status), Some(body)) = (status, body) else { return Err(NoAnswer::Failed) };
                match JsFuture::from(deadline.race(&body)).await {
                    #[allow(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "an HTTP status has three digits; `as` saturates on anything else"
                    )]
                    Ok(text) => {
                        Ok(HttpResponse { status: status as u16, body: text.as_string().unwrap_or_default() })
                    }
                    Err(_) => Err(why(&deadline)),
                }
            }
            Err(_) => Err(why(&deadline)),
        }
    }

    /// The time that one thing may take.
    pub(crate) fn deadline(&self, signal: &AbortSignal) -> Result<Deadline, NoAnswer> {
        Deadline::new(signal, self.timeout).ok_or(NoAnswer::Failed)
    }

    fn start(
        &self,
        instance: &InstanceUrl,
        request: &HttpRequest,
        token: Option<&AccessToken>,
        signal: &AbortSignal,
    ) -> Option<Promise> {
        // The token goes nowhere but to the origin that was checked.
        let url = format!("{}{}", instance.as_str(), request.path);
        if Url::new(&url).ok()?.origin() != instance.as_str() {
            return None;
        }
        let method = match request.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
            Method::Patch => gloo_net::http::Method::PATCH,
            Method::Put => gloo_net::http::Method::PUT,
        };
        let mut builder = gloo_net::http::RequestBuilder::new(&url)
            .method(method)
            .credentials(RequestCredentials::Omit)
            .redirect(RequestRedirect::Error)
            .referrer_policy(ReferrerPolicy::NoReferrer)
            .abort_signal(Some(signal));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(token) = token {
            builder = builder.header("Authorization", &token.authorization());
        }
        let request = match &request.body {
            Some(body) => builder.body(body.as_str()),
            None => builder.build(),
        };
        let request = web_sys::Request::from(request.ok()?);
        let fetch = match &self.fetch {
            Some(fetch) => fetch.clone(),
            None => global("fetch")?.dyn_into().ok()?,
        };
        // A `fetch` of the host may throw, or answer without a promise.
        Some(Promise::resolve(&fetch.call1(&JsValue::UNDEFINED, &request).ok()?))
    }
}

/// Why there is no answer, as far as a browser tells.
fn why(deadline: &Deadline) -> NoAnswer {
    if deadline.is_over() {
        return NoAnswer::TimedOut;
    }
    let online = global("navigator").and_then(|navigator| Reflect::get(&navigator, &"onLine".into()).ok());
    if online.is_some_and(|online| online == JsValue::FALSE) { NoAnswer::Offline } else { NoAnswer::Failed }
}

/// The page's origin; outside a page there is none.
pub(crate) fn page_origin() -> Option<String> {
    let location = global("location")?;
    Reflect::get(&location, &"origin".into()).ok()?.as_string().filter(|origin| origin != "null")
}

/// A property of the global object, in a page, a worker or Node.
fn global(name: &str) -> Option<JsValue> {
    Reflect::get(&js_sys::global(), &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}
