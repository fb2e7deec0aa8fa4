//! Records that are under way together, and what an answer makes of them.

use crate::base::RecordId;
use crate::base::error::Problem;
use crate::client::effect::EffectId;
use crate::rest::bulk_ingest::Results;
use crate::rest::record_rows::Pages;

/// Records that are in flight together.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) waiting: EffectId,
    pub(super) indices: Vec<u32>,
    pub(super) doing: Operation,
    pub(super) retries: u32,
}

/// An operation on records.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    /// Each record independently, many in a call.
    Write { conditional: bool },
    /// Many in a file.
    Job(JobStep),
    /// Read the records, and the problem that made it necessary.
    Verify { because: Option<Problem>, pages: Pages },
}

/// A step of a job.
#[derive(Clone, Debug)]
pub(super) enum JobStep {
    Create,
    Upload(RecordId),
    Close(RecordId),
    /// Ask for the state. For a job of an earlier run, it is unknown whether its rows were uploaded.
    Poll {
        job: RecordId,
        uploaded: bool,
        polls: u32,
    },
    /// Abort it; nothing was written yet.
    Abort(RecordId, Problem),
    /// Read the results. The text is the reason why the job ended early, if it did.
    Rows(RecordId, Results, Option<String>),
}

/// What follows a response.
pub(super) enum Transition {
    /// These records are finished.
    Over,
    /// Repeat the operation after a delay.
    Again(Problem),
    /// Another operation with the same records; true to save the plan first.
    Then(Operation, bool),
    /// Nothing more is sent.
    Stop(Problem),
}

/// Records that a response defers.
#[derive(Default)]
pub(super) struct Deferred {
    /// To send, each list in its own request.
    pub(super) queue: Vec<Vec<u32>>,
    /// To send again after a delay.
    pub(super) locked: Vec<u32>,
    /// To read, with the reason.
    pub(super) verifications: Vec<(Vec<u32>, Problem)>,
    /// Bulk API is not available.
    pub(super) no_jobs: bool,
}
