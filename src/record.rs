//! The vocabulary: record ids, field names and values.

mod date;
mod decimal;

pub use date::Date;
pub use decimal::{Decimal, NotANumber, PowerError, Rounding};
