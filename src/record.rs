//! The vocabulary: record ids, field names and values.

mod conflict;
mod date;
mod decimal;
mod field_name;
mod id;
mod snapshot;
mod time;
mod timestamp;
mod value;

pub use conflict::{Conflict, ConflictField, Side};
pub use date::{Date, NotADate, days_in_month};
pub use decimal::{Decimal, NotANumber, PowerError, Rounding};
pub use field_name::FieldName;
pub use id::{MASTER_RECORD_TYPE, NotAnId, RecordId};
pub use snapshot::Snapshot;
pub use time::{DAY_MILLISECONDS, DateTime, Time};
pub use timestamp::{NotAnInstant, Timestamp};
pub use value::FieldValue;

use crate::map::Map;

/// Field values by name.
pub type FieldValues = Map<FieldName, FieldValue>;
