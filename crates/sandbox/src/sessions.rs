//! Access tokens, authorization codes and refresh tokens.

use std::collections::BTreeMap;

use crate::org::Org;
use crate::org::id::Id;
use crate::seed::Seed;

/// An authorization code that has not been redeemed.
#[derive(Clone, Debug)]
pub struct Code {
    /// The user who consented.
    pub user: Id,
    /// The app.
    pub client_id: String,
    /// The redirect URI, which the token call must repeat.
    pub redirect_uri: String,
    /// PKCE challenge (RFC 7636).
    pub challenge: Option<String>,
    /// Scopes.
    pub scope: String,
}

/// A refresh token.
#[derive(Clone, Debug)]
pub struct Refresh {
    /// The user.
    pub user: Id,
    /// The app.
    pub client_id: String,
    /// Scopes.
    pub scope: String,
}

/// What an access token stands for.
#[derive(Clone, Debug)]
pub struct Session {
    /// The user.
    pub user: Id,
    /// The app that the user let in; empty for a session that no app asked for.
    pub client_id: String,
}

/// All tokens.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    /// Bearer tokens.
    pub access: BTreeMap<String, Session>,
    /// Codes.
    pub codes: BTreeMap<String, Code>,
    /// Refresh tokens.
    pub refresh: BTreeMap<String, Refresh>,
    /// The portal's user, who is the first of the seed, and the user's token.
    pub first: Option<(Id, String)>,
    made: u64,
    random: u64,
}

impl Sessions {
    /// Creates one token for each user of the seed.
    pub fn new(seed: &Seed, org: &Org) -> Self {
        let mut sessions = Self::default();
        let users: Vec<Id> = org.table("User").map(|t| t.rows.keys().copied().collect()).unwrap_or_default();
        for (n, user) in users.into_iter().enumerate() {
            let token = match (&seed.token, n) {
                (Some(token), 0) => token.clone(),
                _ => fixed_token(org.id, user),
            };
            sessions.first.get_or_insert((user, token.clone()));
            sessions.access.insert(token, Session { user, client_id: String::new() });
        }
        sessions
    }

    /// Returns the user whose access token this is.
    pub fn user(&self, token: &str) -> Option<Id> {
        self.access.get(token).map(|session| session.user)
    }

    /// Issues a new access token for this user, to an app that may be unnamed.
    pub fn issue(&mut self, org: Id, user: Id, client_id: &str) -> String {
        let token = format!("{}!AQ{}", org.short(), self.secret("sid"));
        self.access.insert(token.clone(), Session { user, client_id: client_id.to_owned() });
        token
    }

    /// Sets the caller's random value, which the next secrets depend on.
    pub fn stir(&mut self, random: u64) {
        self.random = random;
    }

    /// Returns a value that was never issued before.
    pub fn secret(&mut self, what: &str) -> String {
        use base64::Engine as _;
        use sha2::{Digest as _, Sha256};
        self.made += 1;
        let seed = format!("{what} {} {}", self.made, self.random);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(seed))
    }
}

/// Returns a token that is the same at each start, so that a portal's configuration can contain it. It has the
/// `!`, `.` and `_` of real ones.
fn fixed_token(org: Id, user: Id) -> String {
    format!("{}!AQEAQ.sandbox_token_of_{}", org.short(), user.short())
}
