//! What a ruleset judges.

use super::names::Names;
use super::record_state::RecordState;
use crate::transition::consequence::Today;
use crate::transition::input::ProposalInput;
use crate::transition::kind::Transition;
use crate::transition::user::User;

/// A move of a record, with all that rules may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The move.
    pub transition: &'a Transition<'a>,
    /// The record.
    pub sheet: &'a RecordState<'a>,
    /// Whether anything is saved, so that the org's rules run.
    pub saves: bool,
    /// Who makes it.
    pub user: &'a User,
    /// When.
    pub today: Today,
    /// What the user said to it: a reason, approvals, warnings that were seen.
    pub input: &'a ProposalInput,
    /// The fields as the user has them.
    pub names: Names<'a>,
}
