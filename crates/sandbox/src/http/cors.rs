//! CORS as Salesforce implements it: an allowlist, no credentials, no exposed headers.
//!
//! Source: Help, "Enable CORS"; the preflight is the one recorded in jsforce#189.

use http::Method;
use http::header::ORIGIN;
use http::request::Parts;

use crate::message::Reply;
use crate::world::World;

/// The patterns of the CORS allowlist.
#[derive(Debug)]
pub struct Origins(Vec<String>);

/// The result for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not a cross-origin request of a browser.
    NoOrigin,
    /// Listed.
    Listed(String),
    /// Not listed.
    Unlisted,
}

impl Origins {
    /// Creates an allowlist of these patterns.
    pub fn new(patterns: Vec<String>) -> Self {
        Self(patterns.into_iter().map(|p| p.trim_end_matches('/').to_ascii_lowercase()).collect())
    }

    /// Returns the patterns.
    pub fn patterns(&self) -> &[String] {
        &self.0
    }

    /// Judges a request by its `Origin`. Pages of the org itself are same-origin.
    pub fn judge(&self, parts: &Parts, base: &str) -> Verdict {
        let Some(origin) = parts.headers.get(ORIGIN).and_then(|o| o.to_str().ok()) else {
            return Verdict::NoOrigin;
        };
        if origin == base {
            return Verdict::NoOrigin;
        }
        if self.lists(origin) { Verdict::Listed(origin.to_owned()) } else { Verdict::Unlisted }
    }

    fn lists(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        self.0.iter().any(|pattern| match pattern.split_once("://*.") {
            // The wildcard stands for one or more labels in front of a second-level domain, never for the
            // domain itself, and the port must be the same.
            Some((scheme, domain)) if domain.contains('.') => {
                origin.strip_prefix(scheme).and_then(|o| o.strip_prefix("://")).is_some_and(|host| {
                    host.strip_suffix(domain).is_some_and(|sub| sub.len() > 1 && sub.ends_with('.'))
                })
            }
            _ => *pattern == origin,
        })
    }
}

/// Responds to preflights and refused requests; `None` lets the request through.
pub fn gate(world: &World, parts: &Parts, verdict: &Verdict) -> Option<Reply> {
    let preflight =
        parts.method == Method::OPTIONS && parts.headers.contains_key("access-control-request-method");
    let path = parts.uri.path();
    // Recorded in jsforce#785: identity cannot be called from a browser.
    if preflight && path.starts_with("/id/") {
        return Some(Reply::text(403, "text/plain", "Missing_OAuth_Token"));
    }
    match verdict {
        Verdict::NoOrigin => None,
        Verdict::Unlisted if always_open(path) => None,
        Verdict::Unlisted => {
            // Object Reference and Help say 403, the Metadata API guide says 404.
            Some(Reply::empty(if world.faults.has("unlisted-404") { 404 } else { 403 }))
        }
        Verdict::Listed(_) if behind_switch(path) && !world.faults.has("oauth-cors") => {
            preflight.then(|| Reply::empty(403))
        }
        Verdict::Listed(_) if preflight => Some(answer(world, parts)),
        Verdict::Listed(_) => None,
    }
}

/// Returns true if the page may read this response.
pub fn readable(world: &World, parts: &Parts, status: u16) -> bool {
    let path = parts.uri.path();
    if behind_switch(path) && !world.faults.has("oauth-cors") || path.starts_with("/id/") {
        return false;
    }
    // "CORS doesn't support requests for unauthenticated resources": the list of versions needs a token here.
    if path.trim_end_matches('/') == "/services/data" && !parts.headers.contains_key("authorization") {
        return false;
    }
    !(status >= 400 && world.faults.has("errors-without-cors") && !path.starts_with("/sandbox"))
}

/// Help, "CORS for OAuth endpoints": these are open to every origin.
pub fn always_open(path: &str) -> bool {
    path.starts_with("/.well-known/") || path == "/services/oauth2/id/keys"
}

fn behind_switch(path: &str) -> bool {
    path.starts_with("/services/oauth2/")
        && !path.starts_with("/services/oauth2/userinfo")
        && !always_open(path)
}

fn answer(world: &World, parts: &Parts) -> Reply {
    let asked = parts.headers.get("access-control-request-headers").and_then(|h| h.to_str().ok());
    let allowed: Vec<&str> = asked
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .filter(|name| !world.faults.values("preflight-refuses").any(|no| no.eq_ignore_ascii_case(name)))
        .filter(|name| {
            !world.faults.has("preflight-strict")
                || matches!(name.to_ascii_lowercase().as_str(), "accept" | "authorization" | "content-type")
        })
        .collect();
    let reply = Reply::empty(200)
        .with("access-control-allow-methods", "HEAD, GET, POST, PUT, PATCH, DELETE")
        .with("access-control-allow-credentials", "false");
    if allowed.is_empty() { reply } else { reply.with("access-control-allow-headers", allowed.join(",")) }
}

#[cfg(test)]
mod tests {
    use super::Origins;

    #[test]
    fn accepts_the_patterns_that_setup_accepts() {
        let origins = Origins::new(vec!["https://*.example.com".into(), "http://localhost:8080".into()]);
        for listed in ["https://a.example.com", "https://a.b.example.com", "http://localhost:8080"] {
            assert!(origins.lists(listed), "{listed}");
        }
        for not in [
            "https://example.com",
            "http://a.example.com",
            "https://a.example.com:8443",
            "https://evilexample.com",
            "https://a.example.com.evil.org",
            "http://localhost:8081",
            "http://127.0.0.1:8080",
            "null",
        ] {
            assert!(!origins.lists(not), "{not}");
        }
    }
}
