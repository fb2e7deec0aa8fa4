//! What a host may want to hear of, though all goes well.

use serde::Serialize;

use crate::base::error::Code;
use crate::rest::write::Strategy;

/// Something that was done otherwise than it was asked for, or not at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Notice {
    /// The org refused the way to write; from now on the other one is used.
    WriteFallback {
        /// The one that was refused.
        from: Strategy,
        /// The one that takes its place.
        to: Strategy,
        /// Why.
        because: Code,
        /// The same in words.
        message: String,
    },
    /// A request is sent again after a wait.
    Retry {
        /// Why.
        because: Code,
        /// Milliseconds.
        wait: u32,
        /// How often it was sent so far.
        attempts: u32,
    },
}
