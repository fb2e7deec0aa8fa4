//! What a task wants done, and what comes back.

use crate::rest::{HttpRequest, HttpResponse, NoAnswer};

/// Tells which request an answer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EffectId(pub(super) u64);

/// A request to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send {
    /// Comes back with the answer.
    pub id: EffectId,
    /// What to send.
    pub request: HttpRequest,
    /// So many milliseconds are waited first.
    pub after: u32,
    /// So many milliseconds the answer may take from then on, all that it takes to get it included.
    pub within: u32,
}

/// What came back.
pub type Answer = Result<HttpResponse, NoAnswer>;
