//! What a task wants done, and what comes back.

use crate::rest::{HttpRequest, HttpResponse, NoAnswer};

/// Identifies the request of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EffectId(pub(super) u64);

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send {
    /// Comes back with the response.
    pub id: EffectId,
    /// The request.
    pub request: HttpRequest,
    /// Delay before sending, in milliseconds.
    pub after: u32,
    /// Timeout of the whole exchange, in milliseconds, starting after the delay.
    pub within: u32,
}

/// The response to a request, or why there is none.
pub type Answer = Result<HttpResponse, NoAnswer>;
