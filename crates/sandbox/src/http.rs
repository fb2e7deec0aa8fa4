//! The HTTP layer: CORS, tokens, faults, log.

pub mod cors;
pub mod respond;

use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use jiff::Timestamp;

use self::cors::{Origins, Verdict};
use crate::api;
use crate::faults::known::Class;
use crate::faults::{Fault, Faults, answers};
use crate::log::LoggedRequest;
use crate::message::{Reply, Req};
use crate::moment::Moment;
use crate::problem::Problem;
use crate::setup::Setup;
use crate::world::World;

/// The largest body, in bytes. Bulk API 2.0 accepts 150 MB for a job; for the rest 50 MB is commonly quoted.
pub const LARGEST_BODY: usize = 150 << 20;
/// A URI, and a URI with its headers, may have 16,384 bytes (Limits cheat sheet).
const LONGEST_URI: usize = 16_384;

/// A sandbox: an org with everything around it, behind its HTTP layer.
#[derive(Debug)]
pub struct Sandbox {
    world: World,
    origins: Origins,
    /// The org's own origin; without one, it is `http` and the host name of the request.
    address: Option<String>,
}

/// A request that has arrived and may have to wait for its answer.
#[derive(Debug)]
pub struct Received {
    parts: Parts,
    body: Bytes,
    /// The faults of its connection.
    faults: Vec<Fault>,
    logged: LoggedRequest,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Ending {
    /// A response.
    Response(Response<Bytes>),
    /// The connection is reset.
    Reset,
    /// No response, ever.
    Silence,
}

impl Received {
    /// Returns the delay before `Sandbox::answer`.
    #[must_use]
    pub fn delay(&self) -> Duration {
        let latencies = self.faults.iter().filter(|fault| fault.name == "latency");
        Duration::from_millis(latencies.map(|fault| fault.value.as_u64().unwrap_or(1_000)).sum())
    }
}

impl Sandbox {
    /// Creates a sandbox.
    ///
    /// # Errors
    ///
    /// If the seed or the org document is invalid.
    pub fn new(setup: Setup, moment: Moment) -> Result<Self, String> {
        let Setup { seed, kind, faults, origins, address } = setup;
        let mut world = World::new(seed, kind, Faults::starting_with(faults), moment.now)?;
        world.enter(moment);
        if world.sessions.first.is_none() {
            return Err("the seed has no user".into());
        }
        Ok(Self { world, origins: Origins::new(origins), address })
    }

    /// Returns the org's first user and the user's name and access token.
    #[must_use]
    pub fn user(&self) -> (String, String, String) {
        let Some((id, token)) = &self.world.sessions.first else { return Default::default() };
        (id.to_string(), self.world.org.user_name(*id), token.clone())
    }

    /// Returns the org's name and id.
    #[must_use]
    pub fn organization(&self) -> (String, String) {
        let id = self.world.org.id;
        let name = self.world.org.value("Organization", id, "Name");
        (name.as_text().unwrap_or_default().to_owned(), id.to_string())
    }

    /// Returns the patterns of the CORS allowlist.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        self.origins.patterns()
    }

    /// Returns the names of active validation rules that the sandbox does not apply, and why.
    #[must_use]
    pub fn skipped(&self) -> &[(String, String)] {
        &self.world.org.skipped
    }

    /// Receives a request: determines the faults of its connection.
    pub fn receive(&mut self, request: Request<Bytes>, moment: Moment) -> Received {
        let (parts, body) = request.into_parts();
        self.world.enter(moment);
        let mut faults = own_faults(&parts, Class::Connection);
        if !is_control(&parts) {
            let (method, path) = (parts.method.as_str(), parts.uri.path());
            faults.extend(self.world.faults.matching(Class::Connection, method, path));
        }
        let mut logged = logged(&parts, &body, moment.now);
        logged.faults = faults.iter().map(|f| f.name.to_owned()).collect();
        Received { parts, body, faults, logged }
    }

