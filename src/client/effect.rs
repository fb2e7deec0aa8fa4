//! The vocabulary of everything that takes several steps: events in, effects out.

use crate::rest::{HttpRequest, HttpResponse, NoAnswer};

/// Identifies the effect that an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EffectId(pub(super) u64);

/// What a task wants done. The run loop performs effects in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a request; [`Event::Answer`] follows.
    Send(Send),
    /// Wait for this many milliseconds; [`Event::Waited`] follows.
    Wait(EffectId, u32),
    /// Save the task's state before the effects that follow: they must not be forgotten.
    Save,
    /// Stop waiting for an event. Shared requests continue: see [`Session::is_shared`](super::Session::is_shared).
    Abort(EffectId),
}

/// What an effect has led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The response to a request.
    Answer(Answer),
    /// The delay has elapsed.
    Waited,
}

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

impl Effect {
    /// Returns the effects that send these requests.
    pub(super) fn sends(sends: Vec<Send>) -> Vec<Self> {
        sends.into_iter().map(Self::Send).collect()
    }
}
