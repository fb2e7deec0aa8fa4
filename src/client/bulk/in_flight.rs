//! Records that are under way together, and what an answer makes of them.

use crate::base::RecordId;
use crate::base::error::Problem;
use crate::client::effect::EffectId;
use crate::rest::bulk_ingest::Results;
use crate::rest::record_rows::Pages;

/// Records that are under way together.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) waiting: EffectId,
    pub(super) places: Vec<u32>,
    pub(super) doing: Operation,
    pub(super) retries: u32,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    /// Each record by itself, many in a call.
    Write { conditional: bool },
    /// Many in a file.
    Job(JobStep),
    /// What the records hold now, and what made it necessary to look.
    Look { because: Option<Problem>, pages: Pages },
}

/// What is done with a job.
#[derive(Clone, Debug)]
pub(super) enum JobStep {
    Create,
    Upload(RecordId),
    Close(RecordId),
    /// Look how far it is. Whether the rows are there is not known of a job of an earlier run.
    Poll {
        job: RecordId,
        uploaded: bool,
        looks: u32,
    },
    /// Give it up; nothing was written yet.
    Abort(RecordId, Problem),
    /// Read the rows. The text says why the job came to its end early, where it did.
    Rows(RecordId, Results, Option<String>),
}

/// What follows an answer.
pub(super) enum Transition {
    /// These records are done with.
    Over,
    /// The same again, after a wait.
    Again(Problem),
    /// Something else with the same records; the plan is to be stored first where it says so.
    Then(Operation, bool),
    /// Nothing more is sent.
    Stop(Problem),
}

/// What an answer puts aside for later.
#[derive(Default)]
pub(super) struct Deferred {
    /// To be sent, each list for itself.
    pub(super) queue: Vec<Vec<u32>>,
    /// To be sent again after a wait.
    pub(super) locked: Vec<u32>,
    /// To be looked at, and why.
    pub(super) looks: Vec<(Vec<u32>, Problem)>,
    /// Bulk API is not to be had.
    pub(super) no_jobs: bool,
}
