//! Many opportunities at once: judged before anything is sent, written in batches, each accounted for.
//!
//! [`Plan`] knows where each record stands; [`Planning`] reads and judges, [`Running`] writes. Both are machines
//! beside the plan, which can be stored at any time and gone on with: whatever may have been sent is read first.

mod changes;
mod in_flight;
mod item;
mod job;
mod judge;
mod look;
mod machine;
mod order;
mod plan;
mod planning;
mod preview;
mod running;
mod stored;
mod write;

pub use item::{Item, State};
pub use machine::{BulkStep, Effect, Event, Machine};
pub use plan::{Plan, PlanOptions};
pub use planning::Planning;
pub use preview::{Group, Preview, Progress};
pub use running::Running;
pub use stored::{Restoring, Stored};
