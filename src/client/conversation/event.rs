//! What a person does.

use serde::Serialize;

use crate::rest::query::OpportunityQuery;
use crate::transition::ProposalInput;

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum UserEvent {
    /// Says a sentence.
    Say {
        /// The sentence.
        text: String,
    },
    /// Looks for opportunities.
    Find {
        /// What to look for.
        query: OpportunityQuery,
    },
    /// Takes one of several opportunities, or names one by its id.
    Choose {
        /// Its id.
        id: String,
    },
    /// Wants something changed.
    Propose(ProposalInput),
    /// Confirms what is shown.
    Confirm,
    /// Wants to change the details.
    Edit,
    /// Wants nothing of it.
    Cancel,
    /// Wants what failed to be tried once more.
    Retry,
    /// Decides a conflict.
    Resolve(Resolve),
    /// Wants the update put back.
    Undo,
}

/// Whose values count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// The user's own.
    Mine,
    /// Those that are there now.
    Theirs,
    /// Some of each.
    Merge,
}

/// How a conflict is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resolve {
    /// Whose values count.
    pub keep: Keep,
    /// With a merge: of these fields of the user's own, whether their values are given up. Buttons leave that open.
    #[serde(skip)]
    pub fields: Vec<(String, Keep)>,
}
