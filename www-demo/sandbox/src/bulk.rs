//! Bulk API 2.0 ingest.

use crate::api::Call;
use crate::message::Reply;
use crate::problem::{Outcome, Problem};

/// One job.
#[derive(Clone, Debug)]
pub struct Job;

/// `/jobs/ingest…`
pub fn answer(_call: &mut Call<'_>, _rest: &[&str]) -> Outcome<Reply> {
    Err(Problem::not_found().into())
}
