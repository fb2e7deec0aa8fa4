//! Records that are sent together, and what follows a response to them.

use super::plan::Plan;
use crate::base::RecordId;
use crate::base::error::Problem;
use crate::client::effect::Answer;
use crate::client::session::Session;
use crate::rest::HttpResponse;
use crate::rest::bulk_ingest::Results;
use crate::rest::record_rows::Pages;

/// Records that are sent together.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) indices: Vec<u32>,
    pub(super) operation: Operation,
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
    Poll(Poll),
    /// Abort it; nothing was written yet.
    Abort(RecordId, Problem),
    /// Read the results. The text is the reason why the job ended early, if it did.
    Rows(RecordId, Results, Option<String>),
}

/// Asks for the state of a job.
#[derive(Clone, Debug)]
pub(super) struct Poll {
    pub(super) job: RecordId,
    /// False for a job of an earlier run, of which it is unknown whether its rows were uploaded.
    pub(super) uploaded: bool,
    /// The number of earlier polls.
    pub(super) polls: u32,
}

impl Batch {
    pub(super) fn new(indices: Vec<u32>, operation: Operation) -> Self {
        Self { indices, operation, retries: 0 }
    }
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

/// A response, and what it is applied to.
pub(super) struct Received<'a> {
    pub(super) plan: &'a mut Plan,
    pub(super) session: &'a Session,
    pub(super) batch: &'a Batch,
    pub(super) answer: &'a Answer,
    pub(super) deferred: &'a mut Deferred,
}

impl Received<'_> {
    /// Reads the response; without one, returns the problem.
    pub(super) fn read<T>(&self, read: impl Fn(&HttpResponse) -> Result<T, Problem>) -> Result<T, Problem> {
        match self.answer {
            Ok(response) => read(response),
            Err(reason) => Err(self.session.no_answer(reason)),
        }
    }

    /// Returns true if a problem says nothing about the job: it is not Salesforce's own, or may pass with time.
    pub(super) fn proves_nothing(&self, problem: &Problem) -> bool {
        super::retries::passes(self.answer, problem) || (self.answer.is_ok() && !problem.from_salesforce)
    }
}
