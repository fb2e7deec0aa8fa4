//! Notices for the host about retries and fallbacks.

use serde::Serialize;

use crate::base::error::Code;
use crate::rest::write::Strategy;

/// A retry, or a fallback to another strategy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Notice {
    /// The org refused the write strategy; from now on the client uses another one.
    WriteFallback {
        /// The refused strategy.
        from: Strategy,
        /// The new strategy.
        to: Strategy,
        /// The reason.
        because: Code,
        /// The reason as a sentence.
        message: String,
    },
    /// A request is sent again after a delay.
    Retry {
        /// The reason.
        because: Code,
        /// The delay in milliseconds.
        wait: u32,
        /// The number of attempts so far.
        attempts: u32,
    },
}
