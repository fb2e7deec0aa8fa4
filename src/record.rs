//! The vocabulary: record ids, field names and values.

mod date;
mod decimal;
mod time;

pub use date::{Date, days_in_month};
pub use decimal::{Decimal, NotANumber, PowerError, Rounding};
pub use time::{DAY_MILLISECONDS, DateTime, Time};
