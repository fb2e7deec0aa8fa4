//! Shared vocabulary: record ids, field names and values, errors, JSON and text.

mod clock;
pub(crate) mod codes;
mod conflict;
pub mod error;
mod field_name;
mod id;
pub mod json;
pub mod map;
pub(crate) mod order;
mod snapshot;
pub mod text;
mod timestamp;
mod value;

pub use clock::{Clock, OffsetAt, TimeZone, Today};
pub use conflict::{Conflict, ConflictField, Side};
pub use field_name::FieldName;
pub use id::{MASTER_RECORD_TYPE, NotAnId, RecordId};
pub use salesforce_formula::{
    DAY_MILLISECONDS, Date, DateTime, Decimal, NotADate, NotANumber, PowerError, Rounding, Time,
    days_in_month,
};
pub use snapshot::Snapshot;
pub use timestamp::{NotAnInstant, Timestamp};
pub use value::FieldValue;

use self::map::Map;

/// Field values by name.
pub type FieldValues = Map<FieldName, FieldValue>;
