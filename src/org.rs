//! What an org says of itself: its stages and its fields.

mod field;
mod stage;

pub use field::{FieldInfo, FieldKind, ObjectInfo};
pub use stage::{OrgStage, Stage, sales_process};
