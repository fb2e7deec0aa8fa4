//! What a ruleset judges.

use super::names::Names;
use super::record_state::RecordState;
use crate::base::Today;
use crate::transition::input::ProposalInput;
use crate::transition::kind::Transition;
use crate::transition::user::User;

/// A move of a record, with the input of rules.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The move.
    pub transition: &'a Transition<'a>,
    /// The record's state.
    pub record_state: &'a RecordState<'a>,
    /// True if something is saved, so that the org's rules run.
    pub saves: bool,
    /// The user who makes it.
    pub user: &'a User,
    /// The current day.
    pub today: Today,
    /// The user's input: a reason, approvals, acknowledged warnings.
    pub input: &'a ProposalInput,
    /// The labels and editability of fields.
    pub names: Names<'a>,
}