    /// Answers a request, after its delay.
    pub fn answer(&mut self, received: Received, moment: Moment) -> Ending {
        let Received { parts, body, faults, mut logged } = received;
        self.world.enter(moment);
        let on = |name: &str| faults.iter().any(|f| f.name == name);
        if on("reset-before") || on("time-out") {
            self.world.log.add(logged);
            return if on("time-out") { Ending::Silence } else { Ending::Reset };
        }
        if body.len() > LARGEST_BODY {
            return Ending::Response(self.too_large(&parts));
        }
        let base = self.base(&parts);
        let verdict = self.origins.judge(&parts, &base);
        let mut reply = answer(&mut self.world, &parts, body, &base, &verdict, &mut logged);
        if let Some(fault) = faults.iter().find(|fault| fault.name == "gateway-after") {
            reply = answers::gateway(fault);
        }
        let is_reset = on("reset-after");
        if !is_reset {
            logged.status = reply.status;
        }
        let response = respond::respond(&mut self.world, &parts, reply, &verdict);
        if !is_control(&parts) {
            self.world.log.add(logged);
        }
        if is_reset { Ending::Reset } else { Ending::Response(response) }
    }

    /// Refuses a body that is larger than `LARGEST_BODY`.
    pub fn too_large(&mut self, parts: &Parts) -> Response<Bytes> {
        let problem = Problem::new(413, "REQUEST_ENTITY_TOO_LARGE", "The request body is too large");
        respond::respond(&mut self.world, parts, Reply::problems(&[problem]), &Verdict::NoOrigin)
    }

    /// Returns the org's own origin, with the host name of the request.
    fn base(&self, parts: &Parts) -> String {
        let host = parts.headers.get(http::header::HOST).and_then(|h| h.to_str().ok());
        let of_request = || format!("http://{}", host.unwrap_or("127.0.0.1"));
        self.address.clone().unwrap_or_else(of_request)
    }
}

fn is_control(parts: &Parts) -> bool {
    parts.uri.path().starts_with("/sandbox")
}

fn answer(
    world: &mut World,
    parts: &Parts,
    body: Bytes,
    base: &str,
    verdict: &Verdict,
    logged: &mut LoggedRequest,
) -> Reply {
    let target = parts.uri.path_and_query().map_or("/", |t| t.as_str());
    if let Some(reply) = cors::gate(world, parts, verdict) {
        return reply;
    }
    // A control has no limits: it is how a fault is ended.
    if let Some(refused) = too_long(world, parts, target).filter(|_| !is_control(parts)) {
        return refused;
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
    let reply = api::answer(world, &req, base);
    world.faults.give_back();
    reply
}

/// Refuses a URI, or a URI with its headers, that is longer than Salesforce or a proxy takes.
fn too_long(world: &World, parts: &Parts, target: &str) -> Option<Reply> {
    let headers: usize = parts.headers.iter().map(|(k, v)| k.as_str().len() + v.len() + 4).sum();
    let of_proxy = world.faults.value("uri-limit").and_then(|limit| usize::try_from(limit.as_u64()?).ok());
    if target.len() > of_proxy.unwrap_or(LONGEST_URI).min(LONGEST_URI) {
        return Some(Reply::problems(&[Problem::new(414, "URI_TOO_LONG", "URI Too Long")]));
    }
    if target.len() + headers > LONGEST_URI {
        let message = "Request Header Fields Too Large";
        return Some(Reply::problems(&[Problem::new(431, "REQUEST_HEADER_FIELDS_TOO_LARGE", message)]));
    }
    None
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

fn logged(parts: &Parts, body: &Bytes, now: Timestamp) -> LoggedRequest {
    let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let is_logged = |name: &str| {
        matches!(name, "accept" | "content-type" | "idempotency-key" | "x-sandbox-fault")
            || name.starts_with("if-")
            || name.starts_with("sforce-")
            || name.starts_with("access-control-")
    };
    let headers = parts.headers.keys().map(|k| k.as_str()).filter(|k| is_logged(k));
    LoggedRequest {
        at: now,
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
