//! Decides whether a move is allowed, and what follows from it.
//!
//! [`check`] checks an input and reports every problem. [`offers`] runs it for every stage, so that an
//! unavailable stage has its reasons. Before saving, the same input is checked again on the current record.

mod change;
mod check;
mod consequence;
mod input;
mod kind;
mod offer;
mod offline;
mod opportunity;
mod org_checks;
mod parameters;
mod picklists;
mod refused;
mod resolve;
mod restore;
mod rules;
mod target_stage;
mod user;
mod values;
mod verdict;

pub use change::{Change, ChangedBy, list_change};
pub use check::{Proposal, check};
pub use input::{ProposalInput, read_fields};
pub use kind::{PossibleMove, Skipped, Transition, TransitionKind};
pub use offer::{StageOption, offers};
pub use offline::{Batch, MAX_RELATIONSHIPS, RuleEngine, Table};
pub use opportunity::Opportunity;
pub use parameters::Parameters;
pub use refused::Refusals;
pub use resolve::{Resolution, resolve};
pub use restore::{known_stage, restore};
pub use rules::{
    BoundRules, Case, Document, FieldChanges, Globals, KeyFields, LaidOut, Move, Names, OpportunitySchema,
    RecordState, RuleReader, Rules, Ruleset, Severity, SharedRules, StandardRules, UnboundRules,
};
pub use user::{User, Who};
pub use verdict::{
    ApprovalState, ExemptedRule, NeededApproval, RequiredField, UndecidedReason, UndecidedRule, Verdict,
    VerdictType, Violation, ViolationCode, Warning, WarningCode,
};
