//! Updates of many opportunities: checked before anything is sent, written in batches, each with its own
//! result.
//!
//! [`Plan`] holds the state of each record; [`PlanTask`] reads and checks, [`RunTask`] writes. Both share the
//! plan with the caller, who can store it at any time and resume it: records that may have been written are read
//! first.

mod batch;
mod changes;
mod item;
mod job;
mod judge;
mod order;
mod plan;
mod plan_task;
mod preview;
mod retries;
mod run_task;
mod stored;
mod verify;
mod write;

pub use item::{Item, State};
pub use plan::{Plan, PlanOptions};
pub use plan_task::PlanTask;
pub use preview::{Group, Preview, Progress};
pub use run_task::RunTask;
pub use stored::{Restoring, Stored};
