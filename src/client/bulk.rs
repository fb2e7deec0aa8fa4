//! Updates of many opportunities: checked before anything is sent, written in batches, each with its own
//! result.
//!
//! [`Plan`] holds the state of each record; [`Planning`] reads and checks, [`Running`] writes. Both are
//! machines next to the plan, which can be stored at any time and resumed: records that may have been written
//! are read first.

mod changes;
mod in_flight;
mod item;
mod job;
mod judge;
mod machine;
mod order;
mod plan;
mod planning;
mod preview;
mod running;
mod stored;
mod verify;
mod write;

pub use item::{Item, State};
pub use machine::{BulkStep, Effect, Event, Machine};
pub use plan::{Plan, PlanOptions};
pub use planning::Planning;
pub use preview::{Group, Preview, Progress};
pub use running::Running;
pub use stored::{Restoring, Stored};
