//! May this move be made, and what follows from it?

mod check;
mod consequence;
mod input;
mod resolve;

pub use check::{
    Change, ChangedBy, Opportunity, Proposal, Verdict, VerdictType, Violation, ViolationCode, Warning,
    WarningCode, check,
};
pub use consequence::Today;
pub use input::{ProposalInput, read_fields};
pub use resolve::{Resolution, resolve};
