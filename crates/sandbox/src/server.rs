//! Starts the sandbox on a port and prints its address.

use std::future::IntoFuture as _;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use jiff::Timestamp;
use serde_json::json;
use tokio::net::TcpListener;
use tower_http::decompression::RequestDecompressionLayer;

use crate::cli::Args;
use crate::connection::{ResetHandle, ResettableListener};
use crate::http::{Ending, LARGEST_BODY, Sandbox};
use crate::moment::Moment;

/// The sandbox, for all connections.
#[derive(Clone, Debug)]
struct Shared(Arc<Mutex<Sandbox>>);

impl Shared {
    /// Locks the sandbox. A poisoned lock is used all the same: one failed request must not end the server.
    fn lock(&self) -> MutexGuard<'_, Sandbox> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs until it is interrupted.
///
/// # Errors
///
/// If the seed is invalid, the port is taken, or the standard output is closed.
pub async fn run(args: Args) -> Result<(), String> {
    let port = args.port;
    let sandbox = Sandbox::new(args.setup()?, moment())?;
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|e| format!("cannot listen on port {port} of 127.0.0.1: {e}"))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let words = announcement(&sandbox, &format!("http://{address}"));
    let router = Router::new()
        .fallback(handle)
        .with_state(Shared(Arc::new(Mutex::new(sandbox))))
        .layer(RequestDecompressionLayer::new())
        .layer(axum::extract::DefaultBodyLimit::disable());
    let mut out = std::io::stdout().lock();
    out.write_all(words.as_bytes()).and_then(|()| out.flush()).map_err(|e| e.to_string())?;
    drop(out);
    let serving = axum::serve(
        ResettableListener(listener),
        router.into_make_service_with_connect_info::<ResetHandle>(),
    );
    // Keep-alive connections of a browser, or a timeout fault, must not delay the shutdown.
    tokio::select! {
        ended = serving.into_future() => ended.map_err(|e| e.to_string()),
        () = interrupted() => Ok(()),
    }
}

/// Returns what the program prints at the start: lines for people, and one for programs.
fn announcement(sandbox: &Sandbox, base: &str) -> String {
    let ((name, org_id), (user, user_name, token)) = (sandbox.organization(), sandbox.user());
    let origins = sandbox.origins();
    let start = json!({
        "address": base, "token": token, "userId": user, "orgId": org_id, "origins": origins,
    });
    let skipped: String =
        sandbox.skipped().iter().map(|(rule, why)| format!("  skipped  {rule}: {why}\n")).collect();
    format!(
        "Org \"{name}\" at {base}\n  token    {token}\n  user     {user_name}, {user}\n  origins  {}\n{skipped}ready {start}\n",
        origins.join(" ")
    )
}

async fn interrupted() {
    // Without a signal handler, the process runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Handles every request.
async fn handle(
    State(shared): State<Shared>,
    ConnectInfo(cut): ConnectInfo<ResetHandle>,
    request: Request<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            return shared.lock().too_large(&parts).map(Body::from);
        }
        Err(_) => Bytes::new(),
    };
    let received = shared.lock().receive(Request::from_parts(parts, body), moment());
    let delay = received.delay();
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let ending = shared.lock().answer(received, moment());
    match ending {
        Ending::Response(response) => response.map(Body::from),
        Ending::Silence => std::future::pending().await,
        Ending::Reset => {
            cut.now();
            Response::new(Body::empty())
        }
    }
}

fn moment() -> Moment {
    // Each `RandomState` has other keys, from the operating system.
    Moment { now: Timestamp::now(), random: RandomState::new().build_hasher().finish() }
}
