//! Starts the sandbox and prints its address.

use std::future::IntoFuture as _;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use serde_json::json;
use tokio::net::TcpListener;
use tower_http::decompression::RequestDecompressionLayer;

use crate::cli::Args;
use crate::connection::{ResetHandle, ResettableListener};
use crate::faults::{Fault, Faults};
use crate::http::cors::Origins;
use crate::http::{self, App};
use crate::seed::{Kind, Seed};
use crate::world::World;

/// Runs until it is interrupted.
pub async fn run(args: Args) -> Result<(), String> {
    let seed = Seed::load(args.seed.as_deref(), args.token.clone())?;
    let kind = Kind { profiles: args.profiles, generate: args.generate };
    let mut faults = args.faults;
    if args.oauth_cors {
        faults.push(Fault::parse("oauth-cors")?);
    }
    let name = seed.organization.name.clone();
    let world = World::new(seed, kind, Faults::starting_with(faults))?;
    let listener = TcpListener::bind(("127.0.0.1", args.port))
        .await
        .map_err(|e| format!("port {} of 127.0.0.1 cannot be had: {e}", args.port))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let base = format!("http://{address}");
    let first = world.sessions.first.clone();
    let (user, token) = first.ok_or("the seed has no user")?;
    let user_name = world.org.user_name(user);
    let origins = Origins::new(args.origins);
    let start = json!({
        "address": base, "token": token, "userId": user.to_string(), "orgId": world.org.id.to_string(),
        "origins": origins.patterns(),
    });
    let words = format!(
        "Org \"{name}\" at {base}\n  token    {token}\n  user     {user_name}, {user}\n  origins  {}\nready {start}\n",
        origins.patterns().join(" ")
    );
    let app = App { world: Arc::new(Mutex::new(world)), origins: Arc::new(origins) };
    let router = Router::new()
        .fallback(http::handle)
        .with_state(app)
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

async fn interrupted() {
    // Without a signal handler, the process runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
