//! What a person does.

use serde::Serialize;

use super::intent::Interpretation;
use crate::rest::query::OpportunityQuery;
use crate::transition::ProposalInput;

/// A user event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum UserEvent {
    /// A message.
    Say {
        /// Returns the text.
        text: String,
    },
    /// Says a sentence, and what a model of the host's takes it for. This never writes.
    #[serde(skip)]
    Interpreted {
        /// Returns the text.
        text: String,
        /// What it is taken for.
        interpretation: Box<Interpretation>,
    },
    /// A search.
    Find {
        /// The search.
        query: OpportunityQuery,
    },
    /// The choice of an opportunity, from the list or by id.
    Choose {
        /// Returns its id.
        id: String,
    },
    /// A requested change.
    Propose(ProposalInput),
    /// The confirmation of the preview.
    Confirm,
    /// A request to edit the details.
    Edit,
    /// A cancellation.
    Cancel,
    /// A retry of what failed.
    Retry,
    /// The resolution of a conflict.
    Resolve(Resolve),
    /// A request to undo the update.
    Undo,
}

/// The values to keep in a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// The user's own.
    Mine,
    /// The current ones in Salesforce.
    Theirs,
    /// Some of each.
    Merge,
}

/// The resolution of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resolve {
    /// The values to keep.
    pub keep: Keep,
    /// For a merge: for each field of the user's own, which value to keep. The buttons do not set this.
    #[serde(skip)]
    pub fields: Vec<(String, Keep)>,
}
