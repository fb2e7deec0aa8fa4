//! The HTTP layer: CORS, tokens, faults, log.

pub mod cors;
pub mod respond;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use bytes::Bytes;
use http::{Request, request::Parts};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use jiff::Timestamp;

use self::cors::{Origins, Verdict};
use crate::api;
use crate::connection::ResetHandle;
use crate::faults::known::Class;
use crate::faults::{Fault, answers};
use crate::log::LoggedRequest;
use crate::message::{Reply, Req};
use crate::problem::Problem;
use crate::world::World;

/// Bulk API 2.0 accepts 150 MB for a job; for the rest 50 MB is commonly quoted.
const LARGEST_BODY: usize = 150 << 20;
/// A URI, and a URI with its headers, may have 16,384 bytes (Limits cheat sheet).
const LONGEST_URI: usize = 16_384;

/// The state that every request needs.
#[derive(Clone, Debug)]
pub struct App {
    /// The state of the sandbox.
    pub world: Arc<Mutex<World>>,
    /// The CORS allowlist.
    pub origins: Arc<Origins>,
}

impl App {
    /// Locks the world. A poisoned lock is used all the same: one failed request must not end the server.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Handles every request.
pub async fn handle(
    State(app): State<App>,
    ConnectInfo(cut): ConnectInfo<ResetHandle>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            return respond::respond(&app, &parts, Reply::problems(&[too_large()]), &Verdict::NoOrigin);
        }
        Err(_) => Bytes::new(),
    };
    let mut logged = logged(&parts, &body);
    let path = parts.uri.path().to_owned();
    let method = parts.method.as_str().to_owned();
    let control = path.starts_with("/sandbox");
    let mut matched = own_faults(&parts, Class::Connection);
    if !control {
        matched.extend(app.world().faults.matching(Class::Connection, &method, &path));
    }
    logged.faults = matched.iter().map(|f| f.name.to_owned()).collect();
    let on = |name: &str| matched.iter().any(|f| f.name == name);
    for fault in matched.iter().filter(|f| f.name == "latency") {
        tokio::time::sleep(Duration::from_millis(fault.value.as_u64().unwrap_or(1_000))).await;
    }
    if on("reset-before") || on("time-out") {
        app.world().log.add(logged);
        if on("time-out") {
            std::future::pending::<()>().await;
        }
        cut.now();
        return Response::new(Body::empty());
    }
    let verdict = app.origins.judge(&parts);
    let mut reply = answer(&app, &parts, body, &verdict, &mut logged);
    if let Some(fault) = matched.iter().find(|fault| fault.name == "gateway-after") {
        reply = answers::gateway(fault);
    }
    if on("reset-after") {
        cut.now();
    } else {
        logged.status = reply.status;
    }
    let response = respond::respond(&app, &parts, reply, &verdict);
    if !control {
        app.world().log.add(logged);
    }
    response
}

fn answer(app: &App, parts: &Parts, body: Bytes, verdict: &Verdict, logged: &mut LoggedRequest) -> Reply {
    let mut world = app.world();
    let target = parts.uri.path_and_query().map_or("/", |t| t.as_str());
    if let Some(reply) = cors::gate(&world, parts, verdict) {
        return reply;
    }
    let headers: usize = parts.headers.iter().map(|(k, v)| k.as_str().len() + v.len() + 4).sum();
    let of_proxy = world.faults.value("uri-limit").and_then(|limit| usize::try_from(limit.as_u64()?).ok());
    if target.len() > of_proxy.unwrap_or(LONGEST_URI).min(LONGEST_URI) {
        return Reply::problems(&[Problem::new(414, "URI_TOO_LONG", "URI Too Long")]);
    }
    if target.len() + headers > LONGEST_URI {
        let message = "Request Header Fields Too Large";
        return Reply::problems(&[Problem::new(431, "REQUEST_HEADER_FIELDS_TOO_LARGE", message)]);
    }
    let req = Req::new(parts.method.clone(), target, parts.headers.clone(), body);
    if req.segments.first().is_none_or(|s| s != "sandbox") {
        let mut matched = own_faults(parts, Class::Answer);
        matched.extend(world.faults.matching(Class::Answer, parts.method.as_str(), &req.path));
        logged.faults.extend(matched.iter().map(|f| f.name.to_owned()));
        if let Some(fault) = matched.first() {
            return answers::answer(fault);
        }
    }
    // The faults of a header apply to its request only.
    let own = own_faults(parts, Class::Save).into_iter().chain(own_faults(parts, Class::State));
    world.faults.borrow(own);
    let reply = api::answer(&mut world, &req, &base(parts));
    world.faults.give_back();
    reply
}

/// Returns the faults in the request's header.
fn own_faults(parts: &Parts, class: Class) -> Vec<Fault> {
    let header = parts.headers.get("x-sandbox-fault").and_then(|v| v.to_str().ok()).unwrap_or_default();
    header
        .split(',')
        .filter_map(|text| Fault::parse(text.trim()).ok())
        .filter(|fault| fault.class == class)
        .collect()
}

/// Returns the org's own origin, with the host name of the request.
fn base(parts: &Parts) -> String {
    let host = parts.headers.get(http::header::HOST).and_then(|h| h.to_str().ok());
    format!("http://{}", host.unwrap_or("127.0.0.1"))
}

fn too_large() -> Problem {
    Problem::new(413, "REQUEST_ENTITY_TOO_LARGE", "The request body is too large")
}

fn logged(parts: &Parts, body: &Bytes) -> LoggedRequest {
    let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let is_logged = |name: &str| {
        matches!(name, "accept" | "content-type" | "idempotency-key" | "x-sandbox-fault")
            || name.starts_with("if-")
            || name.starts_with("sforce-")
            || name.starts_with("access-control-")
    };
    let headers = parts.headers.keys().map(|k| k.as_str()).filter(|k| is_logged(k));
    LoggedRequest {
        at: Timestamp::now(),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        origin: header("origin"),
        headers: headers.map(|k| (k.to_owned(), header(k).unwrap_or_default())).collect(),
        body: String::from_utf8_lossy(&body[..body.len().min(16_384)]).into_owned(),
        status: 0,
        faults: Vec::new(),
    }
}
